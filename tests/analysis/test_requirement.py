"""What another requirement would have let pass: properties of any data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.analysis.requirement import Passing, band, onward, passing, slack

EDGES = (-10.0, -5.0, 0.0, 5.0)
heights = st.lists(st.floats(120, 200), min_size=1, max_size=60)


def counted(values: list[float], minimum: float) -> list[int]:
    far = slack(values, minimum=minimum)
    return [sum(band(one, EDGES) == i for one in far) for i in range(5)]


@given(values=heights, minimum=st.integers(140, 180))
def test_an_easier_requirement_never_lets_fewer_pass(
    values: list[float], minimum: int
) -> None:
    counts = counted(values, minimum)

    found = [passing(counts, counts, len(values), EDGES, at) for at in EDGES]

    assert [one.low for one in found] == sorted((o.low for o in found), reverse=True)
    assert found[EDGES.index(0.0)].low == sum(one >= minimum for one in values)
    for at, one in zip(EDGES, found, strict=True):
        assert one.low == one.high == sum(v - minimum >= at for v in values)


@given(values=heights, minimum=st.integers(140, 180), hidden=st.sets(st.integers(0, 4)))
def test_ranges_hold_what_was_counted(
    values: list[float], minimum: int, hidden: set[int]
) -> None:
    counts = counted(values, minimum)
    low = [0 if i in hidden else n for i, n in enumerate(counts)]
    high = [n + 3 if i in hidden else n for i, n in enumerate(counts)]

    for at in EDGES:
        found = passing(low, high, len(values), EDGES, at)
        assert found.low <= sum(v - minimum >= at for v in values) <= found.high


def test_a_maximum_is_met_from_below() -> None:
    assert slack([30.0, 31.0, np.nan], maximum=30)[:2].tolist() == [0.0, -1.0]
    with pytest.raises(ValueError, match="one limit"):
        slack([1.0], minimum=1, maximum=2)


def test_between_edges_nothing_is_known() -> None:
    with pytest.raises(ValueError, match="edges"):
        passing([1] * 5, [1] * 5, 5, EDGES, 1.0)
    with pytest.raises(ValueError, match="one band more"):
        passing([1] * 4, [1] * 4, 4, EDGES, 0.0)


def test_of_later_phases_there_are_bounds_alone() -> None:
    now = Passing(40, 40)

    assert onward(now, Passing(55, 55)) == (0, 15)
    assert onward(now, Passing(30, 34)) == (-10, 0)
    assert onward(now, Passing(38, 45)) == (-2, 5)
    assert onward(now, now) == (0, 0)
