"""Survival against published tables, statsmodels and a count by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from pncrecruit.analysis.survival import aalen_johansen, kaplan_meier, spells

# Weeks in remission under 6-MP (Freireich and others, Blood 21, 1963).
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12

PEOPLE = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 40), st.integers(0, 2)),
    min_size=1,
    max_size=60,
)


def test_the_remission_data_equal_the_published_table() -> None:
    found = kaplan_meier([0] * 21, WEEKS, RELAPSED)

    at = np.array([6, 7, 10, 13, 16, 22, 23]) - 1
    survival = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    error = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert np.round(found.survival[at], 4).tolist() == survival
    assert np.round(np.sqrt(found.variance[at]), 4).tolist() == error
    # log(-log) limits at 23 weeks, as printed by R's survfit(conf.type = "log-log").
    assert round(float(found.interval.low[22]), 3) == 0.188
    assert round(float(found.interval.high[22]), 3) == 0.680


def test_a_published_example_of_competing_risks() -> None:
    # Satagopan and others, British Journal of Cancer 91, 2004, table 2: nine of 305
    # women with breast cancer; the rest are followed for longer.
    months = [7, 10, 14, 16, 18, 23, 24, 26, 27] + [28] * 296
    cause = [0, 1, 0, 1, 2, 1, 0, 2, 1] + [0] * 296

    found = aalen_johansen([0] * 305, months, cause, (1, 2))

    at = np.array([10, 16, 18, 23, 26, 27]) - 1
    assert found.at_risk[at].tolist() == [304, 302, 301, 300, 298, 297]
    assert np.round(100 * found.survival[at], 1).tolist() == [
        99.7,
        99.3,
        99.0,
        98.7,
        98.3,
        98.0,
    ]
    at = np.array([10, 16, 23, 27]) - 1
    # The paper multiplies rounded factors and prints 0.3, 0.6, 0.9, 1.2.
    by_hand = np.cumsum([1 / 304, 303 / 304 / 302, 0.990115 / 300, 0.983516 / 297])
    assert np.allclose(found.incidence[0, at], by_hand, atol=5e-7)
    assert np.allclose(100 * found.incidence[0, at], [0.3, 0.6, 0.9, 1.2], atol=0.13)


def _late(people: list[tuple[int, int, int]]) -> tuple[np.ndarray, ...]:
    entry, more, cause = np.array(people).T
    return entry, entry + more, cause


@given(PEOPLE)
def test_kaplan_meier_agrees_with_statsmodels_with_delayed_entry(
    people: list[tuple[int, int, int]],
) -> None:
    entry, left, cause = _late(people)
    ours = kaplan_meier(entry, left, cause > 0)
    if not (cause > 0).any():
        assert (ours.survival == 1).all()
        return

    with np.errstate(divide="ignore", invalid="ignore"):
        theirs = SurvfuncRight(left, (cause > 0).astype(int), entry=entry)

    at = theirs.surv_times.astype(int) - 1
    assert np.allclose(ours.at_risk[at], theirs.n_risk, atol=1e-9)
    assert np.allclose(ours.survival[at], theirs.surv_prob, atol=1e-9)
    alive = theirs.surv_prob > 1e-9
    error = np.sqrt(ours.variance[at][alive])
    assert np.allclose(error, theirs.surv_prob_se[alive], atol=1e-9)


@given(PEOPLE)
def test_aalen_johansen_agrees_with_statsmodels(
    people: list[tuple[int, int, int]],
) -> None:
    _, left, cause = np.array(people).T
    if set(cause) != {0, 1, 2}:
        return
    ours = aalen_johansen(np.zeros_like(left), left, cause, (1, 2))

    with np.errstate(divide="ignore", invalid="ignore"):
        theirs = CumIncidenceRight(left, cause)

    at = theirs.times.astype(int) - 1
    for row in (0, 1):
        assert np.allclose(ours.incidence[row, at], theirs.cinc[row], atol=1e-9)


def _by_hand(
    entry: np.ndarray, left: np.ndarray, cause: np.ndarray, one: int
) -> tuple[list[float], list[float]]:
    """Count month by month, and differentiate the incidence by each monthly hazard."""
    last = int(left.max())
    hazards = []
    for t in range(1, last + 1):
        n = int(((entry < t) & (left >= t)).sum())
        mine = int(((left == t) & (cause == one)).sum())
        others = int(((left == t) & (cause > 0) & (cause != one)).sum())
        hazards.append((n, mine / n if n else 0.0, others / n if n else 0.0))
    values, variances = [], []
    for t in range(1, last + 1):
        value, spread = 0.0, 0.0
        for s in range(t):
            stays = float(np.prod([1 - a - b for _, a, b in hazards[:s]]))
            value += stays * hazards[s][1]
        for s, (n, a, b) in enumerate(hazards[:t]):
            if not n:
                continue
            stays = float(np.prod([1 - x - y for _, x, y in hazards[:s]]))
            after = 0.0
            for u in range(s + 1, t):
                between = [1 - x - y for _, x, y in hazards[s + 1 : u]]
                after += float(np.prod(between)) * hazards[u][1]
            own, other = stays * (1 - after), -stays * after
            spread += (
                own**2 * a * (1 - a) + other**2 * b * (1 - b) - 2 * own * other * a * b
            ) / n
        values.append(value)
        variances.append(spread)
    return values, variances


def test_aalen_johansen_equals_a_count_by_hand_with_delayed_entry_and_ties() -> None:
    random = np.random.default_rng(7)
    entry = random.integers(0, 12, 80)
    left = entry + random.integers(1, 15, 80)
    cause = random.integers(0, 3, 80)

    found = aalen_johansen(entry, left, cause, (1, 2))

    for row, one in enumerate((1, 2)):
        values, variances = _by_hand(entry, left, cause, one)
        assert np.allclose(found.incidence[row], values, atol=1e-12)
        # Where the last one at risk leaves, the derivative by hand is not defined.
        alive = found.survival > 0
        assert np.allclose(
            found.variance[row][alive], np.array(variances)[alive], atol=1e-12
        )


@given(PEOPLE)
def test_leaving_and_staying_add_up_and_rows_may_be_grouped(
    people: list[tuple[int, int, int]],
) -> None:
    entry, left, cause = _late(people)
    found = aalen_johansen(entry, left, cause, (1, 2))

    assert np.allclose(found.incidence.sum(0) + found.survival, 1.0)
    assert (found.interval.low <= found.incidence + 1e-12).all()
    assert (found.incidence <= found.interval.high + 1e-12).all()
    assert (found.interval.low < found.interval.high).all()
    rows, weight = np.unique(np.array([entry, left, cause]), axis=1, return_counts=True)
    again = aalen_johansen(rows[0], rows[1], rows[2], (1, 2), weight=weight)
    assert np.allclose(again.incidence, found.incidence)
    assert np.allclose(again.variance, found.variance)


def test_time_before_observation_is_never_counted() -> None:
    # Appointed in month 0, observed from month 24 on, left in month 25.
    found = spells([0, 24], 24, [25, 25])

    assert found.entry.tolist() == [24, 0]
    assert found.exit.tolist() == [26, 2]


def test_immortal_time_would_make_the_curve_too_good() -> None:
    # A constant hazard of .02 a month; whoever left before month 60 was never seen.
    random = np.random.default_rng(3)
    appointed = random.integers(0, 96, 40_000)
    left = appointed + random.geometric(0.02, 40_000) - 1
    seen = left >= 60
    appointed, left = appointed[seen], left[seen]
    exit_month, gone = np.minimum(left, 95), left <= 95

    entry, stop = spells(appointed, 60, exit_month)
    right = kaplan_meier(entry, stop, gone)
    wrong = kaplan_meier(np.zeros_like(entry), stop, gone)

    assert right.survival[11] == pytest.approx(0.98**12, rel=0.01)
    assert wrong.survival[11] > 0.98**12 * 1.05


def test_staggered_entry_and_competing_risks_recover_the_truth() -> None:
    random = np.random.default_rng(5)
    n = 60_000
    gone = random.geometric(0.04, n)
    cause = np.where(random.random(n) < 0.25, 1, 2)
    until = random.integers(1, 40, n)
    stop = np.minimum(gone, until)
    code = np.where(gone <= until, cause, 0)

    found = aalen_johansen(np.zeros(n, dtype=int), stop, code, (1, 2))

    # .01 and .03 a month: .0968 within twelve months; the naive .1136 must not appear.
    assert found.incidence[0, 11] == pytest.approx(0.0968, rel=0.03)


@pytest.mark.parametrize(
    ("entry", "left", "cause", "why"),
    [
        ([2], [2], [0], "entry < exit"),
        ([-1], [2], [0], "0 <= entry"),
        ([0], [2], [9], "not among those listed"),
        ([0, 1], [2], [0], "one length"),
    ],
)
def test_impossible_spells_are_refused(
    entry: list[int], left: list[int], cause: list[int], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        aalen_johansen(entry, left, cause, (1, 2))


def test_leaving_before_observation_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        spells([0], 24, [23])


def test_nobody_gives_an_empty_curve() -> None:
    assert kaplan_meier([], [], []).survival.size == 0
    assert aalen_johansen([], [], [], (1,)).incidence.shape == (1, 0)
