"""Shares of groups, how far those who answered speak for all, and gaps."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis.intervals import Floats, Interval

SHARES_FROM: Final = 0.60
BOUNDS_FROM: Final = 0.30


class Coverage(StrEnum):
    """What the share of people who answered allows to be said."""

    SHARES = "shares"
    BOUNDS = "bounds"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class Composition:
    """Groups among people; arrays of shape (n_groups,).

    ``shares`` are among those who answered (NaN if coverage allows counts only).
    ``bounds`` are the shares of all people if none, or all, of the silent belonged
    (NaN if coverage allows counts only).
    """

    counts: npt.NDArray[np.int64]
    answered: int
    total: int
    coverage: float
    allows: Coverage
    shares: Floats
    bounds: Interval


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a group is from a reference; arrays of the shape of the counts.

    ``points`` is the share minus the reference, in percentage points; ``persons`` how
    many more people of the group there would be at the reference's share of the same
    total (negative: fewer).
    """

    points: Floats
    persons: Floats


def composition(
    counts: npt.ArrayLike,
    answered: int,
    total: int,
    *,
    shares_from: float = SHARES_FROM,
    bounds_from: float = BOUNDS_FROM,
) -> Composition:
    """Return the shares of groups, as far as enough people have answered.

    Parameters
    ----------
    counts : array-like of shape (n_groups,)
        Persons who gave the answer. Groups may overlap (women, Indigenous women).
    answered : int
        Persons who gave any answer; "prefers not to say" is not one.
    total : int
        Persons in all, asked or not.
    shares_from, bounds_from : float, default=0.60 and 0.30
        From these coverages on, shares are given; between them with their bounds,
        under the second only counts.

    Returns
    -------
    Composition
        Coverage is NaN, and only counts are given, if there is nobody.

    Raises
    ------
    ValueError
        If a count is negative or above ``answered``, or ``answered`` above ``total``.
    """
    c = np.asarray(counts, dtype=np.int64)
    if c.ndim != 1 or (c < 0).any() or (c > answered).any() or answered > total:
        raise ValueError("expected counts <= answered <= total, and none negative")
    coverage = answered / total if total else np.nan
    allows = Coverage.COUNTS
    if coverage >= shares_from and answered:
        allows = Coverage.SHARES
    elif coverage >= bounds_from and answered:
        allows = Coverage.BOUNDS
    if allows is Coverage.COUNTS:
        nothing = np.full(c.shape, np.nan)
        return Composition(
            c, answered, total, coverage, allows, nothing, Interval(nothing, nothing)
        )
    bounds = Interval(c / total, (c + total - answered) / total)
    return Composition(c, answered, total, coverage, allows, c / answered, bounds)


def gap(counts: npt.ArrayLike, n: int, reference: npt.ArrayLike) -> Gap:
    """Return how far groups are from a reference, in points and in persons.

    Parameters
    ----------
    counts : array-like of shape (n_groups,)
        Persons of each group.
    n : int
        Persons whose group is known; the shares are of them.
    reference : array-like of shape (n_groups,)
        Shares of a named population, between 0 and 1; NaN where no reference exists,
        and then the gap is NaN too.

    Returns
    -------
    Gap
        All NaN if ``n`` is 0.

    Raises
    ------
    ValueError
        If a count exceeds ``n`` or a reference is outside 0 to 1.
    """
    c = np.asarray(counts, dtype=np.float64)
    r = np.asarray(reference, dtype=np.float64)
    if (c < 0).any() or (c > n).any():
        raise ValueError("counts must lie between 0 and n")
    if (r < 0).any() or (r > 1).any():
        raise ValueError("a reference share must lie between 0 and 1")
    if not n:
        nothing = np.full(np.broadcast_shapes(c.shape, r.shape), np.nan)
        return Gap(nothing, nothing)
    return Gap(100.0 * (c / n - r), r * n - c)
