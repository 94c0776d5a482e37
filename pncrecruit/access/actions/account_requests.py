"""Requests about an account as a whole: opening it again, a new second factor.

Whoever would approve its roles decides: an auditor where one of them is theirs to
approve, an HR lead otherwise.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line, is_same_person
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, User
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import accounts as queries
from pncrecruit.access.rules import (
    AccountState,
    GrantState,
    NotOneself,
    NotThisState,
    ReasonRequired,
    Role,
    auditor_decides,
)
from pncrecruit.access.store import end_sessions
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.words import N_

ENABLE = "user_account.enable"
RESET_FACTOR = "user_account.second_factor"


def ask_enable(user: User, *, reason: str, actor: Actor, at: datetime) -> Approval:
    """Ask that a disabled account be opened again, with the roles it has."""
    if user.active:
        raise NotThisState(state=AccountState.ACTIVE)
    return _ask_about(user, ENABLE, reason=reason, actor=actor, at=at)


def ask_factor_reset(
    user: User, *, reason: str, actor: Actor, at: datetime
) -> Approval:
    """Ask that an account may enrol a new second factor: its telephone is lost."""
    if not user.tf_primary_method:
        raise NotThisState(state=AccountState.NO_SECOND_FACTOR)
    return _ask_about(user, RESET_FACTOR, reason=reason, actor=actor, at=at)


def _ask_about(
    user: User, kind: str, *, reason: str, actor: Actor, at: datetime
) -> Approval:
    if is_same_person(user.id, actor):
        raise NotOneself
    if not reason.strip():
        raise ReasonRequired
    held = [row for row in queries.grants_of(user.id) if row.state is GrantState.ACTIVE]
    payload = {
        "account": str(user.public_id),
        "name": user.name,
        "email": user.email,
        "roles": [row.role.value for row in held],
        "retention_team": any(row.retention_team for row in held),
    }
    return approvals.ask(
        kind,
        ("account", user.id),
        payload,
        user.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def _account_permission(payload: Mapping[str, Any]) -> Permission:
    audited = payload["retention_team"] or any(
        auditor_decides(Role(role), retention_team=False) for role in payload["roles"]
    )
    if audited:
        return Permission.ROLE_GRANT_APPROVE_ADMIN_OR_AUDITOR
    return Permission.ROLE_GRANT_APPROVE


def _not_own_account(approval: Approval, actor: Actor) -> None:
    if is_same_person(int(approval.subject_id), actor):
        raise NotOneself


def _account_version(subject_id: str) -> int | None:
    return db.session.scalar(select(User.version).where(User.id == int(subject_id)))


def _describe_account(approval: Approval) -> list[Line]:
    asked = approval.payload
    roles = ", ".join(gettext(Role(role).label) for role in asked["roles"])
    lines = [
        Line(N_("Name"), asked["name"], asked["name"]),
        Line(N_("E-mail"), asked["email"], asked["email"]),
        Line(N_("Roles"), roles, roles),
    ]
    if approval.kind == ENABLE:
        lines.append(Line(N_("State"), gettext("Disabled"), gettext("Active")))
    else:
        lines.append(
            Line(
                N_("Second factor"),
                gettext("Enrolled"),
                gettext("To be enrolled at the next sign-in"),
            )
        )
    return lines


def _apply_enable(approval: Approval, actor: Actor, at: datetime) -> None:
    user = db.session.get_one(User, int(approval.subject_id))
    user.active = True
    user.version += 1
    record(ENABLE, ("account", user.public_id), author=actor.author, at=at)


def _apply_factor_reset(approval: Approval, actor: Actor, at: datetime) -> None:
    user = db.session.get_one(User, int(approval.subject_id))
    user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    user.version += 1
    end_sessions(user.id)
    record(
        "user_account.reset_second_factor",
        ("account", user.public_id),
        author=actor.author,
        at=at,
    )


approvals.register(
    Handler(
        kind=ENABLE,
        label=N_("Enable an account"),
        permission=_account_permission,
        version=_account_version,
        describe=_describe_account,
        apply=_apply_enable,
        check=_not_own_account,
    )
)
approvals.register(
    Handler(
        kind=RESET_FACTOR,
        label=N_("New second factor of an account"),
        permission=_account_permission,
        version=_account_version,
        describe=_describe_account,
        apply=_apply_factor_reset,
        check=_not_own_account,
    )
)
