"""Challengers, promotion, and the metrics of a date, against known answers."""

import numpy as np
import pytest
import statsmodels.api as sm
from sklearn.ensemble import HistGradientBoostingClassifier
from statsmodels.duration.hazard_regression import PHReg

from pncrecruit.analysis import contest, metrics
from pncrecruit.analysis.boosted import BoostedHazard
from pncrecruit.analysis.cox import CoxHazard
from pncrecruit.analysis.folds import Fold
from pncrecruit.analysis.motion import Motion
from pncrecruit.analysis.parallel import each

N = 4_000


def months(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Draw person-months: the hazard falls with service and rises with distance."""
    random = np.random.default_rng(seed)
    x = np.column_stack([random.integers(0, 120, 30_000), random.normal(size=30_000)])
    h = 0.03 * np.exp(-x[:, 0] / 60 + 0.7 * x[:, 1])
    u = random.random(30_000)
    return x, np.where(u < h, 1, np.where(u < h + 0.005, 2, 0))


def test_cox_finds_what_the_partial_likelihood_of_others_finds() -> None:
    x, y = months()
    # Binary: a straight line, so that the coefficient can be held against a textbook's.
    x[:, 1] = x[:, 1] > 0

    found = CoxHazard(clock=0, c=1e9).fit(x, y)

    # The same rows as spells with delayed entry, each one reading of the clock long.
    other = PHReg(
        x[:, 0] + 1, x[:, [1]], status=(y == 1), entry=x[:, 0] + 0.5, ties="breslow"
    ).fit()
    slope = found.coef_[0] / found.scale_
    assert slope == pytest.approx(other.params, abs=1e-3)


def test_cox_gives_back_the_hazards_it_was_drawn_from() -> None:
    x, y = months(2)

    found = CoxHazard().fit(x, y)

    for service, far in ((10.0, 0.0), (10.0, 1.0), (90.0, 0.0)):
        truth = 0.03 * np.exp(-service / 60 + 0.7 * far)
        assert found.hazards([[service, far]])[0, 0] == pytest.approx(truth, rel=0.25)
    within = found.risk([[10.0, 0.0]], (6, 12))
    assert within[0, 0] < within[1, 0]


def test_weights_stand_for_rows() -> None:
    x, y = months(3)
    x, y = x[:6_000], y[:6_000]
    twice = np.tile(np.arange(x.shape[0]), 2)

    by_weight = CoxHazard().fit(x, y, np.full(x.shape[0], 2.0))
    by_rows = CoxHazard().fit(x[twice], y[twice])

    assert np.allclose(by_weight.hazards(x[:50]), by_rows.hazards(x[:50]), rtol=1e-3)


def test_trees_follow_the_hazard_and_the_horizon() -> None:
    x, y = months(4)

    found = BoostedHazard(Motion({0: 1.0}), n_trees=40).fit(x, y)

    truth = 0.03 * np.exp(-x[:, 0] / 60 + 0.7 * x[:, 1])
    said = found.predict_proba(x)[:, 1]
    assert np.corrcoef(np.log(said), np.log(truth))[0, 1] > 0.9
    risks = found.risk(x[:100], (6, 12, 24))
    assert (np.diff(risks, axis=0) >= 0).all()


def test_trees_are_those_that_the_library_grows_on_its_own_bins() -> None:
    random = np.random.default_rng(5)
    x = np.column_stack(
        [
            random.normal(size=3_000),
            random.normal(size=3_000).round(2),  # over 255 values, and many twice
            random.integers(0, 12, 3_000),
        ]
    )
    y = (random.random(3_000) < 0.1 * np.exp(x[:, 0] / 2)).astype(np.int64)
    weight = 0.5 ** random.integers(0, 40, 3_000)
    asked = x + random.normal(scale=0.01, size=x.shape)  # between those learned from

    ours = BoostedHazard(n_trees=10).fit(x, y, weight)
    theirs = HistGradientBoostingClassifier(
        max_iter=10,
        learning_rate=0.05,
        max_leaf_nodes=12,
        min_samples_leaf=60,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    ).fit(x, y == 1, sample_weight=weight)

    found = ours.predict_proba(asked)[:, 1]
    assert np.array_equal(found, theirs.predict_proba(asked)[:, 1])


def dates(
    better: float, *, count: int = 4, worse: frozenset[int] = frozenset()
) -> list[Fold]:
    """Return dates at which a challenger knows more than the champion by so much."""
    random = np.random.default_rng(9)
    found = []
    for month in range(count):
        truth = random.beta(1, 15, N)
        left = random.random(N) < truth
        noise = random.normal(0, 0.8, N)

        def said(
            share: float, truth: np.ndarray = truth, noise: np.ndarray = noise
        ) -> np.ndarray:
            odds = np.log(np.clip(truth, 1e-4, 0.9999) / (1 - truth)) + share * noise
            return np.asarray(1 / (1 + np.exp(-odds)))

        champion, other = said(0.8), said(0.8 - better)
        if month in worse:
            other = said(2.5)
        found.append(
            Fold(month, np.arange(N), left, champion, said(1.5), {"other": other})
        )
    return found


def verdict(made: list[Fold]) -> contest.Challenge:
    judged = contest.judge(made, N, random=np.random.default_rng(1))
    return judged.challenges[0]


def test_a_challenger_that_wins_by_more_than_its_noise_is_ahead() -> None:
    found = verdict(dates(0.6))

    assert found.ahead
    assert found.won >= 3
    assert found.gain_interval[0] > 0


def test_a_challenger_within_the_noise_is_not_ahead() -> None:
    found = verdict(dates(0.0))

    assert not found.ahead
    assert found.gain_interval[0] <= 0


def test_three_of_four_dates_are_needed_and_four_are_looked_at() -> None:
    assert not verdict(dates(0.6, worse=frozenset({2, 3}))).ahead
    assert not verdict(dates(0.6, count=3)).ahead
    # A bad year long ago is no longer looked at.
    longer = verdict(dates(0.6, count=6, worse=frozenset({0, 1})))
    assert longer.ahead
    assert longer.dates == 4


def test_a_cohort_made_worse_is_found() -> None:
    made = dates(0.6)
    group = np.arange(600)
    for fold in made:
        fold.challengers["other"][group] = 0.3
    cohorts = {"group": group, "rest": np.arange(600, N)}

    found = contest.harmed(
        made, "other", cohorts, N, random=np.random.default_rng(1), draws=300
    )

    assert found == ("group",)


def test_calibration_is_that_of_a_logistic_regression() -> None:
    random = np.random.default_rng(2)
    x = random.normal(-2, 1, 5_000)
    left = random.random(5_000) < 1 / (1 + np.exp(-(0.3 + 0.7 * x)))
    p = 1 / (1 + np.exp(-x))

    slope, intercept = metrics.calibration(left, p)

    known = sm.Logit(left, sm.add_constant(x)).fit(disp=0).params
    assert (intercept, slope) == pytest.approx(tuple(known), abs=1e-6)


def test_the_calibration_error_is_the_distance_of_the_parts() -> None:
    left = np.zeros(100, bool)
    left[:10] = True
    half = np.r_[np.full(50, 0.2), np.full(50, 0.1)]

    # Parts: 10 of 50 left where .2 was said, 0 of 50 where .1 was: half of .1.
    assert metrics.calibration_error(left, half) == pytest.approx(0.05)
    assert metrics.calibration_error(left, np.r_[np.ones(10), np.zeros(90)]) == 0.0


def test_probabilities_that_do_not_differ_have_no_slope() -> None:
    left = np.arange(10) < 3

    found = metrics.quality(left, np.full(10, 0.3))

    assert np.isnan(found.slope)
    assert found.auc == 0.5
    assert found.observed_over_expected == pytest.approx(1.0)


@pytest.mark.parametrize("workers", [1, 2])
def test_parts_come_back_in_their_order_whoever_works(workers: int) -> None:
    assert each(abs, [-3, 2, -1], workers=workers) == [3, 2, 1]
