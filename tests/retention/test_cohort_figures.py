"""The model's figures by cohort: compared at the level of all, and never a person."""

import numpy as np
import pytest

from pncrecruit.analysis.cohorts import Cohort, cohort_figures, level
from pncrecruit.analysis.folds import Fold


def fold(left: int, n: int, *, risk: float, of: range) -> Fold:
    outcome = np.zeros(n, dtype=np.bool_)
    outcome[list(of)[:left]] = True
    flat = np.full(n, risk)
    return Fold(24_000, np.arange(n), outcome, flat, flat)


def test_a_year_in_which_more_leave_everywhere_says_nothing_of_one_group() -> None:
    one = fold(60, 1_000, risk=0.03, of=range(0, 1_000, 10))
    halves = [
        Cohort("women", frozenset(range(0, 1_000, 2))),
        Cohort("all", frozenset(range(1_000))),
    ]

    women, everybody = cohort_figures([one], halves, minimum=5)

    assert level([one]) == pytest.approx(2.0)
    assert everybody["expected"] == 60.0
    assert women["expected"] == 30.0
    assert women["left"][0] == 60  # every leaver stands in an even place
    assert women["pooled"][1] > 1


def test_a_group_with_few_leavers_is_a_range_and_its_interval_tells_no_number() -> None:
    told = []
    for left in (0, 4):
        one = fold(left, 400, risk=0.01, of=range(400))
        small = [Cohort("garifuna", frozenset(range(400)))]
        told.append(cohort_figures([one], small, minimum=5)[0])

    for figure in told:
        # A leaver was on the list or not: a total of two is never called small.
        assert figure["left"] == [None, 0, 8]
        assert figure["pooled"] is None or figure["pooled"][0] is None


def test_nothing_is_estimated_where_hardly_anybody_was_expected_to_leave() -> None:
    one = fold(6, 1_000, risk=0.006, of=range(500, 1_000))
    tiny = [
        Cohort("tiny", frozenset(range(40))),
        Cohort("rest", frozenset(range(40, 1_000))),
    ]

    figure = cohort_figures([one], tiny, minimum=5)[0]

    assert figure["allowed"] == "nothing"
    assert figure["observed"] is figure["pooled"] is None
