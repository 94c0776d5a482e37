"""How good probabilities are: losses, order, calibration, and who is on the list."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from sklearn.metrics import average_precision_score, log_loss

from pncrecruit.analysis.intervals import Floats

Flags = npt.NDArray[np.bool_]
LISTED: Final = 0.05  # the part of the force on the list that precision is judged by


class Quality(NamedTuple):
    """How good one model's probabilities were; NaN where nobody, or everybody, left.

    ``slope`` and ``intercept`` are those of the outcome on the predicted log-odds (1
    and 0 where every probability is right), ``ece`` the mean distance between observed
    and expected share over tenths of the force.
    """

    log_loss: float
    brier: float
    auc: float
    average_precision: float
    precision_listed: float
    slope: float
    intercept: float
    ece: float
    observed_over_expected: float


def quality(left: Flags, p: Floats) -> Quality:
    """Return how good probabilities of leaving were.

    Parameters
    ----------
    left : array of shape (n,)
        Whether each left by own will within the horizon.
    p : array of shape (n,)
        What was said of each.
    """
    inside = clipped(p)
    some = bool(left.any() and not left.all())
    slope, intercept = calibration(left, inside) if some else (np.nan, np.nan)
    places = on_list(inside)
    return Quality(
        log_loss=float(log_loss(left, inside, labels=[False, True])),
        brier=float(np.mean((left - inside) ** 2)),
        auc=auc(left, inside),
        average_precision=(
            float(average_precision_score(left, inside)) if some else np.nan
        ),
        precision_listed=float(places @ left / max(places.sum(), 1e-12)),
        slope=slope,
        intercept=intercept,
        ece=calibration_error(left, inside),
        observed_over_expected=float(left.sum() / p.sum()) if p.sum() else np.nan,
    )


def auc(left: Flags, score: Floats) -> float:
    """Return the chance that a leaver stands above a stayer; NaN without both.

    Of those who stand level, each counts half (Mann and Whitney 1947). By ranks, since
    an audit asks this of some thousand resamples.
    """
    leavers = int(left.sum())
    pairs = leavers * (left.size - leavers)
    if not pairs:
        return np.nan
    _, place, level = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(level) - (level - 1) / 2)[place]
    return float((rank[left].sum() - leavers * (leavers + 1) / 2) / pairs)


def clipped(p: Floats) -> Floats:
    """Return probabilities that have finite log-odds."""
    return np.clip(p, 1e-9, 1 - 1e-9)


def losses(left: Flags, p: Floats) -> Floats:
    """Return the log-loss of each officer, shape (n,)."""
    inside = clipped(p)
    return -np.where(left, np.log(inside), np.log1p(-inside))


def on_list(p: Floats) -> Floats:
    """Return how much of each officer is on the list; ties at its end share places."""
    places = max(1, int(LISTED * p.size))
    limit = np.partition(p, -places)[-places]
    above, at = p > limit, p == limit
    left_over = places - above.sum()
    share: Floats = above + at * (left_over / max(at.sum(), 1))
    return share


def listed(p: Floats) -> Flags:
    """Return who is on the list, shape (n,); of equals the first in their order."""
    on = np.zeros(p.size, dtype=np.bool_)
    on[np.argsort(-p, kind="stable")[: max(1, int(LISTED * p.size))]] = True
    return on


def calibration_error(left: Flags, p: Floats, *, bins: int = 10) -> float:
    """Return the expected calibration error over equally large parts of the force.

    Officers of one probability stay in one part, so that nothing depends on an order.
    """
    edges = np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1])
    part = np.searchsorted(edges, p, side="right")
    gap = np.bincount(part, left - p, minlength=bins)
    return float(np.abs(gap).sum() / max(p.size, 1))


def calibration(left: Flags, p: Floats) -> tuple[float, float]:
    """Return slope and intercept of the outcome on the predicted log-odds (Newton).

    Probabilities that hardly differ have no slope: NaN.
    """
    x = np.log(p / (1 - p))
    if np.ptp(x) < 1e-6:
        return np.nan, np.nan
    design = np.column_stack([np.ones_like(x), x])
    beta = np.array([0.0, 1.0])
    for _ in range(50):
        mean = expit(design @ beta)
        weight = np.maximum(mean * (1 - mean), 1e-12)
        step = np.linalg.solve(
            design.T @ (design * weight[:, None]) + 1e-9 * np.eye(2),
            design.T @ (left - mean),
        )
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return float(beta[1]), float(beta[0])
