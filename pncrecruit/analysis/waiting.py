"""How long a step takes: the median with its interval, while some still wait."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis.intervals import LEVEL, Floats
from pncrecruit.analysis.survival import kaplan_meier

# An interval no wider than this, in days, is narrow however short the median is.
_NARROW: Final = 7.0


class Median(NamedTuple):
    """The median days and its interval; None where more would have to have ended."""

    days: float | None
    low: float | None
    high: float | None

    @property
    def enough(self) -> bool:
        """Whether the interval is narrow enough to say something.

        It is no wider than the median itself, or than a week.
        """
        if self.days is None or self.low is None or self.high is None:
            return False
        return self.high - self.low <= max(self.days, _NARROW)


def median_days(
    days: npt.ArrayLike, ended: npt.ArrayLike, *, level: float = LEVEL
) -> Median:
    """Return the median of times of which some have not ended yet.

    Kaplan and Meier's estimate; the interval holds every day at which the interval of
    the curve, on the scale of log(-log S), contains one half.

    Parameters
    ----------
    days : array-like of shape (n,)
        Whole days, from the beginning to the end, or to the last day before it.
    ended : array-like of shape (n,)
        False for who still waits: censored, not dropped.
    level : float, default=0.95

    References
    ----------
    .. [1] R. Brookmeyer and J. Crowley, A confidence interval for the median survival
       time, Biometrics 38, 1982.
    """
    time = np.asarray(days, dtype=np.int64)
    over = np.asarray(ended, dtype=np.bool_)
    if not over.any():
        return Median(None, None, None)
    # A step that ends on the day it began has lasted into its first day.
    curve = kaplan_meier(np.zeros_like(time), time + 1, over, level=level)
    shares = (curve.survival, curve.interval.low, curve.interval.high)
    return Median(*(_first(curve.months - 1, share) for share in shares))


def _first(days: npt.NDArray[np.int64], share: Floats) -> float | None:
    """Return the first day after which no more than half are still there."""
    under = np.flatnonzero(share <= 0.5)
    return float(days[under[0]]) if under.size else None


def median_band(
    least: Sequence[int], most: Sequence[int], n: int, *, level: float = LEVEL
) -> tuple[int, int, int] | None:
    """Return in which band of time the median lies, and its interval's ends.

    Parameters
    ----------
    least, most : sequence of int
        How many had ended by the end of each band, the shortest first: at the least and
        at the most, where some counts are known as ranges. Who waits still is in none.
    n : int
        How many there are.
    level : float, default=0.95

    Returns
    -------
    tuple of int or None
        Places of the bands of the median, and of both ends of its interval, by the
        order statistics of a binomial with chance one half; ``len(least)`` is beyond
        the last band. None where there is nobody, or the ranges leave open which band
        it is.

    References
    ----------
    .. [1] W. J. Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2.
    """
    # Loaded where it is used: a page without waiting times needs none of it.
    from scipy.stats import binom  # noqa: PLC0415

    if not n:
        return None
    below = int(binom.ppf((1.0 - level) / 2.0, n, 0.5))
    middle, low, high = (n + 1) // 2, max(below, 1), min(n - below + 1, n)
    places = {int(np.searchsorted(upto, middle)) for upto in (least, most)}
    if len(places) > 1:
        return None
    return (
        places.pop(),
        int(np.searchsorted(most, low)),
        int(np.searchsorted(least, high)),
    )


def band_of(days: float, ends: Sequence[int]) -> int:
    """Return the place of the band that a time lies in; ends are the last days."""
    return int(np.searchsorted(ends, days))
