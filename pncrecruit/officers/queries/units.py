"""Questions about units: the tree of a day, one unit, its history, who serves there."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from pncrecruit.access.models import UnitAncestor
from pncrecruit.db import db
from pncrecruit.officers.models import Officer, Rank, Unit, UnitPeriod
from pncrecruit.officers.queries.unit_records import valid_on
from pncrecruit.officers.rules import OfficerStatus, UnitKind


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
        .where(valid_on(UnitPeriod, day, known_by))
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
