"""Median days of a step: beside scipy's curve, and what bands can tell."""

import warnings
from typing import Any

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from pncrecruit.analysis.waiting import Median, band_of, median_band, median_days


@pytest.mark.parametrize("seed", range(8))
def test_the_median_and_its_interval_are_those_of_scipys_curve(seed: int) -> None:
    random = np.random.default_rng(seed)
    days = random.integers(0, 60, 80)
    ended = random.random(80) < 0.8
    ended[np.argsort(days)[:30]] = True

    found = median_days(days, ended)

    curve = ecdf(CensoredData(days[ended].tolist(), right=days[~ended].tolist())).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where S is 1 or 0
        band: Any = curve.confidence_interval(0.95, method="log-log")
    at = curve.quantiles
    assert found.days == at[np.flatnonzero(curve.probabilities <= 0.5)[0]]
    assert found.low == at[np.flatnonzero(band.low.probabilities <= 0.5)[0]]
    assert found.high == at[np.flatnonzero(band.high.probabilities <= 0.5)[0]]


def test_who_waits_is_censored_and_not_dropped() -> None:
    days, ended = [2] * 10 + [30] * 12, [True] * 10 + [False] * 12

    assert median_days(days, ended).days is None
    assert median_days(days[:10], ended[:10]).days == 2
    assert median_days([5, 6], [False, False]) == Median(None, None, None)


@pytest.mark.parametrize(
    ("found", "enough"),
    [
        (Median(20, 15, 30), True),
        (Median(20, 8, 30), False),
        (Median(1, 0, 6), True),
        (Median(20, 15, None), False),
    ],
)
def test_enough_is_decided_by_the_width_of_the_interval(
    found: Median, enough: bool
) -> None:
    assert found.enough == enough


def test_a_band_holds_the_median_of_the_days_themselves() -> None:
    ends = (7, 14, 30)
    days = np.array([3] * 10 + [9] * 40 + [20] * 12)
    upto = [int((days <= end).sum()) for end in ends]

    assert median_band(upto, upto, days.size) == (1, 1, 1)
    assert band_of(float(np.median(days)), ends) == 1
    assert [band_of(day, ends) for day in (7, 8, 31)] == [0, 1, 3]


def test_ranges_that_leave_the_band_open_tell_none() -> None:
    assert median_band([5, 20], [9, 20], 20) == (1, 0, 1)
    assert median_band([5, 20], [11, 20], 20) is None
    assert median_band([], [], 0) is None
