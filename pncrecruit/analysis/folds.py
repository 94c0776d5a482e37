"""Rolling folds in time: fit on what was known at a month, judge by what followed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

from pncrecruit.analysis.hazard import MonthlyHazard
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.person_months import (
    OTHER,
    VOLUNTARY,
    Careers,
    Ints,
    expand,
    known_at,
    label,
    recent,
    sample,
    serving_at,
)
from pncrecruit.analysis.tenure_band import TenureBand

CONTROLS: Final = 20
HALF_LIFE: Final = 18.0
LISTED: Final = 0.05  # the part of the force on the list that precision is judged by
LEAK: Final = 0.04
WORSE_AT_MOST: Final = 0.0005

# What the inputs are for officers (positions) at months: rows of a matrix.
Features = Callable[[Ints, Ints], Floats]


class Fitted(NamedTuple):
    """The champion and the floor, fitted on what was known at one month."""

    champion: MonthlyHazard
    floor: TenureBand
    months: int
    events: int


class Fold(NamedTuple):
    """One date: who served, what became of them, and what both models said.

    ``officer`` are positions, ``left`` whether by own will within the horizon; arrays
    of shape (n_serving,).
    """

    month: int
    officer: Ints
    left: npt.NDArray[np.bool_]
    champion: Floats
    floor: Floats


class FoldMetrics(NamedTuple):
    """How good both models were at one date; NaN where nobody left."""

    month: int
    serving: int
    leavers: int
    log_loss: float
    floor_log_loss: float
    brier: float
    auc: float
    floor_auc: float
    average_precision: float
    precision_listed: float
    floor_precision_listed: float
    slope: float
    intercept: float
    observed_over_expected: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the folds together say, with intervals by resampling officers.

    ``gain`` is the mean log-loss of the floor minus the champion's; ``lift`` how many
    leavers the champion's list holds for one on the floor's.
    """

    folds: tuple[FoldMetrics, ...]
    gain: float
    gain_interval: tuple[float, float]
    lift: float
    lift_interval: tuple[float, float]
    holds: bool
    gate_open: bool
    leak_suspected: bool


def fit(
    c: Careers,
    features: Features,
    month: int,
    *,
    names: Sequence[str],
    advancing: dict[str, float],
    random: np.random.Generator,
) -> Fitted:
    """Fit the champion and the floor on what was known at a month.

    Parameters
    ----------
    c : Careers
        As observed to the end of the record; what happened from ``month`` on is cut.
    features : callable
        Positions and months, each of shape (n_rows,), to (n_rows, n_inputs).
    month : int
        The first month that is the future.
    names, advancing
        Of the inputs, as `MonthlyHazard` takes them.
    random : numpy Generator

    Raises
    ------
    ValueError
        If nobody left by own will before the month: there is nothing to learn from.
    """
    rows = expand(known_at(c, month))
    cause = np.where(rows.cause > VOLUNTARY, OTHER, rows.cause)
    if not (cause == VOLUNTARY).any():
        raise ValueError("nobody left by own will before this month")
    weight = recent(rows.month, now=month, half_life=HALF_LIFE)
    rows = rows._replace(cause=cause, weight=weight)
    tenure = np.maximum(rows.month - c.appointed[rows.officer], 0)
    floor = TenureBand().fit(tenure, cause)
    chosen = sample(rows, controls=CONTROLS, random=random)
    champion = MonthlyHazard(names=tuple(names), advancing=dict(advancing)).fit(
        features(chosen.officer, chosen.month), chosen.cause, chosen.weight
    )
    return Fitted(champion, floor, rows.officer.size, int((cause == VOLUNTARY).sum()))


def fold_months(first: int, last: int, *, folds: int, horizon: int) -> list[int]:
    """Return the dates of the folds, oldest first.

    The window of the last label ends with the record; each date has at least a year of
    record before it. Windows do not overlap where the record is long enough.
    """
    room = last + 1 - horizon - (first + 12)
    if room < 0:
        return []
    step = (
        horizon if room >= (folds - 1) * horizon else max(room // max(folds - 1, 1), 1)
    )
    months = [last + 1 - horizon - i * step for i in range(folds)]
    return sorted(month for month in months if month >= first + 12)


def judge_at(
    c: Careers,
    fitted: Fitted,
    features: Features,
    month: int,
    *,
    horizon: int,
    last: int,
) -> Fold:
    """Return what both models say of those serving at a month, and what followed."""
    who = serving_at(c, month)
    what = label(c, month, horizon, observed_to=last)
    risks = fitted.champion.risk(features(who, np.full(who.size, month)), horizon)
    tenure = np.maximum(month - c.appointed[who], 0)
    return Fold(
        month, who, what.cause == VOLUNTARY, risks, fitted.floor.risk(tenure, horizon)
    )


def metrics(fold: Fold) -> FoldMetrics:
    """Return how good both models were at one date."""
    y, p, q = fold.left, _inside(fold.champion), _inside(fold.floor)
    some = bool(y.any() and not y.all())
    slope, intercept = _calibration(y, p) if some else (np.nan, np.nan)
    return FoldMetrics(
        month=fold.month,
        serving=int(y.size),
        leavers=int(y.sum()),
        log_loss=float(log_loss(y, p, labels=[False, True])),
        floor_log_loss=float(log_loss(y, q, labels=[False, True])),
        brier=float(np.mean((y - p) ** 2)),
        auc=float(roc_auc_score(y, p)) if some else np.nan,
        floor_auc=float(roc_auc_score(y, q)) if some else np.nan,
        average_precision=float(average_precision_score(y, p)) if some else np.nan,
        precision_listed=float(_on_list(p) @ y / max(_on_list(p).sum(), 1e-12)),
        floor_precision_listed=float(_on_list(q) @ y / max(_on_list(q).sum(), 1e-12)),
        slope=slope,
        intercept=intercept,
        observed_over_expected=float(y.sum() / p.sum()) if p.sum() else np.nan,
    )


def judge(
    folds: Sequence[Fold],
    n_officers: int,
    *,
    random: np.random.Generator,
    draws: int = 1000,
) -> Judgement:
    """Say whether the champion holds against the floor, and may raise alerts.

    Officers are resampled whole, with all their dates, 1,000 times: the same officer
    is at several dates, and rows are not independent.

    Raises
    ------
    ValueError
        If there is no fold.
    """
    if not folds:
        raise ValueError("the record is too short for a fold")
    each = tuple(metrics(fold) for fold in folds)
    loss, rows = np.zeros(n_officers), np.zeros(n_officers)
    hits, floor_hits = np.zeros(n_officers), np.zeros(n_officers)
    for fold in folds:
        p, q = _inside(fold.champion), _inside(fold.floor)
        gained = _losses(fold.left, q) - _losses(fold.left, p)
        np.add.at(loss, fold.officer, gained)
        np.add.at(rows, fold.officer, 1.0)
        np.add.at(hits, fold.officer, _on_list(p) * fold.left)
        np.add.at(floor_hits, fold.officer, _on_list(q) * fold.left)
    present = np.flatnonzero(rows)
    columns = np.column_stack([loss, rows, hits, floor_hits])[present]
    sums = _resampled(columns, random, draws)
    gains = sums[:, 0] / sums[:, 1]
    # Half a leaver on each side keeps the ratio finite where a list holds none.
    lifts = (sums[:, 2] + 0.5) / (sums[:, 3] + 0.5)
    gain_ends = (float(np.quantile(gains, 0.025)), float(np.quantile(gains, 0.975)))
    lift_ends = (float(np.quantile(lifts, 0.025)), float(np.quantile(lifts, 0.975)))
    total = columns.sum(0)
    holds = -gain_ends[0] < WORSE_AT_MOST
    ahead = (
        np.nanmean([one.auc - one.floor_auc for one in each])
        if any(one.leavers for one in each)
        else 0.0
    )
    return Judgement(
        folds=each,
        gain=float(total[0] / total[1]),
        gain_interval=gain_ends,
        lift=float((total[2] + 0.5) / (total[3] + 0.5)),
        lift_interval=lift_ends,
        holds=bool(holds),
        gate_open=bool(holds and lift_ends[0] > 1.0),
        leak_suspected=bool(ahead > LEAK),
    )


def _inside(p: Floats) -> Floats:
    return np.clip(p, 1e-9, 1 - 1e-9)


def _losses(y: npt.NDArray[np.bool_], p: Floats) -> Floats:
    return -np.where(y, np.log(p), np.log1p(-p))


def _on_list(p: Floats) -> Floats:
    """Return how much of each officer is on the list; ties at its end share places."""
    places = max(1, int(LISTED * p.size))
    limit = np.partition(p, -places)[-places]
    above, at = p > limit, p == limit
    left_over = places - above.sum()
    share: Floats = above + at * (left_over / max(at.sum(), 1))
    return share


def _calibration(y: npt.NDArray[np.bool_], p: Floats) -> tuple[float, float]:
    """Return slope and intercept of the outcome on the predicted log-odds (Newton)."""
    x = np.log(p / (1 - p))
    design = np.column_stack([np.ones_like(x), x])
    beta = np.array([0.0, 1.0])
    for _ in range(50):
        mean = expit(design @ beta)
        weight = np.maximum(mean * (1 - mean), 1e-12)
        step = np.linalg.solve(
            design.T @ (design * weight[:, None]) + 1e-9 * np.eye(2),
            design.T @ (y - mean),
        )
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return float(beta[1]), float(beta[0])


def _resampled(columns: Floats, random: np.random.Generator, draws: int) -> Floats:
    """Return column sums over officers drawn with replacement, shape (draws, n)."""
    n = columns.shape[0]
    sums = np.empty((draws, columns.shape[1]))
    for i in range(draws):
        sums[i] = columns.T @ np.bincount(random.integers(0, n, n), minlength=n)
    return sums
