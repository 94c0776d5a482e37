"""The known pitfalls of models of leaving: each test plants the fault and finds it."""

from dataclasses import replace

import numpy as np
import pytest

from pncrecruit.analysis import contest, folds
from pncrecruit.analysis.backtest import backtest
from pncrecruit.analysis.folds import Fold, Trial
from pncrecruit.analysis.person_months import (
    VOLUNTARY,
    Careers,
    Ints,
    careers,
    expand,
    label,
    lag,
    recent,
    serving_at,
)
from pncrecruit.analysis.tenure_band import TenureBand

HAZARD = 0.02
WITHIN_A_YEAR = 1 - (1 - HAZARD) ** 12  # .2153
BAND = (0,)  # one band: the hazard does not change with service


def lives(n: int = 20_000, seed: int = 3) -> tuple[Ints, Ints]:
    """Draw appointments over eight years, and ends at a constant hazard."""
    random = np.random.default_rng(seed)
    appointed = random.integers(0, 96, n)
    return appointed, appointed + random.geometric(HAZARD, n) - 1


def risk(c: Careers, *, before: int | None = None) -> float:
    """Return the risk within a year that the months of careers, or a fit, say."""
    rows = expand(c) if before is None else folds.training_rows(c, before)[0]
    floor = TenureBand(edges=BAND, prior_events=0.0).fit(
        np.zeros(rows.month.size), np.minimum(rows.cause, 1)
    )
    return float(floor.risk([0.0])[0])


def test_time_before_observation_is_not_counted() -> None:
    appointed, left = lives()
    seen = left >= 60  # who left before month 60 is in no file
    given = appointed[seen], left[seen], np.ones(seen.sum(), int)

    right, _ = careers(*given, observed_from=60, observed_to=95)
    immortal, _ = careers(*given, observed_from=appointed[seen], observed_to=95)

    assert risk(right) == pytest.approx(WITHIN_A_YEAR, rel=0.03)
    assert risk(immortal) < 0.85 * WITHIN_A_YEAR


def test_an_unfinished_window_never_means_that_somebody_stayed() -> None:
    appointed, left = lives()
    c, _ = careers(
        appointed, left, np.ones(left.size, int), observed_from=0, observed_to=95
    )
    at = 90
    who = serving_at(c, at)
    as_stayers = (c.cause[who] == VOLUNTARY).mean()  # within the six months seen

    assert risk(c) == pytest.approx(WITHIN_A_YEAR, rel=0.03)
    assert as_stayers < 0.6 * WITHIN_A_YEAR
    with pytest.raises(ValueError, match="not over"):
        label(c, at, 12, observed_to=95)


def test_a_random_split_in_time_is_refused() -> None:
    appointed, left = lives(200)
    c, _ = careers(appointed, left, np.ones(200, int), observed_from=0, observed_to=95)
    rows = expand(c)
    half = np.random.default_rng(1).permutation(rows.month.size)[:500]

    with pytest.raises(ValueError, match="not over"):
        recent(rows.month[half], now=48, half_life=18)
    assert folds.training_rows(c, 48)[0].month.max() < 48


def fold(month: int, officer: Ints, seed: int) -> Fold:
    random = np.random.default_rng(seed)
    left = random.random(officer.size) < 0.1
    good = np.where(left, 0.15, 0.09)
    return Fold(
        month, officer, left, good + random.normal(0, 0.01, left.size), good * 0 + 0.1
    )


def test_a_person_with_two_careers_is_resampled_whole() -> None:
    # Each person is there twice with the same fate: there is no more to learn from it,
    # and an interval of rows would be narrower by the root of two.
    n = 3_000
    once = fold(0, np.arange(n), 5)
    twice = Fold(
        0,
        np.arange(2 * n),
        np.tile(once.left, 2),
        np.tile(once.champion, 2),
        np.tile(once.floor, 2),
    )
    person = np.tile(np.arange(n), 2)

    def width(made: Fold, count: int, person: Ints | None = None) -> float:
        judged = contest.judge(
            [made], count, random=np.random.default_rng(1), person=person
        )
        return judged.gain_interval[1] - judged.gain_interval[0]

    assert width(twice, 2 * n, person) == pytest.approx(width(once, n), rel=0.1)
    assert width(twice, 2 * n) < 0.8 * width(once, n)


def test_the_dates_of_an_officer_stay_together() -> None:
    n = 3_000
    once = fold(0, np.arange(n), 5)
    again = [replace(once, month=month) for month in (0, 12, 24, 36)]

    def width(made: list[Fold]) -> float:
        judged = contest.judge(made, n, random=np.random.default_rng(1))
        return judged.gain_interval[1] - judged.gain_interval[0]

    assert width(again) == pytest.approx(width([once]), rel=0.1)


def late(months: int = 6) -> tuple[Careers, Careers]:
    """Return careers whose ends were recorded late, and the same read as if at once."""
    appointed, left = lives()
    cause = np.ones(left.size, int)
    window = {"observed_from": 0, "observed_to": 95}
    told, _ = careers(appointed, left, cause, known=left + months, **window)
    blind, _ = careers(appointed, left, cause, **window)
    return told, blind


def test_a_separation_recorded_late_is_not_known_before() -> None:
    told, blind = late()
    at = 72
    gone = (told.cause == VOLUNTARY) & (told.stop < at) & (told.known >= at)
    assert gone.sum() > 100  # left before, recorded after: nobody knew

    rows, behind = folds.training_rows(told, at)

    assert behind == lag(told, at) == 6
    learned = rows.officer[rows.cause == VOLUNTARY]
    assert not np.isin(np.flatnonzero(gone), learned).any()
    # Read by the month of leaving, the same ends would have been learned from.
    early, _ = folds.training_rows(blind, at)
    assert early.cause.sum() > rows.cause.sum()


def test_months_too_young_for_their_ends_are_not_learned_from() -> None:
    told, _ = late()

    right = risk(told, before=60)
    rows = expand(told)
    young = (rows.month < 60) & (told.known[rows.officer] < 60)
    ends = (rows.cause * young)[rows.month < 60].sum()
    as_stayed = 1 - (1 - ends / (rows.month < 60).sum()) ** 12

    assert right == pytest.approx(WITHIN_A_YEAR, rel=0.05)
    assert as_stayed < 0.95 * WITHIN_A_YEAR


def test_the_last_label_ends_where_its_ends_are_recorded() -> None:
    told, blind = late()

    def settled(c: Careers) -> int:
        trial = Trial(
            careers=c,
            features=lambda who, month: (month - c.appointed[who])[:, None].astype(
                np.float64
            ),
            names=("tenure",),
            advancing={"tenure": 1.0},
            turning=(),
            horizon=12,
            last=95,
            seed=1,
            challenged=False,
        )
        done = backtest(trial, first=0, count=1)
        assert len(done.folds) == 1
        ratio = done.folds[0].left.sum() / done.folds[0].champion.sum()
        assert ratio == pytest.approx(1.0, abs=0.1)
        return done.settled

    assert settled(told) == 89
    assert settled(blind) == 95


def test_what_was_recorded_after_the_record_ends_is_not_in_it() -> None:
    c, _ = careers([0, 0], [40, 40], [1, 1], observed_from=0, observed_to=50,
                   known=[45, 55])  # fmt: skip

    assert c.cause.tolist() == [1, 0]
    assert c.stop.tolist() == [40, 50]
    assert c.known.tolist() == [45, 50]


def test_an_input_filled_as_of_extraction_is_named_though_it_only_goes_missing() -> (
    None
):
    appointed, left = lives(6_000)
    c, kept = careers(
        appointed, left, np.ones(left.size, int), observed_from=0, observed_to=95
    )
    random = np.random.default_rng(4)
    value = random.normal(size=kept.size)
    # Written of those who serve at the end: who left earlier has none.
    stays = c.cause == 0
    filled = np.where(stays | (random.random(kept.size) < 0.1), value, np.nan)

    def features(who: Ints, month: Ints) -> np.ndarray:
        tenure = (month - c.appointed[who]).astype(float)
        return np.column_stack([tenure, value[who], filled[who]])

    trial = Trial(
        careers=c,
        features=features,
        names=("tenure", "honest", "filled"),
        advancing={"tenure": 1.0},
        turning=(),
        horizon=12,
        last=95,
        seed=1,
        challenged=False,
    )
    judged = backtest(trial, first=0, count=3).judgement

    assert judged is not None
    assert judged.telling == ("filled",)
    assert judged.leak_suspected


def test_a_season_on_the_day_is_not_taken_for_the_season_of_a_year() -> None:
    # Ten times as many leave in January as in July.
    random = np.random.default_rng(7)
    n = 8_000
    left = np.zeros(n, dtype=np.int64)
    for month in range(96):
        hazard = 0.01 * np.exp(1.15 * np.cos(2 * np.pi * month / 12))
        leaves = (left == 0) & (random.random(n) < hazard)
        left[leaves] = month
    appointed = -random.integers(1, 240, n)
    c, _ = careers(appointed, left, left > 0, observed_from=0, observed_to=95)

    def features(who: Ints, month: Ints) -> np.ndarray:
        turn = 2 * np.pi * month / 12
        tenure = (month - c.appointed[who]).astype(float)
        return np.column_stack([tenure, np.sin(turn), np.cos(turn)])

    ratios = {}
    for turning in ((("sine", "cosine"),), ()):
        fitted = folds.fit(
            c,
            features,
            48,
            names=("tenure", "sine", "cosine"),
            advancing={"tenure": 1.0},
            turning=turning,
            random=random,
        )
        made = folds.judge_at(c, fitted, features, 48, horizon=12, last=95)
        ratios[turning] = made.left.sum() / made.champion.sum()

    assert ratios[("sine", "cosine"),] == pytest.approx(1.0, abs=0.15)
    assert ratios[()] < 0.6  # every month would be a January
