"""Blind marking: a code and nothing else, each alone, a third where two differ."""

from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from pncrecruit.access.actions import approvals
from pncrecruit.access.rules import EVERYTHING, Role, SecondPersonNeeded
from pncrecruit.db import db
from pncrecruit.recruitment.actions import blind as marking
from pncrecruit.recruitment.actions import conflicts, panels, schemes
from pncrecruit.recruitment.actions.blind import Entry
from pncrecruit.recruitment.actions.marks import close_marking
from pncrecruit.recruitment.actions.measures import record_mark
from pncrecruit.recruitment.actions.results import record_by_marks
from pncrecruit.recruitment.models import Application, BlindSheet, SelectionRule
from pncrecruit.recruitment.queries import detail, finals, marks
from pncrecruit.recruitment.queries.moves import moving
from pncrecruit.recruitment.queries.schemes import present
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.blind import (
    NotAnExaminer,
    NotBlind,
    NotYourSheet,
    SeatTaken,
    SheetChanged,
    SheetState,
)
from pncrecruit.recruitment.rules.conflicts import Tie
from pncrecruit.recruitment.rules.marks import (
    MarkLocked,
    NotClosed,
    NothingToLock,
    StillWaiting,
)
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.scheme import (
    BlindFixed,
    BlindOnly,
    PhaseScheme,
    Scheme,
    SchemeFixed,
)
from tests.factories import NOON, make_actor
from tests.recruitment.desk import Desk
from tests.recruitment.hall import SCHEME, Hall


def test_two_persons_set_the_rule_and_the_seed_stays(desk: Desk) -> None:
    asker, second = make_actor(Role.HR_LEAD), make_actor(Role.HR_LEAD)
    for weight in (100, 50):
        scheme = Scheme((PhaseScheme("physical", Decimal(weight)),))
        asked = schemes.ask_to_set(
            desk.call, scheme, actor=asker, at=NOON, reason="The agreement says so"
        )
        with pytest.raises(SecondPersonNeeded):
            approvals.decide(asked, approve=True, actor=asker, at=NOON)
        approvals.decide(asked, approve=True, actor=second, at=NOON)

    first, later = db.session.scalars(
        select(SelectionRule).order_by(SelectionRule.edition)
    ).all()
    found = present(desk.call.id)
    assert found is not None
    assert found.edition == 2
    assert found.scheme.phases[0].weight == 50
    assert first.rule["seed"] == later.rule["seed"] != ""
    for deed in (update(SelectionRule).values(edition=9), delete(SelectionRule)):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)


def test_the_first_two_seats_mark_every_sheet_and_the_third_waits(hall: Hall) -> None:
    first, second, third = hall.examiners
    assert len(hall.own(first)) == len(hall.own(second)) == 3
    assert hall.own(third) == []

    hall.give(first, {0: 70, 1: 50, 2: 80})
    assert {one.state for one in hall.own(first)} == {SheetState.OPEN}
    assert {one.value for one in hall.own(second)} == {None}
    hall.give(second, {0: 75, 1: 90, 2: 80})

    assert [one.code for one in hall.own(third)] == [hall.code(hall.some[1])]
    assert hall.own(third)[0].value is None
    hall.give(third, {1: 60})
    final = finals.final_marks(hall.phase.id, "physical", hall.desk.call.id)
    assert [final[one.id] for one in hall.some] == [Decimal("72.5"), 60, 80]


def test_a_mark_is_the_examiners_own_and_of_their_sheets_alone(hall: Hall) -> None:
    first, _second, third = hall.examiners
    with pytest.raises(NotYourSheet):
        hall.give(third, {0: 70})
    with pytest.raises(NotYourSheet):
        hall.give(make_actor(Role.RECRUITER), {0: 70})
    with pytest.raises(NothingToLock):
        marking.lock_own(hall.panel, hall.scheme, actor=first, at=NOON)
    hall.give(first, {0: 70}, lock=False)
    with pytest.raises(SheetChanged):
        hall.give(first, {0: 71})
    (own,) = [one for one in hall.own(first) if one.value is not None]
    marking.enter(
        hall.panel,
        hall.scheme,
        {own.code: Entry(Decimal(72), own.mark_id)},
        actor=first,
        at=NOON,
    )
    marking.lock_own(hall.panel, hall.scheme, actor=first, at=NOON)
    with pytest.raises(MarkLocked):
        hall.give(first, {0: 73})
    rows = marks.of_application(hall.some[0].id, every=True)
    assert [(row.value, row.holds) for row in rows] == [
        (Decimal(70), False),
        (Decimal(72), True),
    ]


def test_a_mark_of_a_sheet_stands_beside_no_name_before_the_phase_is_closed(
    hall: Hall,
) -> None:
    first, second, _third = hall.examiners
    hall.give(first, {0: 71, 1: 71, 2: 71})
    row = detail.application(hall.some[0].public_id, EVERYTHING)
    assert row is not None
    assert not [one for one in detail.history(row) if one.kind == "mark"]
    assert marks.of_application(row.id) == []

    hall.give(second, {0: 71, 1: 71, 2: 71})
    close_marking(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)

    assert len([one for one in detail.history(row) if one.kind == "mark"]) == 2
    assert len(marks.of_application(row.id)) == 2


def test_a_clerk_does_not_mark_what_is_marked_blind(hall: Hall) -> None:
    one = moving(hall.some[0].public_id, EVERYTHING)
    assert one is not None
    with pytest.raises(BlindOnly):
        record_mark(one, Decimal(50), actor=hall.desk.recruiter, at=NOON)


def test_the_phase_is_closed_when_every_sheet_is_done_and_results_follow(
    hall: Hall,
) -> None:
    first, second, _third = hall.examiners
    hall.give(first, {0: 70, 1: 50, 2: 80})
    with pytest.raises(StillWaiting):
        close_marking(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)
    with pytest.raises(NotClosed):
        record_by_marks(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)
    hall.give(second, {0: 75, 1: 59, 2: 80})
    close_marking(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)

    done = record_by_marks(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)

    assert (done.passed, done.failed, done.left) == (2, 1, 0)
    stand = [db.session.get(Application, one.id) for one in hall.some]
    assert [(one.standing, one.phase_position) for one in stand if one] == [
        (Standing.ACTIVE, 2),
        (Standing.REJECTED, 1),
        (Standing.ACTIVE, 2),
    ]
    with pytest.raises(SchemeFixed):
        schemes.ask_to_set(
            hall.desk.call, SCHEME, actor=hall.lead, at=NOON, reason="Too late"
        )


def test_how_a_phase_is_marked_does_not_change_once_there_are_marks(hall: Hall) -> None:
    hall.give(hall.examiners[0], {0: 70})
    openly = Scheme((PhaseScheme("physical", Decimal(100)),))
    with pytest.raises(BlindFixed):
        schemes.ask_to_set(
            hall.desk.call, openly, actor=hall.lead, at=NOON, reason="Easier"
        )


def test_who_declares_a_tie_is_past_over_and_the_third_takes_the_sheet(
    hall: Hall,
) -> None:
    first, second, third = hall.examiners
    number = application_number(hall.desk.call.code, hall.some[0].number)
    conflicts.declare(number, Tie.FAMILY, "", actor=first, at=NOON)

    assert len(hall.own(first)) == 2
    assert len(hall.own(second)) == 3
    assert [one.code for one in hall.own(third)] == [hall.code(hall.some[0])]


def test_nobody_seats_themselves_or_a_stranger_or_twice(hall: Hall) -> None:
    both = make_actor(Role.HR_LEAD, Role.RECRUITER)
    for user_id in (both.user_id, hall.lead.user_id):
        with pytest.raises(NotAnExaminer):
            panels.seat(hall.panel, user_id, actor=both, at=NOON)
    with pytest.raises(SeatTaken):
        panels.seat(hall.panel, hall.examiners[0].user_id, actor=both, at=NOON)


def test_a_panel_needs_a_rule_that_says_blind(desk: Desk) -> None:
    (phase,) = marks.by_phase(desk.call.id, tuple(MARKED))
    with pytest.raises(NotBlind):
        panels.make_panel(
            desk.call.id, phase, "Terna", actor=make_actor(Role.HR_LEAD), at=NOON
        )


def test_sheets_are_never_changed_and_dealt_once(hall: Hall) -> None:
    assert panels.deal(hall.desk.call.code, hall.phase, actor=hall.lead, at=NOON) == 0
    for deed in (update(BlindSheet).values(code="X"), delete(BlindSheet)):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)
