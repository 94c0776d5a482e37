"""Questions about units: the tree of a day, one unit, its history, who serves there."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from pncrecruit.access.models import UnitAncestor
from pncrecruit.db import db
from pncrecruit.officers.models import Facility, Officer, Rank, Unit, UnitPeriod
from pncrecruit.officers.rules import OfficerStatus, UnitKind
from pncrecruit.persons.models import Person


class UnitRow(NamedTuple):
    """A unit in the tree. ``depth`` counts from 0; the counts take in those below."""

    id: int
    code: str
    name: str
    kind: UnitKind
    parent_id: int | None
    municipality: str | None
    establishment: int | None
    closed_on: date | None
    depth: int
    serving: int
    serving_below: int
    establishment_below: int
    units_below: int


class PastUnit(NamedTuple):
    """A unit as it was on a day."""

    id: int
    code: str
    name: str
    kind: UnitKind
    parent_id: int | None
    municipality: str | None
    establishment: int | None
    depth: int


class UnitName(NamedTuple):
    """A unit as it is pointed to."""

    id: int
    code: str
    name: str
    kind: UnitKind


class Headcount(NamedTuple):
    """How many serve in a unit and below it, by rank (lowest first) and sex."""

    rank_key: str | None
    rank_es: str | None
    rank_en: str | None
    sex: str
    persons: int


class PeriodRow(NamedTuple):
    """A time in the history of a unit, and the unit above it then."""

    id: int
    name: str
    kind: UnitKind
    parent_code: str | None
    parent_name: str | None
    municipality: str | None
    establishment: int | None
    valid_from: date
    valid_to: date | None
    known_on: date


def by_code(code: str) -> Unit | None:
    """Return the unit of a code."""
    return db.session.scalar(select(Unit).where(Unit.code == code))


def by_id(unit_id: int) -> Unit | None:
    """Return a unit."""
    return db.session.get(Unit, unit_id)


def ids_by_code() -> dict[str, int]:
    """Return the id of every unit by its code."""
    return {row.code: row.id for row in db.session.execute(select(Unit.code, Unit.id))}


def tree(*, with_closed: bool = False) -> list[UnitRow]:
    """Return today's tree, each unit after the one above it, brothers by code."""
    own = (
        select(Officer.unit_id, func.count().label("persons"))
        .where(Officer.status == OfficerStatus.SERVING)
        .group_by(Officer.unit_id)
        .cte("own")
    )
    below = aliased(Unit)
    sums = (
        select(
            UnitAncestor.ancestor_id,
            func.coalesce(func.sum(own.c.persons), 0).label("serving"),
            func.coalesce(func.sum(below.establishment), 0).label("posts"),
            (func.count(below.id) - 1).label("units"),
        )
        .join(
            below,
            and_(below.id == UnitAncestor.unit_id, below.closed_on.is_(None)),
        )
        .outerjoin(own, own.c.unit_id == below.id)
        .group_by(UnitAncestor.ancestor_id)
        .cte("sums")
    )
    statement = (
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.kind,
            Unit.parent_id,
            Unit.municipality,
            Unit.establishment,
            Unit.closed_on,
            func.coalesce(own.c.persons, 0).label("serving"),
            func.coalesce(sums.c.serving, 0).label("serving_below"),
            func.coalesce(sums.c.posts, 0).label("posts"),
            func.coalesce(sums.c.units, 0).label("units"),
        )
        .outerjoin(own, own.c.unit_id == Unit.id)
        .outerjoin(sums, sums.c.ancestor_id == Unit.id)
        .order_by(Unit.code)
    )
    if not with_closed:
        statement = statement.where(Unit.closed_on.is_(None))
    rows = db.session.execute(statement).all()
    places = _in_order([(row.id, row.parent_id) for row in rows])
    found = {row.id: row for row in rows}
    return [
        UnitRow(
            row.id,
            row.code,
            row.name,
            row.kind,
            row.parent_id,
            row.municipality,
            row.establishment,
            row.closed_on,
            depth,
            row.serving,
            int(row.serving_below),
            int(row.posts),
            row.units,
        )
        for row, depth in ((found[unit_id], depth) for unit_id, depth in places)
    ]


def _in_order(pairs: list[tuple[int, int | None]]) -> list[tuple[int, int]]:
    """Return ids with their depth, each after the one above it.

    What lies below a unit that is not in the list is told as if at the top.
    """
    known = {unit_id for unit_id, _ in pairs}
    children: dict[int | None, list[int]] = {}
    for unit_id, parent_id in pairs:
        children.setdefault(parent_id if parent_id in known else None, []).append(
            unit_id
        )
    order: list[tuple[int, int]] = []
    waiting = [(unit_id, 0) for unit_id in reversed(children.get(None, []))]
    while waiting:
        unit_id, depth = waiting.pop()
        order.append((unit_id, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(unit_id, []))]
    return order


def _valid(
    kind: type[UnitPeriod] | type[Facility], day: date, known_by: date | None
) -> ColumnElement[bool]:
    """Return the condition that a row holds on a day, as known by another."""
    later = aliased(kind)
    corrected = exists().where(later.supersedes_id == kind.id)
    conditions = [
        kind.valid_from <= day,
        or_(kind.valid_to.is_(None), kind.valid_to > day),
    ]
    if known_by is not None:
        corrected = corrected.where(later.known_on <= known_by)
        conditions.append(kind.known_on <= known_by)
    return and_(*conditions, ~corrected)


def as_of(day: date, *, known_by: date | None = None) -> list[PastUnit]:
    """Return the tree of a day, as known by another day (by today, if not given)."""
    rows = db.session.execute(
        select(
            Unit.id,
            Unit.code,
            UnitPeriod.name,
            UnitPeriod.kind,
            UnitPeriod.parent_id,
            UnitPeriod.municipality,
            UnitPeriod.establishment,
        )
        .join(Unit, Unit.id == UnitPeriod.unit_id)
        .where(_valid(UnitPeriod, day, known_by))
        .order_by(Unit.code)
    ).all()
    found = {row.id: row for row in rows}
    return [
        PastUnit(*found[unit_id], depth)
        for unit_id, depth in _in_order([(row.id, row.parent_id) for row in rows])
    ]


def parents_of_today() -> dict[int, int | None]:
    """Return the unit above each unit, closed ones too."""
    rows = db.session.execute(select(Unit.id, Unit.parent_id))
    return {row.id: row.parent_id for row in rows}


def path(unit_id: int) -> list[UnitName]:
    """Return the units above a unit, from the top, and the unit itself last."""
    above = aliased(UnitAncestor)
    rows = db.session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.kind)
        .join(UnitAncestor, UnitAncestor.ancestor_id == Unit.id)
        .join(above, above.unit_id == Unit.id)
        .where(UnitAncestor.unit_id == unit_id)
        .group_by(Unit.id, Unit.code, Unit.name, Unit.kind)
        .order_by(func.count(above.ancestor_id))
    )
    return [UnitName(*row) for row in rows]


def comisaria_of(unit_id: int) -> str | None:
    """Return the code of the comisaría that a unit is or lies below."""
    return db.session.scalar(
        select(Unit.code)
        .join(UnitAncestor, UnitAncestor.ancestor_id == Unit.id)
        .where(UnitAncestor.unit_id == unit_id, Unit.kind == UnitKind.COMISARIA)
    )


def is_below(unit_id: int, ancestor_id: int) -> bool:
    """Say whether a unit is another, or lies below it."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    UnitAncestor.unit_id == unit_id,
                    UnitAncestor.ancestor_id == ancestor_id,
                )
            )
        )
    )


def kinds_below(unit_id: int) -> set[UnitKind]:
    """Return the kinds of the open units directly below a unit."""
    return set(
        db.session.scalars(
            select(Unit.kind)
            .where(Unit.parent_id == unit_id, Unit.closed_on.is_(None))
            .distinct()
        )
    )


def open_units_below(unit_id: int) -> int:
    """Count the open units directly below a unit."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Unit)
            .where(Unit.parent_id == unit_id, Unit.closed_on.is_(None))
        )
        or 0
    )


def serving_in(unit_id: int) -> int:
    """Count the officers who serve in a unit itself."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Officer)
            .where(Officer.unit_id == unit_id, Officer.status == OfficerStatus.SERVING)
        )
        or 0
    )


def headcount(unit_id: int) -> list[Headcount]:
    """Count who serves in a unit and below it, by rank and sex."""
    rows = db.session.execute(
        select(Officer.rank_key, Rank.name_es, Rank.name_en, Person.sex, func.count())
        .join(UnitAncestor, UnitAncestor.unit_id == Officer.unit_id)
        .join(Person, Person.id == Officer.person_id)
        .outerjoin(Rank, Rank.key == Officer.rank_key)
        .where(
            UnitAncestor.ancestor_id == unit_id,
            Officer.status == OfficerStatus.SERVING,
        )
        .group_by(
            Officer.rank_key, Rank.name_es, Rank.name_en, Rank.position, Person.sex
        )
        .order_by(func.coalesce(Rank.position, 0), Person.sex)
    )
    return [Headcount(*row) for row in rows]


def periods(unit_id: int) -> list[UnitPeriod]:
    """Return every row of a unit's history, corrected ones too."""
    return list(
        db.session.scalars(
            select(UnitPeriod)
            .where(UnitPeriod.unit_id == unit_id)
            .order_by(UnitPeriod.valid_from, UnitPeriod.id)
        )
    )


def history(unit_id: int) -> list[PeriodRow]:
    """Return the history of a unit as known today, latest first."""
    above, later = aliased(Unit), aliased(UnitPeriod)
    rows = db.session.execute(
        select(
            UnitPeriod.id,
            UnitPeriod.name,
            UnitPeriod.kind,
            above.code,
            above.name,
            UnitPeriod.municipality,
            UnitPeriod.establishment,
            UnitPeriod.valid_from,
            UnitPeriod.valid_to,
            UnitPeriod.known_on,
        )
        .outerjoin(above, above.id == UnitPeriod.parent_id)
        .where(
            UnitPeriod.unit_id == unit_id,
            ~exists().where(later.supersedes_id == UnitPeriod.id),
        )
        .order_by(UnitPeriod.valid_from.desc(), UnitPeriod.id.desc())
    )
    return [PeriodRow._make(row) for row in rows]


def facilities(unit_id: int) -> list[Facility]:
    """Return what a site offered, as known today, latest first."""
    later = aliased(Facility)
    return list(
        db.session.scalars(
            select(Facility)
            .where(
                Facility.unit_id == unit_id,
                ~exists().where(later.supersedes_id == Facility.id),
            )
            .order_by(Facility.valid_from.desc(), Facility.id.desc())
        )
    )


def facilities_on(day: date, *, known_by: date | None = None) -> dict[int, Facility]:
    """Return what each site offered on a day, by unit."""
    rows = db.session.scalars(select(Facility).where(_valid(Facility, day, known_by)))
    return {row.unit_id: row for row in rows}


def options(kinds: Collection[UnitKind] = ()) -> list[UnitName]:
    """Return the open units to choose from, by code; of some kinds only, if given."""
    statement = (
        select(Unit.id, Unit.code, Unit.name, Unit.kind)
        .where(Unit.closed_on.is_(None))
        .order_by(Unit.code)
    )
    if kinds:
        statement = statement.where(Unit.kind.in_(kinds))
    return [UnitName(*row) for row in db.session.execute(statement)]


def rank_keys() -> set[str]:
    """Return the keys of the ranks there are."""
    return set(db.session.scalars(select(Rank.key)))
