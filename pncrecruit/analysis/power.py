"""How many people a comparison needs, so that a difference would be seen."""

import numpy as np
from scipy.special import ndtr

from pncrecruit.analysis.intervals import LEVEL, normal_quantile

MOST = 10_000_000


def power(
    n: float, rate: float, other_n: float, other_rate: float, *, level: float = LEVEL
) -> float:
    r"""Return how likely a difference of two rates is found by a two-sided test.

    By the normal approximation with a correction for continuity, which brings it near
    the exact test: with :math:`\bar p` the common rate,

    .. math:: \Phi\left(\frac{|p - q| - \tfrac12(\tfrac1n + \tfrac1m)
        - z \sqrt{\bar p (1 - \bar p)(\tfrac1n + \tfrac1m)}}
        {\sqrt{p(1 - p)/n + q(1 - q)/m}}\right)

    Parameters
    ----------
    n, other_n : float
        Persons of the group and of its reference, above 0.
    rate, other_rate : float
        What their rates are in truth, between 0 and 1.
    level : float, default=0.95

    Returns
    -------
    float
        Between 0 and 1; 0 where the rates are equal.

    References
    ----------
    .. [1] J. L. Fleiss, B. Levin and M. C. Paik, Statistical Methods for Rates and
       Proportions, 3rd edition, 2003, section 4.2.
    """
    if n <= 0 or other_n <= 0:
        raise ValueError("a comparison needs people on both sides")
    if not (0 <= rate <= 1 and 0 <= other_rate <= 1):
        raise ValueError("a rate lies between 0 and 1")
    apart = abs(rate - other_rate)
    if not apart:
        return 0.0
    each = 1 / n + 1 / other_n
    common = (n * rate + other_n * other_rate) / (n + other_n)
    chance = normal_quantile(level) * np.sqrt(common * (1 - common) * each)
    spread = np.sqrt(rate * (1 - rate) / n + other_rate * (1 - other_rate) / other_n)
    beyond = apart - each / 2 - chance
    if spread == 0:
        return float(beyond > 0)
    return float(ndtr(beyond / spread))


def enough(
    other_n: float,
    other_rate: float,
    *,
    ratio: float = 0.8,
    wanted: float = 0.8,
    level: float = LEVEL,
) -> int | None:
    """Return how many of a group would be enough to see a ratio of rates.

    Parameters
    ----------
    other_n, other_rate : float
        Persons of the reference, and its rate.
    ratio : float, default=0.8
        The ratio that should not be missed.
    wanted : float, default=0.8
        How likely it should be found.

    Returns
    -------
    int or None
        None if no number is enough beside a reference so small, or at a rate of 0.
    """
    rate = min(other_rate * ratio, 1.0)

    def found(n: int) -> bool:
        return power(n, rate, other_n, other_rate, level=level) >= wanted

    if other_n <= 0 or not found(MOST):
        return None
    low, high = 1, MOST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if found(middle) else (middle + 1, high)
    return low
