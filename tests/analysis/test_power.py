"""How many would be enough: against a published table and against simulation."""

import numpy as np
import pytest

from pncrecruit.analysis.power import enough, power
from pncrecruit.analysis.selection import Verdict, compare


def test_the_sizes_of_a_published_table() -> None:
    # Fleiss, Levin and Paik 2003, table A.4, two-sided 5 %, power 80 %, with the
    # correction for continuity, equal groups: 219 for 0.10 and 0.20, 408 for 0.50 and
    # 0.60.
    for low, high, n in ((0.10, 0.20, 219), (0.50, 0.60, 408)):
        assert power(n, low, n, high) == pytest.approx(0.80, abs=0.006)


@pytest.mark.parametrize(("rate", "other_n"), [(0.5, 2_000), (0.75, 600)])
def test_what_is_said_to_be_enough_is_enough_in_four_of_five_trials(
    rate: float, other_n: int
) -> None:
    random = np.random.default_rng(20261124)
    n = enough(other_n, rate)
    assert n is not None
    trials = 400

    found = sum(
        compare(
            [random.binomial(n, 0.8 * rate), random.binomial(other_n, rate)],
            [n, other_n],
            reference=1,
        ).verdicts[0]
        is Verdict.LOWER
        for _ in range(trials)
    )

    assert found / trials == pytest.approx(0.8, abs=0.06)


def test_beside_too_small_a_reference_no_number_is_enough() -> None:
    assert enough(8, 0.5) is None
    assert enough(0, 0.5) is None
    assert enough(100, 0.0) is None
    assert power(50, 0.4, 50, 0.4) == 0


@pytest.mark.parametrize(
    ("n", "rate", "why"), [(0, 0.5, "both sides"), (5, 1.5, "between 0 and 1")]
)
def test_impossible_questions_are_refused(n: int, rate: float, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        power(n, rate, 10, 0.5)
