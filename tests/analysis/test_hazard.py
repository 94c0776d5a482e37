"""MonthlyHazard and the tenure band against simulated truths."""

import hashlib
import json

import numpy as np
import pytest

from pncrecruit.analysis.additive import AdditiveLogistic
from pncrecruit.analysis.documents import RefusedDocumentError, from_text, to_text
from pncrecruit.analysis.hazard import MonthlyHazard
from pncrecruit.analysis.incidence import cumulate
from pncrecruit.analysis.person_months import (
    careers,
    expand,
    known_at,
    label,
    month_of,
    recent,
    sample,
    serving_at,
)
from pncrecruit.analysis.splines import basis
from pncrecruit.analysis.tenure_band import TenureBand

NAMES = ("tenure", "distance", "season")


def person_months(
    n: int = 40_000, seed: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw months with a known hazard: falls with tenure, rises with distance."""
    random = np.random.default_rng(seed)
    x = np.column_stack(
        [random.uniform(0, 240, n), random.exponential(50, n), random.normal(size=n)]
    )
    odds = -3.5 - x[:, 0] / 60 + np.minimum(x[:, 1], 100) / 40
    h1 = 1 / (1 + np.exp(-odds))
    h2 = np.full(n, 0.01)
    u = random.random(n)
    y = np.where(u < h1, 1, np.where(u < h1 + h2, 2, 0))
    return x, y, h1


@pytest.fixture(scope="module")
def fitted() -> MonthlyHazard:
    x, y, _ = person_months()
    return MonthlyHazard(NAMES, {"tenure": 1.0}).fit(x, y)


def test_the_true_hazard_is_found(fitted: MonthlyHazard) -> None:
    x, _, truth = person_months(5_000, seed=2)
    inside = x[:, 1] < 150

    found = fitted.predict_proba(x)[:, 1]

    assert np.corrcoef(np.log(found[inside]), np.log(truth[inside]))[0, 1] > 0.98
    assert found[inside].mean() == pytest.approx(truth[inside].mean(), rel=0.08)


def test_contributions_add_up_to_the_logit(fitted: MonthlyHazard) -> None:
    x, _, _ = person_months(2_000, seed=3)

    why = fitted.explain(x)

    p = fitted.predict_proba(x)[:, 1]
    assert np.abs(why.base + why.contributions.sum(1) - why.logit).max() < 1e-9
    assert np.abs(np.log(p / (1 - p)) - why.logit).max() < 1e-9


def test_changing_one_value_moves_the_logit_as_said(fitted: MonthlyHazard) -> None:
    x, _, _ = person_months(100, seed=4)
    nearer = x.copy()
    nearer[:, 1] = 1.0

    before, after = fitted.explain(x), fitted.explain(nearer)

    moved = after.contributions[:, 1] - before.contributions[:, 1]
    assert np.allclose(after.logit - before.logit, moved, atol=1e-9)
    assert np.allclose(after.contributions[:, [0, 2]], before.contributions[:, [0, 2]])


def test_an_unknown_value_adds_nothing(fitted: MonthlyHazard) -> None:
    x, _, _ = person_months(50, seed=5)
    x[:, 1] = np.nan

    assert (fitted.explain(x).contributions[:, 1] == 0.0).all()
    assert np.isfinite(fitted.risk(x)).all()


def test_risks_rise_with_the_horizon_and_never_pass_one(fitted: MonthlyHazard) -> None:
    x, _, _ = person_months(500, seed=6)

    found = fitted.risks(x, (1, 6, 12, 24)).incidence

    assert (np.diff(found, axis=1) >= 0).all()
    assert (found[:, -1].sum(0) <= 1).all()
    assert np.allclose(found[:, 0], fitted.predict_proba(x)[:, 1:].T)


def test_tenure_advances_within_the_horizon(fitted: MonthlyHazard) -> None:
    x, _, _ = person_months(20, seed=7)
    by_hand = np.zeros(20)
    stays = np.ones(20)
    for month in range(12):
        later = x.copy()
        later[:, 0] += month
        p = fitted.predict_proba(later)
        by_hand += stays * p[:, 1]
        stays *= p[:, 0]

    assert np.allclose(fitted.risk(x, 12), by_hand, atol=1e-12)


def test_competing_hazards_give_the_known_incidence() -> None:
    # .01 and .03 a month: .0968 within a year; ignoring the other cause gives .1136.
    found = cumulate(lambda _: np.array([[0.01], [0.03]]), (12,))

    assert found[0, 0, 0] == pytest.approx(0.0968, abs=5e-5)


def test_constant_hazards_with_staggered_entry_are_recovered() -> None:
    random = np.random.default_rng(8)
    appointed = random.integers(0, 48, 4_000)
    left = appointed + random.geometric(0.02, 4_000) - 1
    c, _ = careers(
        appointed, left, np.ones(4_000, int), observed_from=24, observed_to=59
    )
    rows = expand(c)
    tenure = (rows.month - c.appointed[rows.officer]).astype(float)

    model = MonthlyHazard(("tenure",), {"tenure": 1.0}).fit(
        tenure[:, None], rows.cause, rows.weight
    )

    # Unfinished windows are no stayers: 1 - .98 ** 12 = .2153.
    assert model.risk(np.array([[6.0]]), 12)[0] == pytest.approx(0.2153, rel=0.05)
    mean = model.risk(tenure[:, None], 12).mean()
    assert mean == pytest.approx(0.2153, rel=0.03)


def test_sampling_without_weights_would_inflate_risks() -> None:
    x, y, _ = person_months(20_000, seed=9)
    c, _ = careers(
        np.zeros(20_000, int), np.ones(20_000, int), y, observed_from=1, observed_to=1
    )
    rows = expand(c)
    kept = sample(rows, controls=5, random=np.random.default_rng(1))

    assert kept.weight.sum() == pytest.approx(rows.weight.sum())
    assert (kept.cause > 0).sum() == (y > 0).sum()
    right = MonthlyHazard().fit(x[kept.officer], kept.cause, kept.weight)
    wrong = MonthlyHazard().fit(x[kept.officer], kept.cause)
    whole = MonthlyHazard().fit(x, y)
    assert right.risk(x, 1).mean() == pytest.approx(whole.risk(x, 1).mean(), rel=0.05)
    assert wrong.risk(x, 1).mean() > 1.5 * whole.risk(x, 1).mean()


def test_spline_columns_are_straight_lines_outside_the_knots() -> None:
    x = np.array([-3.0, -2.0, -1.0, 11.0, 12.0, 13.0])
    columns = basis(x, [0, 3, 6, 10])

    assert columns.shape == (6, 3)
    assert np.allclose(np.diff(columns[:3], n=2, axis=0), 0, atol=1e-9)
    assert np.allclose(np.diff(columns[3:], n=2, axis=0), 0, atol=1e-9)


def test_a_model_survives_being_written_down(fitted: MonthlyHazard) -> None:
    x, _, _ = person_months(300, seed=10)

    again = from_text(to_text(fitted))

    assert isinstance(again, MonthlyHazard)
    assert np.abs(again.risk(x) - fitted.risk(x)).max() < 1e-12
    assert to_text(again) == to_text(fitted)


def test_a_model_written_before_the_season_turned_is_still_read(
    fitted: MonthlyHazard,
) -> None:
    old = json.loads(to_text(fitted)) | {"schema": 1}
    del old["model"]["turning"], old["sha256"]
    text = json.dumps(old, sort_keys=True, separators=(",", ":"))
    old["sha256"] = hashlib.sha256(text.encode()).hexdigest()

    again = from_text(json.dumps(old))

    assert isinstance(again, MonthlyHazard)
    x, _, _ = person_months(50, seed=10)
    assert np.array_equal(again.risk(x), fitted.risk(x))


def test_a_constant_column_survives_too() -> None:
    x = np.column_stack([np.arange(200.0), np.ones(200)])
    model = MonthlyHazard().fit(x, np.arange(200) % 3 == 0)
    model.classes_ = np.array([0, 1])

    again = from_text(to_text(model))

    assert isinstance(again, MonthlyHazard)
    assert np.allclose(again.risk(x), model.risk(x))


def test_what_was_not_written_here_is_refused(fitted: MonthlyHazard) -> None:
    text = to_text(fitted)
    one_byte = text.replace('"n_knots":5', '"n_knots":6')
    unknown = json.loads(text) | {"note": "x"}
    inside = json.loads(text)
    inside["model"]["hazards"][0]["extra"] = 1
    pickle = "\x80\x04\x95\x10"
    twice = text[:-1] + ',"schema":1}'
    nan = text.replace('"c":1.0', '"c":NaN')
    later = json.loads(text) | {"schema": 3}
    for bad in (
        one_byte,
        json.dumps(unknown),
        json.dumps(inside),
        pickle,
        twice,
        nan,
        json.dumps(later),
        "[]",
        "",
        "null",
    ):
        with pytest.raises(RefusedDocumentError):
            from_text(bad)


def test_nobody_left_cannot_be_learned_from() -> None:
    with pytest.raises(ValueError, match="class"):
        MonthlyHazard().fit(np.ones((5, 1)), np.zeros(5, int))
    with pytest.raises(ValueError, match="no column"):
        MonthlyHazard(("a",), {"b": 1.0}).fit(np.ones((2, 1)), [0, 1])
    with pytest.raises(ValueError, match="1 class"):
        AdditiveLogistic().fit(np.ones((3, 1)), [0, 0, 1], [1, 1, 0])


def test_the_tenure_band_draws_small_bands_towards_all() -> None:
    tenure = np.r_[np.full(1000, 3), np.full(5, 30), np.full(9000, 300)]
    cause = np.zeros(tenure.size, int)
    cause[:20] = 1
    cause[-100:] = 2

    band = TenureBand().fit(tenure, cause)

    overall = 20 / tenure.size
    assert band.hazards_[0, 0] == pytest.approx((20 + 2) / (1000 + 2 / overall))
    assert 0 < band.hazards_[0, 2] < overall
    # A band that nobody was in has the rate of all for scoring, and none in the table.
    assert band.hazards_[0, 5] == pytest.approx(overall)
    row = band.table()[5]
    assert np.isnan(row.rate)
    assert row.rate_interval == (0.0, np.inf)
    assert row.yearly_interval == (0.0, 1.0)
    assert band.table()[0].yearly == pytest.approx(1 - np.exp(-12 * 0.02))


def test_the_tenure_band_survives_being_written_down() -> None:
    band = TenureBand().fit([1, 2, 50], [1, 0, 0])

    again = from_text(to_text(band))

    assert isinstance(again, TenureBand)
    assert np.array_equal(again.risk([0, 30, 700]), band.risk([0, 30, 700]))


def test_the_tenure_band_without_leavers_gives_no_risk() -> None:
    assert TenureBand().fit([1, 2], [0, 0]).risk([5.0]).tolist() == [0.0]
    assert TenureBand().fit([], []).risk([5.0]).tolist() == [0.0]


def test_months_are_counted_from_the_start_of_observation() -> None:
    c, kept = careers(
        [0, 0, 30, 50], [23, 40, 35, 0], [1, 1, 2, 0], observed_from=24, observed_to=48
    )

    # The first left before observation, the fourth was appointed after it.
    assert kept.tolist() == [1, 2]
    rows = expand(c)
    assert rows.month.min() == 24
    assert np.bincount(rows.officer).tolist() == [17, 6]
    assert rows.month[rows.cause > 0].tolist() == [40, 35]


def test_what_happens_from_a_month_on_is_not_known_in_it() -> None:
    c, _ = careers([0, 0, 30], [39, 40, 0], [1, 1, 0], observed_from=24, observed_to=48)

    known = known_at(c, 40)

    assert known.cause.tolist() == [1, 0, 0]
    assert known.stop.tolist() == [39, 39, 39]
    assert serving_at(c, 40).tolist() == [1, 2]
    assert label(c, 40, 6, observed_to=48).cause.tolist() == [1, 0]
    with pytest.raises(ValueError, match="not over"):
        label(c, 40, 12, observed_to=48)
    with pytest.raises(ValueError, match="not over"):
        recent([40], now=40, half_life=18)
    assert recent([39, 21], now=40, half_life=18).tolist() == [1.0, 0.5]


def test_impossible_careers_are_refused() -> None:
    with pytest.raises(ValueError, match="before being appointed"):
        careers([5], [4], [1], observed_from=0, observed_to=9)
    with pytest.raises(ValueError, match="cause"):
        careers([5], [6], [-1], observed_from=0, observed_to=9)
    with pytest.raises(ValueError, match="month"):
        month_of(2018, 13)
    assert month_of(2018, 1) == 24216
