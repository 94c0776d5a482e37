"""Editions of the same figures: what may follow the ones that were read before.

Two editions beside each other are a table of those who changed between them. Three
rules keep that table from telling of a few persons. A count moves only once it is off
by k or more: till then "unchanged" and "changed by fewer than k" look the same. A cell
keeps the way it is shown until its count has clearly moved, for a companion that is
shown the next time gives away what it stood beside. And an edition is let out only if
somebody who kept all earlier ones still cannot tell a small cell; else the last stands.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from pncrecruit.analysis.bounds import attack
from pncrecruit.analysis.companions import Sum
from pncrecruit.analysis.disclosure import Cell, Protection, protect
from pncrecruit.analysis.intervals import Interval

__all__ = ["Edition", "held", "protect_after", "sound"]


class Edition(NamedTuple):
    """What was counted for an edition, and how it was shown."""

    counts: Mapping[Hashable, int]
    cells: Mapping[Hashable, Cell]


def held(
    counts: Mapping[Hashable, int], last: Mapping[Hashable, int], *, minimum: int
) -> dict[Hashable, int]:
    """Return counts in which nothing differs from the last ones by 1 to k-1.

    Give cells that share no person: a sum of them then changes only where one of its
    parts changed by k or more. A cell that is new is as it was counted.
    """
    return {
        key: last[key] if key in last and abs(n - last[key]) < minimum else n
        for key, n in counts.items()
    }


def protect_after(
    counts: Mapping[Hashable, int],
    sums: Sequence[Sum],
    earlier: Sequence[Edition],
    *,
    minimum: int,
    impossible: frozenset[Hashable] = frozenset(),
    known: frozenset[Hashable] = frozenset(),
    unread: frozenset[Hashable] = frozenset(),
    stay: frozenset[Hashable] = frozenset(),
    unsure: frozenset[Hashable] = frozenset(),
) -> dict[Hashable, Cell] | None:
    """Protect an edition together with all that were let out before it.

    Parameters
    ----------
    counts, sums, minimum, impossible, known, unread, stay, unsure
        As in `disclosure.protect`; counts that were `held` to the last ones.
    earlier : sequence of Edition
        Every edition of these figures that was let out, the oldest first.

    Returns
    -------
    dict of cell to Cell or None
        None where no edition can be let out beside the earlier ones: the last stands.
    """
    last = earlier[-1] if earlier else Edition({}, {})
    told, hidden = set(known), set(stay)
    for key, before in last.cells.items():
        if key not in counts or before.protection is Protection.WITHHELD:
            continue
        same = counts[key] == last.counts[key]
        if before.value is not None and same:
            told.add(key)
        elif before.value is None and (
            same or not _far(before, counts[key], counts[key], minimum)
        ):
            hidden.add(key)
    cells = protect(
        counts,
        sums,
        minimum=minimum,
        impossible=impossible,
        known=frozenset(told),
        stay=frozenset(hidden),
        unread=unread,
        unsure=unsure,
    )
    if not earlier:
        return cells
    if any(one.protection is Protection.WITHHELD for one in cells.values()):
        return None
    moved = [
        (before, cells[key])
        for key, before in last.cells.items()
        if key in cells and counts[key] != last.counts[key]
    ]
    if not all(_apart(before, now, minimum) for before, now in moved):
        return None
    editions = [*earlier, Edition(counts, cells)]
    return cells if sound(editions, sums, minimum=minimum) else None


def _far(cell: Cell, low: int, high: int | None, minimum: int) -> bool:
    """Return whether whatever a cell holds is k or more away from a range."""
    above = cell.high is not None and low >= cell.high + minimum
    return above or (high is not None and high <= cell.low - minimum)


def _apart(before: Cell, now: Cell, minimum: int) -> bool:
    """Return whether a cell that moved tells no more of a small one than its range.

    Everybody knows that it moved by k or more. Beside a figure, a range must be k away
    as a whole; beside another range, from each of its ends something k away is left.
    """
    if Protection.WITHHELD in {before.protection, now.protection}:
        return True
    if before.value is not None and now.value is not None:
        return True
    if before.value is not None:
        return _far(now, before.value, before.value, minimum)
    if now.value is not None:
        return _far(before, now.value, now.value, minimum)
    return _leaves(before, now, minimum) and _leaves(now, before, minimum)


def _leaves(small: Cell, other: Cell, minimum: int) -> bool:
    if small.protection is not Protection.SMALL:
        return True
    return other.high is None or other.high >= 2 * minimum - 1


def sound(editions: Sequence[Edition], sums: Sequence[Sum], *, minimum: int) -> bool:
    """Return whether no small cell follows from all editions together.

    The reader is taken to know which counts did not change between two editions: one
    that is hidden in both is then one unknown, and every edition's sums bind it.

    Parameters
    ----------
    editions : sequence of Edition
        The oldest first.
    sums : sequence of Sum
        What a reader can add up in any of them. One that does not hold in an edition,
        or of which it does not have every cell, binds nothing in it.
    minimum : int
        k.
    """
    unknowns = _Unknowns()
    for edition in editions:
        unknowns.read(edition, sums)
    asked = np.array(unknowns.small, dtype=np.bool_)
    limits = Interval(np.array(unknowns.low), np.array(unknowns.high))
    value = np.array(unknowns.value, dtype=np.float64)
    hidden = limits.low < limits.high
    low, high = attack(unknowns.equations(), value, hidden, limits, asked)
    return bool((low[asked] <= 0).all() and (high[asked] >= minimum - 1).all())


class _Unknowns:
    """What a reader of several editions does not know, and what ties it."""

    def __init__(self) -> None:
        self.value: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.small: list[bool] = []
        self._now: dict[Hashable, int] = {}  # a cell to its place, while unchanged
        self._ties: set[tuple[tuple[int, float], ...]] = set()

    def read(self, edition: Edition, sums: Sequence[Sum]) -> None:
        """Add what one more edition tells."""
        for key, cell in edition.cells.items():
            at = self._place(key, edition.counts[key])
            top = np.inf if cell.high is None else cell.high
            self.low[at] = max(self.low[at], cell.low)
            self.high[at] = min(self.high[at], top)
            self.small[at] |= cell.protection is Protection.SMALL
        for one in sums:
            keys = (one.total, *one.parts)
            if not all(key in edition.cells for key in keys):
                continue
            total, *parts = (edition.counts[key] for key in keys)
            if total == sum(parts):
                places = [self._now[key] for key in keys]
                signs = (-1.0, *(1.0 for _ in parts))
                self._ties.add(tuple(sorted(zip(places, signs, strict=True))))

    def equations(self) -> csr_array:
        """Return the ties as rows of a matrix."""
        entries = [
            (sign, row, column)
            for row, tie in enumerate(sorted(self._ties))
            for column, sign in tie
        ]
        signs, rows, columns = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(self._ties), len(self.value))
        return csr_array((signs, (rows, columns)), shape=shape)

    def _place(self, key: Hashable, count: int) -> int:
        at = self._now.get(key)
        if at is None or self.value[at] != count:
            at = self._now[key] = len(self.value)
            self.value.append(count)
            self.low.append(0.0)
            self.high.append(np.inf)
            self.small.append(False)
        return at
