"""The accounts of the demo: one for each person who works with it, with its role."""

from datetime import datetime

from sqlalchemy import Select, func, select

from pncrecruit.access.actions.accounts import create_account
from pncrecruit.access.actions.roles import grant_role
from pncrecruit.access.models import UnitAncestor, User
from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db
from pncrecruit.demo.staff import PASSWORD, STAFF, Member
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.officers.rules import OfficerStatus, UnitKind
from pncrecruit.recruitment.actions.assignments import assign
from pncrecruit.recruitment.models import Application, RecruitmentCall
from pncrecruit.recruitment.rules import CallState


def write_accounts(at: datetime) -> dict[str, User]:
    """Make the accounts with their roles; return them by the name to sign in with."""
    commands = _largest(
        select(UnitAncestor.ancestor_id.label("unit_id"))
        .join(Officer, Officer.unit_id == UnitAncestor.unit_id)
        .where(Officer.status == OfficerStatus.SERVING)
    )
    made = {}
    for member in STAFF:
        user = create_account(
            email=member.email,
            given_names=member.given_names,
            first_surname=member.first_surname,
            second_surname=member.second_surname,
            password=PASSWORD,
            author=SYSTEM,
            at=at,
        )
        heads = member.role is Role.MANAGER
        grant_role(
            user,
            member.role,
            unit_id=commands[member.place or 0].id if heads else None,
            retention_team=member.retention_team,
            author=SYSTEM,
            at=at,
        )
        made[member.login] = user
    return made


def assign_recruiters(staff: dict[str, User], at: datetime) -> None:
    """Let the recruiters work on the open call, at the offices with most applicants."""
    call = db.session.scalars(
        select(RecruitmentCall).where(RecruitmentCall.state == CallState.OPEN)
    ).one()
    offices = _largest(
        select(Application.office_id.label("unit_id")).where(
            Application.call_id == call.id
        )
    )
    for member in STAFF:
        if member.role is Role.RECRUITER:
            assign(
                call,
                staff[member.login],
                offices[member.place or 0],
                author=SYSTEM,
                at=at,
            )


def accounts() -> list[Member]:
    """Return those of the demo's people who can sign in, in the order of the roles."""
    enabled = set(db.session.scalars(select(User.email).where(User.active)))
    return [member for member in STAFF if member.email in enabled]


def _largest(rows: Select[int]) -> list[Unit]:
    """Return the comisarías by how many rows name them, the largest first."""
    named = rows.subquery()
    return list(
        db.session.scalars(
            select(Unit)
            .join(named, named.c.unit_id == Unit.id)
            .where(Unit.kind == UnitKind.COMISARIA)
            .group_by(Unit.id)
            .order_by(func.count().desc(), Unit.code)
        )
    )
