"""Questions about what was asked for units and waits for a second person."""

from datetime import datetime

from sqlalchemy import select

from pncrecruit.access.models import Approval
from pncrecruit.access.rules import ApprovalState
from pncrecruit.db import db


def waiting(at: datetime, code: str | None = None) -> list[Approval]:
    """Return the requests about units (about one, if given) that wait now."""
    statement = (
        select(Approval)
        .where(
            Approval.subject_kind == "unit",
            Approval.state == ApprovalState.PENDING,
            Approval.expires_at > at,
        )
        .order_by(Approval.id)
    )
    if code is not None:
        statement = statement.where(Approval.subject_id == code)
    return list(db.session.scalars(statement))
