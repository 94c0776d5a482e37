"""Whose head works on which cases, as the tree of units was known on a day."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.rules import GrantState, Role
from pncrecruit.db import db
from pncrecruit.officers.models import Officer, Unit, UnitPeriod
from pncrecruit.officers.queries import units
from pncrecruit.officers.queries.unit_records import facilities_on
from pncrecruit.officers.rules import UnitKind
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person

# The unit whose head works on the cases of the units below it.
HEADED = (UnitKind.COMISARIA, UnitKind.DIRECTORATE, UnitKind.ACADEMY)


class Place(NamedTuple):
    """What of a unit says whose head it has."""

    kind: UnitKind
    parent_id: int | None


def heads(day: date) -> dict[int, int]:
    """Return the unit whose head works on the cases of each unit, as known on a day.

    The nearest comisaría, directorate or academy above it, or it itself; a unit with
    none above it is its own.
    """
    places = {
        one.id: Place(one.kind, one.parent_id) for one in units.as_of(day, known_by=day)
    }
    # A unit of which the day knew nothing yet: as it was when it was first heard of.
    rows = db.session.execute(
        select(UnitPeriod.unit_id, UnitPeriod.kind, UnitPeriod.parent_id).order_by(
            UnitPeriod.known_on, UnitPeriod.id
        )
    )
    for unit_id, kind, parent_id in rows:
        places.setdefault(unit_id, Place(kind, parent_id))
    return {unit_id: _head(unit_id, places) for unit_id in places}


def _head(unit_id: int, places: Mapping[int, Place]) -> int:
    seen: list[int] = []
    at: int | None = unit_id
    while at is not None and at in places and at not in seen:
        if places[at].kind in HEADED:
            return at
        seen.append(at)
        at = places[at].parent_id
    return unit_id


def budgets() -> dict[int, int]:
    """Return how many cases the head of each unit can work on in a month."""
    rows = db.session.execute(select(Unit.id, Unit.alert_budget))
    return {row.id: row.alert_budget for row in rows}


def women() -> frozenset[int]:
    """Return every woman among the officers: who may need separate quarters."""
    rows = db.session.scalars(
        select(Officer.id)
        .join(Person, Person.id == Officer.person_id)
        .where(Person.sex == Sex.FEMALE)
    )
    return frozenset(rows)


def sites_without_quarters(day: date) -> frozenset[int]:
    """Return the units known on a day to have no separate quarters for women."""
    return frozenset(
        unit_id
        for unit_id, site in facilities_on(day, known_by=day).items()
        if site.womens_quarters is False
    )


def keepers() -> dict[int, list[int]]:
    """Return who heads each unit now: managers whose role is active."""
    rows = db.session.execute(
        select(RoleGrant.unit_id, RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role == Role.MANAGER,
            RoleGrant.state == GrantState.ACTIVE,
            RoleGrant.unit_id.is_not(None),
            User.active,
        )
        .order_by(RoleGrant.id)
    )
    found: dict[int, list[int]] = {}
    for unit_id, user_id in rows:
        if unit_id is not None:
            found.setdefault(unit_id, []).append(user_id)
    return found


def above() -> dict[int, list[int]]:
    """Return the units above each unit, the nearest first, itself not among them."""
    parents = units.parents_of_today()
    found: dict[int, list[int]] = {}
    for unit_id in parents:
        line: list[int] = []
        at = parents[unit_id]
        while at is not None and at not in line:
            line.append(at)
            at = parents.get(at)
        found[unit_id] = line
    return found
