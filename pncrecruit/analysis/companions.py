"""What must be hidden beside small cells, so that they do not follow from sums."""

from collections.abc import Hashable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from pncrecruit.analysis.bounds import cheapest_world
from pncrecruit.analysis.intervals import Floats, Interval

Flags = npt.NDArray[np.bool_]

_MOVED: Final = 1e-6


class Sum(NamedTuple):
    """One published total and the cells that add up to it."""

    total: Hashable
    parts: tuple[Hashable, ...]


def equations_of(keys: list[Hashable], sums: Sequence[Sum]) -> tuple[csr_array, Floats]:
    """Return the sums as rows of a matrix (parts minus total), and each cell's height.

    The height is the number of totals below or at a cell: hiding a high one hides more.
    """
    place = {key: i for i, key in enumerate(keys)}
    told = [s for s in sums if s.total in place and all(p in place for p in s.parts)]
    rows, columns, signs = [], [], []
    depth = np.zeros(len(keys))
    for row, one in enumerate(told):
        for key, sign in [(one.total, -1.0), *((part, 1.0) for part in one.parts)]:
            rows.append(row)
            columns.append(place[key])
            signs.append(sign)
        depth[place[one.total]] += 1
    shape = (len(told), len(keys))
    return csr_array((signs, (rows, columns)), shape=shape), depth


def companions(  # noqa: PLR0917 - what describes the cells, and then the minimum
    value: Floats,
    needy: Flags,
    equations: csr_array,
    free: Flags,
    depth: Floats,
    minimum: int,
    *,
    stay: Flags,
    unread: Flags,
    unsure: Flags,
) -> tuple[Flags, Flags, Interval] | None:
    """Return which cells to hide, which are shown as small, and what each can hold.

    What is hidden lets each needy cell be 0 and k-1. Where no other world has a cell
    at such a value, the cells around it are told to be neither under k nor not, one
    ring after another: a smaller claim leaves more worlds. Nothing is returned where
    that does not help either. What must ``stay`` hidden costs nothing to change,
    nor does what is ``unread``: of that a reader knows that it is 0 or more. Needy
    cells that are ``unsure`` are not told to be under k.
    """
    vague = _totals_of_two(equations, free) | unread | unsure
    limits = _limits(value, needy & ~vague, vague, free, minimum)
    hidden = needy | stay | unread
    prices = np.log2(value + 2.0) * 8.0**depth
    least, most = value.copy(), value.copy()
    # Totals first, then large cells: what they need often serves the others.
    for i in sorted(np.flatnonzero(needy), key=lambda i: (-prices[i], i)):
        for target in (0.0, minimum - 1.0):
            if least[i] <= target <= most[i]:
                continue
            price = np.where(hidden, 0.0, prices)
            aim, ring = (int(i), target), np.arange(value.size) == i
            while (
                world := cheapest_world(equations, value, aim, price, limits)
            ) is None:
                wider = ring | _beside(equations, ring)
                if (wider == ring).all():
                    return None
                ring, vague = wider, vague | (wider & free)
                limits = _limits(value, needy & ~vague, vague, free, minimum)
            hidden |= np.abs(world - value) > _MOVED
            least, most = np.minimum(least, world), np.maximum(most, world)
    return hidden, needy & ~vague, limits


def _limits(
    value: Floats, small: Flags, vague: Flags, free: Flags, minimum: int
) -> Interval:
    """Return what a reader knows of each cell, were it hidden, from how it is shown."""
    return Interval(
        np.where(free, np.where(small | vague, 0.0, minimum), value),
        np.where(free, np.where(small, minimum - 1.0, np.inf), value),
    )


def _beside(equations: csr_array, cells: Flags) -> Flags:
    """Return which cells stand in a sum with one of some cells."""
    tied = abs(equations)
    sums = tied @ cells.astype(np.float64) > 0
    beside: Flags = tied.T @ sums.astype(np.float64) > 0
    return beside


def _totals_of_two(equations: csr_array, free: Flags) -> Flags:
    """Return which cells are totals of exactly two cells that can hold anybody.

    A cell that equals such a total (a sum of one part) is one as well: it tells as
    much under another name.
    """
    found = np.zeros(free.shape, dtype=np.bool_)
    same: list[npt.NDArray[np.signedinteger]] = []
    for row in range(equations.shape[0]):
        ends = slice(equations.indptr[row], equations.indptr[row + 1])
        cells, signs = equations.indices[ends], equations.data[ends]
        parts = int(free[cells[signs > 0]].sum())
        if parts == 2:
            found[cells[signs < 0]] = True
        elif parts == 1:
            same.append(cells[free[cells]])
    for _ in same:  # an equality reaches further through the next one
        for cells in same:
            found[cells] = found[cells].any()
    return found
