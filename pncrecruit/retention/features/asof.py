"""Looking things up in histories as they were known on a day, for many rows at once."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

OPEN: Final = 1 << 18  # an end that has not come: a day far beyond any record
_SPAN: Final = 1 << 20
_ZERO: Final = 1 << 19  # days before 1970 are negative; keys are not


class Facts(NamedTuple):
    """Facts of one kind; arrays of shape (n_facts,). Days are counted from 1970.

    ``holder`` is whose fact it is (a position), ``start`` and ``end`` when it was true
    (``end`` is OPEN while it is), ``known`` the day since which the force knew it,
    ``value`` and ``place`` (a municipality, a unit; -1 for none) what it says.
    """

    holder: Ints
    start: Ints
    end: Ints
    known: Ints
    value: Floats
    place: Ints


class Timeline:
    """Facts of one kind in an order that answers "what was known before day X".

    A fact counts on a day only if it was true *and* known on an earlier day: what
    bears the date of the day itself may have happened after the question was asked.
    """

    def __init__(self, facts: Facts) -> None:
        """Sort the facts by holder and by the day on which they could be seen."""
        seen = np.maximum(facts.start, facts.known)
        order = np.lexsort((facts.start, seen, facts.holder))
        self.facts = Facts._make(column[order] for column in facts)
        self._key = self.facts.holder * _SPAN + seen[order] + _ZERO
        self._sums = np.concatenate(([0.0], np.cumsum(self.facts.value)))
        self._best = self._latest_starts()

    def _latest_starts(self) -> Ints:
        """Return, for each fact, the one with the latest start among those seen so far.

        A fact that is learnt late and lies further back must not displace what holds.
        """
        start = self.facts.holder * _SPAN + self.facts.start + _ZERO
        best = np.maximum.accumulate(start) if start.size else start
        place = np.where(start == best, np.arange(start.size), 0)
        return np.maximum.accumulate(place) if start.size else place

    def latest(self, holder: Ints, day: Ints) -> Ints:
        """Return the position of the fact that held last, -1 where none was known.

        Parameters
        ----------
        holder, day : arrays of shape (n_rows,)

        Returns
        -------
        array of shape (n_rows,)
            Positions in ``facts``.
        """
        if not self._key.size:
            return np.full(np.shape(holder), -1)
        at = np.searchsorted(self._key, holder * _SPAN + day + _ZERO) - 1
        found = self._best[np.maximum(at, 0)]
        mine = (at >= 0) & (self.facts.holder[np.maximum(at, 0)] == holder)
        return np.where(mine, found, -1)

    def between(self, holder: Ints, day: Ints, window: int) -> tuple[Ints, Ints]:
        """Return the range of facts seen in the ``window`` days before a day."""
        end = holder * _SPAN + day + _ZERO
        return (
            np.searchsorted(self._key, end - window),
            np.searchsorted(self._key, end),
        )

    def count(self, holder: Ints, day: Ints, window: int) -> Floats:
        """Return how many facts were seen in the days before, shape (n_rows,)."""
        low, high = self.between(holder, day, window)
        return (high - low).astype(np.float64)

    def total(self, holder: Ints, day: Ints, window: int) -> Floats:
        """Return the sum of their values, shape (n_rows,)."""
        low, high = self.between(holder, day, window)
        found: Floats = self._sums[high] - self._sums[low]
        return found
