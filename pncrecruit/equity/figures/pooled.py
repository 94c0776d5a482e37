"""Calls joined for a small group: counts or ranges, and a rate only from enough people.

Everything is worked out from what is shown of each call, so nothing new is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pncrecruit.analysis.disclosure import Cell, Protection
from pncrecruit.analysis.intervals import wilson
from pncrecruit.equity.figures.tables import Shown
from pncrecruit.equity.rules import LEAST_FOR_A_RATE


@dataclass(frozen=True, slots=True)
class PooledPhase:
    """A phase over several calls; ``rate`` is None below the least for one."""

    key: str
    reached: Cell
    lost: Cell
    decided: int | None
    rate: tuple[float, float, float] | None


def pooled(cells: Iterable[Cell]) -> Cell:
    """Return the sum of cells: a count if all are shown, else its range."""
    found = list(cells)
    if any(one.protection is Protection.WITHHELD for one in found):
        return Cell(None, 0, None, Protection.WITHHELD)
    if all(one.value is not None for one in found):
        total = sum(one.low for one in found)
        return Cell(total, total, total, Protection.SHOWN)
    highs = [one.high for one in found]
    top = None if None in highs else sum(high or 0 for high in highs)
    return Cell(None, sum(one.low for one in found), top, Protection.COMPANION)


def pooled_phases(
    group: str, places: Sequence[tuple[str, Sequence[tuple[int, Shown]]]]
) -> list[PooledPhase]:
    """Return a group's way through phases that several calls have in common.

    Parameters
    ----------
    group : str
        A row of the funnels.
    places : sequence of (phase key, sequence of (position, funnel))
        Where the phase stands in each call.
    """
    found = []
    for key, of in places:
        reached, lost, passed = (
            pooled(table.cells[group, f"{what}:{at + ahead}"] for at, table in of)
            for what, ahead in (("reached", 0), ("lost", 0), ("reached", 1))
        )
        decided = rate = None
        if passed.value is not None and lost.value is not None:
            decided = passed.value + lost.value
            if decided >= LEAST_FOR_A_RATE:
                low, high = wilson(passed.value, decided)
                rate = (passed.value / decided, float(low), float(high))
        found.append(PooledPhase(key, reached, lost, decided, rate))
    return found


def years_until(wanted: int, persons: float, rate: float) -> float | None:
    """Return how many years a group needs until so many events are to be expected.

    None where none is ever expected.
    """
    yearly = persons * rate
    return wanted / yearly if yearly > 0 else None
