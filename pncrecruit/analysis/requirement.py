"""What another requirement would have let pass, from what was measured.

A value is told as its slack: how far it lies on the passing side of the requirement
that held, in the measure's own unit. Whoever has 0 or more met it. Slack makes one
scale of a requirement that differs by sex, or that is a maximum.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Bounds", "Passing", "band", "onward", "passing", "slack"]


class Passing(NamedTuple):
    """How many would pass, at the least and at the most."""

    low: int
    high: int


class Bounds(NamedTuple):
    """How many more, or fewer, could come to the end; one of them is 0."""

    low: int
    high: int


def slack(
    values: npt.ArrayLike, *, minimum: float | None = None, maximum: float | None = None
) -> npt.NDArray[np.float64]:
    """Return how far values lie on the passing side of one limit.

    Parameters
    ----------
    values : array-like of shape (n,)
        NaN where nothing was measured.
    minimum, maximum : float, optional
        The limit, inclusive; exactly one of them.

    Returns
    -------
    array of shape (n,)
        0 and more where the limit is met; NaN where nothing was measured.

    Raises
    ------
    ValueError
        If both limits are given, or none.
    """
    found = np.asarray(values, dtype=np.float64)
    if minimum is not None and maximum is None:
        return found - minimum
    if maximum is not None and minimum is None:
        return maximum - found
    raise ValueError("a requirement has one limit: a minimum or a maximum")


def band(value: float, edges: Sequence[float]) -> int:
    """Return the band of a slack: how many edges are no higher than it."""
    return int(np.searchsorted(np.asarray(edges), value, side="right"))


def passing(
    low: Sequence[int],
    high: Sequence[int],
    total: int,
    edges: Sequence[float],
    at: float,
) -> Passing:
    """Return how many of those measured would pass at another requirement.

    Parameters
    ----------
    low, high : sequence of int
        The least and the most in each band, the furthest below first; one band more
        than there are edges. The same where a count is known.
    total : int
        How many were measured; that narrows what ranges leave open.
    edges : sequence of float
        Where bands begin, ascending; among them 0, the requirement that held.
    at : float
        One of the edges: the slack that would be asked for. Under 0 is a requirement
        made easier.

    Returns
    -------
    Passing
        Never fewer at a lower slack than at a higher one.

    Raises
    ------
    ValueError
        If ``at`` is no edge: between edges nothing is known.
    """
    if len(low) != len(edges) + 1 or len(high) != len(low):
        raise ValueError("there is one band more than edges")
    if at not in edges:
        raise ValueError("only at the edges of bands is it known who would pass")
    first = list(edges).index(at) + 1
    least = max(sum(low[first:]), total - sum(high[:first]))
    most = min(sum(high[first:]), total - sum(low[:first]))
    return Passing(least, most)


def onward(now: Passing, then: Passing) -> Bounds:
    """Return between what the number at the end would change: of later phases.

    Who would newly pass has not taken the later phases: all of them might pass these,
    or none. Who would no longer pass may have come to the end or not.
    """
    return Bounds(min(0, then.low - now.high), max(0, then.high - now.low))
