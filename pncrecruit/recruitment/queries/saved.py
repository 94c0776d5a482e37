"""The kept filters of a call that somebody sees, and one of them."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from pncrecruit.access.models import User
from pncrecruit.access.rules import Scope
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.models import SavedFilter
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.rules.saved import Shared, is_seen


class SavedRow(NamedTuple):
    """A kept filter, with whose it is."""

    public_id: UUID
    owner_id: int
    owner: str
    name: str
    filters: dict[str, str]
    shared: Shared
    office_id: int | None
    office: str | None


def seen(call_id: int, user_id: int, scope: Scope) -> list[SavedRow]:
    """Return the filters of a call that somebody sees: their own, and those shared.

    ``scope`` is what they reach of the list: a filter says nothing beyond it.
    """
    rows = db.session.execute(
        select(
            SavedFilter.public_id,
            SavedFilter.owner_id,
            User.name,
            SavedFilter.name,
            SavedFilter.filters,
            SavedFilter.shared,
            SavedFilter.office_id,
            Unit.name,
        )
        .join(User, User.id == SavedFilter.owner_id)
        .outerjoin(Unit, Unit.id == SavedFilter.office_id)
        .where(SavedFilter.call_id == call_id)
        .order_by(SavedFilter.name, SavedFilter.id)
    )
    offices = offices_of(scope, call_id)
    return [
        row
        for row in map(SavedRow._make, rows)
        if row.owner_id == user_id or is_seen(row.shared, row.office_id, offices)
    ]


def held(call_id: int, user_id: int) -> int:
    """Return how many filters somebody keeps in a call."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(SavedFilter)
            .where(SavedFilter.call_id == call_id, SavedFilter.owner_id == user_id)
        )
        or 0
    )


def own(public_id: UUID, call_id: int, user_id: int) -> SavedFilter | None:
    """Return a filter of a call that is somebody's own."""
    return db.session.scalar(
        select(SavedFilter).where(
            SavedFilter.public_id == public_id,
            SavedFilter.call_id == call_id,
            SavedFilter.owner_id == user_id,
        )
    )


def by_name(call_id: int, user_id: int, name: str) -> SavedFilter | None:
    """Return the filter of a name that somebody keeps in a call."""
    return db.session.scalar(
        select(SavedFilter).where(
            SavedFilter.call_id == call_id,
            SavedFilter.owner_id == user_id,
            SavedFilter.name == name,
        )
    )
