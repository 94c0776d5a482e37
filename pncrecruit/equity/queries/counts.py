"""Counts of persons: by sex live, by peoples only on the way into a snapshot."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from pncrecruit.db import ask, db
from pncrecruit.equity.figures import Answer, Course
from pncrecruit.identity.queries import Label, labels
from pncrecruit.identity.rules import AnswerState, Purpose
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.officers.rules import OfficerStatus
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    FunnelCount,
    Phase,
    RecruitmentCall,
)
from pncrecruit.recruitment.rules import CallState, Standing

FINISHED = (Standing.COMPLETED, Standing.APPOINTED)
WAITING = (Standing.ACTIVE, Standing.DEFERRED)


class CallRow(NamedTuple):
    """A call that has a funnel."""

    id: int
    code: str
    name: str
    state: CallState
    closes_on: date

    def closed(self, day: date) -> bool:
        """Return whether nobody can apply any more."""
        return self.state is not CallState.OPEN or self.closes_on < day


class PhaseRow(NamedTuple):
    """A phase in its order."""

    position: int
    name_es: str
    name_en: str


class SexRow(NamedTuple):
    """Serving officers of a rank."""

    rank_key: str | None
    women: int
    men: int


# Built once: the funnel's page asks all three.
_CALLS = (
    select(
        RecruitmentCall.id,
        RecruitmentCall.code,
        RecruitmentCall.name,
        RecruitmentCall.state,
        RecruitmentCall.closes_on,
    )
    .where(RecruitmentCall.state != CallState.DRAFT)
    .order_by(RecruitmentCall.opens_on.desc(), RecruitmentCall.id.desc())
)
_PHASES = (
    select(Phase.position, Phase.name_es, Phase.name_en)
    .where(Phase.call_id == bindparam("call"))
    .order_by(Phase.position)
)
_BY_SEX = (
    select(
        FunnelCount.position,
        FunnelCount.result,
        FunnelCount.sex,
        func.sum(FunnelCount.persons),
    )
    .where(FunnelCount.call_id == bindparam("call"))
    .group_by(FunnelCount.position, FunnelCount.result, FunnelCount.sex)
)


def calls() -> list[CallRow]:
    """Return the calls that are or were open, newest first."""
    return [CallRow._make(row) for row in ask(_CALLS)]


def phases(call_id: int) -> list[PhaseRow]:
    """Return the phases of a call in its order."""
    return [PhaseRow._make(row) for row in ask(_PHASES, {"call": call_id})]


def funnel_by_sex(call_id: int) -> dict[tuple[int, str, Sex], int]:
    """Return the kept counts of a call: (position, result or "", sex) to persons."""
    rows = ask(_BY_SEX, {"call": call_id})
    return {(row[0], row[1], row[2]): int(row[3]) for row in rows}


def serving_by_sex() -> list[SexRow]:
    """Return who serves by rank and sex; public-office information, exact."""
    rows = db.session.execute(
        select(
            Officer.rank_key,
            func.count().filter(Person.sex == Sex.FEMALE),
            func.count().filter(Person.sex == Sex.MALE),
        )
        .join(Person, Person.id == Officer.person_id)
        .where(Officer.status == OfficerStatus.SERVING, Officer.listed)
        .group_by(Officer.rank_key)
    )
    return [SexRow(*row) for row in rows]


def serving_by_department() -> dict[str, int]:
    """Return how many serve in each department: of whom some answered."""
    place = func.substr(Unit.municipality, 1, 2)
    rows = db.session.execute(
        select(place, func.count())
        .select_from(Officer)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(Officer.status == OfficerStatus.SERVING, Officer.listed)
        .group_by(place)
    )
    return {code: n for code, n in rows if code}


def serving_answers() -> list[Answer]:
    """Return what each serving officer counts as, for the snapshot alone."""
    said = labels(Purpose.FIGURES)
    rows = db.session.execute(
        select(Officer.person_id, Person.sex, Unit.municipality, Officer.rank_key)
        .join(Person, Person.id == Officer.person_id)
        .outerjoin(Unit, Unit.id == Officer.unit_id)
        .where(Officer.status == OfficerStatus.SERVING, Officer.listed)
    )
    found = []
    for person_id, sex, municipality, rank in rows:
        people, asked = people_of(said, person_id)
        place = (municipality or "")[:2]
        found.append(Answer(sex.value, asked, people, place, rank or ""))
    return found


def courses(call_id: int) -> Iterator[Course]:
    """Yield how far each applicant of a call came, for the snapshot alone."""
    said = labels(Purpose.FIGURES)
    rows = db.session.execute(
        select(
            Application.person_id,
            Application.sex,
            Application.furthest,
            Application.standing,
        ).where(Application.call_id == call_id, Application.listed)
    )
    for person_id, sex, furthest, standing in rows:
        people, asked = people_of(said, person_id)
        yield Course(
            sex.value,
            people,
            asked,
            furthest,
            standing not in WAITING and standing not in FINISHED,
            standing in FINISHED,
            standing is Standing.DEFERRED,
        )


def people_of(said: Mapping[int, Label], person_id: int) -> tuple[str | None, bool]:
    """Return the main people of an answer, and whether the question was put."""
    label = said.get(person_id)
    if label is None or label.state is AnswerState.NOT_ASKED:
        return None, False
    if label.state is AnswerState.DECLINED:
        return None, True
    return label.main_people, True
