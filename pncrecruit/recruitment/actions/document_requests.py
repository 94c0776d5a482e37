"""A document is removed by two persons: its line stays, its file is destroyed."""

from datetime import datetime
from uuid import UUID

from flask_babel import get_locale

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.documents import actions as files
from pncrecruit.documents import queries as stored
from pncrecruit.recruitment.models import ApplicationDocument
from pncrecruit.recruitment.queries import documents
from pncrecruit.recruitment.queries.documents import DocumentRow
from pncrecruit.recruitment.rules.documents import DocumentRemoved
from pncrecruit.reference import document_kinds
from pncrecruit.words import N_

REMOVE = "application_document.remove"


def ask_to_remove(
    found: DocumentRow, *, actor: Actor, at: datetime, reason: str
) -> Approval:
    """Ask a second person to remove a document. Raises DocumentRemoved."""
    if found.removed_at is not None:
        raise DocumentRemoved
    if not reason.strip():
        raise ReasonRequired
    return approvals.ask(
        REMOVE,
        ("application_document", str(found.public_id)),
        {"kind": found.kind, "received_on": local_day(found.received_at).isoformat()},
        found.id,
        actor=actor,
        at=at,
        reason=reason,
    )


def _version(text: str) -> int | None:
    found = documents.document(UUID(text))
    return found.id if found and found.removed_at is None else None


def _describe(approval: Approval) -> list[Line]:
    found = documents.document(UUID(approval.subject_id))
    if found is None:
        return []
    english = str(get_locale() or "es").startswith("en")
    kind = document_kinds()[found.kind]
    name = kind.name_en if english else kind.name_es
    received = f"{local_day(found.received_at):%d/%m/%Y}"
    return [
        Line(N_("Document"), name, ""),
        Line(N_("Received on"), received, ""),
        Line(N_("File"), found.file_name or "", ""),
    ]


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    found = documents.document(UUID(approval.subject_id))
    if found is None or found.removed_at is not None:
        raise DocumentRemoved
    row = db.session.get_one(ApplicationDocument, found.id)
    row.removed_at, row.approval_id, row.second_look = at, approval.id, False
    file = stored.file(found.file_id) if found.file_id else None
    if file is not None:
        files.remove(file, at=at)
    record(
        "document.removed",
        ("application", documents.application_of(found.id)),
        author=actor.author,
        at=at,
        document=str(found.public_id),
        document_kind=found.kind,
        approval=str(approval.public_id),
        reason=approval.reason,
    )


approvals.register(
    Handler(
        kind=REMOVE,
        label=N_("Remove an applicant's document"),
        permission=Permission.APPLICATION_DOCUMENT_DELETE,
        version=_version,
        describe=_describe,
        apply=_apply,
    )
)
