"""Who an account is, and which units lie below a unit."""

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import InstrumentedAttribute

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import RoleGrant, UnitAncestor, User
from pncrecruit.access.rules import GrantState, Role, Scope, ScopeKind
from pncrecruit.db import db


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


def user_by_key(key: str) -> User | None:
    """Return the enabled account behind a session key."""
    return db.session.scalar(select(User).where(User.fs_uniquifier == key, User.active))


def grants(user_id: int) -> list[tuple[Role, int | None, bool]]:
    """Return the active roles of an account: role, unit, retention team."""
    rows = db.session.execute(
        select(RoleGrant.role, RoleGrant.unit_id, RoleGrant.retention_team).where(
            RoleGrant.user_id == user_id, RoleGrant.state == GrantState.ACTIVE
        )
    )
    return [(row.role, row.unit_id, row.retention_team) for row in rows]


def actor(
    user: User,
    *,
    assignments: tuple[tuple[int, int], ...] = (),
    request_id: str = "",
) -> Actor:
    """Return what an account may do at this moment."""
    held = grants(user.id)
    return Actor(
        user_id=user.id,
        person_id=user.person_id,
        name=user.name,
        roles=frozenset(role for role, _, _ in held),
        retention_team=any(team for _, _, team in held),
        units=tuple(
            unit for role, unit, _ in held if role is Role.MANAGER and unit is not None
        ),
        assignments=assignments,
        language=user.language,
        request_id=request_id,
    )
