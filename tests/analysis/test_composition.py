"""Shares, coverage and gaps: the rule of three steps, and its edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.analysis.composition import Coverage, composition, gap


@pytest.mark.parametrize(
    ("answered", "allows"),
    [
        (100, Coverage.SHARES),
        (60, Coverage.SHARES),
        (59, Coverage.BOUNDS),
        (30, Coverage.BOUNDS),
        (29, Coverage.COUNTS),
        (0, Coverage.COUNTS),
    ],
)
def test_coverage_decides_what_may_be_said(answered: int, allows: Coverage) -> None:
    found = composition([0], answered, 100)

    assert found.allows is allows
    assert bool(np.isnan(found.shares[0])) is (allows is Coverage.COUNTS)


def test_bounds_are_none_or_all_of_the_silent() -> None:
    found = composition([10], 40, 100)

    assert found.shares.tolist() == [0.25]
    assert (found.bounds.low[0], found.bounds.high[0]) == (0.10, 0.70)


def test_women_of_2025_in_points_and_in_persons() -> None:
    # 698 women among 3,223 graduates; 51.53 % women in the census of 2018.
    found = gap([698], 3223, [0.5153])

    assert round(float(found.points[0]), 1) == -29.9
    assert float(found.persons[0]) == pytest.approx(0.5153 * 3223 - 698)


def test_without_a_reference_or_people_there_is_no_gap() -> None:
    assert np.isnan(gap([1], 2, [np.nan]).points[0])
    assert np.isnan(gap([0], 0, [0.5]).persons[0])


@given(
    st.integers(1, 500).flatmap(
        lambda n: st.integers(0, n).flatmap(
            lambda a: st.tuples(st.integers(0, a), st.just(a), st.just(n))
        )
    )
)
def test_the_truth_lies_within_the_bounds(counts: tuple[int, int, int]) -> None:
    count, answered, total = counts
    found = composition([count], answered, total)

    if found.allows is not Coverage.COUNTS:
        low, high = found.bounds.low[0], found.bounds.high[0]
        assert 0.0 <= low <= found.shares[0] <= high <= 1.0
        assert high - low == pytest.approx((total - answered) / total)


@pytest.mark.parametrize(
    ("counts", "answered", "total"), [([3], 2, 5), ([1], 6, 5), ([-1], 2, 5)]
)
def test_impossible_counts_are_refused(
    counts: list[int], answered: int, total: int
) -> None:
    with pytest.raises(ValueError, match="answered"):
        composition(counts, answered, total)


def test_impossible_gaps_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        gap([3], 2, [0.5])
    with pytest.raises(ValueError, match="reference"):
        gap([1], 2, [1.5])
