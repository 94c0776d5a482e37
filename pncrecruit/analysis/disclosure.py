"""Which cells of published tables are protected, so that nothing follows from sums.

A cell under the minimum is shown as its published range, "0 to k-1". What else must be
hidden so that nothing more follows from sums is found by linear programming: for each
small cell two other worlds are sought, in which it holds 0 and k-1, and whatever
changes in them is hidden too. Such a companion is shown with the range that a reader
can work out from everything else.

A hidden total of two cells is never called small, whatever it holds, nor is a cell
that equals it: were it known to be under k, or not to be, so would be too much of its
parts (1 + 4 = 5). The same is done around any other cell that could not be protected
otherwise. Where even so no choice of companions is enough, nothing is shown.
"""

from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from pncrecruit.analysis.bounds import attack
from pncrecruit.analysis.companions import Sum, companions, equations_of
from pncrecruit.analysis.intervals import Floats

__all__ = [
    "MINIMUM",
    "WITHHELD",
    "Cell",
    "Protection",
    "Sum",
    "Table",
    "may_filter",
    "protect",
    "protect_table",
    "rounded",
    "two_way",
]

MINIMUM: Final = 5

_LEAST_MINIMUM: Final = 2


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


WITHHELD: Final = Cell(None, 0, None, Protection.WITHHELD)


def protect(
    counts: Mapping[Hashable, int],
    sums: Sequence[Sum],
    *,
    minimum: int = MINIMUM,
    impossible: frozenset[Hashable] = frozenset(),
    known: frozenset[Hashable] = frozenset(),
    stay: frozenset[Hashable] = frozenset(),
    unread: frozenset[Hashable] = frozenset(),
    unsure: frozenset[Hashable] = frozenset(),
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
    known : frozenset of cells, optional
        Cells that another table shows already: shown again, and no companion.
    stay : frozenset of cells, optional
        Cells that are hidden whatever they hold, for they were hidden before.
    unread : frozenset of cells, optional
        Cells that are published nowhere and need no protection, but tie others: a
        reader knows that they are 0 or more. They are ``COMPANION``.
    unsure : frozenset of cells, optional
        Cells whose count is one of several that could be: hidden and protected as if
        they were under k, and not told to be. They are ``SMALL`` with a wider range.

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
    equations, depth = equations_of(keys, sums)
    _check(value, equations, minimum)
    fixed = impossible | known
    free = np.array([key not in fixed for key in keys], dtype=np.bool_)
    open_ = np.array([key in unread for key in keys], dtype=np.bool_) & free
    doubt = np.array([key in unsure for key in keys], dtype=np.bool_) & free
    needy = ((value < minimum) | doubt) & free & ~open_
    kept = np.array([key in stay for key in keys], dtype=np.bool_) & free
    found = companions(
        value,
        needy,
        equations,
        free,
        depth,
        minimum,
        stay=kept,
        unread=open_,
        unsure=doubt,
    )
    if found is None:
        return dict.fromkeys(keys, WITHHELD)
    hidden, small, limits = found
    low, high = attack(equations, value, hidden, limits, hidden & ~small & ~open_)
    return {
        key: _cell(value[i], small[i] or doubt[i], hidden[i], low[i], high[i])
        for i, key in enumerate(keys)
    }


def _check(value: Floats, equations: csr_array, minimum: int) -> None:
    if minimum < _LEAST_MINIMUM:
        raise ValueError(f"a minimum of {minimum} protects nobody")
    if (value < 0).any() or (value != np.floor(value)).any():
        raise ValueError("a cell is a count of persons")
    if (equations @ value != 0).any():
        raise ValueError("a total is not the sum of its parts")


def _cell(value: float, small: bool, hidden: bool, low: float, high: float) -> Cell:
    if not hidden:
        return Cell(round(value), round(value), round(value), Protection.SHOWN)
    top = None if np.isinf(high) else round(high)
    return Cell(None, round(low), top, _HIDDEN[bool(small)])


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
