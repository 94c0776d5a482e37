"""Cohorts with few leavers: partially pooled, fully Bayesian, or nothing said."""

from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, logsumexp

from pncrecruit.analysis.intervals import LEVEL, Floats, Interval

NOTHING_UNDER: Final = 3.0
RAW_FROM: Final = 10.0
SPREAD_PRIOR: Final = 0.5


class Allowed(StrEnum):
    """What the expected number of leavers allows to be said of a cohort."""

    NOTHING = "nothing"
    POOLED = "pooled"
    POOLED_AND_RAW = "pooled_and_raw"


class Pooled(NamedTuple):
    """Observed over expected of each cohort, drawn towards all; shape (n_cohorts,)."""

    ratio: Floats
    interval: Interval
    allowed: tuple[Allowed, ...]


def allowed(expected: float) -> Allowed:
    """Return what may be said of a cohort with so many expected leavers."""
    if expected < NOTHING_UNDER:
        return Allowed.NOTHING
    return Allowed.POOLED if expected < RAW_FROM else Allowed.POOLED_AND_RAW


def pool(
    observed: npt.ArrayLike, expected: npt.ArrayLike, *, level: float = LEVEL
) -> Pooled:
    r"""Return each cohort's ratio of observed to expected leavers, partially pooled.

    .. math:: O_g \sim \mathrm{Poisson}(E_g \theta_g), \quad
              \log\theta_g \sim N(\mu, \tau^2)

    with :math:`\mu \sim N(0, 1)` and a half-normal prior of scale 0.5 on
    :math:`\tau`. Both are integrated over a grid, so that the interval holds what is
    not known of them: plugging in one estimate makes intervals too narrow.

    Parameters
    ----------
    observed, expected : array-like of shape (n_cohorts,)
        Leavers, and what the model expected; expected above 0.
    level : float, default=0.95

    Returns
    -------
    Pooled
        ``ratio`` is the posterior median.

    Raises
    ------
    ValueError
        If shapes differ, a count is negative or an expectation is not above 0.

    References
    ----------
    .. [1] A. Gelman, Prior distributions for variance parameters in hierarchical
       models, Bayesian Analysis 1(3), 2006.
    """
    o = np.asarray(observed, dtype=np.float64)
    e = np.asarray(expected, dtype=np.float64)
    if o.shape != e.shape or o.ndim != 1:
        raise ValueError(f"expected two equal 1-d shapes, got {o.shape} and {e.shape}")
    if (o < 0).any() or (e <= 0).any():
        raise ValueError("observed must be 0 or more, expected above 0")
    log_ratio = np.linspace(-4.0, 4.0, 321)
    centres = np.linspace(-1.5, 1.5, 31)
    spreads = np.linspace(0.02, 1.5, 30)
    centre, spread = (grid.ravel() for grid in np.meshgrid(centres, spreads))
    given = -0.5 * ((log_ratio - centre[:, None]) / spread[:, None]) ** 2
    given -= logsumexp(given, axis=1, keepdims=True)
    prior = -0.5 * centre**2 - 0.5 * (spread / SPREAD_PRIOR) ** 2
    rate = e[:, None] * np.exp(log_ratio)
    seen = o[:, None] * np.log(rate) - rate - gammaln(o + 1)[:, None]
    marginal = logsumexp(given[None] + seen[:, None], axis=2)
    weight = prior + marginal.sum(0)
    weight -= logsumexp(weight)
    posterior = (
        np.stack(
            [
                np.exp(
                    logsumexp(given + seen[g] + (weight - marginal[g])[:, None], axis=0)
                )
                for g in range(o.size)
            ]
        )
        if o.size
        else np.zeros((0, log_ratio.size))
    )
    below = np.cumsum(posterior, axis=1)
    tail = (1 - level) / 2
    ends = [
        np.exp([np.interp(q, row, log_ratio) for row in below])
        for q in (tail, 0.5, 1 - tail)
    ]
    return Pooled(
        ends[1], Interval(ends[0], ends[2]), tuple(allowed(float(one)) for one in e)
    )
