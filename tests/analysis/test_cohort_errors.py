"""How a list and its errors fall on groups: right numbers, and intervals that hold."""

from collections.abc import Callable, Hashable

import numpy as np
import pytest

from pncrecruit.analysis.cohort_errors import LISTED, error_figures, rows_of, ties
from pncrecruit.analysis.cohorts import Cohort, cohort_figures
from pncrecruit.analysis.disclosure import protect
from pncrecruit.analysis.folds import Fold
from pncrecruit.analysis.metrics import listed


def dates(
    random: np.random.Generator, n: int, *, count: int = 4, group: float = 1.0
) -> list[Fold]:
    """Draw the same officers at several dates; the first fifth leaves so much more."""
    risk = np.clip(random.gamma(1.0, 0.04, n), 1e-4, 0.9)
    truth = risk * np.where(np.arange(n) < n // 5, group, 1.0)
    return [
        Fold(m, np.arange(n), random.random(n) < np.minimum(truth, 1), risk, risk)
        for m in range(count)
    ]


def test_rates_are_those_of_a_table_counted_by_hand() -> None:
    left = np.zeros(200, dtype=np.bool_)
    left[[0, 1, 2, 3, 4, 20, 21, 22, 23, 24, 25, 26]] = True
    risk = np.linspace(0.9, 0.1, 200)  # the list: officers 0 to 9
    one = Fold(0, np.arange(200), left, risk, risk)
    group = Cohort("group", frozenset(range(100)))

    found = cohort_figures([one], [group], minimum=2)[0]["errors"]

    assert found["alerted"][0] == pytest.approx(0.1)
    assert found["found"][0] == pytest.approx(5 / 12)
    assert found["false_alarms"][0] == pytest.approx(5 / 88)
    assert found["precision"][0] == pytest.approx(0.5)
    assert listed(risk).sum() == 10


def test_small_cells_have_no_rate_and_few_leavers_no_calibration() -> None:
    random = np.random.default_rng(1)
    made = dates(random, 600, count=1)
    small = Cohort("small", frozenset(range(40)))

    found = cohort_figures(made, [small], minimum=5)[0]["errors"]

    assert found["slope"] is None
    assert found["found"] is None


def test_a_group_that_leaves_oftener_shows_in_its_intercept() -> None:
    made = dates(np.random.default_rng(2), 6_000, group=2.0)
    whole = [
        Cohort("more", frozenset(range(1_200))),
        Cohort("rest", frozenset(range(1_200, 6_000))),
    ]

    more, rest = cohort_figures(made, whole, minimum=5, wholes=[("more", "rest")])

    assert more["errors"]["intercept"][1] > 0
    assert rest["errors"]["intercept"][2] < 0
    low, high = more["errors"]["slope"][1:]
    assert low < 1 < high


def test_a_part_does_not_follow_from_all_that_is_known() -> None:
    left = np.zeros(1_000, dtype=np.bool_)
    left[[1, 2, *range(500, 530)]] = True  # two of the few, thirty of the others
    risk = np.linspace(0.1, 0.01, 1_000)
    one = Fold(0, np.arange(1_000), left, risk, risk)
    both = [
        Cohort("few", frozenset(range(300))),
        Cohort("others", frozenset(range(300, 1_000))),
    ]

    few, others = cohort_figures([one], both, minimum=5, wholes=[("few", "others")])

    assert few["left"][0] is None
    assert others["left"][0] is None  # 32 left in all, as the page of the model says


@pytest.mark.scaled
def test_intervals_hold_for_all_groups_at_once_though_people_come_back(
    count: Callable[[int, int], int],
) -> None:
    groups, officers = 8, 2_400
    members = {str(g): np.arange(g, officers, groups) for g in range(groups)}
    tries, held = count(60, 1_000), 0
    for seed in range(tries):
        random = np.random.default_rng(seed)
        # Who is on the list stays on it: the same officer four times, one chance.
        risk = random.permutation(np.linspace(0.001, 0.2, officers))
        left = np.zeros(officers, dtype=np.bool_)
        rows = rows_of(
            [Fold(m, np.arange(officers), left, risk, risk) for m in range(4)]
        )
        at = {
            key: np.flatnonzero(np.isin(rows.officer, some))
            for key, some in members.items()
        }
        counts: dict[Hashable, int] = {
            (key, side): round(float(part[at[key]].sum()))
            for key in at
            for side, part in rows.sides.items()
        }
        sums = [tie for key in at for tie in ties(key)]
        cells = protect(counts, sums, minimum=2)
        found = error_figures(rows, at, cells, level_of_all=1.0)
        told = [one["alerted"] for one in found.values() if one["alerted"]]
        held += all(low <= 0.05 <= high for _, low, high in told)
        assert counts["0", LISTED] % 4 == 0

    # 95 % wanted; three standard errors of so many tries below it.
    assert held / tries > 0.95 - 3 * (0.95 * 0.05 / tries) ** 0.5
