"""Applications of undone batches, which are taken up again when they come again."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from pncrecruit.bulk import among
from pncrecruit.db import db
from pncrecruit.officers.models import Officer
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, Measure, PhaseTransition
from pncrecruit.recruitment.rules import Result, Standing, WayIn

HEIGHT = "height_cm"


class Undone(NamedTuple):
    """An application as its batch left it."""

    id: int
    public_id: UUID
    number: int
    person_id: int
    office_id: int
    sex: Sex
    residence_municipality: str | None
    schooling: str | None
    way_in: WayIn
    standing: Standing
    version: int


class Height(NamedTuple):
    """The height measured last."""

    id: int
    value: Decimal


class NotMet(NamedTuple):
    """Why an application does not meet the call: the transition that says so."""

    id: int
    reason_code: str | None
    raw_value: str | None
    note: str


def held(application_ids: Collection[int]) -> dict[int, Undone]:
    """Return those of some applications that are undone still, locked, by id."""
    rows = db.session.execute(
        select(*(getattr(Application, name) for name in Undone._fields))
        .where(
            among(Application.id, application_ids), Application.undone_at.is_not(None)
        )
        .order_by(Application.id)
        .with_for_update()
    )
    return {row.id: Undone._make(row) for row in rows}


def people(person_ids: Collection[int]) -> dict[int, Person]:
    """Return persons as they are recorded, by id."""
    found = db.session.scalars(
        select(Person)
        .where(among(Person.id, person_ids))
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in found}


def only_undone(person_ids: Collection[int]) -> set[int]:
    """Return those of some persons of whom nothing but undone applications is there."""
    if not person_ids:
        return set()
    other = aliased(Application)
    return set(
        db.session.scalars(
            select(Application.person_id).where(
                among(Application.person_id, person_ids),
                Application.undone_at.is_not(None),
                ~select(other.id)
                .where(
                    other.person_id == Application.person_id, other.undone_at.is_(None)
                )
                .exists(),
                ~select(Officer.id)
                .where(Officer.person_id == Application.person_id)
                .exists(),
            )
        )
    )


def heights(application_ids: Collection[int]) -> dict[int, Height]:
    """Return the last height of applications."""
    rows = db.session.execute(
        select(Measure.application_id, Measure.id, Measure.value)
        .where(among(Measure.application_id, application_ids), Measure.kind == HEIGHT)
        .order_by(Measure.id)
    )
    return {row[0]: Height(row[1], row[2]) for row in rows}


def not_met(application_ids: Collection[int]) -> dict[int, NotMet]:
    """Return the transitions that hold which say what a call's rules found unmet."""
    undoing = aliased(PhaseTransition)
    rows = db.session.execute(
        select(
            PhaseTransition.application_id,
            PhaseTransition.id,
            PhaseTransition.reason_code,
            PhaseTransition.raw_value,
            PhaseTransition.note,
        ).where(
            among(PhaseTransition.application_id, application_ids),
            PhaseTransition.result == Result.NOT_MET,
            ~select(undoing.id).where(undoing.undoes_id == PhaseTransition.id).exists(),
        )
    )
    return {row[0]: NotMet._make(row[1:]) for row in rows}
