"""The manager's scope: the unit and all below it, as the tree is now."""

import random

import pytest
from flask import Flask
from sqlalchemy import insert, select

from pncrecruit.access.models import RoleGrant, UnitAncestor, User
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import actor, within_units
from pncrecruit.access.rules import EVERYTHING, NOTHING, Role, Scope, ScopeKind
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.officers.rules import UnitKind
from tests.factories import make_user


def tree(size: int, chance: random.Random) -> dict[int, int | None]:
    """Make units in a random tree; return the parent of each."""
    parents: dict[int, int | None] = {}
    for number in range(size):
        parent = chance.choice([*parents]) if parents else None
        unit = Unit(
            code=f"U{number}",
            name=f"Unit {number}",
            kind=UnitKind.STATION,
            parent_id=parent,
            source="test",
        )
        db.session.add(unit)
        db.session.flush()
        parents[unit.id] = parent
    pairs = [
        {"unit_id": unit, "ancestor_id": above}
        for unit in parents
        for above in line(unit, parents)
    ]
    db.session.execute(insert(UnitAncestor), pairs)
    return parents


def line(unit: int | None, parents: dict[int, int | None]) -> list[int]:
    """Return a unit and those above it."""
    found = []
    while unit is not None:
        found.append(unit)
        unit = parents[unit]
    return found


def seen(scope: Scope) -> set[int]:
    return set(db.session.scalars(select(Unit.id).where(within_units(Unit.id, scope))))


@pytest.mark.parametrize("seed", range(5))
def test_a_scope_is_exactly_the_units_below(app: Flask, seed: int) -> None:
    chance = random.Random(seed)
    parents = tree(25, chance)
    for _ in range(5):
        roots = tuple(chance.sample([*parents], chance.randint(0, 3)))

        found = seen(Scope(ScopeKind.UNIT, units=roots))

        assert found == {
            unit for unit in parents if set(line(unit, parents)) & set(roots)
        }


def test_all_and_nothing_are_what_they_say(app: Flask) -> None:
    parents = tree(5, random.Random(1))

    assert seen(EVERYTHING) == set(parents)
    assert seen(NOTHING) == set()
    assert seen(Scope(ScopeKind.FIGURES)) == set()
    assert seen(Scope(ScopeKind.OWN, user_id=1)) == set()


def test_with_two_roles_the_wider_scope_holds(app: Flask) -> None:
    parents = tree(3, random.Random(1))
    unit = db.session.get_one(Unit, next(iter(parents)))
    manager = make_user(Role.MANAGER, unit=unit)
    both = make_user(Role.MANAGER, Role.HR_LEAD, unit=unit)

    assert actor(manager).scope(Permission.OFFICER_LIST).kind is ScopeKind.UNIT
    assert actor(manager).scope(Permission.OFFICER_LIST).units == (unit.id,)
    assert actor(both).scope(Permission.OFFICER_LIST).kind is ScopeKind.ALL
    assert actor(manager).scope(Permission.APPLICATION_LIST) == NOTHING


def test_the_unit_of_another_role_is_no_scope(app: Flask) -> None:
    parents = tree(2, random.Random(1))
    unit = db.session.get_one(Unit, next(iter(parents)))
    user: User = make_user(Role.MANAGER, unit=unit)
    grant = db.session.scalars(
        select(RoleGrant).where(RoleGrant.user_id == user.id)
    ).one()
    grant.role = Role.RECRUITER
    db.session.flush()

    assert actor(user).units == ()
