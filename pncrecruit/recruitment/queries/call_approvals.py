"""Questions about what was asked for a call, and who decided."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import ApprovalState
from pncrecruit.db import db


class CallRequest(NamedTuple):
    """A request for a call."""

    public_id: UUID
    kind: str
    state: ApprovalState
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    approval: Approval


def of_call(code: str) -> list[CallRequest]:
    """Return what was asked for a call, the latest first."""
    decider = aliased(User)
    rows = db.session.execute(
        select(
            Approval.public_id,
            Approval.kind,
            Approval.state,
            User.name,
            Approval.asked_at,
            Approval.expires_at,
            decider.name,
            Approval.decided_at,
            Approval,
        )
        .join(User, User.id == Approval.asked_by_id)
        .outerjoin(decider, decider.id == Approval.decided_by_id)
        .where(Approval.subject_kind == "call", Approval.subject_id == code)
        .order_by(Approval.id.desc())
    )
    return [CallRequest._make(row) for row in rows]
