"""A small force and a small call with answers, for the pages of the figures."""

from datetime import date
from uuid import uuid4

import pytest
from flask import Flask

from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db
from pncrecruit.equity.actions import make_snapshot
from pncrecruit.identity.models import SelfIdentification
from pncrecruit.identity.rules import WORDING, AnswerSource, AnswerState
from pncrecruit.officers.models import Officer
from pncrecruit.officers.rules import OfficerStatus
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.models import Application, FunnelCount
from pncrecruit.recruitment.rules import CallState, Result, Standing, WayIn
from tests.factories import (
    NOON,
    TODAY,
    make_country,
    make_person,
    make_small_call,
    make_source,
    make_user,
)


def answer(person_id: int, people: str | None) -> None:
    """Keep the answer of a person; none means that they prefer not to say."""
    db.session.add(
        SelfIdentification(
            person_id=person_id,
            state=AnswerState.ANSWERED if people else AnswerState.DECLINED,
            main_people=people,
            source=AnswerSource.OWN_ANSWER,
            wording_version=WORDING,
            answered_on=TODAY,
            recorded_at=NOON,
        )
    )


class World:
    """Units, a call of four phases closed to applicants, an HR lead; nobody yet."""

    def __init__(self) -> None:
        self.units = make_country()
        self.units["23-11"].municipality = "1801"
        self.call = make_small_call(state=CallState.CLOSED)
        self.hr = make_user(Role.HR_LEAD)
        self._source = make_source("equity")
        self._counted: dict[tuple[int, str, Sex, str], FunnelCount] = {}

    def serve(
        self,
        people: str | None,
        n: int,
        *,
        sex: Sex = Sex.MALE,
        rank: str = "agente",
        unit: str = "23-11",
        appointed_on: date = date(2020, 1, 1),
        separated_on: date | None = None,
    ) -> list[Officer]:
        """Make officers of a people, serving unless they separated."""
        made = []
        status = OfficerStatus.SEPARATED if separated_on else OfficerStatus.SERVING
        for _ in range(n):
            person = make_person(sex=sex)
            officer = Officer(
                person_id=person.id,
                source_id=self._source.id,
                status=status,
                rank_key=rank,
                unit_id=self.units[unit].id,
                appointed_on=appointed_on,
                separated_on=separated_on,
            )
            db.session.add(officer)
            made.append(officer)
            answer(person.id, people)
        db.session.flush()
        return made

    def apply(
        self,
        people: str | None,
        n: int,
        *,
        sex: Sex = Sex.MALE,
        furthest: int = 0,
        lost: bool = False,
        department: str = "16",
    ) -> list[Application]:
        """Make applicants who came to a phase, and wait there or were lost in it."""
        made = []
        for _ in range(n):
            person = make_person(sex=sex)
            application = Application(
                call_id=self.call.id,
                person_id=person.id,
                number=person.id,
                office_id=self.units["23"].id,
                sex=sex,
                department=department,
                standing=Standing.REJECTED if lost else Standing.ACTIVE,
                phase_position=furthest,
                furthest=furthest,
                phase_since=NOON,
                applied_at=NOON,
                way_in=WayIn.COUNTER,
                client_id=uuid4(),
                source="test",
            )
            db.session.add(application)
            made.append(application)
            answer(person.id, people)
        for position in range(furthest + 1):
            self._add(position, "", sex, department, n)
            if position < furthest:
                self._add(position, Result.PASSED.value, sex, department, n)
        if lost:
            self._add(furthest, Result.FAILED.value, sex, department, n)
        db.session.flush()
        return made

    def _add(
        self, position: int, result: str, sex: Sex, department: str, n: int
    ) -> None:
        key = (position, result, sex, department)
        if key not in self._counted:
            row = self._counted[key] = FunnelCount(
                call_id=self.call.id,
                position=position,
                result=result,
                sex=sex,
                office_id=self.units["23"].id,
                department=department,
                persons=0,
            )
            db.session.add(row)
        self._counted[key].persons += n

    @staticmethod
    def snapshot(day: date = TODAY) -> None:
        """Count and protect, as it is done at night."""
        make_snapshot(day, minimum=5, author=SYSTEM, at=NOON)


@pytest.fixture
def world(app: Flask) -> World:
    """A small country to read figures of."""
    return World()
