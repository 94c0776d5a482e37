"""Facts as of a day, as known on a day: the one place that says what that means."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from pncrecruit.db import answer
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
    batch: InstrumentedAttribute[int | None], also: int | BindParameter[int] | None
) -> ColumnElement[bool]:
    """Say that a row's batch is applied, or is the one that is being applied."""
    hidden = select(UnappliedBatch.batch_id)
    if also is not None:
        hidden = hidden.where(UnappliedBatch.batch_id != also)
    return or_(batch.is_(None), batch.not_in(hidden))


def known(
    on: date | BindParameter[date], *, batch: int | BindParameter[int] | None = None
) -> ColumnElement[bool]:
    """Return the condition that a fact counts with what was known on a day.

    Known by then, of an applied batch, not withdrawn, and not superseded by a row that
    was known by then as well. ``batch`` counts a batch that is being applied too.
    """
    later = aliased(ServiceFact)
    # Asked fact by fact, by its index: a list of all that were ever superseded would
    # be made anew for the page of one officer.
    superseded = exists().where(
        later.supersedes_id == ServiceFact.id,
        later.known_on <= on,
        _applied(later.batch_id, batch),
    )
    return and_(
        ServiceFact.known_on <= on,
        ServiceFact.withdrawn.is_(False),
        _applied(ServiceFact.batch_id, batch),
        ~superseded,
    )


def in_force(day: date | BindParameter[date]) -> ColumnElement[bool]:
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
    yield from _rows({"day": day, "known_on": known_on}, kinds, officers, batch)


def facts_known(
    known_on: date,
    *,
    kinds: Collection[FactKind] | None = None,
    officers: Iterable[int] | None = None,
    batch: int | None = None,
) -> Iterator[FactRow]:
    """Yield all facts known on a day, past and coming, officer by officer."""
    yield from _rows({"known_on": known_on}, kinds, officers, batch)


@lru_cache(maxsize=16)
def _statement(given: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """Return the statement of a question by what it gives, built once for each."""
    batch = bindparam("batch", type_=Integer) if "batch" in given else None
    wanted = select(*_COLUMNS).where(
        known(bindparam("known_on", type_=Date), batch=batch)
    )
    if "day" in given:
        wanted = wanted.where(in_force(bindparam("day", type_=Date)))
    if "kinds" in given:
        wanted = wanted.where(ServiceFact.kind.in_(bindparam("kinds", expanding=True)))
    if "officers" in given:
        wanted = wanted.where(
            ServiceFact.officer_id.in_(bindparam("officers", expanding=True))
        )
    return wanted.order_by(
        ServiceFact.officer_id, ServiceFact.valid_from, ServiceFact.id
    )


def _rows(
    values: dict[str, Any],
    kinds: Collection[FactKind] | None,
    officers: Iterable[int] | None,
    batch: int | None,
) -> Iterator[FactRow]:
    if kinds is not None:
        values["kinds"] = list(kinds)
    if batch is not None:
        values["batch"] = batch
    parts: Iterable[dict[str, Any]] = [{}]
    if officers is not None:
        ordered = sorted(set(officers))
        parts = [
            {"officers": ordered[at : at + PART]} for at in range(0, len(ordered), PART)
        ]
    for part in parts:
        asked = values | part
        for row in answer(_statement(frozenset(asked)), asked):
            yield FactRow._make(row)


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
