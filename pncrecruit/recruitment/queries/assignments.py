"""Questions about who works on a call, for which office."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, true
from sqlalchemy.orm import aliased

from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.rules import GrantState, Role, Scope, ScopeKind
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.models import CallAssignment


class AssignmentRow(NamedTuple):
    """A recruiter who works on a call, for an office."""

    id: int
    user_name: str
    office_code: str
    office_name: str
    assigned_by: str | None
    assigned_at: datetime
    ended_at: datetime | None


class Recruiter(NamedTuple):
    """An account with the role of recruiter."""

    id: int
    name: str
    email: str


def assignments_of(user_id: int) -> list[tuple[int, int]]:
    """Return a recruiter's present assignments: pairs of call and handling office."""
    rows = db.session.execute(
        select(CallAssignment.call_id, CallAssignment.office_id).where(
            CallAssignment.user_id == user_id, CallAssignment.ended_at.is_(None)
        )
    )
    return [(row.call_id, row.office_id) for row in rows]


def assignments(call_id: int, scope: Scope) -> list[AssignmentRow]:
    """Return who works or worked on a call: those at work first, by name."""
    by = aliased(User)
    mine = (
        true()
        if scope.kind is ScopeKind.ALL
        else CallAssignment.user_id == scope.user_id
    )
    rows = db.session.execute(
        select(
            CallAssignment.id,
            User.name,
            Unit.code,
            Unit.name,
            by.name,
            CallAssignment.assigned_at,
            CallAssignment.ended_at,
        )
        .join(User, User.id == CallAssignment.user_id)
        .join(Unit, Unit.id == CallAssignment.office_id)
        .outerjoin(by, by.id == CallAssignment.assigned_by_id)
        .where(CallAssignment.call_id == call_id, mine)
        .order_by(CallAssignment.ended_at.is_not(None), User.name, CallAssignment.id)
    )
    return [AssignmentRow._make(row) for row in rows]


def assignment(call_id: int, assignment_id: int) -> CallAssignment | None:
    """Return an assignment of a call."""
    return db.session.scalar(
        select(CallAssignment).where(
            CallAssignment.id == assignment_id, CallAssignment.call_id == call_id
        )
    )


def open_assignment(call_id: int, user_id: int, office_id: int) -> bool:
    """Say whether a recruiter works on a call for an office already."""
    return (
        db.session.scalar(
            select(CallAssignment.id).where(
                CallAssignment.call_id == call_id,
                CallAssignment.user_id == user_id,
                CallAssignment.office_id == office_id,
                CallAssignment.ended_at.is_(None),
            )
        )
        is not None
    )


def recruiters() -> list[Recruiter]:
    """Return the enabled accounts with the role of recruiter, by name."""
    rows = db.session.execute(
        select(User.id, User.name, User.email)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            User.active,
            RoleGrant.role == Role.RECRUITER,
            RoleGrant.state == GrantState.ACTIVE,
        )
        .order_by(User.name, User.id)
        .distinct()
    )
    return [Recruiter._make(row) for row in rows]
