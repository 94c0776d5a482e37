"""Selection rates against published cases, and tests against R and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests

from pncrecruit.analysis.exact import (
    cochran_mantel_haenszel,
    exact_conditional,
    false_discovery,
    holm,
)
from pncrecruit.analysis.selection import Verdict, compare, four_fifths

# Admissions to the six largest departments of Berkeley, 1973 (R: UCBAdmissions):
# (men admitted, men rejected), (women admitted, women rejected).
BERKELEY = [
    [[512, 313], [89, 19]],
    [[353, 207], [17, 8]],
    [[120, 205], [202, 391]],
    [[138, 279], [131, 244]],
    [[53, 138], [94, 299]],
    [[22, 351], [24, 317]],
]
# Penicillin in rabbits (Agresti 2002, table 6.5; R: example of mantelhaen.test).
RABBITS = [
    [[0, 6], [0, 5]],
    [[3, 3], [0, 6]],
    [[6, 0], [2, 4]],
    [[5, 1], [6, 0]],
    [[2, 0], [5, 0]],
]
CELLS = st.lists(st.tuples(*[st.integers(0, 40)] * 4), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("men", "women", "ratio"),
    [
        # United States v. Pennsylvania State Police, complaint of 2014: pass rates of
        # the physical test in percent, 2003-2008 and 2009-2012.
        ((94, 100), (71, 100), 0.76),
        ((98, 100), (72, 100), 0.73),
        # United States v. City of Erie, 411 F. Supp. 2d 524 (2005): 71 and 12.9 %.
        ((710, 1000), (129, 1000), 0.18),
    ],
)
def test_the_impact_ratio_of_published_cases(
    men: tuple[int, int], women: tuple[int, int], ratio: float
) -> None:
    found = compare([men[0], women[0]], [men[1], women[1]], reference=0)

    # 72/98 is 0.7347: the case speaks of 0.73.
    assert round(float(found.ratios[1]), 2) == ratio
    assert bool(four_fifths(found.rates).under[1])


def test_the_first_test_of_erie_is_lower_although_few_women_took_it() -> None:
    # The complaint: in 1996, 2 of 46 women and 122 of 227 men passed.
    found = compare([122, 2], [227, 46], reference=0)

    assert np.round(100 * found.rates, 1).tolist() == [53.7, 4.3]
    assert found.verdicts == (Verdict.REFERENCE, Verdict.LOWER)
    assert float(found.short[1]) == pytest.approx(46 * 122 / 227 - 2)
    assert np.isnan(found.ratios[0])


def test_the_worked_example_of_the_uniform_guidelines() -> None:
    # Questions and Answers of 1979: hiring rates of 60, 45, 48 and 51 %.
    found = four_fifths([0.60, 0.45, 0.48, 0.51])

    assert np.round(found.ratios, 2).tolist() == [1.0, 0.75, 0.80, 0.85]
    assert found.under.tolist() == [False, True, False, False]


def test_each_people_is_compared_with_all_others() -> None:
    found = compare([50, 30, 20], [100, 50, 50])

    assert found.ratios.tolist() == pytest.approx(
        [1.0, 0.6 / (70 / 150), 0.4 / (80 / 150)]
    )


def test_few_people_are_not_enough_and_many_alike_are_alike() -> None:
    assert compare([3, 300], [6, 500]).verdicts == (Verdict.NOT_ENOUGH,) * 2
    assert compare([300, 300], [500, 500]).verdicts == (Verdict.ALIKE,) * 2


def test_a_group_without_applicants_has_no_figures_and_no_verdict() -> None:
    found = compare([0, 3, 5], [0, 10, 10], reference=1)

    assert np.isnan(found.rates[0])
    assert np.isnan(found.ratios[0])
    assert np.isnan(found.p_values[0])
    assert found.verdicts[0] is Verdict.NOT_ENOUGH


@pytest.mark.parametrize(
    ("selected", "applied", "reference", "why"),
    [
        ([1, 2], [1], 0, "shapes|between 0"),
        ([2], [1], 0, "between 0"),
        ([-1], [1], 0, "between 0"),
        ([1, 1], [2, 2], 2, "no group"),
        ([[1]], [[2]], 0, "1-d shapes"),
    ],
)
def test_impossible_questions_are_refused(
    selected: list[int], applied: list[int], reference: int, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        compare(selected, applied, reference=reference)


def test_fisher_equals_the_published_values() -> None:
    # Fisher's tea taster, two-sided, and Fisher's convicts (R: fisher.test).
    assert exact_conditional([[3, 1], [1, 3]]) == pytest.approx(0.4857, abs=5e-5)
    assert exact_conditional([[2, 10], [15, 3]]) == pytest.approx(0.0005367, abs=5e-8)


def test_strata_equal_the_published_values() -> None:
    found = cochran_mantel_haenszel(BERKELEY)
    assert found.statistic == pytest.approx(1.5246, abs=5e-5)
    found = cochran_mantel_haenszel(BERKELEY, correction=True)
    assert found.statistic == pytest.approx(1.4269, abs=5e-5)
    assert found.p_value == pytest.approx(0.2323, abs=5e-5)
    assert found.odds_ratio == pytest.approx(0.9047, abs=5e-5)

    found = cochran_mantel_haenszel(RABBITS, correction=True)
    assert found.statistic == pytest.approx(3.9286, abs=5e-5)
    assert found.p_value == pytest.approx(0.04747, abs=5e-6)
    assert found.strata == 3
    assert exact_conditional(RABBITS) == pytest.approx(0.03994, abs=5e-6)


@given(CELLS)
def test_strata_agree_with_statsmodels(cells: list[tuple[int, int, int, int]]) -> None:
    tables = np.array(cells, dtype=float).reshape(-1, 2, 2)
    # Strata of nobody or one person say nothing, and statsmodels divides by 0 there.
    tables = tables[tables.sum((1, 2)) > 1]
    ours = cochran_mantel_haenszel(tables) if len(tables) else None
    if ours is None or not ours.strata:
        return
    whole = StratifiedTable([*tables])
    theirs = whole.test_null_odds()
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-12)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    if 0 < ours.odds_ratio < np.inf:
        assert ours.odds_ratio == pytest.approx(whole.oddsratio_pooled, rel=1e-9)
        low, high = whole.oddsratio_pooled_confint()
        assert ours.odds_low == pytest.approx(low, rel=1e-9)
        assert ours.odds_high == pytest.approx(high, rel=1e-9)
    else:
        assert np.isnan(ours.odds_low)


@given(st.tuples(*[st.integers(0, 60)] * 4))
def test_one_table_agrees_with_scipy(cells: tuple[int, int, int, int]) -> None:
    table = np.array(cells).reshape(2, 2)

    assert exact_conditional(table) == pytest.approx(
        stats.fisher_exact(table).pvalue, rel=1e-9, abs=1e-15
    )


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_corrections_agree_with_statsmodels(p: list[float]) -> None:
    assert np.allclose(holm(p), multipletests(p, method="holm")[1], atol=1e-12)
    assert np.allclose(
        false_discovery(p), multipletests(p, method="fdr_bh")[1], atol=1e-12
    )
    with_gap = holm([np.nan, *p])
    assert np.isnan(with_gap[0])
    assert np.allclose(with_gap[1:], holm(p))


@pytest.mark.parametrize("n", [37, 100, 1000])
def test_groups_treated_alike_are_flagged_at_most_as_often_as_promised(n: int) -> None:
    random = np.random.default_rng(20261124)
    runs = 200
    flags = 0
    for rate in (0.2, 0.7):
        for small, large in zip(
            random.binomial(n, rate, runs),
            random.binomial(1000, rate, runs),
            strict=True,
        ):
            found = compare([large, small], [1000, n], reference=0)
            flags += found.verdicts[1] in {Verdict.LOWER, Verdict.HIGHER}

    # 99 % bound of 400 draws at 5 %: 31.
    assert flags <= stats.binom.ppf(0.99, 2 * runs, 0.05)
