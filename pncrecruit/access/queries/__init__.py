"""Who an account is, and which units lie below a unit."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, false, select, true
from sqlalchemy.orm import InstrumentedAttribute

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import RoleGrant, Setting, UnitAncestor, User
from pncrecruit.access.rules import (
    GrantState,
    Role,
    Scope,
    ScopeKind,
)
from pncrecruit.db import ask, db


def within_units(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], scope: Scope
) -> ColumnElement[bool]:
    """Return the condition that a record's unit lies in the scope."""
    if scope.kind is ScopeKind.ALL:
        return true()
    if scope.kind is ScopeKind.UNIT and scope.units:
        return column.in_(
            select(UnitAncestor.unit_id).where(
                UnitAncestor.ancestor_id.in_(scope.units)
            )
        )
    return false()


def setting(key: str) -> dict[str, Any] | None:
    """Return a setting of this installation."""
    return db.session.scalar(select(Setting.value).where(Setting.key == key))


def user_by_key(key: str) -> User | None:
    """Return the enabled account behind a session key."""
    return db.session.scalar(select(User).where(User.fs_uniquifier == key, User.active))


class Account(NamedTuple):
    """A signed-in account with its active roles, as it is read with its session.

    ``key`` is what its sessions name it by; ``grants`` are those of ``grants``.
    """

    id: int
    person_id: int | None
    name: str
    language: str
    key: str
    grants: tuple[tuple[Role, int | None, bool], ...]


_GRANTS = select(RoleGrant.role, RoleGrant.unit_id, RoleGrant.retention_team).where(
    RoleGrant.user_id == bindparam("user_id"), RoleGrant.state == GrantState.ACTIVE
)


def grants(user_id: int) -> list[tuple[Role, int | None, bool]]:
    """Return the active roles of an account: role, unit, retention team."""
    rows = ask(_GRANTS, {"user_id": user_id})
    return [(role, unit, team) for role, unit, team in rows]


def actor(
    user: User | Account,
    *,
    assignments: tuple[tuple[int, int], ...] = (),
    assignments_of: Callable[[int], Iterable[tuple[int, int]]] | None = None,
    request_id: str = "",
) -> Actor:
    """Return what an account may do at this moment.

    ``assignments_of`` gives the (call, office) pairs of a recruiter: the domain that
    keeps them stands above this one, so the application hands the question in.
    """
    held = user.grants if isinstance(user, Account) else grants(user.id)
    roles = frozenset(role for role, _, _ in held)
    if assignments_of is not None and Role.RECRUITER in roles:
        assignments = tuple(assignments_of(user.id))
    return Actor(
        user_id=user.id,
        person_id=user.person_id,
        name=user.name,
        roles=roles,
        retention_team=any(team for role, _, team in held if role is Role.HR_LEAD),
        units=tuple(
            unit for role, unit, _ in held if role is Role.MANAGER and unit is not None
        ),
        assignments=assignments,
        language=user.language,
        request_id=request_id,
    )
