"""Who may not work on which application: what was declared, decided, or is plain."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.db import ask, db
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    ClosedApplication,
    ConflictDecision,
    ConflictDeclaration,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.marks import accounts_of
from pncrecruit.recruitment.rules.conflicts import (
    InConflict,
    Tie,
    Who,
    is_barred,
    shares_surname,
)

Bars = dict[tuple[int, int], datetime]

_DECLARED = (
    select(
        ConflictDeclaration.user_id,
        # What was declared of an application that repeats another holds for that one.
        func.coalesce(ClosedApplication.into_id, ConflictDeclaration.application_id),
        ConflictDeclaration.tie,
        ConflictDeclaration.declared_at,
        ConflictDecision.barred,
    )
    .outerjoin(
        ConflictDecision, ConflictDecision.declaration_id == ConflictDeclaration.id
    )
    .outerjoin(
        ClosedApplication,
        (ClosedApplication.application_id == ConflictDeclaration.application_id)
        & ClosedApplication.undone_at.is_(None),
    )
    .where(ConflictDeclaration.user_id.in_(bindparam("user_ids", expanding=True)))
    .order_by(ConflictDeclaration.id)
)


def bars(user_ids: Collection[int]) -> Bars:
    """Return which accounts are barred from which applications, and since when.

    What was declared last holds; it bars unless it was decided that it does not.
    """
    found: Bars = {}
    for user_id, application_id, tie, at, barred in ask(
        _DECLARED, {"user_ids": list(user_ids)}
    ):
        found.pop((user_id, application_id), None)
        decided: bool | None = barred
        if decided if decided is not None else tie is not Tie.NONE:
            found[user_id, application_id] = at
    return found


def barred_applications(actor: Actor) -> set[int]:
    """Return the applications that somebody declared to have a conflict with."""
    return {application for _user, application in bars(accounts_of(actor))}


def refuse(actor: Actor, application_id: int, person_id: int) -> None:
    """Raise InConflict if somebody may not work on an application."""
    own = actor.person_id is not None and actor.person_id == person_id
    if own or application_id in barred_applications(actor):
        raise InConflict
    pair = _pair(actor, person_id)
    if pair is not None and is_barred(*pair):
        raise InConflict


def asks(actor: Actor, application_id: int, person_id: int) -> bool:
    """Say whether somebody has to be asked: they share a surname and said nothing."""
    pair = _pair(actor, person_id)
    if pair is None or not shares_surname(*pair):
        return False
    return (
        db.session.scalar(
            select(ConflictDeclaration.id)
            .where(
                ConflictDeclaration.user_id.in_(accounts_of(actor)),
                ConflictDeclaration.application_id == application_id,
            )
            .limit(1)
        )
        is None
    )


def _pair(actor: Actor, person_id: int) -> tuple[Who, Who] | None:
    """Return who acts and who applied, if both are known persons."""
    if actor.person_id is None:
        return None
    rows = {
        row.id: Who(
            frozenset(
                name.casefold()
                for name in (row.first_surname, row.second_surname)
                if name
            ),
            row.phone,
            row.email,
            row.cui,
        )
        for row in db.session.execute(
            select(
                Person.id,
                Person.first_surname,
                Person.second_surname,
                Person.phone,
                Person.email,
                Person.cui,
            ).where(Person.id.in_([actor.person_id, person_id]))
        )
    }
    mine, theirs = rows.get(actor.person_id), rows.get(person_id)
    return (mine, theirs) if mine and theirs else None


class DeclarationRow(NamedTuple):
    """A declaration with its decision, without the applicant's name."""

    public_id: UUID
    user_id: int
    user: str
    call_code: str
    number: int
    tie: Tie
    note: str
    declared_at: datetime
    barred: bool | None
    reason: str | None
    decided_by: str | None


def declarations(
    scope: Scope, public_id: UUID | None = None, limit: int = 200
) -> list[DeclarationRow]:
    """Return declarations in sight, the latest first."""
    decider = aliased(User)
    statement = (
        select(
            ConflictDeclaration.public_id,
            ConflictDeclaration.user_id,
            User.name,
            RecruitmentCall.code,
            Application.number,
            ConflictDeclaration.tie,
            ConflictDeclaration.note,
            ConflictDeclaration.declared_at,
            ConflictDecision.barred,
            ConflictDecision.reason,
            decider.name,
        )
        .join(User, User.id == ConflictDeclaration.user_id)
        .join(Application, Application.id == ConflictDeclaration.application_id)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .outerjoin(
            ConflictDecision, ConflictDecision.declaration_id == ConflictDeclaration.id
        )
        .outerjoin(decider, decider.id == ConflictDecision.decided_by_id)
        .order_by(ConflictDeclaration.id.desc())
        .limit(limit)
    )
    if scope.kind is not ScopeKind.ALL:
        statement = statement.where(ConflictDeclaration.user_id == scope.user_id)
    if public_id is not None:
        statement = statement.where(ConflictDeclaration.public_id == public_id)
    return [DeclarationRow._make(row) for row in db.session.execute(statement)]


def by_public_id(public_id: UUID) -> ConflictDeclaration | None:
    """Return a declaration."""
    return db.session.scalar(
        select(ConflictDeclaration).where(ConflictDeclaration.public_id == public_id)
    )


def decision(declaration_id: int) -> ConflictDecision | None:
    """Return what was decided on a declaration."""
    return db.session.get(ConflictDecision, declaration_id)
