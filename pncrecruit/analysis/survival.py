"""How long people stay: Kaplan-Meier and Aalen-Johansen by months of service."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis.intervals import LEVEL, Floats, Interval, normal_quantile

Ints = npt.NDArray[np.int64]


class Spells(NamedTuple):
    """Stretches of service, in months since appointment; each of shape (n,).

    A person is counted in the months ``entry + 1`` to ``exit``, both included.
    """

    entry: Ints
    exit: Ints


@dataclass(frozen=True, slots=True)
class Survival:
    """A Kaplan-Meier curve over the months 1, 2, ...; arrays of shape (n_months,)."""

    months: Ints
    at_risk: Floats
    events: Floats
    survival: Floats
    variance: Floats
    interval: Interval


@dataclass(frozen=True, slots=True)
class Incidence:
    """Aalen-Johansen curves; arrays of shape (n_causes, n_months) unless said.

    ``months``, ``at_risk`` and ``survival`` (free of every cause) are of shape
    (n_months,); ``causes`` holds the codes in the order of the rows.
    """

    months: Ints
    causes: tuple[int, ...]
    at_risk: Floats
    events: Floats
    incidence: Floats
    variance: Floats
    interval: Interval
    survival: Floats


class MonthlyCounts(NamedTuple):
    """Numbers at risk (n_months,), and leavers by cause (n_causes, n_months)."""

    at_risk: Floats
    events: Floats


def spells(
    appointed: npt.ArrayLike, observed_from: npt.ArrayLike, left: npt.ArrayLike
) -> Spells:
    """Turn calendar months into months of service, with delayed entry.

    Parameters
    ----------
    appointed : array-like of shape (n,)
        Month of appointment, as ``year * 12 + month - 1``.
    observed_from : array-like of shape (n,) or a scalar
        First month in which a leaver would have been recorded. Service before it is
        never counted: whoever left then is not in the data.
    left : array-like of shape (n,)
        Month of leaving, or the last month in which the person was seen to serve.

    Returns
    -------
    Spells
        The month of appointment is the first month of service.

    Raises
    ------
    ValueError
        If somebody left before being appointed or before observation began.
    """
    a, o, e = np.broadcast_arrays(
        np.asarray(appointed, dtype=np.int64),
        np.asarray(observed_from, dtype=np.int64),
        np.asarray(left, dtype=np.int64),
    )
    if (e < a).any() or (e < o).any():
        raise ValueError("left before being appointed or before observation began")
    return Spells(np.maximum(o - a, 0), e - a + 1)


def monthly_counts(
    entry: npt.ArrayLike,
    exit: npt.ArrayLike,  # noqa: A002 - the word of the statistic, entry and exit
    cause: npt.ArrayLike,
    causes: tuple[int, ...],
    *,
    weight: npt.ArrayLike | None = None,
) -> MonthlyCounts:
    """Count who was at risk and who left, for the months 1 to the last exit.

    Parameters
    ----------
    entry, exit : array-like of shape (n,)
        Months of service, ``0 <= entry < exit``; see `Spells`.
    cause : array-like of shape (n,)
        Code of the cause of leaving at ``exit``; 0 for those still serving.
    causes : tuple of int
        The codes to be counted, in the order of the rows of ``events``.
    weight : array-like of shape (n,), optional
        How many persons each row stands for, if rows were grouped before.

    Raises
    ------
    ValueError
        If an entry is negative or not before its exit, or a cause is not listed.
    """
    start = np.asarray(entry, dtype=np.int64)
    stop = np.asarray(exit, dtype=np.int64)
    code = np.asarray(cause, dtype=np.int64)
    if not start.shape == stop.shape == code.shape or start.ndim != 1:
        raise ValueError("entry, exit and cause must be 1-d and of one length")
    if (start < 0).any() or (start >= stop).any():
        raise ValueError("expected 0 <= entry < exit")
    if not np.isin(code, (0, *causes)).all():
        raise ValueError("a cause of leaving is not among those listed")
    each = None if weight is None else np.asarray(weight, dtype=np.float64)
    size = int(stop.max(initial=0))
    came = np.bincount(start, each, minlength=size + 1)
    went = np.bincount(stop, each, minlength=size + 1)
    # At risk in month t: entered before it, and not gone before it.
    at_risk = (np.cumsum(came[:size]) - np.cumsum(went[:size])).astype(np.float64)
    events = np.empty((len(causes), size))
    for row, one in enumerate(causes):
        mine = code == one
        some = None if each is None else each[mine]
        events[row] = np.bincount(stop[mine], some, minlength=size + 1)[1:]
    return MonthlyCounts(at_risk, events)


def kaplan_meier(
    entry: npt.ArrayLike,
    exit: npt.ArrayLike,  # noqa: A002
    left: npt.ArrayLike,
    *,
    level: float = LEVEL,
    weight: npt.ArrayLike | None = None,
) -> Survival:
    r"""Return the share that still serves after each month.

    .. math:: \hat S(t) = \prod_{s \le t} (1 - d_s / n_s)

    Parameters
    ----------
    entry, exit : array-like of shape (n,)
        Months of service at which observation began and ended, ``0 <= entry < exit``.
        Whoever entered late is counted from then on (left truncation).
    left : array-like of shape (n,)
        True where the person left in month ``exit``, false if still serving after it.
    level : float, default=0.95
        Of the intervals, on the scale of log(-log S). Where nobody has left yet, or
        nobody is left, the exact binomial bound with the least number at risk so far
        is used: no interval has width 0.
    weight : array-like of shape (n,), optional
        How many persons each row stands for.

    Returns
    -------
    Survival
        With Greenwood's variance; empty if nobody was given. With delayed entry the
        early months may have nobody at risk: the curve is flat there.

    References
    ----------
    .. [1] E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete
       observations, Journal of the American Statistical Association 53, 1958.
    """
    gone = np.asarray(left, dtype=np.bool_).astype(np.int64)
    n, (d,) = monthly_counts(entry, exit, gone, (1,), weight=weight)
    survival = _product(1.0 - _rate(d, n))
    # After the last one has left nothing varies any more.
    greenwood = np.cumsum(_rate(d, n * (n - d)))
    interval = _log_log(survival, np.sqrt(greenwood), _least(n), level)
    months = np.arange(1, n.size + 1)
    return Survival(months, n, d, survival, survival**2 * greenwood, interval)


def aalen_johansen(
    entry: npt.ArrayLike,
    exit: npt.ArrayLike,  # noqa: A002
    cause: npt.ArrayLike,
    causes: tuple[int, ...],
    *,
    level: float = LEVEL,
    weight: npt.ArrayLike | None = None,
) -> Incidence:
    r"""Return the share that has left by each month, by cause, with competing causes.

    .. math:: \hat F_k(t) = \sum_{s \le t} \hat S(s-) \, d_{ks} / n_s

    Parameters
    ----------
    entry, exit, cause, causes, weight
        As in `monthly_counts`; to leave for another cause is not to stay.
    level : float, default=0.95
        Of the intervals, on the scale of log(-log(1 - F)); where F is 0 the exact
        binomial bound with the least number at risk so far.

    Returns
    -------
    Incidence
        The incidences of all causes and the survival add up to 1 in every month. The
        variance is that of the delta method for independent monthly counts.

    References
    ----------
    .. [1] O. O. Aalen and S. Johansen, An empirical transition matrix for
       non-homogeneous Markov chains based on censored observations, Scandinavian
       Journal of Statistics 5, 1978.
    .. [2] A. Allignol, M. Schumacher and J. Beyersmann, A note on variance estimation
       of the Aalen-Johansen estimator of the cumulative incidence function in competing
       risks, with a view towards left-truncated data, Biometrical Journal 52, 2010.
    """
    n, d = monthly_counts(entry, exit, cause, causes, weight=weight)
    total: Floats = d.sum(0)
    survival = _product(1.0 - _rate(total, n))
    before: Floats = np.concatenate(([1.0], survival[:-1])) if n.size else survival
    incidence: Floats = np.cumsum(before * _rate(d, n), axis=1)
    variance = _variance(n, d, total, before, incidence)
    stays = 1.0 - incidence
    error = _rate(np.sqrt(variance), stays)
    high, low = _log_log(stays, error, np.broadcast_to(_least(n), d.shape), level)
    return Incidence(
        months=np.arange(1, n.size + 1),
        causes=causes,
        at_risk=n,
        events=d,
        incidence=incidence,
        variance=variance,
        interval=Interval(1.0 - low, 1.0 - high),
        survival=survival,
    )


def _variance(
    n: Floats, d: Floats, total: Floats, before: Floats, incidence: Floats
) -> Floats:
    """Return the delta-method variance of the incidences, as sums over the months."""
    spread = _rate(total, n * (n - total))
    own = before**2 * _rate(d * (n - d), n**3)
    both = before * _rate(d, n**2)
    # The sum of (F(t) - F(s))^2 a(s) over s, written out as running sums.
    square = (
        incidence**2 * np.cumsum(spread)
        - 2 * incidence * np.cumsum(incidence * spread, axis=1)
        + np.cumsum(incidence**2 * spread, axis=1)
    )
    cross = incidence * np.cumsum(both, axis=1) - np.cumsum(incidence * both, axis=1)
    found: Floats = np.maximum(square + np.cumsum(own, axis=1) - 2 * cross, 0.0)
    return found


def _rate(above: Floats, below: Floats) -> Floats:
    """Divide, and give 0 where there is nothing to divide by."""
    shape = np.broadcast_shapes(above.shape, below.shape)
    found: Floats = np.divide(above, below, out=np.zeros(shape), where=below > 0)
    return found


def _product(factors: Floats) -> Floats:
    """Return the running product."""
    found: Floats = np.multiply.accumulate(factors)
    return found


def _least(n: Floats) -> Floats:
    """Return the least number at risk so far, leaving out months with nobody."""
    found: Floats = np.minimum.accumulate(np.where(n > 0, n, np.inf))
    return found


def _log_log(share: Floats, error: Floats, least: Floats, level: float) -> Interval:
    """Return the interval of a share from its relative standard error."""
    z = normal_quantile(level)
    inside = (share > 0) & (share < 1) & (error > 0)
    log = np.log(np.where(inside, share, 0.5))
    power = np.exp(z * np.where(inside, error, 0.0) / log)
    low, high = np.exp(log / power), np.exp(log * power)
    none = np.where(np.isfinite(least), ((1 - level) / 2) ** (1 / least), 0.0)
    whole = share >= 1
    return Interval(
        np.where(inside, low, np.where(whole, none, 0.0)),
        np.where(inside, high, np.where(whole, 1.0, 1.0 - none)),
    )
