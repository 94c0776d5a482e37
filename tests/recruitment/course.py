"""A call of three seats with five candidates: what lists and reviews start from."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

import pytest
from flask import Flask

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import EVERYTHING, Role
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.actions import offers, selection
from pncrecruit.recruitment.actions.marks import close_marking
from pncrecruit.recruitment.actions.measures import record_mark
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.actions.schemes import set_scheme
from pncrecruit.recruitment.models import (
    Phase,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries import marks
from pncrecruit.recruitment.queries import selection as queries
from pncrecruit.recruitment.queries.moves import Moving, moving
from pncrecruit.recruitment.queries.selection import ListRow
from pncrecruit.recruitment.rules import CallState, PhaseKind, Result
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.offers import (
    Answer,
)
from pncrecruit.recruitment.rules.scheme import PhaseScheme, Reserved, Scheme
from tests.factories import (
    NOON,
    TODAY,
    make_actor,
    make_application,
    make_country,
    make_recruiter,
)

PHASES = (
    ("papers", PhaseKind.PAPERS),
    ("test", PhaseKind.TEST),
    ("selection", PhaseKind.SELECTION),
    ("course", PhaseKind.COURSE),
)
SCHEME = Scheme(
    (PhaseScheme("test", Decimal(100)),),
    reserved=(Reserved(1, Sex.FEMALE),),
    seed="seed",
)
VALUES = (90, 85, 80, 75, 70)  # the last two are women's


class Course(NamedTuple):
    """A call of three seats, and five candidates whose marks are locked."""

    call: RecruitmentCall
    office: Unit
    recruiter: Actor
    lead: Actor
    second: Actor
    some: list[Moving]

    def now(self, place: int) -> Moving:
        found = moving(self.some[place].public_id, EVERYTHING)
        assert found is not None
        return found

    def publish(self) -> ListRow:
        made = selection.generate(self.call, actor=self.lead, at=NOON)
        row = queries.edition(made.public_id)
        assert row is not None
        asked = selection.ask_to_publish(row, actor=self.lead, at=NOON)
        approvals.decide(asked, approve=True, actor=self.second, at=NOON)
        return row

    def offered(self) -> list[int]:
        rows = queries.offers(self.call.id, EVERYTHING)
        return sorted(one.number for one in rows if one.answer is None)

    def answer(self, place: int, answer: Answer, days: int = 0) -> None:
        (offer,) = [
            one
            for one in queries.offers(self.call.id, EVERYTHING)
            if one.application_id == self.some[place].id
        ]
        offers.answer_offer(
            offer, answer, actor=self.recruiter, at=NOON + timedelta(days=days)
        )


def result(course: Course, place: int, outcome: Result = Result.PASSED) -> None:
    one = course.now(place)
    record_result(
        one,
        outcome,
        client_id=uuid4(),
        version=one.version,
        actor=course.recruiter,
        at=NOON,
    )


@pytest.fixture
def course(app: Flask) -> Course:
    """A call of three seats, one reserved for women, and five candidates."""
    unit = make_country()["23"]
    call = RecruitmentCall(
        code="60-2026",
        name="Convocatoria 60-2026",
        state=CallState.CLOSED,
        seats=3,
        opens_on=TODAY - timedelta(days=60),
        closes_on=TODAY - timedelta(days=1),
        age_on=TODAY,
        source="test",
        changed_at=NOON,
    )
    call.state = CallState.OPEN
    db.session.add(call)
    db.session.flush()
    for position, (key, kind) in enumerate(PHASES):
        db.session.add(
            Phase(
                call_id=call.id,
                position=position,
                key=key,
                kind=kind,
                name_es=key,
                name_en=key,
                pass_mark=Decimal(60) if kind is PhaseKind.TEST else None,
            )
        )
    db.session.flush()
    recruiter = make_recruiter(call, unit)
    lead, second = make_actor(Role.HR_LEAD), make_actor(Role.HR_LEAD)
    sexes = (Sex.MALE, Sex.MALE, Sex.MALE, Sex.FEMALE, Sex.FEMALE)
    some = [make_application(call, unit, recruiter, sex=sex) for sex in sexes]
    made = Course(call, unit, recruiter, lead, second, some)
    set_scheme(call, SCHEME, actor=lead, at=NOON, approval_id=None)
    for place, value in enumerate(VALUES):
        result(made, place)
        record_mark(made.now(place), Decimal(value), actor=recruiter, at=NOON)
        result(made, place)
    return made


@pytest.fixture
def ready(course: Course) -> Course:
    """The same, with the marking closed."""
    (phase,) = marks.by_phase(course.call.id, tuple(MARKED))
    close_marking(course.call, phase, actor=course.lead, at=NOON)
    return course
