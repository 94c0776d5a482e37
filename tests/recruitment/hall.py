"""A call whose test is marked blind, by a panel of three."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

import pytest
from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import Role
from pncrecruit.db import db
from pncrecruit.recruitment.actions import blind as marking
from pncrecruit.recruitment.actions import panels, schemes
from pncrecruit.recruitment.actions.blind import Entry
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.models import BlindSheet
from pncrecruit.recruitment.queries import blind, marks
from pncrecruit.recruitment.queries.blind import OwnSheet, PanelRow
from pncrecruit.recruitment.queries.marks import PhaseMarking
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.scheme import PhaseScheme, Scheme
from tests.factories import NOON, make_actor, make_application
from tests.recruitment.desk import Desk

SCHEME = Scheme(
    phases=(PhaseScheme("physical", Decimal(100), Decimal(60), True, 2, Decimal(10)),),
    seed="seed",
)


class Hall(NamedTuple):
    """A call whose test is marked blind by a panel of three."""

    desk: Desk
    lead: Actor
    examiners: tuple[Actor, Actor, Actor]
    some: list[Moving]

    @property
    def phase(self) -> PhaseMarking:
        (phase,) = marks.by_phase(self.desk.call.id, tuple(MARKED))
        return phase

    @property
    def panel(self) -> PanelRow:
        (panel,) = blind.of_phase(self.phase.id)
        return panel

    @property
    def scheme(self) -> PhaseScheme:
        return SCHEME.phases[0]

    def own(self, who: Actor) -> list[OwnSheet]:
        return blind.own_sheets(self.panel, self.scheme, who.user_id)

    def code(self, one: Moving) -> str:
        found = db.session.scalar(
            select(BlindSheet.code).where(BlindSheet.application_id == one.id)
        )
        assert found is not None
        return found

    def give(self, who: Actor, values: Mapping[int, int], *, lock: bool = True) -> None:
        entries = {
            self.code(self.some[place]): Entry(Decimal(value))
            for place, value in values.items()
        }
        marking.enter(self.panel, self.scheme, entries, actor=who, at=NOON)
        if lock:
            marking.lock_own(self.panel, self.scheme, actor=who, at=NOON)


@pytest.fixture
def hall(desk: Desk) -> Hall:
    """A panel of three examiners, and three applicants at the test."""
    lead = make_actor(Role.HR_LEAD)
    some = []
    for _ in range(3):
        one = make_application(desk.call, desk.office, desk.recruiter)
        record_result(
            one,
            Result.PASSED,
            client_id=uuid4(),
            version=one.version,
            actor=desk.recruiter,
            at=NOON,
        )
        some.append(one)
    schemes.set_scheme(desk.call, SCHEME, actor=lead, at=NOON, approval_id=None)
    examiners = tuple(make_actor(Role.RECRUITER, name=f"Examiner {n}") for n in "ABC")
    made = Hall(desk, lead, examiners, some)  # type: ignore[arg-type]
    panels.make_panel(desk.call.id, made.phase, "Terna 1", actor=lead, at=NOON)
    for who in examiners:
        panels.seat(made.panel, who.user_id, actor=lead, at=NOON)
    panels.deal(desk.call.code, made.phase, actor=lead, at=NOON)
    return made
