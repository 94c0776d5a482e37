"""What a reader can work out about hidden cells from sums, by linear programming."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import hstack

from pncrecruit.analysis.intervals import Floats, Interval

Sparse = Any  # scipy's sparse arrays, whose types differ between releases


def _solve(
    cost: Floats, equations: Sparse, right: Floats, bounds: list[tuple[float, float]]
) -> Floats | None:
    """Return the cheapest solution; None if there is none or no end to it."""
    # Loaded where it is used: a page that only shows figures needs none of it.
    from scipy.optimize import linprog  # noqa: PLC0415

    limits = {"A_eq": equations, "b_eq": right} if right.size else {}
    found: Any = linprog(cost, bounds=bounds, method="highs", **limits)
    return np.asarray(found.x, dtype=np.float64) if found.status == 0 else None


def attack(
    equations: Sparse,
    value: Floats,
    hidden: npt.NDArray[np.bool_],
    limits: Interval,
    asked: npt.NDArray[np.bool_],
) -> Interval:
    """Return the least and the most that some cells can be, given all that is shown.

    Parameters
    ----------
    equations : sparse array of shape (n_sums, n_cells)
        Rows that are 0 when multiplied with the true counts.
    value : array of shape (n_cells,)
        The true counts; those not hidden are known to the reader.
    hidden : array of shape (n_cells,)
        Which cells are not shown.
    limits : Interval of shape (n_cells,)
        What the reader knows of hidden cells from how they are shown: a small one holds
        0 to k-1, a companion k or more.
    asked : array of shape (n_cells,)
        Which hidden cells to work out; the ends of the others are their limits.

    Returns
    -------
    Interval
        Ends of shape (n_cells,), both the value where it is shown; ``high`` is inf
        where sums set no limit.
    """
    low = np.where(hidden, limits.low, value)
    high = np.where(hidden, limits.high, value)
    where = np.flatnonzero(hidden)
    if not where.size:
        return Interval(low, high)
    left = equations[:, where]
    # A sum all of whose cells are shown says nothing more.
    telling = np.flatnonzero(np.diff(left.indptr))
    right = -(equations[:, np.flatnonzero(~hidden)] @ value[~hidden])[telling]
    each = [(float(limits.low[i]), float(limits.high[i])) for i in where]
    for place, i in enumerate(where):
        if not asked[i]:
            continue
        for end, sign in ((low, 1.0), (high, -1.0)):
            goal = np.zeros(where.size)
            goal[place] = sign
            found = _solve(goal, left[telling], right, each)
            end[i] = np.inf if found is None else found[place]
    return Interval(np.ceil(low - 1e-6), np.floor(high + 1e-6))


def nearest_world(equations: Sparse, near: Floats, limits: Interval) -> Floats | None:
    """Return counts that fit all sums and limits, as near to given ones as can be.

    Parameters
    ----------
    equations : sparse array of shape (n_sums, n_cells)
        As in `attack`.
    near : array of shape (n_cells,)
        What the counts are wished to be.
    limits : Interval of shape (n_cells,)
        The least and the most that each cell may hold.

    Returns
    -------
    array of shape (n_cells,) or None
        None if no counts fit.
    """
    start = np.clip(near, limits.low, limits.high)
    room = [(0.0, float(one)) for one in limits.high - start]
    room += [(0.0, float(one)) for one in start - limits.low]
    found = _solve(
        np.ones(2 * start.size),
        hstack([equations, -equations], format="csr"),
        -(equations @ start),
        room,
    )
    if found is None:
        return None
    return start + found[: start.size] - found[start.size :]


def cheapest_world(
    equations: Sparse,
    value: Floats,
    target: tuple[int, float],
    price: Floats,
    limits: Interval,
) -> Floats | None:
    """Return other counts that fit all sums, with one cell at a wished value.

    Among all such worlds the one is chosen whose changes cost least.

    Parameters
    ----------
    equations, value
        As in `attack`.
    target : (int, float)
        Position of a cell, and what it holds in the other world.
    price : array of shape (n_cells,)
        What it costs to change a cell by one person; 0 for cells already hidden.
    limits : Interval of shape (n_cells,)
        The least and the most that each cell may hold in another world.

    Returns
    -------
    array of shape (n_cells,) or None
        None if no such world exists.
    """
    cell, wished = target
    step = wished - value[cell]
    up = [(0.0, float(room)) for room in np.maximum(limits.high - value, 0.0)]
    down = [(0.0, float(room)) for room in np.maximum(value - limits.low, 0.0)]
    up[cell], down[cell] = (max(step, 0.0),) * 2, (max(-step, 0.0),) * 2
    # A tiny price keeps hidden cells from moving where nothing is gained by it.
    cost = np.maximum(price, 1e-4)
    found = _solve(
        np.concatenate([cost, cost]),
        hstack([equations, -equations]),
        np.zeros(equations.shape[0]),
        up + down,
    )
    if found is None:
        return None
    return value + found[: value.size] - found[value.size :]
