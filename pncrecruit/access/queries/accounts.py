"""Accounts, their roles and sessions, and the names of units that roles are for."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import column, func, or_, select, table
from sqlalchemy.orm import aliased

from pncrecruit.access.models import RoleGrant, ServerSession, User
from pncrecruit.access.rules import GrantState, Role
from pncrecruit.db import db

# The domain of units stands above this one: its table is known by name alone.
UNIT = table("unit", column("id"), column("code"), column("name"), column("closed_on"))
PAGE = 50


class AccountRow(NamedTuple):
    """An account in the list."""

    id: int
    public_id: UUID
    name: str
    email: str
    active: bool
    last_login_at: datetime | None
    roles: tuple[Role, ...]


class GrantRow(NamedTuple):
    """A role of an account, with the names of its unit and of who asked."""

    id: int
    role: Role
    unit: str | None
    retention_team: bool
    state: GrantState
    asked_by: str | None
    asked_at: datetime
    granted_at: datetime | None
    revoked_at: datetime | None


class SessionRow(NamedTuple):
    """A session of an account."""

    id: int
    created_at: datetime
    seen_at: datetime


class UnitRow(NamedTuple):
    """A unit that a manager's role can be for."""

    id: int
    code: str
    name: str


def accounts(
    q: str = "", *, after: tuple[str, int] | None = None, limit: int = PAGE
) -> list[AccountRow]:
    """Return accounts by name, one more than a page: in two statements."""
    asked = (
        select(
            User.id,
            User.public_id,
            User.name,
            User.email,
            User.active,
            User.last_login_at,
        )
        .order_by(User.name, User.id)
        .limit(limit + 1)
    )
    if q.strip():
        part = f"%{_escaped(q.strip().casefold())}%"
        asked = asked.where(
            or_(
                func.lower(User.name).like(part, escape="\\"),
                User.email.like(part, escape="\\"),
            )
        )
    if after is not None:
        name, key = after
        asked = asked.where(
            or_(User.name > name, (User.name == name) & (User.id > key))
        )
    rows = db.session.execute(asked).all()
    held = _roles([row.id for row in rows])
    return [AccountRow(*row, tuple(held.get(row.id, ()))) for row in rows]


def account(public_id: UUID) -> User | None:
    """Return an account by the identifier of its address."""
    return db.session.scalar(select(User).where(User.public_id == public_id))


def account_by_id(user_id: int) -> User | None:
    """Return an account by its number, which never stands in an address."""
    return db.session.get(User, user_id)


def grants_of(user_id: int) -> list[GrantRow]:
    """Return every role of an account, the present ones first."""
    asker = aliased(User)
    rows = db.session.execute(
        select(
            RoleGrant.id,
            RoleGrant.role,
            UNIT.c.name.label("unit"),
            RoleGrant.retention_team,
            RoleGrant.state,
            asker.name.label("asked_by"),
            RoleGrant.asked_at,
            RoleGrant.granted_at,
            RoleGrant.revoked_at,
        )
        .outerjoin(UNIT, UNIT.c.id == RoleGrant.unit_id)
        .outerjoin(asker, asker.id == RoleGrant.asked_by_id)
        .where(RoleGrant.user_id == user_id)
        .order_by(RoleGrant.id.desc())
    )
    found = [GrantRow(*row) for row in rows]
    present = (GrantState.ACTIVE, GrantState.ASKED)
    return sorted(found, key=lambda row: row.state not in present)


def grant(user_id: int, grant_id: int) -> RoleGrant | None:
    """Return a role of an account, through the account."""
    return db.session.scalar(
        select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.user_id == user_id)
    )


def sessions_of(user_id: int) -> list[SessionRow]:
    """Return the open sessions of an account, the last used first."""
    rows = db.session.execute(
        select(ServerSession.id, ServerSession.created_at, ServerSession.seen_at)
        .where(ServerSession.user_id == user_id)
        .order_by(ServerSession.seen_at.desc(), ServerSession.id.desc())
    )
    return [SessionRow(*row) for row in rows]


def units(on: date) -> list[UnitRow]:
    """Return the units that are open on a day, by code."""
    rows = db.session.execute(
        select(UNIT.c.id, UNIT.c.code, UNIT.c.name)
        .where(or_(UNIT.c.closed_on.is_(None), UNIT.c.closed_on > on))
        .order_by(UNIT.c.code)
    )
    return [UnitRow(*row) for row in rows]


def unit_name(unit_id: int) -> str | None:
    """Return the name of a unit."""
    return db.session.scalar(select(UNIT.c.name).where(UNIT.c.id == unit_id))


def unit_by_code(code: str) -> int | None:
    """Return the number of the unit with a code."""
    return db.session.scalar(select(UNIT.c.id).where(UNIT.c.code == code))


def _roles(user_ids: list[int]) -> dict[int, list[Role]]:
    held: dict[int, list[Role]] = {}
    rows = db.session.execute(
        select(RoleGrant.user_id, RoleGrant.role)
        .where(RoleGrant.user_id.in_(user_ids), RoleGrant.state == GrantState.ACTIVE)
        .order_by(RoleGrant.id)
    )
    for user_id, role in rows:
        if role not in held.setdefault(user_id, []):
            held[user_id].append(role)
    return held


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
