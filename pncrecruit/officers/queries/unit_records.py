"""Questions about one unit's record: its history, what it offers, who serves there."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from pncrecruit.access.models import UnitAncestor
from pncrecruit.db import db
from pncrecruit.officers.models import Facility, Officer, Rank, Unit, UnitPeriod
from pncrecruit.officers.rules import OfficerStatus, UnitKind
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person


class Headcount(NamedTuple):
    """How many serve in a unit and below it, by rank (lowest first) and sex."""

    rank_key: str | None
    rank_es: str | None
    rank_en: str | None
    sex: Sex
    persons: int


class PeriodRow(NamedTuple):
    """A time in the history of a unit, and the unit above it then."""

    id: int
    name: str
    kind: UnitKind
    parent_code: str | None
    parent_name: str | None
    municipality: str | None
    establishment: int | None
    valid_from: date
    valid_to: date | None
    known_on: date


def valid_on(
    kind: type[UnitPeriod] | type[Facility], day: date, known_by: date | None
) -> ColumnElement[bool]:
    """Return the condition that a row holds on a day, as known by another."""
    later = aliased(kind)
    corrected = exists().where(later.supersedes_id == kind.id)
    conditions = [
        kind.valid_from <= day,
        or_(kind.valid_to.is_(None), kind.valid_to > day),
    ]
    if known_by is not None:
        corrected = corrected.where(later.known_on <= known_by)
        conditions.append(kind.known_on <= known_by)
    return and_(*conditions, ~corrected)


def headcount(unit_id: int) -> list[Headcount]:
    """Count who serves in a unit and below it, by rank and sex."""
    rows = db.session.execute(
        select(Officer.rank_key, Rank.name_es, Rank.name_en, Person.sex, func.count())
        .join(UnitAncestor, UnitAncestor.unit_id == Officer.unit_id)
        .join(Person, Person.id == Officer.person_id)
        .outerjoin(Rank, Rank.key == Officer.rank_key)
        .where(
            UnitAncestor.ancestor_id == unit_id,
            Officer.status == OfficerStatus.SERVING,
        )
        .group_by(
            Officer.rank_key, Rank.name_es, Rank.name_en, Rank.position, Person.sex
        )
        .order_by(func.coalesce(Rank.position, 0), Person.sex)
    )
    return [Headcount(*row) for row in rows]


def periods(unit_id: int) -> list[UnitPeriod]:
    """Return every row of a unit's history, corrected ones too."""
    return list(
        db.session.scalars(
            select(UnitPeriod)
            .where(UnitPeriod.unit_id == unit_id)
            .order_by(UnitPeriod.valid_from, UnitPeriod.id)
        )
    )


def history(unit_id: int) -> list[PeriodRow]:
    """Return the history of a unit as known today, latest first."""
    above, later = aliased(Unit), aliased(UnitPeriod)
    rows = db.session.execute(
        select(
            UnitPeriod.id,
            UnitPeriod.name,
            UnitPeriod.kind,
            above.code,
            above.name,
            UnitPeriod.municipality,
            UnitPeriod.establishment,
            UnitPeriod.valid_from,
            UnitPeriod.valid_to,
            UnitPeriod.known_on,
        )
        .outerjoin(above, above.id == UnitPeriod.parent_id)
        .where(
            UnitPeriod.unit_id == unit_id,
            ~exists().where(later.supersedes_id == UnitPeriod.id),
        )
        .order_by(UnitPeriod.valid_from.desc(), UnitPeriod.id.desc())
    )
    return [PeriodRow._make(row) for row in rows]


def facilities(unit_id: int) -> list[Facility]:
    """Return what a site offered, as known today, latest first."""
    later = aliased(Facility)
    return list(
        db.session.scalars(
            select(Facility)
            .where(
                Facility.unit_id == unit_id,
                ~exists().where(later.supersedes_id == Facility.id),
            )
            .order_by(Facility.valid_from.desc(), Facility.id.desc())
        )
    )


def facilities_on(day: date, *, known_by: date | None = None) -> dict[int, Facility]:
    """Return what each site offered on a day, by unit."""
    rows = db.session.scalars(select(Facility).where(valid_on(Facility, day, known_by)))
    return {row.unit_id: row for row in rows}
