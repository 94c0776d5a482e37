"""Who passes and who does not: rates, impact ratios, and whether it may be chance."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis import intervals
from pncrecruit.analysis.exact import exact_conditional, holm
from pncrecruit.analysis.intervals import LEVEL, Floats, Interval

# Above this factor between its two ends, an interval that holds 1 says nothing.
WIDEST: Final = 2.0
OTHERS: Final = "others"


class Verdict(StrEnum):
    """What may be said of one group beside its reference."""

    REFERENCE = "reference"
    LOWER = "lower"
    HIGHER = "higher"
    ALIKE = "alike"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Each group of a phase beside its reference; arrays of shape (n_groups,).

    What concerns the reference itself, or a group without applicants, is NaN.
    """

    rates: Floats
    rate_interval: Interval
    ratios: Floats
    ratio_interval: Interval
    differences: Floats
    difference_interval: Interval
    p_values: Floats
    adjusted: Floats
    short: Floats
    short_interval: Interval
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class FourFifths:
    """The labelled extra: each rate beside the highest one; shape (n_groups,)."""

    ratios: Floats
    under: npt.NDArray[np.bool_]


def compare(
    selected: npt.ArrayLike,
    applied: npt.ArrayLike,
    *,
    reference: int | str = OTHERS,
    level: float = LEVEL,
    widest: float = WIDEST,
) -> Comparison:
    r"""Compare the selection rate of each group with that of its reference.

    .. math:: r_g = \frac{s_g / n_g}{s_h / n_h}

    Parameters
    ----------
    selected : array-like of shape (n_groups,)
        People selected, in persons.
    applied : array-like of shape (n_groups,)
        People who were measured, in persons. Groups must not overlap.
    reference : int or "others", default="others"
        Position of the group all are compared with (men), or "others": each group
        with all other groups together (a people with all others who answered).
    level : float, default=0.95
        Level of the intervals, and of the verdict.
    widest : float, default=2
        An interval of the ratio that holds 1 and whose high end is more than this
        many times its low end is "not enough data".

    Returns
    -------
    Comparison
        ``short`` is how many more of the group would have been selected at the
        reference's rate (negative: fewer). ``p_values`` are of the exact conditional
        test, ``adjusted`` by Holm over the comparisons made here. A verdict is "lower"
        or "higher" only if the adjusted p-value is under ``1 - level``.

    Raises
    ------
    ValueError
        If shapes differ, a count is negative, more were selected than applied, or the
        reference is not a group.

    Examples
    --------
    >>> found = compare([940, 71], [1000, 100], reference=0)
    >>> round(float(found.ratios[1]), 2)
    0.76
    """
    s, n = intervals.counts_of(selected, applied)
    if s.ndim != 1 or np.shape(selected) != np.shape(applied):
        raise ValueError(f"expected two equal 1-d shapes, got {s.shape} and {n.shape}")
    other_s, other_n, mine = _reference(s, n, reference)
    rates, other = _rates(s, n), _rates(other_s, other_n)
    told = (n > 0) & (other_n > 0) & ~mine
    against = (s, n, other_s, other_n)
    p = np.array(
        [
            exact_conditional([[a, b - a], [c, d - c]]) if t else np.nan
            for a, b, c, d, t in zip(*against, told, strict=True)
        ]
    )
    difference = _masked(intervals.newcombe(*against, level=level), told)
    ratio = _masked(intervals.ratio(*against, level=level), told)
    adjusted = holm(p)
    nan = np.full(s.shape, np.nan)
    return Comparison(
        rates=rates,
        rate_interval=intervals.wilson(s, n, level=level),
        ratios=np.divide(rates, other, out=nan.copy(), where=told & (other > 0)),
        ratio_interval=ratio,
        differences=np.where(told, rates - other, np.nan),
        difference_interval=difference,
        p_values=p,
        adjusted=adjusted,
        short=np.where(told, n * other - s, np.nan),
        short_interval=Interval(-n * difference.high, -n * difference.low),
        verdicts=tuple(
            Verdict.REFERENCE if mine[i] else verdict_of(*found, 1 - level, widest)
            for i, found in enumerate(
                zip(rates - other, adjusted, ratio.low, ratio.high, strict=True)
            )
        ),
    )


def _reference(
    s: Floats, n: Floats, reference: int | str
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Return selected and applied of each group's reference, and which group it is."""
    if reference == OTHERS:
        return s.sum() - s, n.sum() - n, np.zeros(s.shape, dtype=np.bool_)
    if not isinstance(reference, int) or not 0 <= reference < s.size:
        raise ValueError(f"no group has the position {reference!r}")
    mine = np.arange(s.size) == reference
    return np.full_like(s, s[reference]), np.full_like(n, n[reference]), mine


def _rates(s: Floats, n: Floats) -> Floats:
    rates: Floats = np.divide(s, n, out=np.full(s.shape, np.nan), where=n > 0)
    return rates


def _masked(interval: Interval, told: npt.NDArray[np.bool_]) -> Interval:
    return Interval(*(np.where(told, end, np.nan) for end in interval))


def verdict_of(  # noqa: PLR0917 - the figures of one row, in its order
    difference: float,
    p_value: float,
    low: float,
    high: float,
    alpha: float = 1 - LEVEL,
    widest: float = WIDEST,
) -> Verdict:
    """Say of one group what its figures allow to be said.

    Parameters
    ----------
    difference : float
        The group's rate minus that of its reference.
    p_value : float
        Adjusted for all comparisons that are made; NaN says nothing.
    low, high : float
        The interval of the ratio of the rates.
    alpha, widest : float
        As in `compare`: what counts as chance, and what as too wide.
    """
    if p_value < alpha:
        return Verdict.LOWER if difference < 0 else Verdict.HIGHER
    return Verdict.ALIKE if high <= widest * low else Verdict.NOT_ENOUGH


def four_fifths(rates: npt.ArrayLike) -> FourFifths:
    """Put each rate beside the highest one, and say which are under four fifths.

    A ratio under 0.8 is the usual sign of adverse impact in the United States; it is a
    reason to look closer, not a proof, and it is blind to how few people stand behind
    a rate. It is shown as an extra, never alone.

    Parameters
    ----------
    rates : array-like of shape (n_groups,)
        Selection rates between 0 and 1; NaN where a group has none.

    Returns
    -------
    FourFifths
        Ratios between 0 and 1, NaN where the rate is NaN, all NaN if nobody was
        selected anywhere; ``under`` where the ratio is below 0.8.

    References
    ----------
    .. [1] Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D), 1978,
       and the Questions and Answers on them of 1979.
    """
    r = np.asarray(rates, dtype=np.float64)
    known = np.isfinite(r)
    best = float(np.max(r, where=known, initial=0.0))
    ratios = np.divide(r, best, out=np.full(r.shape, np.nan), where=known & (best > 0))
    # A ratio of exactly 0.8 is not under it, whatever the last bit says.
    return FourFifths(ratios, ratios < 0.8 - 1e-12)
