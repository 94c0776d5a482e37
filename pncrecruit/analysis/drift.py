"""Has the world moved away from the model: inputs, level, and the mix of cohorts."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from pncrecruit.analysis.intervals import Floats

PARTS: Final = 10
INPUT_MOVED: Final = 0.25
MISSING_MOVED: Final = 0.1
CHART_LIMIT: Final = 6.0
LEVELS: Final = (2.0, 0.5)  # the charts look for twice, and for half, the level


class Spread(NamedTuple):
    """How an input was spread when the model was fitted.

    ``shares``, of those known, in the parts that ``edges`` cut; ``missing`` is the
    share not known, ``rows`` how many there were.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    missing: float
    rows: int


class Moved(NamedTuple):
    """How far an input has moved: index of stability, shares missing, and an alarm."""

    psi: float
    missing_before: float
    missing_now: float
    alarm: bool


class Chart(NamedTuple):
    """Two cumulative sums over months, one for more and one for fewer leavers.

    ``alarm`` is the first month (a position) in which one passed its limit, None if
    none did; ``higher`` tells which.
    """

    more: Floats
    fewer: Floats
    alarm: int | None
    higher: bool


def spread(values: npt.ArrayLike) -> Spread:
    """Return how the values of an input are spread, in up to ten parts.

    Parameters
    ----------
    values : array-like of shape (n_rows,)
        NaN where not known.
    """
    x = np.asarray(values, dtype=np.float64)
    known = x[np.isfinite(x)]
    cuts = np.linspace(0, 1, PARTS + 1)[1:-1]
    quantiles: Floats = np.quantile(known, cuts) if known.size else known
    edges = tuple(np.unique(quantiles).tolist())
    return Spread(edges, tuple(_shares(known, edges)), _missing(x), int(x.size))


def moved(before: Spread, values: npt.ArrayLike) -> Moved:
    r"""Say how far an input has moved since the model was fitted.

    .. math:: \mathrm{PSI} = \sum_i (q_i - p_i) \log (q_i / p_i)

    An alarm is above .25, or above what chance gives one time in a thousand where
    there are few rows; or a tenth more, or fewer, values missing.

    References
    ----------
    .. [1] B. Yurdakul and J. Naranjo, Statistical properties of the population
       stability index, Journal of Risk Model Validation 14(4), 2020.
    """
    x = np.asarray(values, dtype=np.float64)
    known = x[np.isfinite(x)]
    rows = before.rows * (1 - before.missing)
    now = _missing(x)
    index, limit = 0.0, INPUT_MOVED
    if known.size and rows:
        # Half a person in each part keeps the logarithm finite.
        p = (np.array(before.shares) * rows + 0.5) / (rows + 0.5 * len(before.shares))
        q = (_shares(known, before.edges) * known.size + 0.5) / (
            known.size + 0.5 * len(before.shares)
        )
        index = float(np.sum((q - p) * np.log(q / p)))
        chance = chi2.ppf(0.999, max(len(before.shares) - 1, 1))
        limit = max(limit, float(chance * (1 / rows + 1 / known.size)))
    gap = abs(now - before.missing) > MISSING_MOVED
    return Moved(index, before.missing, now, bool(index > limit or gap))


def chart(observed: npt.ArrayLike, expected: npt.ArrayLike) -> Chart:
    r"""Watch the level month by month by two cumulative sums.

    .. math:: S_t = \max(0,\; S_{t-1} + O_t \log r - E_t (r - 1))

    with r = 2 for more leavers than expected, and r = .5 for fewer; an alarm is S
    above 6. After it the sum goes on: what to do is for a person to say.

    Parameters
    ----------
    observed, expected : array-like of shape (n_months,)
        Leavers of each month, and what the model expected.

    References
    ----------
    .. [1] J. M. Lucas, Counted data CUSUM's, Technometrics 27, 1985.
    """
    o = np.asarray(observed, dtype=np.float64)
    e = np.asarray(expected, dtype=np.float64)
    more, fewer = (_sums(o * np.log(r) - e * (r - 1)) for r in LEVELS)
    passed = np.flatnonzero((more > CHART_LIMIT) | (fewer > CHART_LIMIT))
    first = int(passed[0]) if passed.size else None
    higher = bool(first is not None and more[first] > CHART_LIMIT)
    return Chart(more, fewer, first, higher)


def mix(
    before: Mapping[str, int], now: Mapping[str, int], totals: tuple[int, int]
) -> dict[str, tuple[float, float, bool]]:
    """Return the share of each cohort before and now, and whether it moved.

    A share has moved if it is a quarter more or less than it was, and by more than
    three standard errors. Cohorts that are not in both are left out.
    """
    found = {}
    for key in before.keys() & now.keys():
        p, q = (n / max(total, 1) for n, total in zip((before[key], now[key]), totals,
                                                      strict=True))  # fmt: skip
        middle = (before[key] + now[key]) / max(sum(totals), 1)
        error = np.sqrt(
            middle * (1 - middle) * sum(1 / max(total, 1) for total in totals)
        )
        far = abs(q - p) > 0.25 * p and abs(q - p) > 3 * error
        found[key] = (p, q, bool(far))
    return dict(sorted(found.items()))


def _sums(steps: Floats) -> Floats:
    found = np.empty_like(steps)
    last = 0.0
    for at, step in enumerate(steps):
        last = max(0.0, last + float(step))
        found[at] = last
    return found


def _shares(known: Floats, edges: Sequence[float]) -> Floats:
    # A value on an edge belongs to the part below it: columns of few values keep apart.
    part = np.searchsorted(np.asarray(edges), known, side="left")
    counts = np.bincount(part, minlength=len(edges) + 1)
    shares: Floats = counts / max(known.size, 1)
    return shares


def _missing(x: Floats) -> float:
    return float(np.isnan(x).mean()) if x.size else 0.0
