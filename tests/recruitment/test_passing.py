"""One person alone takes nobody to the oath; nor does anybody before its day."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
from sqlalchemy import update

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import db
from pncrecruit.persons.kinds import CuiState
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.actions.applications import register
from pncrecruit.recruitment.actions.moves import record_result, record_results
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries.moves import Moving, moving, moving_many
from pncrecruit.recruitment.rules import CallState, PhaseKind, Result, Standing
from pncrecruit.recruitment.rules.draft import CallNotOpen
from pncrecruit.recruitment.rules.passing import (
    CallDays,
    CourseNotOver,
    CourseWithoutDay,
    CuiOpen,
    Hands,
    NotOpenYet,
    OneHand,
    TakesApplicantsStill,
    asks_cui,
    asks_two,
    check_cui,
    check_days,
    check_hands,
    check_open,
    course_over,
)
from tests.factories import (
    NOON,
    TODAY,
    make_application,
    make_draft,
    make_recruiter,
)
from tests.recruitment.counter import Counter, page_of
from tests.recruitment.desk import Desk

DAY = timedelta(days=1)
OPENED, CLOSED, STARTS = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
CALL = CallDays(CallState.OPEN, OPENED, CLOSED, STARTS)


class Step(NamedTuple):
    """A phase as the rules read it."""

    kind: PhaseKind
    days: int | None = None


STEPS = (
    Step(PhaseKind.PAPERS),
    Step(PhaseKind.TEST),
    Step(PhaseKind.SELECTION),
    Step(PhaseKind.COURSE, 15),
    Step(PhaseKind.COURSE, 240),
    Step(PhaseKind.GRADUATION),
)
SELECTION, ADAPTATION, COURSE, GRADUATION = 2, 3, 4, 5


def test_nothing_is_recorded_before_a_call_opened() -> None:
    check_open(CALL, OPENED)
    with pytest.raises(NotOpenYet):
        check_open(CALL, OPENED - DAY)


def test_the_selection_is_passed_once_nobody_applies_any_more() -> None:
    check_days(STEPS, SELECTION, CALL, CLOSED + DAY)
    check_days(STEPS, SELECTION, CALL._replace(state=CallState.CLOSED), CLOSED)
    with pytest.raises(TakesApplicantsStill):
        check_days(STEPS, SELECTION, CALL, CLOSED)


@pytest.mark.parametrize(
    ("position", "days"), [(ADAPTATION, 15), (COURSE, 255), (GRADUATION, 255)]
)
def test_a_course_is_passed_when_it_can_be_over(position: int, days: int) -> None:
    over = STARTS + timedelta(days=days)

    check_days(STEPS, position, CALL, over)
    with pytest.raises(CourseNotOver):
        check_days(STEPS, position, CALL, over - DAY)
    with pytest.raises(CourseWithoutDay):
        check_days(STEPS, position, CALL._replace(course_starts_on=None), over)
    assert course_over(STEPS, STARTS) == STARTS + timedelta(days=255)


def test_of_a_course_without_foreseen_days_the_beginning_is_known() -> None:
    steps = (Step(PhaseKind.PAPERS), Step(PhaseKind.COURSE))

    check_days(steps, 1, CALL, STARTS)
    with pytest.raises(CourseNotOver):
        check_days(steps, 1, CALL, STARTS - DAY)


def test_the_cui_is_asked_for_where_the_selection_begins() -> None:
    assert [asks_cui(STEPS, place) for place in range(3)] == [False, True, True]
    assert asks_cui((Step(PhaseKind.PAPERS), Step(PhaseKind.BOARD)), 1)
    check_cui(CuiState.CHECKED)
    check_cui(CuiState.COMPARED)
    for open_state in (CuiState.NONE, CuiState.REVIEW, CuiState.OVERRIDDEN):
        with pytest.raises(CuiOpen):
            check_cui(open_state)


def test_who_did_everything_before_does_not_seal_it() -> None:
    assert [place for place in range(6) if asks_two(STEPS, place)] == [
        SELECTION,
        GRADUATION,
    ]
    check_hands(Hands(frozenset({1, 2}), frozenset({1, 3})), {1})
    check_hands(Hands(frozenset({None}), frozenset()), {1})
    for hands in (
        Hands(frozenset({1}), frozenset({1, 3})),
        Hands(frozenset({1, 2}), frozenset({1})),
        Hands(frozenset({1, 4}), frozenset()),
    ):
        with pytest.raises(OneHand):
            check_hands(hands, {1, 4})


def held(one: Moving) -> Moving:
    found = moving(one.public_id, EVERYTHING)
    assert found is not None
    return found


def passed(one: Moving, actor: Actor) -> Moving:
    present = held(one)
    record_result(
        present,
        Result.PASSED,
        client_id=uuid4(),
        version=present.version,
        actor=actor,
        at=NOON,
    )
    return held(one)


def run_its_course(call: RecruitmentCall) -> None:
    """Let the dates of the call be over."""
    call.opens_on, call.closes_on = TODAY - 300 * DAY, TODAY - 250 * DAY
    call.course_starts_on = TODAY - 240 * DAY
    db.session.flush()


def test_one_recruiter_alone_takes_nobody_to_the_oath(desk: Desk) -> None:
    one = make_application(
        desk.call, desk.office, desk.recruiter, cui_reason="DPI en trámite"
    )
    passed(one, desk.recruiter)
    passed(one, desk.recruiter)

    # Without a CUI up to the phase before the course, and no further.
    with pytest.raises(CuiOpen):
        passed(one, desk.recruiter)
    db.session.execute(update(Person).values(cui_state=CuiState.COMPARED))
    passed(one, desk.recruiter)
    with pytest.raises(CourseWithoutDay):
        passed(one, desk.recruiter)
    desk.call.course_starts_on = TODAY + DAY
    db.session.flush()
    with pytest.raises(CourseNotOver):
        passed(one, desk.recruiter)
    run_its_course(desk.call)
    with pytest.raises(OneHand):
        passed(one, desk.recruiter)

    done = passed(one, make_recruiter(desk.call, desk.office))
    assert done.standing is Standing.COMPLETED


def test_a_bulk_move_asks_the_same_of_each(desk: Desk) -> None:
    run_its_course(desk.call)
    colleague = make_recruiter(desk.call, desk.office)
    ready, alone = (
        make_application(desk.call, desk.office, desk.recruiter) for _ in range(2)
    )
    numberless = make_application(
        desk.call, desk.office, desk.recruiter, cui_reason="DPI en trámite"
    )
    for one, first in ((ready, colleague), (alone, desk.recruiter)):
        for actor in (first, desk.recruiter, desk.recruiter):
            passed(one, actor)
    for _ in range(2):
        passed(numberless, desk.recruiter)

    moved = record_results(
        moving_many(
            desk.call.id, [o.public_id for o in (ready, alone, numberless)], EVERYTHING
        ),
        Result.PASSED,
        client_id=uuid4(),
        actor=desk.recruiter,
        at=NOON,
    )

    assert moved.done == [ready.number]
    assert [(number, type(why)) for number, why in moved.left] == [
        (alone.number, OneHand),
        (numberless.number, CuiOpen),
    ]


def test_nobody_applies_before_the_call_opens(desk: Desk) -> None:
    desk.call.opens_on = TODAY + DAY
    db.session.flush()

    with pytest.raises(CallNotOpen):
        register(
            make_draft(),
            call=desk.call,
            office_id=desk.office.id,
            actor=desk.recruiter,
            at=NOON,
        )


def test_the_page_and_the_preview_say_what_stands_in_the_way(counter: Counter) -> None:
    public_id = counter.add(cui_reason="DPI en trámite")
    for _ in range(2):
        found = moving(public_id, EVERYTHING)
        assert found is not None
        passed(found, counter.actor)
    db.session.commit()

    page = counter.client.get(page_of(public_id)).text
    preview = counter.client.post(
        f"{counter.base}/applicants/move",
        data={"picked": str(public_id), "result": "passed"},
    ).text

    for shown in (page, preview):
        assert "without a CUI that was compared with the DPI" in shown
    assert "It cannot be recorded as passed yet" in page
