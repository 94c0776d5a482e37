"""Facts as of a day, as known on a day: the one place that says what that means."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from pncrecruit.db import db
from pncrecruit.officers.models import ServiceFact, UnappliedBatch
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.careers import State, state
from pncrecruit.persons.kinds import Precision

# How many identifiers go into one statement.
PART = 2_000


class FactRow(NamedTuple):
    """A fact of a service record."""

    id: int
    officer_id: int
    kind: FactKind
    valid_from: date
    valid_to: date | None
    precision: Precision
    known_on: date
    unit_id: int | None
    code: str | None
    amount: Decimal | None
    details: dict[str, Any] | None
    reason: str
    source_id: int


_COLUMNS = (
    ServiceFact.id,
    ServiceFact.officer_id,
    ServiceFact.kind,
    ServiceFact.valid_from,
    ServiceFact.valid_to,
    ServiceFact.precision,
    ServiceFact.known_on,
    ServiceFact.unit_id,
    ServiceFact.code,
    ServiceFact.amount,
    ServiceFact.details,
    ServiceFact.reason,
    ServiceFact.source_id,
)


def _applied(
    batch: InstrumentedAttribute[int | None], also: int | None
) -> ColumnElement[bool]:
    """Say that a row's batch is applied, or is the one that is being applied."""
    hidden = select(UnappliedBatch.batch_id)
    if also is not None:
        hidden = hidden.where(UnappliedBatch.batch_id != also)
    return or_(batch.is_(None), batch.not_in(hidden))


def known(on: date, *, batch: int | None = None) -> ColumnElement[bool]:
    """Return the condition that a fact counts with what was known on a day.

    Known by then, of an applied batch, not withdrawn, and not superseded by a row that
    was known by then as well. ``batch`` counts a batch that is being applied too.
    """
    later = aliased(ServiceFact)
    superseded = select(later.supersedes_id).where(
        later.supersedes_id.is_not(None),
        later.known_on <= on,
        _applied(later.batch_id, batch),
    )
    return and_(
        ServiceFact.known_on <= on,
        ServiceFact.withdrawn.is_(False),
        _applied(ServiceFact.batch_id, batch),
        ServiceFact.id.not_in(superseded),
    )


def in_force(day: date) -> ColumnElement[bool]:
    """Return the condition that a fact holds on a day."""
    return and_(
        ServiceFact.valid_from <= day,
        or_(ServiceFact.valid_to.is_(None), ServiceFact.valid_to > day),
    )


def facts_as_of(
    day: date,
    known_on: date,
    *,
    kinds: Collection[FactKind] | None = None,
    officers: Iterable[int] | None = None,
    batch: int | None = None,
) -> Iterator[FactRow]:
    """Yield the facts in force on a day as known on a day, officer by officer."""
    wanted = select(*_COLUMNS).where(in_force(day), known(known_on, batch=batch))
    yield from _rows(wanted, kinds, officers)


def facts_known(
    known_on: date,
    *,
    kinds: Collection[FactKind] | None = None,
    officers: Iterable[int] | None = None,
    batch: int | None = None,
) -> Iterator[FactRow]:
    """Yield all facts known on a day, past and coming, officer by officer."""
    wanted = select(*_COLUMNS).where(known(known_on, batch=batch))
    yield from _rows(wanted, kinds, officers)


def _rows(
    wanted: Select[Any],
    kinds: Collection[FactKind] | None,
    officers: Iterable[int] | None,
) -> Iterator[FactRow]:
    if kinds is not None:
        wanted = wanted.where(ServiceFact.kind.in_(kinds))
    wanted = wanted.order_by(
        ServiceFact.officer_id, ServiceFact.valid_from, ServiceFact.id
    )
    parts: Iterable[Sequence[int] | None] = [None]
    if officers is not None:
        ordered = sorted(set(officers))
        parts = [ordered[at : at + PART] for at in range(0, len(ordered), PART)]
    for part in parts:
        asked = wanted
        if part is not None:
            asked = wanted.where(ServiceFact.officer_id.in_(part))
        for row in db.session.execute(asked):
            yield FactRow(*row)


def states(
    day: date,
    known_on: date,
    *,
    officers: Iterable[int] | None = None,
    batch: int | None = None,
) -> Iterator[tuple[int, State]]:
    """Yield what each career comes to on a day, as known on a day."""
    rows = facts_as_of(day, known_on, kinds=STATE_KINDS, officers=officers, batch=batch)
    for officer_id, facts in groupby(rows, key=attrgetter("officer_id")):
        yield officer_id, state(facts, day)


def state_of(officer_id: int, day: date, known_on: date) -> State:
    """Return what one career comes to on a day, as known on a day."""
    for _, found in states(day, known_on, officers=[officer_id]):
        return found
    return State()


STATE_KINDS = (
    FactKind.APPOINTMENT,
    FactKind.RANK,
    FactKind.POSTING,
    FactKind.SEPARATION,
    FactKind.REENTRY,
    FactKind.HOME,
    FactKind.PAY,
)
