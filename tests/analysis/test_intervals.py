"""Intervals against published values, statsmodels and scipy."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from pncrecruit.analysis import intervals

PAIRS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_newcombe_equals_example_a_of_the_paper() -> None:
    # Newcombe 1998, table II, method 10: 56/70 against 48/80.
    low, high = intervals.newcombe(56, 70, 48, 80)

    assert (round(float(low), 4), round(float(high), 4)) == (0.0524, 0.3339)


def test_wilson_of_nothing_in_ten_equals_the_published_value() -> None:
    # Newcombe 1998 (one proportion), 0 of 20: 0 to 0.1611.
    low, high = intervals.wilson(0, 20)

    assert float(low) == 0.0
    assert round(float(high), 4) == 0.1611


def test_garwood_limits_of_a_poisson_count() -> None:
    # The table printed in many textbooks: 0 -> 3.69, 3 -> 0.62 to 8.77, 10 -> 4.80
    # to 18.39.
    low, high = intervals.poisson([0, 3, 10])

    assert np.round(low, 2).tolist() == [0.0, 0.62, 4.80]
    assert np.round(high, 2).tolist() == [3.69, 8.77, 18.39]


@given(PAIRS)
def test_one_rate_agrees_with_statsmodels(pair: tuple[int, int]) -> None:
    x, n = pair
    for ours, method in (
        (intervals.wilson(x, n), "wilson"),
        (intervals.clopper_pearson(x, n), "beta"),
    ):
        theirs = proportion_confint(x, n, method=method)
        assert np.allclose(ours, np.nan_to_num(theirs, nan=0.0), atol=1e-9)


@given(PAIRS, PAIRS)
def test_two_rates_agree_with_statsmodels(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    ours = intervals.newcombe(*one, *other)
    theirs = confint_proportions_2indep(*one, *other, method="newcomb")
    assert np.allclose(ours, theirs, atol=1e-9)

    if 0 < one[0] < one[1] and other[0] > 0:
        ours = intervals.ratio(*one, *other)
        theirs = confint_proportions_2indep(
            *one, *other, method="log", compare="ratio", correction=False
        )
        assert np.allclose(ours, theirs, rtol=1e-9)


@given(st.integers(0, 1000), st.floats(0.1, 1e4))
def test_a_count_agrees_with_the_chi_squared_law(count: int, exposure: float) -> None:
    low, high = intervals.poisson(count, exposure)

    expected = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    assert float(low) * exposure == pytest.approx(expected, abs=1e-9)
    expected = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    assert float(high) * exposure == pytest.approx(expected, rel=1e-9)


@given(PAIRS, PAIRS, st.floats(0.5, 0.999))
def test_every_interval_holds_its_estimate_and_has_a_width(
    one: tuple[int, int], other: tuple[int, int], level: float
) -> None:
    x, n = one
    y, m = other
    for (low, high), estimate in (
        (intervals.wilson(x, n, level=level), x / n),
        (intervals.clopper_pearson(x, n, level=level), x / n),
        (intervals.newcombe(x, n, y, m, level=level), x / n - y / m),
        (intervals.poisson(x, n, level=level), x / n),
    ):
        assert low - 1e-12 <= estimate <= high + 1e-12
        assert low < high
    low, high = intervals.ratio(x, n, y, m, level=level)
    assert low < high
    if y:
        assert low <= (x / n) / (y / m) * (1 + 1e-9)


def test_nobody_means_that_nothing_is_known() -> None:
    assert [float(end) for end in intervals.wilson(0, 0)] == [0.0, 1.0]
    assert [float(end) for end in intervals.clopper_pearson(0, 0)] == [0.0, 1.0]
    assert [float(end) for end in intervals.poisson(0, 0)] == [0.0, np.inf]
    assert [float(end) for end in intervals.ratio(0, 0, 3, 4)] == [0.0, np.inf]
    low, high = intervals.newcombe(0, 0, 0, 0)
    assert (float(low), float(high)) == (-1.0, 1.0)


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5), (float("nan"), 5)])
def test_impossible_counts_are_refused(count: float, n: int) -> None:
    for function in (intervals.wilson, intervals.clopper_pearson):
        with pytest.raises(ValueError, match="count"):
            function(count, n)


def test_a_level_outside_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        intervals.wilson(1, 2, level=95)


def test_what_a_page_needs_loads_no_heavy_library() -> None:
    code = (
        "import sys, pncrecruit.analysis.selection, pncrecruit.analysis.composition, "
        "pncrecruit.analysis.survival, pncrecruit.analysis.tenure_band, "
        "pncrecruit.analysis.disclosure\n"
        "heavy = {'flask', 'sqlalchemy', 'statsmodels', 'sklearn', 'pandas', "
        "'scipy.stats', 'scipy.optimize'} & set(sys.modules)\n"
        "print(*sorted(heavy), end='')"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert ran.stdout == ""
