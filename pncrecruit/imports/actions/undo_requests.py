"""Taking an import back: the author at once, within limits; else by two persons."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.db import db
from pncrecruit.errors import NotAllowed
from pncrecruit.imports.actions.undoing import undo
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules import BatchState
from pncrecruit.words import N_

KIND = "import_batch.undo"
OWN_LIMIT = timedelta(minutes=30)


class TooLate(NotAllowed):
    message = N_(
        "You can take your own import back within 30 minutes."
        " Ask an HR lead now: a second person decides."
    )


class NotYours(NotAllowed):
    message = N_("Only whoever imported the file can take it back at once.")


def check_own(batch: ImportBatch, *, actor: Actor, at: datetime) -> None:
    """Refuse another's import, and one applied more than 30 minutes ago."""
    if batch.created_by_id != actor.user_id:
        raise NotYours
    if batch.applied_at is None or at - batch.applied_at > OWN_LIMIT:
        raise TooLate


def ask_to_undo(
    batch: ImportBatch, *, reason: str, actor: Actor, at: datetime
) -> Approval:
    """Ask a second person to take an import back."""
    if not reason.strip():
        raise ReasonRequired
    payload = {
        "filename": batch.filename,
        "kind": batch.kind.value,
        "lines": batch.accepted + batch.warned,
    }
    return approvals.ask(
        KIND,
        ("import_batch", batch.public_id),
        payload,
        batch.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def _batch(identifier: str) -> ImportBatch | None:
    return db.session.scalar(
        select(ImportBatch).where(ImportBatch.public_id == UUID(identifier))
    )


def _version(identifier: str) -> int | None:
    batch = _batch(identifier)
    ready = batch is not None and batch.state is BatchState.APPLIED
    return batch.version if batch is not None and ready else None


def _describe(approval: Approval) -> list[Line]:
    told = approval.payload
    return [
        Line(N_("File"), str(told["filename"]), "–"),
        Line(N_("Lines on record"), str(told["lines"]), "0"),
    ]


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    batch = _batch(approval.subject_id)
    if batch is not None:
        for _ in undo(batch, actor=actor, at=at):
            pass  # decided and done in one transaction


approvals.register(
    Handler(
        kind=KIND,
        label=N_("Take an import back"),
        permission=Permission.IMPORT_BATCH_UNDO,
        version=_version,
        describe=_describe,
        apply=_apply,
    )
)
