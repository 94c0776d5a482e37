"""Who passed every phase of a call and waits to be appointed."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.officers.models import Officer, ServiceFact, Unit
from pncrecruit.officers.rules import FactKind
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, AppointmentAct
from pncrecruit.recruitment.rules import Standing


class Graduate(NamedTuple):
    """Somebody who can become an officer."""

    id: int
    public_id: UUID
    person_id: int
    number: int
    given_names: str
    first_surname: str
    second_surname: str
    sex: Sex
    residence_municipality: str | None


class PostingUnit(NamedTuple):
    """A unit that is open."""

    id: int
    code: str
    name: str


class Appointed(NamedTuple):
    """By which act somebody became which officer."""

    act: str
    effective_on: date
    officer: UUID


def appointed(application_id: int) -> Appointed | None:
    """Return the officer that an application led to, and the act."""
    row = db.session.execute(
        select(ServiceFact.code, ServiceFact.valid_from, Officer.public_id)
        .join(Officer, Officer.id == ServiceFact.officer_id)
        .where(
            Officer.application_id == application_id,
            ServiceFact.kind == FactKind.APPOINTMENT,
        )
        .order_by(ServiceFact.id.desc())
        .limit(1)
    ).first()
    return Appointed._make(row) if row else None


def graduates(
    call_id: int, public_ids: Collection[UUID] | None = None, limit: int | None = None
) -> list[Graduate]:
    """Return who passed every phase of a call, by number, or those picked of them."""
    statement = (
        select(
            Application.id,
            Application.public_id,
            Application.person_id,
            Application.number,
            Person.given_names,
            Person.first_surname,
            Person.second_surname,
            Application.sex,
            Person.residence_municipality,
        )
        .join(Person, Person.id == Application.person_id)
        .where(
            Application.call_id == call_id,
            Application.listed,
            Application.standing == Standing.COMPLETED,
        )
        .order_by(Application.number)
        .limit(limit)
    )
    if public_ids is not None:
        statement = statement.where(Application.public_id.in_(public_ids))
    return [Graduate._make(row) for row in db.session.execute(statement)]


def posting_units() -> list[PostingUnit]:
    """Return the units that are open, by name."""
    rows = db.session.execute(
        select(Unit.id, Unit.code, Unit.name)
        .where(Unit.closed_on.is_(None))
        .order_by(Unit.name, Unit.code)
    )
    return [PostingUnit._make(row) for row in rows]


def act(number: str) -> AppointmentAct | None:
    """Return an act by its number."""
    return db.session.scalar(
        select(AppointmentAct).where(AppointmentAct.number == number)
    )
