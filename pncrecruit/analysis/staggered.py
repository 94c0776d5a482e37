"""Does what starts in random order help? A start in waves, told by randomisation alone.

Units (clusters) start in waves drawn at random. In each month those that have started
are compared with those that have not; chance is what other draws of the same waves
would have given. No model of the rates is needed for that.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis.intervals import LEVEL, Floats, normal_quantile

Ints = npt.NDArray[np.int64]

POWER: Final = 0.8
DRAWS: Final = 1999
_MOST_AT_ONCE: Final = 4_000_000  # cells of the table of draws, clusters and months


class Estimate(NamedTuple):
    """How much the rate of a month differs by having started, and what chance gives.

    ``effect``, ``low`` and ``high`` are differences of rates (below 0: fewer left);
    ``p`` is the two-sided share of draws as far from 0 as the one that was made.
    """

    effect: float
    low: float
    high: float
    p: float


def waves(clusters: int, size: int, *, months_apart: int = 1) -> Ints:
    """Return the month in which the first, second, ... of an order starts.

    Parameters
    ----------
    clusters, size : int
        How many clusters there are, and how many start at once; both above 0.
    months_apart : int, default=1
        Months from one wave to the next.

    Returns
    -------
    array of shape (clusters,)
        Months since the first wave, which starts in month 0.
    """
    if min(clusters, size, months_apart) < 1:
        raise ValueError("a start in waves needs clusters, a size and a distance")
    return np.arange(clusters) // size * months_apart


def draws(starts: npt.ArrayLike, count: int, *, random: np.random.Generator) -> Ints:
    """Return other draws of the same waves, of shape (count, n_clusters)."""
    made = np.asarray(starts, dtype=np.int64)
    return random.permuted(np.broadcast_to(made, (count, made.size)), axis=1)


def started(starts: npt.ArrayLike, months: int) -> npt.NDArray[np.bool_]:
    """Return which clusters have started in each month: (..., months, n_clusters)."""
    made = np.asarray(starts, dtype=np.int64)
    on: npt.NDArray[np.bool_] = made[..., None, :] <= np.arange(months)[:, None]
    return on


def contrasts(starts: Ints, weight: Floats, months: int) -> Floats:
    r"""Return, for each draw, the factors that make the estimate of a table of rates.

    In month :math:`t` the weighted mean rate of those that started is compared with
    that of the others; months count by :math:`v_t = W_1 W_0 / (W_1 + W_0)`, with
    :math:`W_1, W_0` the weights on both sides, so that a month with all clusters on one
    side counts nothing.

    Parameters
    ----------
    starts : array of shape (n_draws, n_clusters)
    weight : array of shape (n_clusters,)
        The size of each cluster before the start; above 0.
    months : int

    Returns
    -------
    array of shape (n_draws, months * n_clusters)
        Their product with the rates, flattened by month, is the estimate.

    Raises
    ------
    ValueError
        If in no month both sides are there.

    References
    ----------
    .. [1] J. A. Thompson, C. Davey, K. Fielding, J. R. Hargreaves and R. J. Hayes,
       Robust analysis of stepped wedge trials using cluster-level summaries within
       periods, Statistics in Medicine 37, 2018.
    """
    on = started(starts, months) * weight
    off = weight - on
    there, absent = on.sum(axis=2), off.sum(axis=2)
    both = (there > 0) & (absent > 0)
    value = np.where(both, there * absent / weight.sum(), 0.0)
    whole = value.sum(axis=1)
    if (whole <= 0).any():
        raise ValueError("in no month there are clusters on both sides")
    share = (value / whole[:, None])[:, :, None]
    factors: Floats = share * (
        on / np.where(both, there, 1.0)[:, :, None]
        - off / np.where(both, absent, 1.0)[:, :, None]
    )
    return factors.reshape(starts.shape[0], -1)


def rates(events: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    """Return events over exposure; 0 where nobody was there."""
    x, n = np.asarray(events, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if x.shape != n.shape or (x < 0).any() or (n < 0).any():
        raise ValueError("events and exposure are counts of the same shape")
    found: Floats = np.divide(x, n, out=np.zeros_like(x), where=n > 0)
    return found


def before_the_start(events: npt.ArrayLike, exposure: npt.ArrayLike) -> Floats:
    r"""Return what each cluster's rate was expected to be, from the time before.

    Each rate is drawn towards the mean as far as its own chance reaches: with
    :math:`\tau^2` the spread between clusters by the method of moments and
    :math:`s_c^2` the Poisson variance of cluster :math:`c`, by
    :math:`s_c^2 / (\tau^2 + s_c^2)`. It is fixed before the draw and so cannot bias.

    Parameters
    ----------
    events, exposure : array-like of shape (n_clusters,)

    References
    ----------
    .. [1] R. DerSimonian and N. Laird, Meta-analysis in clinical trials, Controlled
       Clinical Trials 7, 1986.
    """
    found = rates(events, exposure)
    n = np.asarray(exposure, dtype=np.float64)
    if n.sum() <= 0:
        return found
    mean = float(np.average(found, weights=n))
    chance = mean / np.maximum(n, 1.0)
    by = 1 / np.maximum(chance, 1e-18)
    middle = np.average(found, weights=by)
    beyond = float((by * (found - middle) ** 2).sum() - (n.size - 1))
    between = max(0.0, beyond / float(by.sum() - (by**2).sum() / by.sum()))
    kept = between / (between + chance) if between else np.zeros_like(found)
    expected: Floats = mean + kept * (found - mean)
    return expected


def estimate(
    events: npt.ArrayLike,
    exposure: npt.ArrayLike,
    starts: npt.ArrayLike,
    *,
    weight: npt.ArrayLike,
    expected: npt.ArrayLike | None = None,
    random: np.random.Generator,
    count: int = DRAWS,
    level: float = LEVEL,
) -> Estimate:
    r"""Return the one estimate of a start in waves, with its interval by other draws.

    The interval holds every constant difference :math:`\tau` that is not refuted: were
    it the truth, taking it away would leave rates to which the draw made no difference.
    For draw :math:`p` the estimate is :math:`a_p - \tau b_p` with :math:`a_p` that of
    the rates and :math:`b_p` that of having started; the ends are found exactly.

    Parameters
    ----------
    events, exposure : array-like of shape (months, n_clusters)
        Who left in a month, and who was there at its beginning, in persons.
    starts : array-like of shape (n_clusters,)
        The month of each cluster's start, as it was drawn.
    weight : array-like of shape (n_clusters,)
        The size before the start.
    expected : array-like of shape (n_clusters,), optional
        What the rate was expected to be; taken away before comparing.
    random : Generator
        Draws the others, ``count`` of them.

    References
    ----------
    .. [1] X. Ji, G. Fink, P. J. Robyn and D. S. Small, Randomization inference for
       stepped-wedge cluster-randomized trials, Annals of Applied Statistics 11, 2017.
    .. [2] M. A. Hussey and J. P. Hughes, Design and analysis of stepped wedge cluster
       randomized trials, Contemporary Clinical Trials 28, 2007.
    """
    table = rates(events, exposure)
    if expected is not None:
        table = table - np.asarray(expected, dtype=np.float64)
    made = np.asarray(starts, dtype=np.int64)
    size = np.asarray(weight, dtype=np.float64)
    months = table.shape[0]
    on = started(made, months).astype(np.float64).ravel()
    effect = float((contrasts(made[None], size, months) @ table.ravel())[0])
    others = draws(made, count, random=random)
    block = max(1, _MOST_AT_ONCE // table.size)
    parts = [
        contrasts(others[at : at + block], size, months)
        @ np.stack((table.ravel(), on)).T
        for at in range(0, count, block)
    ]
    found, overlap = np.concatenate(parts).T
    return _inverted(effect, found, overlap, level=level)


def _inverted(
    effect: float, found: Floats, overlap: Floats, *, level: float
) -> Estimate:
    r"""Return the estimate with the ends of what the draws do not refute.

    A draw is as far out as the one that was made where
    :math:`|a_p - \\tau b_p| \\ge |a - \\tau|`: from one root to the other, and always
    at the estimate itself.
    """
    count = found.size
    near = np.minimum(np.abs(overlap), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (effect - found) / (1 - overlap)
        other = (effect + found) / (1 + overlap)
    same = near >= 1 - 1e-12  # the draw that was made, or its mirror: always as far
    low = np.where(same, -np.inf, np.fmin(one, other))
    high = np.where(same, np.inf, np.fmax(one, other))
    beyond = 1 + int((np.abs(found) >= abs(effect) - 1e-15).sum())
    # Not refuted: more than (1 - level) of all draws, the one that was made among them.
    needed = int(np.floor((1 - level) * (count + 1)))
    if needed < 1:
        return Estimate(effect, -np.inf, np.inf, beyond / (count + 1))
    return Estimate(
        effect,
        float(np.sort(low)[needed - 1]),
        float(np.sort(high)[count - needed]),
        beyond / (count + 1),
    )


def least_detectable(
    events: npt.ArrayLike,
    exposure: npt.ArrayLike,
    starts: npt.ArrayLike,
    *,
    weight: npt.ArrayLike,
    expected: npt.ArrayLike | None = None,
    random: np.random.Generator,
    count: int = DRAWS,
    level: float = LEVEL,
    power: float = POWER,
) -> float:
    r"""Return the least difference of rates that such a start would probably show.

    The same waves are drawn over as many months *before* the start, when nothing had
    started: the spread of those estimates is that of chance. The difference is
    :math:`(z_{1 - \alpha/2} + z_{power})` times that spread.

    Parameters
    ----------
    events, exposure : array-like of shape (months, n_clusters)
        Of the months before; see ``estimate``.

    Returns
    -------
    float
        A difference of rates a month, above 0.
    """
    table = rates(events, exposure)
    if expected is not None:
        table = table - np.asarray(expected, dtype=np.float64)
    others = draws(starts, count, random=random)
    size = np.asarray(weight, dtype=np.float64)
    block = max(1, _MOST_AT_ONCE // table.size)
    chance = np.concatenate(
        [
            contrasts(others[at : at + block], size, table.shape[0]) @ table.ravel()
            for at in range(0, count, block)
        ]
    )
    reach = normal_quantile(level) + normal_quantile(2 * power - 1)
    return float(reach * np.sqrt(np.mean(chance**2)))
