"""Sessions: who is summoned where is decided by waiting, distance and room alone."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.recruitment.rules import CallState, PhaseKind
from pncrecruit.recruitment.rules import sessions as rules
from pncrecruit.recruitment.rules.sessions import (
    Room,
    SessionDraft,
    SessionState,
    Waiter,
    plan,
)
from pncrecruit.reference import municipalities
from tests.factories import NOON

GUATEMALA, MIXCO, COBAN, FLORES = "0101", "0108", "1601", "1701"
DAY = timedelta(days=1)
CODES = sorted(municipalities())


def room(number: int, place: str, places: int, day: int = 1) -> Room:
    return Room(number, place, NOON + day * DAY, places)


def test_the_oldest_gets_the_nearest_and_the_next_goes_on() -> None:
    waiting = [Waiter(1, COBAN, "16"), Waiter(2, COBAN, "16"), Waiter(3, MIXCO, "01")]

    made = plan(waiting, [room(7, COBAN, 1), room(8, GUATEMALA, 5)])

    assert [(one.application_id, one.session_id) for one in made.seats] == [
        (1, 7),
        (2, 8),
        (3, 8),
    ]
    assert made.seats[0].km == 0
    assert made.by_session[8] == (2, max(one.km for one in made.seats[1:]))


def test_of_two_equally_near_the_earlier_is_filled_first() -> None:
    waiting = [Waiter(number, COBAN, "16") for number in range(3)]

    made = plan(waiting, [room(5, COBAN, 2, day=9), room(6, COBAN, 2, day=3)])

    assert made.by_session == {6: (2, 0), 5: (1, 0)}


def test_nobody_goes_farther_than_asked_and_the_unknown_comes_from_the_capital() -> (
    None
):
    waiting = [Waiter(1, FLORES, "17"), Waiter(2, None, "16"), Waiter(3, None, "99")]

    made = plan(waiting, [room(7, COBAN, 9)], within_km=50)

    assert [one.application_id for one in made.seats] == [2]
    assert (made.without_room, made.too_far, made.unplaced) == (0, 1, 1)
    full = plan(waiting, [room(7, COBAN, 0)], within_km=50)
    assert (full.without_room, full.too_far, full.unplaced) == (1, 1, 1)


@given(st.integers(0, 2**32), st.integers(0, 60), st.integers(0, 6))
def test_a_plan_never_exceeds_room_and_leaves_nobody_beside_a_free_place(
    seed: int, people: int, places: int
) -> None:
    chance = Random(seed)
    waiting = [Waiter(n, chance.choice(CODES), "01") for n in range(people)]
    rooms = [
        room(n, chance.choice(CODES), chance.randint(0, 15), chance.randint(1, 9))
        for n in range(places)
    ]

    made = plan(waiting, rooms)

    space = {one.id: one.room for one in rooms}
    assert all(f.persons <= space[one] for one, f in made.by_session.items())
    assert max(Counter(s.application_id for s in made.seats).values(), default=1) == 1
    assert len(made.seats) == min(people, sum(space.values()))
    assert made.left == people - len(made.seats)
    assert made == plan(waiting, list(reversed(rooms)))


def test_a_country_of_applicants_is_planned_at_once() -> None:
    chance = Random(3)
    waiting = [Waiter(n, chance.choice(CODES), "01") for n in range(28_000)]
    rooms = [room(n, chance.choice(CODES), 300, 1 + n % 20) for n in range(100)]

    made = plan(waiting, rooms)

    assert len(made.seats) == 28_000


def test_what_no_session_can_be_is_refused() -> None:
    good = SessionDraft(1, COBAN, "Salón municipal", NOON + DAY, 80)
    rules.check_draft(good, taken=80, at=NOON)
    for change, error in (
        ({"capacity": 0}, rules.CapacityOdd),
        ({"capacity": rules.MOST + 1}, rules.CapacityOdd),
        ({"capacity": 79}, rules.CapacityTaken),
        ({"place": " "}, rules.PlaceMissing),
        ({"municipality": "9999"}, rules.MunicipalityUnknown),
        ({"starts_at": NOON}, rules.SessionPast),
    ):
        values = {
            "office_id": 1,
            "municipality": COBAN,
            "place": "Salón municipal",
            "starts_at": NOON + DAY,
            "capacity": 80,
        }
        with pytest.raises(error):
            rules.check_draft(SessionDraft(**(values | change)), taken=80, at=NOON)  # type: ignore[arg-type]
    with pytest.raises(rules.PhaseWithoutSessions):
        rules.check_phase(CallState.OPEN, PhaseKind.COURSE)
    with pytest.raises(rules.CallNotRunning):
        rules.check_phase(CallState.DRAFT, PhaseKind.TEST)
    with pytest.raises(rules.SessionFull):
        rules.check_room(SessionState.OPEN, NOON + DAY, 0, NOON)
    with pytest.raises(rules.SessionStands):
        rules.check_room(SessionState.DRAFT, NOON + DAY, 1, NOON)
