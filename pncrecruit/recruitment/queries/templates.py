"""Templates of calls: the latest editions, one, and what a call started from."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from pncrecruit.access.models import User
from pncrecruit.db import db
from pncrecruit.recruitment.models import CallStart, CallTemplate
from pncrecruit.recruitment.rules.starting import StartingSet, to_start


class TemplateRow(NamedTuple):
    """An edition of a template, and how many drafts started from it."""

    id: int
    key: str
    edition: int
    name: str
    payload: dict[str, Any]
    call_code: str
    kept_at: datetime
    kept_by: str | None
    calls: int

    @property
    def start(self) -> StartingSet:
        """What it holds."""
        return to_start(self.payload)


def latest() -> list[TemplateRow]:
    """Return the last edition of each template, by name."""
    newest = select(func.max(CallTemplate.id)).group_by(CallTemplate.key)
    rows = db.session.execute(
        _rows().where(CallTemplate.id.in_(newest)).order_by(CallTemplate.key)
    )
    return [TemplateRow._make(row) for row in rows]


def edition(template_id: int) -> TemplateRow | None:
    """Return one edition."""
    row = db.session.execute(_rows().where(CallTemplate.id == template_id)).first()
    return TemplateRow._make(row) if row else None


def editions(key: str) -> list[TemplateRow]:
    """Return all editions of a template, the latest first."""
    rows = db.session.execute(
        _rows().where(CallTemplate.key == key).order_by(CallTemplate.edition.desc())
    )
    return [TemplateRow._make(row) for row in rows]


def started_from(call_id: int) -> TemplateRow | None:
    """Return the template that a call started from, if any."""
    row = db.session.execute(
        _rows()
        .join(CallStart, CallStart.template_id == CallTemplate.id)
        .where(CallStart.call_id == call_id)
    ).first()
    return TemplateRow._make(row) if row else None


def _rows() -> Select[Any]:
    used = (
        select(func.count())
        .select_from(CallStart)
        .where(CallStart.template_id == CallTemplate.id)
        .correlate(CallTemplate)
        .scalar_subquery()
    )
    return select(
        CallTemplate.id,
        CallTemplate.key,
        CallTemplate.edition,
        CallTemplate.name,
        CallTemplate.rules,
        CallTemplate.call_code,
        CallTemplate.kept_at,
        User.name,
        used,
    ).outerjoin(User, User.id == CallTemplate.kept_by_id)
