"""Who comes next: duties at once, the rest in an order that anybody can check."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.retention.rules import AlertKind, Audience
from pncrecruit.retention.rules.alerts import AlertRules
from pncrecruit.retention.rules.catalogue import CauseCode
from pncrecruit.retention.rules.line import (
    Waiting,
    admitted,
    in_order,
    is_urgent,
    takes_now,
    takes_place,
)

DAY = date(2026, 11, 24)
RULES = AlertRules()
FAR, REST = CauseCode.FAR_FROM_HOME, CauseCode.REST_CANCELLED


def waiting(
    key: int,
    *causes: CauseCode,
    days: int = 0,
    kind: AlertKind = AlertKind.SERVICE,
) -> Waiting:
    return Waiting(key, kind, causes or (FAR,), DAY - timedelta(days=days))


def keys(*line: Waiting) -> list[int]:
    return [one.key for one in in_order(line, DAY, RULES)]


def test_what_is_felt_every_week_comes_before_what_has_lasted_for_years() -> None:
    assert keys(waiting(1, FAR, days=30), waiting(2, REST)) == [2, 1]


def test_several_causes_at_once_come_before_one_that_lasts() -> None:
    both = waiting(2, FAR, CauseCode.LONG_IN_POST)

    assert keys(waiting(1, FAR, days=30), both) == [2, 1]


def test_whom_the_model_names_comes_between_the_two() -> None:
    named = waiting(3, FAR, kind=AlertKind.MODEL)

    assert keys(waiting(1, FAR), waiting(2, REST), named) == [2, 3, 1]


def test_nobody_waits_for_ever_behind_the_model() -> None:
    patient = waiting(1, FAR, days=RULES.patience)
    almost = waiting(2, FAR, days=RULES.patience - 1)
    named = waiting(3, FAR, kind=AlertKind.MODEL)

    assert keys(named, almost, patient) == [1, 3, 2]


def test_of_two_that_weigh_the_same_the_older_comes_first() -> None:
    assert keys(waiting(1, REST, days=2), waiting(2, REST, days=9)) == [2, 1]


def test_of_two_found_on_a_day_what_concerns_more_people_comes_first() -> None:
    one, many = waiting(1, REST), Waiting(2, AlertKind.SERVICE, (REST,), DAY, 7)

    assert keys(one, many) == [2, 1]


@pytest.mark.parametrize(
    ("kind", "cause", "urgent"),
    [
        (AlertKind.SERVICE, CauseCode.REQUEST_UNANSWERED, True),
        (AlertKind.SERVICE, REST, False),
        # The model has no terms: it says what weighs, not what is due.
        (AlertKind.MODEL, CauseCode.REQUEST_UNANSWERED, False),
    ],
)
def test_a_duty_with_a_term_of_its_own_never_waits(
    kind: AlertKind, cause: CauseCode, urgent: bool
) -> None:
    assert is_urgent(kind, [FAR, cause]) is urgent
    assert takes_place(Audience.MANAGER, urgent=urgent) is not urgent


def test_what_may_be_about_the_manager_takes_no_place_of_the_manager() -> None:
    assert not takes_place(Audience.RETENTION_TEAM, urgent=False)


@pytest.mark.parametrize(
    ("raised", "unanswered", "passed_on", "taken"),
    [
        (DAY, False, False, True),  # opened in this month, answered since
        (DAY, True, True, True),
        (DAY - timedelta(days=40), True, False, True),  # still before the head
        (DAY - timedelta(days=40), False, False, False),
        (DAY - timedelta(days=40), True, True, False),  # before the next level now
        (None, True, False, False),
    ],
)
def test_which_cases_take_a_place_of_the_month(
    raised: date | None, unanswered: bool, passed_on: bool, taken: bool
) -> None:
    assert (
        takes_now(raised_on=raised, unanswered=unanswered, passed_on=passed_on, day=DAY)
        is taken
    )


lines = st.lists(
    st.builds(
        Waiting,
        key=st.integers(1, 10_000),
        kind=st.sampled_from(AlertKind),
        causes=st.lists(
            st.sampled_from(CauseCode), min_size=1, max_size=3, unique=True
        ).map(tuple),
        found_on=st.integers(0, 400).map(lambda days: DAY - timedelta(days=days)),
    ),
    max_size=40,
    unique_by=lambda one: one.key,
)


@given(lines, st.integers(0, 12), st.integers(0, 12))
def test_the_budget_is_never_exceeded_and_nobody_is_lost(
    line: list[Waiting], budget: int, taken: int
) -> None:
    first = admitted(line, budget=budget, taken=taken, day=DAY, rules=RULES)

    assert len(first) == min(len(line), max(budget - taken, 0))
    ordered = [one.key for one in in_order(line, DAY, RULES)]
    assert sorted(ordered) == sorted(one.key for one in line)
    assert first == ordered[: len(first)]


@given(lines)
def test_the_order_does_not_depend_on_how_the_line_was_read(
    line: list[Waiting],
) -> None:
    assert in_order(line, DAY, RULES) == in_order(line[::-1], DAY, RULES)


@given(lines)
def test_whoever_waits_longer_than_all_comes_first_in_the_end(
    line: list[Waiting],
) -> None:
    oldest = Waiting(0, AlertKind.SERVICE, (FAR,), DAY - timedelta(days=500))

    assert in_order([*line, oldest], DAY, RULES)[0] == oldest
