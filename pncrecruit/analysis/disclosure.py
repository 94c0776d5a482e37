"""Which cells of published tables are protected, so that nothing follows from sums.

A cell under the minimum is shown as its published range, "0 to k-1". What else must be
hidden so that nothing more follows from sums is found by linear programming: for each
small cell two other worlds are sought, in which it holds 0 and k-1, and whatever
changes in them is hidden too. Such a companion is shown with the range that a reader
can work out from everything else.

A hidden total of two cells is never called small, whatever it holds: were it known to
be under k, or not to be, so would be too much of its parts. Where even so no choice of
companions is enough, nothing of the tables is shown.
"""

from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from pncrecruit.analysis.bounds import attack, cheapest_world
from pncrecruit.analysis.intervals import Floats, Interval

MINIMUM: Final = 5
Flags = npt.NDArray[np.bool_]

_LEAST_MINIMUM: Final = 2
_MOVED: Final = 1e-6


class Protection(StrEnum):
    """Why a cell is shown as it is."""

    SHOWN = "shown"
    SMALL = "small"
    COMPANION = "companion"
    WITHHELD = "withheld"


_HIDDEN: Final = {True: Protection.SMALL, False: Protection.COMPANION}


class Cell(NamedTuple):
    """A published cell: its value, or a range; ``high`` is None without a bound."""

    value: int | None
    low: int
    high: int | None
    protection: Protection


class Sum(NamedTuple):
    """One published total and the cells that add up to it."""

    total: Hashable
    parts: tuple[Hashable, ...]


def protect(
    counts: Mapping[Hashable, int],
    sums: Sequence[Sum],
    *,
    minimum: int = MINIMUM,
    impossible: frozenset[Hashable] = frozenset(),
) -> dict[Hashable, Cell]:
    """Protect figures that are tied to each other by sums.

    Parameters
    ----------
    counts : mapping of cell to persons
        Every figure that is published together, totals included: one table, several
        that share cells or totals, and consecutive snapshots alike.
    sums : sequence of Sum
        Everything that a reader can add up. A total that is not among the counts is
        not published and ties nothing.
    minimum : int, default=5
        k: a cell with fewer persons, 0 included, is protected.
    impossible : frozenset of cells, optional
        Cells that are 0 by what they mean (men in a women's unit): shown as 0.

    Returns
    -------
    dict of cell to Cell
        ``SMALL`` cells have the range 0 to k-1, ``COMPANION`` cells, and hidden totals
        of two, the range that a reader can compute from everything else. From all that
        is shown, each cell under k can still hold anything from 0 to k-1. If that
        cannot be had, every cell is ``WITHHELD``.

    Raises
    ------
    ValueError
        If a count is negative, the minimum under 2, or a sum does not add up.

    References
    ----------
    .. [1] L. Zayatz, Using linear programming methodology for disclosure avoidance
       purposes, Bureau of the Census, Research Report RR-92/02, 1992.
    """
    keys = list(counts)
    value = np.array([counts[key] for key in keys], dtype=np.float64)
    equations, depth = _equations(keys, sums)
    _check(value, equations, minimum)
    free = np.array([key not in impossible for key in keys], dtype=np.bool_)
    needy = (value < minimum) & free
    pair = _totals_of_two(equations, free)
    small = needy & ~pair
    limits = Interval(
        np.where(free, np.where(small | pair, 0.0, minimum), value),
        np.where(free, np.where(small, minimum - 1.0, np.inf), value),
    )
    prices = np.log2(value + 2.0) * 8.0**depth
    hidden = _companions(value, needy, equations, limits, prices, minimum)
    if hidden is None:
        return dict.fromkeys(keys, Cell(None, 0, None, Protection.WITHHELD))
    low, high = attack(equations, value, hidden, limits, hidden & ~small)
    return {
        key: _cell(value[i], small[i], hidden[i], low[i], high[i])
        for i, key in enumerate(keys)
    }


def _totals_of_two(equations: csr_array, free: Flags) -> Flags:
    """Return which cells are totals of exactly two cells that can hold anybody."""
    found = np.zeros(free.shape, dtype=np.bool_)
    for row in range(equations.shape[0]):
        ends = slice(equations.indptr[row], equations.indptr[row + 1])
        cells, signs = equations.indices[ends], equations.data[ends]
        if free[cells[signs > 0]].sum() == 2:
            found[cells[signs < 0]] = True
    return found


def _equations(keys: list[Hashable], sums: Sequence[Sum]) -> tuple[csr_array, Floats]:
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


def _check(value: Floats, equations: csr_array, minimum: int) -> None:
    if minimum < _LEAST_MINIMUM:
        raise ValueError(f"a minimum of {minimum} protects nobody")
    if (value < 0).any() or (value != np.floor(value)).any():
        raise ValueError("a cell is a count of persons")
    if (equations @ value != 0).any():
        raise ValueError("a total is not the sum of its parts")


def _companions(  # noqa: PLR0917 - what describes the cells, and then the minimum
    value: Floats,
    needy: Flags,
    equations: csr_array,
    limits: Interval,
    prices: Floats,
    minimum: int,
) -> Flags | None:
    """Return which cells to hide, so that each needy one can be 0 and k-1."""
    hidden = needy.copy()
    least, most = value.copy(), value.copy()
    # Totals first, then large cells: what they need often serves the others.
    for i in sorted(np.flatnonzero(needy), key=lambda i: (-prices[i], i)):
        for target in (0.0, minimum - 1.0):
            if least[i] <= target <= most[i]:
                continue
            price = np.where(hidden, 0.0, prices)
            world = cheapest_world(equations, value, (int(i), target), price, limits)
            if world is None:
                return None
            hidden |= np.abs(world - value) > _MOVED
            least, most = np.minimum(least, world), np.maximum(most, world)
    return hidden


def _cell(value: float, small: bool, hidden: bool, low: float, high: float) -> Cell:
    if not hidden:
        return Cell(round(value), round(value), round(value), Protection.SHOWN)
    top = None if np.isinf(high) else round(high)
    return Cell(None, round(low), top, _HIDDEN[small])


class Table(NamedTuple):
    """A two-way table as it may be shown: the last row and column are the totals."""

    cells: tuple[tuple[Cell, ...], ...]


def protect_table(counts: npt.ArrayLike, *, minimum: int = MINIMUM) -> Table:
    """Protect one two-way table with its margins.

    Parameters
    ----------
    counts : array-like of shape (n_rows, n_columns)
        Persons, without totals; they are added here.
    minimum : int, default=5

    Returns
    -------
    Table
        Of ``n_rows + 1`` rows and ``n_columns + 1`` columns. Totals that are small are
        protected too, and a total may become a companion.
    """
    inner = np.asarray(counts, dtype=np.int64)
    if inner.ndim != 2:
        raise ValueError(f"expected a two-way table, got the shape {inner.shape}")
    named, sums = two_way(inner)
    shown = protect(named, sums, minimum=minimum)
    rows, columns = inner.shape
    return Table(
        tuple(tuple(shown[r, c] for c in range(columns + 1)) for r in range(rows + 1))
    )


def two_way(
    counts: npt.NDArray[np.int64], name: Hashable = None
) -> tuple[dict[Hashable, int], list[Sum]]:
    """Name the cells of a two-way table with totals, for `protect`.

    Cells are ``(row, column)``, or ``(name, row, column)`` if a name is given; the last
    row and column hold the totals. Join several tables' cells and sums to protect them
    together, with `Sum` for what ties them.
    """
    full = np.pad(counts, ((0, 1), (0, 1)))
    full[-1] = full[:-1].sum(0)
    full[:, -1] = full[:, :-1].sum(1)
    last_row, last_column = counts.shape

    def key(row: int, column: int) -> Hashable:
        return (row, column) if name is None else (name, row, column)

    named = {key(r, c): int(n) for (r, c), n in np.ndenumerate(full)}
    sums = [
        Sum(key(r, last_column), tuple(key(r, c) for c in range(last_column)))
        for r in range(last_row + 1)
    ]
    sums += [
        Sum(key(last_row, c), tuple(key(r, c) for r in range(last_row)))
        for c in range(last_column + 1)
    ]
    return named, sums


def may_filter(group: int, parent: int, *, minimum: int = MINIMUM) -> bool:
    """Return whether a filter may be offered: the group and the rest are 0 or k.

    Raises ValueError if the group is larger than its parent.
    """
    if not 0 <= group <= parent:
        raise ValueError("a group is part of its parent")
    return all(n == 0 or n >= minimum for n in (group, parent - group))


def rounded(counts: npt.ArrayLike, *, base: int = 5) -> npt.NDArray[np.int64]:
    """Round counts to the nearest multiple, for what everybody may read.

    Each figure is rounded by itself: totals need not add up, and the page says so.
    """
    n = np.asarray(counts, dtype=np.int64)
    return (2 * n + base) // (2 * base) * base
