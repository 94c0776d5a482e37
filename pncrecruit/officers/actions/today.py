"""Brings the columns of today of the officers in line with their service records."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from pncrecruit.db import db
from pncrecruit.officers.models import Officer
from pncrecruit.officers.queries.facts import states
from pncrecruit.persons.models import Person

PART = 1_000


def refresh_today(
    today: date, *, officers: Iterable[int] | None = None, batch: int | None = None
) -> int:
    """Derive status, rank, unit and dates anew; return how many officers changed.

    Without ``officers`` it does so for all of them; one whose appointment lies ahead
    keeps what the act says. ``batch`` counts the facts of a batch that is being
    applied. Doing it twice changes nothing.
    """
    ids = sorted(
        set(officers)
        if officers is not None
        else db.session.scalars(select(Officer.id)).all()
    )
    return sum(
        _refresh(ids[at : at + PART], today, batch) for at in range(0, len(ids), PART)
    )


def _refresh(ids: Sequence[int], today: date, batch: int | None) -> int:
    found = dict(states(today, today, officers=ids, batch=batch))
    # The columns are written by statement: what the session holds must not hide them.
    db.session.flush()
    rows = db.session.execute(
        select(
            Officer.id,
            Officer.version,
            Officer.status,
            Officer.rank_key,
            Officer.unit_id,
            Officer.appointed_on,
            Officer.separated_on,
            Officer.name_key,
            Person.name_key,
        )
        .join(Person, Person.id == Officer.person_id)
        .where(Officer.id.in_(ids))
    ).all()
    changes = []
    for officer_id, version, *kept, folded in rows:
        state = found.get(officer_id)
        wanted = [*kept[:-1], folded]
        if state is not None and state.status is not None:
            wanted = [
                state.status,
                state.rank_key,
                state.unit_id,
                state.appointed_on or kept[3],
                state.separated_on,
                folded,
            ]
        if wanted != kept:
            changes.append(_change(officer_id, version, wanted))
    if changes:
        db.session.execute(update(Officer), changes)
        db.session.expire_all()
    return len(changes)


def _change(officer_id: int, version: int, wanted: Sequence[Any]) -> dict[str, Any]:
    names = (
        "status",
        "rank_key",
        "unit_id",
        "appointed_on",
        "separated_on",
        "name_key",
    )
    return {
        "id": officer_id,
        "version": version,  # the one that is replaced
        **dict(zip(names, wanted, strict=True)),
    }
