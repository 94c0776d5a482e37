"""Drift: alarms soon where the world has moved, and seldom where it has not."""

import numpy as np
import pytest

from pncrecruit.analysis.drift import chart, mix, moved, spread

A_MONTH = 14.0  # leavers a month, as in a force of twelve thousand


def test_a_level_of_two_and_a_half_times_is_seen_within_three_months() -> None:
    random = np.random.default_rng(1)
    late = 0
    for _ in range(200):
        observed = random.poisson(2.5 * A_MONTH, 3)
        found = chart(observed, np.full(3, A_MONTH))
        late += found.alarm is None
        assert found.alarm is None or found.higher

    assert late == 0


def test_thirty_six_quiet_months_raise_at_most_one_alarm() -> None:
    random = np.random.default_rng(2)
    alarms = [
        chart(random.poisson(A_MONTH, 36), np.full(36, A_MONTH)).alarm is not None
        for _ in range(300)
    ]

    assert np.mean(alarms) < 0.05


def test_a_level_of_a_third_is_seen_too() -> None:
    found = chart([4, 5, 4, 5, 4, 5], np.full(6, A_MONTH))

    assert found.alarm is not None
    assert not found.higher


def test_inputs_that_stay_raise_no_alarm_and_those_that_move_do() -> None:
    random = np.random.default_rng(3)
    before = spread(random.gamma(2, 50, 6_000))

    assert not moved(before, random.gamma(2, 50, 6_500)).alarm
    assert moved(before, random.gamma(2, 50, 6_500) + 80).alarm
    gone = random.gamma(2, 50, 6_500)
    gone[: 6_500 // 4] = np.nan
    found = moved(before, gone)
    assert found.alarm
    assert found.missing_now == pytest.approx(0.25, abs=0.01)


def test_few_rows_are_not_taken_for_a_movement() -> None:
    random = np.random.default_rng(4)
    alarms = 0
    for _ in range(100):
        before = spread(random.normal(size=60))
        alarms += moved(before, random.normal(size=60)).alarm

    assert alarms <= 2


def test_the_index_is_the_published_sum() -> None:
    before = spread(np.r_[np.zeros(5_000), np.ones(5_000)])
    now = np.r_[np.zeros(2_000), np.ones(8_000)]

    found = moved(before, now)

    known = (0.2 - 0.5) * np.log(0.2 / 0.5) + (0.8 - 0.5) * np.log(0.8 / 0.5)
    assert found.psi == pytest.approx(known, rel=1e-3)


def test_an_input_without_a_value_has_no_index() -> None:
    before = spread(np.full(10, np.nan))

    assert moved(before, np.full(10, np.nan)).alarm is False
    assert moved(before, np.ones(10)).alarm is True


def test_a_cohort_that_doubled_has_moved() -> None:
    found = mix({"a": 100, "b": 500}, {"a": 210, "b": 505}, (5_000, 5_000))

    assert found["a"] == (0.02, 0.042, True)
    assert found["b"][2] is False
