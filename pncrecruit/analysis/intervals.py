"""Intervals for rates, differences, ratios and counts; cheap to import."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, gammaincinv, ndtri

Floats = npt.NDArray[np.float64]

LEVEL: Final = 0.95


class Interval(NamedTuple):
    """Lower and upper end, each of the shape of the counts that were given."""

    low: Floats
    high: Floats


def normal_quantile(level: float) -> float:
    """Return the two-sided normal quantile of a level: 1.96 for 0.95."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must lie between 0 and 1, got {level}")
    return float(ndtri((1.0 + level) / 2.0))


def counts_of(count: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return both as broadcast floats; ValueError unless 0 <= count <= n."""
    x, m = np.broadcast_arrays(
        np.asarray(count, dtype=np.float64), np.asarray(n, dtype=np.float64)
    )
    if not (np.isfinite(x).all() and np.isfinite(m).all()):
        raise ValueError("counts must be finite")
    if (x < 0).any() or (x > m).any():
        raise ValueError("a count must lie between 0 and its total")
    return x, m


def wilson(count: npt.ArrayLike, n: npt.ArrayLike, *, level: float = LEVEL) -> Interval:
    """Return the Wilson score interval of a rate.

    Parameters
    ----------
    count, n : array-like, broadcast together
        Persons with the outcome, and persons in all.
    level : float, default=0.95
        Confidence level.

    Returns
    -------
    Interval
        Between 0 and 1; (0, 1) where ``n`` is 0, for then nothing is known.

    Raises
    ------
    ValueError
        If a count is negative or above its total.

    References
    ----------
    .. [1] E. B. Wilson, Probable inference, the law of succession, and statistical
       inference, Journal of the American Statistical Association 22, 1927.
    """
    x, m = counts_of(count, n)
    z2 = normal_quantile(level) ** 2
    some = np.maximum(m, 1.0)
    middle = (x + z2 / 2) / (some + z2)
    half = np.sqrt(z2) / (some + z2) * np.sqrt(x * (some - x) / some + z2 / 4)
    # At the two ends the formula gives the end itself, but for rounding.
    low = np.where((m == 0) | (x == 0), 0.0, np.maximum(middle - half, 0.0))
    high = np.where((m == 0) | (x == m), 1.0, np.minimum(middle + half, 1.0))
    return Interval(low, high)


def clopper_pearson(
    count: npt.ArrayLike, n: npt.ArrayLike, *, level: float = LEVEL
) -> Interval:
    """Return the exact (Clopper-Pearson) interval of a rate.

    It covers at least as often as its level says, and is wider than Wilson's. Shapes
    and errors are those of `wilson`; (0, 1) where ``n`` is 0.

    References
    ----------
    .. [1] C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits
       illustrated in the case of the binomial, Biometrika 26, 1934.
    """
    x, m = counts_of(count, n)
    normal_quantile(level)
    tail = (1.0 - level) / 2.0
    low = np.where(x == 0, 0.0, betaincinv(np.maximum(x, 1), m - x + 1, tail))
    high = np.where(x == m, 1.0, betaincinv(x + 1, np.maximum(m - x, 1), 1 - tail))
    return Interval(low, high)


def newcombe(
    count: npt.ArrayLike,
    n: npt.ArrayLike,
    other_count: npt.ArrayLike,
    other_n: npt.ArrayLike,
    *,
    level: float = LEVEL,
) -> Interval:
    """Return the interval of the difference of two independent rates.

    Newcombe's method 10, which joins the two Wilson intervals.

    Parameters
    ----------
    count, n, other_count, other_n : array-like, broadcast together
        Outcomes and totals of the two groups; the difference is first minus other.

    Returns
    -------
    Interval
        Between -1 and 1, in shares (0.05 is five points); (-1, 1) where neither
        group has anybody.

    References
    ----------
    .. [1] R. G. Newcombe, Interval estimation for the difference between independent
       proportions: comparison of eleven methods, Statistics in Medicine 17, 1998.
    """
    x, m = counts_of(count, n)
    y, k = counts_of(other_count, other_n)
    mine, theirs = wilson(x, m, level=level), wilson(y, k, level=level)
    p, q = _rate(x, m), _rate(y, k)
    low = p - q - np.hypot(p - mine.low, theirs.high - q)
    high = p - q + np.hypot(mine.high - p, q - theirs.low)
    empty = (m == 0) | (k == 0)
    low = np.where(empty, mine.low - theirs.high, low)
    high = np.where(empty, mine.high - theirs.low, high)
    return Interval(low, high)


def _rate(x: Floats, m: Floats) -> Floats:
    rate: Floats = np.divide(x, m, out=np.full(x.shape, 0.5), where=m > 0)
    return rate


def poisson(
    count: npt.ArrayLike, exposure: npt.ArrayLike = 1.0, *, level: float = LEVEL
) -> Interval:
    """Return the exact interval of the mean of a Poisson count, for each exposure.

    Parameters
    ----------
    count : array-like
        Events seen, 0 or more.
    exposure : array-like, default=1
        What to divide by: person-months for a rate, expected events for O/E.
        The interval is (0, inf) where it is 0.

    References
    ----------
    .. [1] F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28,
       1936.
    """
    x, e = np.broadcast_arrays(
        np.asarray(count, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    )
    if not np.isfinite(x).all() or (x < 0).any() or not (e >= 0).all():
        raise ValueError("counts and exposures must be 0 or more")
    normal_quantile(level)
    tail = (1.0 - level) / 2.0
    low = np.where(x == 0, 0.0, gammaincinv(np.maximum(x, 1), tail))
    high = gammaincinv(x + 1, 1.0 - tail)
    known = e > 0
    return Interval(
        np.divide(low, e, out=np.zeros(x.shape), where=known),
        np.divide(high, e, out=np.full(x.shape, np.inf), where=known),
    )


def ratio(
    count: npt.ArrayLike,
    n: npt.ArrayLike,
    other_count: npt.ArrayLike,
    other_n: npt.ArrayLike,
    *,
    level: float = LEVEL,
) -> Interval:
    r"""Return the interval of the ratio of two rates, from its logarithm.

    .. math:: \log\frac{x/m}{y/k} \pm z\sqrt{1/x - 1/m + 1/y - 1/k}

    A count of 0 has half a person added to it and to its total, and where everybody in
    both groups has the outcome half a person is taken away from each, so that no
    interval is empty or of width 0. The low end is 0 where the count is 0, the high end
    infinite where the other count is 0. Undefined, hence (0, inf), where a total is 0.

    References
    ----------
    .. [1] D. Katz, J. Baptista, S. P. Azen and M. C. Pike, Obtaining confidence
       intervals for the risk ratio in cohort studies, Biometrics 34, 1978.
    """
    x, m = counts_of(count, n)
    y, k = counts_of(other_count, other_n)
    x, m, y, k = np.broadcast_arrays(x, m, y, k)
    full = (x == m) & (y == k)
    a, am = np.where(x == 0, 0.5, x - 0.5 * full), np.where(x == 0, m + 0.5, m)
    b, bk = np.where(y == 0, 0.5, y - 0.5 * full), np.where(y == 0, k + 0.5, k)
    known = (m > 0) & (k > 0)
    a, am, b, bk = (np.where(known, v, 1.0) for v in (a, am, b, bk))
    half = normal_quantile(level) * np.sqrt(1 / a - 1 / am + 1 / b - 1 / bk)
    middle = np.log(a) - np.log(am) - np.log(b) + np.log(bk)
    low = np.where(known & (x > 0), np.exp(middle - half), 0.0)
    high = np.where(known & (y > 0), np.exp(middle + half), np.inf)
    return Interval(low, high)
