"""Physical tests: two timers, each alone, and the raw measure where they agree."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import db
from pncrecruit.recruitment.actions.timing import read
from pncrecruit.recruitment.models import Measure, MeasureReading
from pncrecruit.recruitment.queries.moves import Moving, moving
from pncrecruit.recruitment.rules.measures import MeasureImpossible, MeasureKind
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.timing import (
    WITHIN,
    Judged,
    Measured,
    ReadingState,
    SameTimer,
    judge,
)
from tests.conftest import Client
from tests.factories import NOON, make_application, make_recruiter
from tests.recruitment.desk import Desk

VALUES = st.decimals(0, 300, places=1)


@given(st.sampled_from(list(WITHIN)), VALUES, VALUES)
def test_two_readings_agree_within_the_limit_whoever_read_first(
    kind: MeasureKind, one: Decimal, other: Decimal
) -> None:
    found = judge(kind, [one, other])

    assert found == judge(kind, [other, one])
    agrees = abs(one - other) <= WITHIN[kind]
    assert (found.state is ReadingState.AGREES) is agrees
    if agrees:
        counts = max if kind is MeasureKind.RUN else min
        assert found.value == counts(one, other)
    assert judge(kind, [one]) == Judged(ReadingState.WAITING)


def timed(
    one: Moving, value: str, by: Actor, kind: MeasureKind = MeasureKind.RUN
) -> Judged:
    present = moving(one.public_id, EVERYTHING)
    assert present is not None
    return read(present, kind, Decimal(value), actor=by, at=NOON)


def measures() -> list[Decimal]:
    return list(db.session.scalars(select(Measure.value).order_by(Measure.id)))


@pytest.fixture
def second(desk: Desk) -> Actor:
    """Another recruiter of the same office."""
    return make_recruiter(desk.call, desk.office)


def test_the_measure_is_recorded_when_the_second_timer_agrees(
    desk: Desk, second: Actor
) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter, height_cm=None)
    before = measures()

    assert timed(one, "735.5", desk.recruiter).state is ReadingState.WAITING
    assert measures() == before
    found = timed(one, "736.2", second)

    assert found == Judged(ReadingState.AGREES, Decimal("736.2"))
    assert measures() == [*before, Decimal("736.20")]
    with pytest.raises(Measured):
        timed(one, "700", desk.recruiter)


def test_readings_that_differ_are_taken_again_and_the_first_stay(
    desk: Desk, second: Actor
) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter, height_cm=None)
    timed(one, "735", desk.recruiter)
    assert timed(one, "760", second).state is ReadingState.DIFFERS

    timed(one, "741", second)
    found = timed(one, "740.5", desk.recruiter)

    assert found.value == 741
    rows = db.session.execute(
        select(MeasureReading.attempt, MeasureReading.value).order_by(MeasureReading.id)
    )
    assert [tuple(row) for row in rows] == [
        (1, 735),
        (1, 760),
        (2, 741),
        (2, Decimal("740.5")),
    ]
    assert measures() == [Decimal(741)]


def test_one_timer_is_not_two(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    timed(one, "735", desk.recruiter)
    with pytest.raises(SameTimer):
        timed(one, "735", desk.recruiter)
    with pytest.raises(MeasureImpossible):
        timed(one, "-1", desk.recruiter, MeasureKind.PUSH_UPS)


def test_readings_are_never_changed(desk: Desk) -> None:
    timed(
        make_application(desk.call, desk.office, desk.recruiter), "735", desk.recruiter
    )
    for deed in (
        update(MeasureReading).values(recorded_at=NOON + timedelta(days=1)),
        delete(MeasureReading),
    ):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)


def test_a_timer_does_not_see_the_others_reading_first(
    desk: Desk, second: Actor, client: Client
) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    number = application_number(desk.call.code, one.number)
    stranger = make_recruiter(desk.call, desk.other)
    other = make_application(desk.call, desk.other, stranger)
    hidden = application_number(desk.call.code, other.number)
    address = f"/recruitment/calls/{desk.call.code}/timing"

    def send(by: Actor, value: str, whose: str = number) -> int:
        user = db.session.get(User, by.user_id)
        assert user is not None
        client.sign_in(user)
        data = {"number": whose, "kind": "run_seconds", "value": value}
        return client.post(address, data=data).status_code

    assert send(desk.recruiter, "733.25") == 303
    assert send(second, "733", hidden) == 422
    assert send(second, "733", "58-2026-000001-0") == 422
    assert "733.25" not in client.get(address).text
    assert send(second, "733") == 303
    assert "733.25" in client.get(address).text
    assert send(second, "733") == 409
