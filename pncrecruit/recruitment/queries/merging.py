"""Two records side by side, and the merges that were made of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from pncrecruit.access.models import User
from pncrecruit.access.rules import Scope
from pncrecruit.bulk import among
from pncrecruit.db import db
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.persons import queries as persons
from pncrecruit.persons.models import Person, PersonMerge
from pncrecruit.persons.queries import Match
from pncrecruit.persons.rules.likeness import PersonKey
from pncrecruit.recruitment.models import (
    Application,
    BlindSheet,
    ClosedApplication,
    Mark,
    MeasureReading,
    Phase,
    RecruitmentCall,
    Summons,
)
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.merging import Held, Side


class AppliedRow(NamedTuple):
    """An application of a person, as the comparison shows it."""

    id: int
    public_id: UUID
    call_id: int
    call_code: str
    number: int
    office: str
    applied_at: datetime
    standing: Standing
    name_es: str  # of the phase
    name_en: str
    furthest: int
    listed: bool
    undone_at: datetime | None
    worked_on: bool


class MergeRow(NamedTuple):
    """A merge, with who made it and who undid it."""

    merge: PersonMerge
    by: str | None
    undone_by: str | None


def person_of(public_id: UUID) -> Person | None:
    """Return a person by the random identifier."""
    return db.session.scalar(select(Person).where(Person.public_id == public_id))


def locked(person_ids: Collection[int]) -> dict[int, Person]:
    """Return persons, locked in one order until the commit."""
    rows = db.session.scalars(
        select(Person)
        .where(Person.id.in_(person_ids))
        .order_by(Person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in rows}


def alike(person: Person) -> list[Match]:
    """Return who else may be this person, surest first, by the counter's matcher."""
    return [
        match for match in persons.matches(_key(person)) if match.person.id != person.id
    ]


def _key(person: Person) -> PersonKey:
    names = (person.given_names, person.first_surname, person.second_surname)
    return PersonKey(
        " ".join(filter(None, names)),
        person.cui,
        person.birth_date,
        person.residence_municipality,
    )


def applied(person_ids: Collection[int]) -> dict[int, list[AppliedRow]]:
    """Return the applications of persons, the newest first."""
    hangs = [
        exists().where(model.application_id == Application.id)
        for model in (Mark, BlindSheet, MeasureReading)
    ]
    summoned = exists().where(
        Summons.application_id == Application.id, Summons.ended_at.is_(None)
    )
    rows = db.session.execute(
        select(
            Application.person_id,
            Application.id,
            Application.public_id,
            Application.call_id,
            RecruitmentCall.code,
            Application.number,
            Unit.name,
            Application.applied_at,
            Application.standing,
            Phase.name_es,
            Phase.name_en,
            Application.furthest,
            Application.listed,
            Application.undone_at,
            (hangs[0] | hangs[1] | hangs[2] | summoned),
        )
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .join(Unit, Unit.id == Application.office_id)
        .join(
            Phase,
            (Phase.call_id == Application.call_id)
            & (Phase.position == Application.phase_position),
        )
        .where(Application.person_id.in_(person_ids), ~_is_closed())
        .order_by(Application.applied_at.desc(), Application.id)
    )
    found: dict[int, list[AppliedRow]] = {one: [] for one in person_ids}
    for row in rows:
        found[row[0]].append(AppliedRow._make(row[1:]))
    return found


def _is_closed() -> Any:
    return exists().where(
        ClosedApplication.application_id == Application.id,
        ClosedApplication.undone_at.is_(None),
    )


def officers(person_ids: Collection[int]) -> dict[int, Officer]:
    """Return the service records of persons, by person."""
    rows = db.session.scalars(select(Officer).where(Officer.person_id.in_(person_ids)))
    return {one.person_id: one for one in rows}


def side(
    person: Person, applications: Collection[AppliedRow], officer: Officer | None
) -> Side:
    """Return a record as the rule reads it."""
    return Side(
        person.cui,
        person.sex,
        officer is not None,
        [
            Held(
                one.id,
                one.call_id,
                one.call_code,
                one.furthest,
                one.worked_on,
                one.listed,
                one.undone_at is not None,
            )
            for one in applications
        ],
    )


def is_absorbed(person_id: int) -> bool:
    """Say whether a record leads to another one now."""
    return (
        db.session.scalar(
            select(PersonMerge.id).where(
                PersonMerge.absorbed_id == person_id, PersonMerge.undone_at.is_(None)
            )
        )
        is not None
    )


def merge(public_id: UUID) -> MergeRow | None:
    """Return a merge by the random identifier."""
    by, undone_by = aliased(User), aliased(User)
    row = db.session.execute(
        select(PersonMerge, by.name, undone_by.name)
        .outerjoin(by, by.id == PersonMerge.merged_by_id)
        .outerjoin(undone_by, undone_by.id == PersonMerge.undone_by_id)
        .where(PersonMerge.public_id == public_id)
    ).first()
    return MergeRow._make(row) if row else None


def merges(public_ids: Collection[UUID]) -> list[PersonMerge]:
    """Return merges by their random identifiers."""
    return list(
        db.session.scalars(
            select(PersonMerge).where(among(PersonMerge.public_id, public_ids))
        )
    )


def led(public_ids: Collection[UUID]) -> dict[str, str]:
    """Return who stands for each of some records that were led into another."""
    absorbed, stands = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(absorbed.public_id, stands.public_id)
        .join(PersonMerge, PersonMerge.absorbed_id == absorbed.id)
        .join(stands, stands.id == PersonMerge.leads_to_id)
        .where(among(absorbed.public_id, public_ids), PersonMerge.undone_at.is_(None))
    )
    return {str(row[0]): str(row[1]) for row in rows}


def people(person_ids: Collection[int]) -> dict[int, Person]:
    """Return persons by their numbers."""
    rows = db.session.scalars(select(Person).where(Person.id.in_(person_ids)))
    return {one.id: one for one in rows}


def merges_of(person_id: int) -> list[PersonMerge]:
    """Return the merges that lead to a person now, the newest first."""
    return list(
        db.session.scalars(
            select(PersonMerge)
            .where(
                PersonMerge.leads_to_id == person_id, PersonMerge.undone_at.is_(None)
            )
            .order_by(PersonMerge.id.desc())
        )
    )


def closed_by(merge_id: int) -> list[tuple[int, int]]:
    """Return the applications that a merge closed, each with the one it leads to."""
    rows = db.session.execute(
        select(ClosedApplication.application_id, ClosedApplication.into_id)
        .where(ClosedApplication.merge_id == merge_id)
        .order_by(ClosedApplication.id)
    )
    return [(row[0], row[1]) for row in rows]


def numbers(application_ids: Collection[int]) -> dict[int, tuple[UUID, str, int]]:
    """Return the identifiers, calls and numbers of applications, in sight or not."""
    rows = db.session.execute(
        select(
            Application.id,
            Application.public_id,
            RecruitmentCall.code,
            Application.number,
        )
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .where(Application.id.in_(application_ids))
        .order_by(Application.id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def stands_for(public_id: UUID, scope: Scope) -> UUID | None:
    """Return the application within the scope to which a closed one leads."""
    closed = aliased(Application)
    return db.session.scalar(
        select(Application.public_id)
        .join(ClosedApplication, ClosedApplication.into_id == Application.id)
        .join(closed, closed.id == ClosedApplication.application_id)
        .where(
            closed.public_id == public_id,
            ClosedApplication.undone_at.is_(None),
            Application.listed,
            within_calls(scope),
        )
    )


def number_led_to(number: int, *, call_id: int | None, code: str | None) -> int | None:
    """Return the number of the application to which that of a closed one leads."""
    closed = aliased(Application)
    found = (
        select(Application.number)
        .join(ClosedApplication, ClosedApplication.into_id == Application.id)
        .join(closed, closed.id == ClosedApplication.application_id)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .where(closed.number == number, ClosedApplication.undone_at.is_(None))
    )
    if call_id is not None:
        found = found.where(closed.call_id == call_id)
    if code is not None:
        found = found.where(RecruitmentCall.code == code)
    return db.session.scalar(found.order_by(Application.id.desc()).limit(1))


def seal(call_code: str, number: int) -> tuple[str, str | None] | None:
    """Return what the code of a receipt is held against: of the number as printed."""
    row = db.session.execute(
        select(Application.public_id, Application.receipt_hash)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .where(RecruitmentCall.code == call_code, Application.number == number)
    ).first()
    return (str(row[0]), row[1]) if row else None
