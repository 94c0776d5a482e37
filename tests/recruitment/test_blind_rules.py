"""Who marks a sheet, and what the final mark is: rules alone."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.recruitment.rules.blind import (
    Given,
    Seat,
    SheetState,
    spread,
    turn,
)
from pncrecruit.recruitment.rules.scheme import (
    NoWeight,
    PhaseScheme,
    Reserved,
    ReservedForNobody,
    ReservedTooMany,
    Scheme,
    TieUnknown,
    check_scheme,
    of_scheme,
    to_scheme,
)
from tests.recruitment.hall import SCHEME

MARKS = st.integers(0, 100).map(Decimal)


@given(st.lists(MARKS, min_size=3, max_size=3), st.integers(0, 100).map(Decimal))
def test_a_third_marks_exactly_where_two_differ_by_more_than_the_tolerance(
    values: list[Decimal], tolerance: Decimal
) -> None:
    seats = [Seat(one, one) for one in (1, 2, 3)]
    locked = {one: Given(value, True) for one, value in enumerate(values[:2], 1)}
    two = turn(seats, locked, barred=(), examiners=2, tolerance=tolerance)
    three = turn(
        seats,
        locked | {3: Given(values[2], True)},
        barred=(),
        examiners=2,
        tolerance=tolerance,
    )

    agree = abs(values[0] - values[1]) <= tolerance
    assert two.state is (SheetState.DONE if agree else SheetState.DIFFERS)
    assert (3 in two.examiners) is not agree
    assert three.state is SheetState.DONE
    expected = sum(values[:2]) / 2 if agree else sorted(values)[1]
    assert three.final == expected


def test_nothing_is_final_before_both_have_locked() -> None:
    seats = [Seat(1, 1), Seat(2, 2)]
    some = {1: Given(Decimal(50), True), 2: Given(Decimal(50), False)}
    found = turn(seats, some, barred=(), examiners=2, tolerance=Decimal(5))

    assert (found.state, found.final) == (SheetState.OPEN, None)


def test_who_has_a_conflict_or_left_gives_the_place_to_the_next_seat() -> None:
    seats = [Seat(1, 1), Seat(2, 2, ended=True), Seat(3, 3), Seat(4, 4)]
    rule = {"examiners": 2, "tolerance": Decimal(5)}

    assert turn(seats, {}, barred={1}, **rule).examiners == (3, 4)  # type: ignore[arg-type]
    kept = turn(seats, {2: Given(Decimal(1), True)}, barred=(), **rule)  # type: ignore[arg-type]
    assert kept.examiners == (1, 2)
    assert turn(seats, {}, barred={1, 3, 4}, **rule).state is SheetState.SHORT  # type: ignore[arg-type]


@given(
    st.integers(1, 60),
    st.integers(1, 5),
    st.sets(st.tuples(st.integers(1, 5), st.integers(0, 59))),
)
def test_sheets_are_dealt_evenly_and_past_conflicts(
    count: int, panel_count: int, barred: set[tuple[int, int]]
) -> None:
    every = list(range(1, panel_count + 1))
    dealt = spread(range(count), every, barred)

    assert [application for application, _panel in dealt] == list(range(count))
    for application, panel in dealt:
        free = [one for one in every if (one, application) not in barred]
        assert panel in (free or every)
    if not barred:
        sizes = [sum(1 for _a, panel in dealt if panel == one) for one in every]
        assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    ("scheme", "error"),
    [
        (Scheme((PhaseScheme("physical", Decimal(0)),)), NoWeight),
        (Scheme((PhaseScheme("papers", Decimal(1)),)), TieUnknown),
        (replace(SCHEME, ties=("physical", "physical")), TieUnknown),
        (replace(SCHEME, reserved=(Reserved(3),)), ReservedForNobody),
        (replace(SCHEME, reserved=(Reserved(101, None, "16"),)), ReservedTooMany),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(
    scheme: Scheme, error: type[Exception]
) -> None:
    with pytest.raises(error):
        check_scheme(scheme, phases={"physical"}, seats=100)


def test_a_rule_is_the_same_after_it_was_written_down() -> None:
    scheme = replace(SCHEME, reserved=(Reserved(3, None, "16"),), waiting=5)
    assert to_scheme(of_scheme(scheme)) == scheme
