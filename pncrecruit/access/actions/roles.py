"""Roles: asked for by one, approved by another, revoked at once by any of three."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line, is_same_person
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, RoleGrant, User
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import accounts as queries
from pncrecruit.access.rules import (
    ACCOUNT_ROLES,
    GrantState,
    NotOneself,
    NotThisState,
    ReasonRequired,
    Role,
    RoleHeld,
    auditor_decides,
    check_role,
)
from pncrecruit.access.store import end_sessions
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.words import N_

ROLE = "role_grant"


def ask_role(
    user: User,
    role: Role,
    *,
    unit_id: int | None = None,
    retention_team: bool = False,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Approval:
    """Ask for a role of another's account; it is nothing until somebody approves.

    Raises NotOneself, RoleHeld, ReasonRequired, or that role and unit do not fit.
    """
    if is_same_person(user.id, actor):
        raise NotOneself
    if not reason.strip():
        raise ReasonRequired
    grant = _grant(user, role, unit_id, retention_team=retention_team, at=at)
    grant.state, grant.asked_by_id = GrantState.ASKED, actor.user_id
    db.session.add(grant)
    db.session.flush()
    record(
        "role_grant.request",
        ("account", user.public_id),
        author=actor.author,
        at=at,
        role=role,
        unit_id=unit_id,
        retention_team=retention_team,
        reason=reason.strip(),
    )
    payload = {
        "account": str(user.public_id),
        "name": user.name,
        "email": user.email,
        "role": role.value,
        "unit_id": unit_id,
        "unit": queries.unit_name(unit_id) if unit_id is not None else None,
        "retention_team": retention_team,
    }
    return approvals.ask(
        ROLE,
        (ROLE, grant.id),
        payload,
        grant.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def grant_role(
    user: User,
    role: Role,
    *,
    unit_id: int | None = None,
    retention_team: bool = False,
    author: Author,
    at: datetime,
) -> RoleGrant:
    """Give a role without asking: for the command line and the synthetic country."""
    grant = _grant(user, role, unit_id, retention_team=retention_team, at=at)
    grant.state, grant.granted_at = GrantState.ACTIVE, at
    db.session.add(grant)
    db.session.flush()
    end_sessions(user.id)
    _note("role_grant.give", grant, user, author=author, at=at)
    return grant


def revoke_role(grant: RoleGrant, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take a role away at once: the account's sessions end.

    Raises NotThisState or ReasonRequired.
    """
    if grant.state is not GrantState.ACTIVE:
        raise NotThisState(state=grant.state)
    if not reason.strip():
        raise ReasonRequired
    grant.state, grant.revoked_at = GrantState.REVOKED, at
    db.session.flush()
    end_sessions(grant.user_id)
    user = db.session.get_one(User, grant.user_id)
    _note("role_grant.revoke", grant, user, author=actor.author, at=at, reason=reason)


def _grant(
    user: User, role: Role, unit_id: int | None, *, retention_team: bool, at: datetime
) -> RoleGrant:
    if role not in ACCOUNT_ROLES:
        raise ValueError(f"{role} is no role of accounts")
    check_role(role, unit_id, retention_team=retention_team)
    same = select(RoleGrant.id).where(
        RoleGrant.user_id == user.id,
        RoleGrant.role == role,
        RoleGrant.unit_id.is_(None)
        if unit_id is None
        else RoleGrant.unit_id == unit_id,
        RoleGrant.retention_team == retention_team,
        RoleGrant.state.in_((GrantState.ACTIVE, GrantState.ASKED)),
    )
    if db.session.scalar(same) is not None:
        raise RoleHeld
    return RoleGrant(
        user_id=user.id,
        role=role,
        unit_id=unit_id,
        retention_team=retention_team,
        asked_at=at,
    )


def _note(
    verb: str,
    grant: RoleGrant,
    user: User,
    *,
    author: Author,
    at: datetime,
    reason: str = "",
) -> None:
    record(
        verb,
        ("account", user.public_id),
        author=author,
        at=at,
        role=grant.role,
        unit_id=grant.unit_id,
        retention_team=grant.retention_team,
        reason=reason.strip(),
    )


def _role_permission(payload: Mapping[str, Any]) -> Permission:
    if auditor_decides(Role(payload["role"]), retention_team=payload["retention_team"]):
        return Permission.ROLE_GRANT_APPROVE_ADMIN_OR_AUDITOR
    return Permission.ROLE_GRANT_APPROVE


def _not_own_role(approval: Approval, actor: Actor) -> None:
    grant = db.session.get_one(RoleGrant, int(approval.subject_id))
    if is_same_person(grant.user_id, actor):
        raise NotOneself


def _grant_version(subject_id: str) -> int | None:
    return db.session.scalar(
        select(RoleGrant.version).where(
            RoleGrant.id == int(subject_id), RoleGrant.state == GrantState.ASKED
        )
    )


def _describe_role(approval: Approval) -> list[Line]:
    asked = approval.payload
    lines = [
        Line(N_("Name"), asked["name"], asked["name"]),
        Line(N_("E-mail"), asked["email"], asked["email"]),
        Line(N_("Role"), "", gettext(Role(asked["role"]).label)),
    ]
    if asked["unit"]:
        lines.append(Line(N_("Unit"), "", asked["unit"]))
    if asked["retention_team"]:
        lines.append(Line(N_("Retention team"), gettext("No"), gettext("Yes")))
    return lines


def _apply_role(approval: Approval, actor: Actor, at: datetime) -> None:
    grant = db.session.get_one(RoleGrant, int(approval.subject_id))
    grant.state, grant.granted_at = GrantState.ACTIVE, at
    db.session.flush()
    end_sessions(grant.user_id)
    user = db.session.get_one(User, grant.user_id)
    _note("role_grant.approve", grant, user, author=actor.author, at=at)


def _refuse_role(approval: Approval, _actor: Actor | None, _at: datetime) -> None:
    grant = db.session.get(RoleGrant, int(approval.subject_id))
    if grant is not None and grant.state is GrantState.ASKED:
        grant.state = GrantState.REFUSED


approvals.register(
    Handler(
        kind=ROLE,
        label=N_("Role of an account"),
        permission=_role_permission,
        version=_grant_version,
        describe=_describe_role,
        apply=_apply_role,
        refuse=_refuse_role,
        check=_not_own_role,
    )
)
