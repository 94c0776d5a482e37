"""Requests for a second person: what waits, and one of them with its names."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import ApprovalState
from pncrecruit.db import db

DECIDED_SHOWN = 50
WAITING_SHOWN = 200


class ApprovalRow(NamedTuple):
    """A request, with the names of who asked and who decided."""

    approval: Approval
    asked_by: str
    asked_by_person: int | None
    decided_by: str | None


def waiting(at: datetime) -> list[ApprovalRow]:
    """Return the requests that can still be decided, the oldest first."""
    return _rows(
        _asked()
        .where(Approval.state == ApprovalState.PENDING, Approval.expires_at > at)
        .order_by(Approval.id)
        .limit(WAITING_SHOWN)
    )


def waiting_on(
    subject_kind: str, at: datetime, subject_id: object = None
) -> list[Approval]:
    """Return the requests about records of a kind (about one, if given) that wait."""
    values: dict[str, object] = {"subject_kind": subject_kind, "at": at}
    if subject_id is None:
        return list(db.session.scalars(_WAITING, values))
    values["subject_id"] = str(subject_id)
    return list(db.session.scalars(_WAITING_ON_ONE, values))


_WAITING = (
    select(Approval)
    .where(
        Approval.subject_kind == bindparam("subject_kind"),
        Approval.state == ApprovalState.PENDING,
        Approval.expires_at > bindparam("at"),
    )
    .order_by(Approval.id)
)
_WAITING_ON_ONE = _WAITING.where(Approval.subject_id == bindparam("subject_id"))


def approved_for(
    kind: str, subject: tuple[str, object], *, asked_by: int, since: datetime
) -> list[Approval]:
    """Return what somebody asked about a record and was granted since an instant."""
    return list(
        db.session.scalars(
            select(Approval)
            .where(
                Approval.kind == kind,
                Approval.subject_kind == subject[0],
                Approval.subject_id == str(subject[1]),
                Approval.asked_by_id == asked_by,
                Approval.state == ApprovalState.APPROVED,
                Approval.decided_at >= since,
            )
            .order_by(Approval.id.desc())
        )
    )


def closed(at: datetime) -> list[ApprovalRow]:
    """Return the requests that were decided or can be no more, the latest first."""
    return _rows(
        _asked()
        .where((Approval.state != ApprovalState.PENDING) | (Approval.expires_at <= at))
        .order_by(Approval.id.desc())
        .limit(DECIDED_SHOWN)
    )


def approval(public_id: UUID) -> ApprovalRow | None:
    """Return one request by the identifier of its address."""
    rows = _rows(_asked().where(Approval.public_id == public_id))
    return rows[0] if rows else None


def _asked() -> Select[Approval, str, int | None, str]:
    asker, decider = aliased(User), aliased(User)
    return (
        select(Approval, asker.name, asker.person_id, decider.name)
        .join(asker, asker.id == Approval.asked_by_id)
        .outerjoin(decider, decider.id == Approval.decided_by_id)
    )


def _rows(asked: Select[Approval, str, int | None, str]) -> list[ApprovalRow]:
    return [ApprovalRow(*row) for row in db.session.execute(asked)]
