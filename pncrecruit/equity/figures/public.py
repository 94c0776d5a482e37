"""What everybody may read: by people from ten persons, rounded to five.

The tables are made of what the signed-in pages tell and of nothing else: whoever reads
both, on whatever days, learns nothing from these that those do not tell. They are
families of the edition of their own, protected by the same layer with a minimum of ten,
and follow one another no faster than the quarters.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from pncrecruit.analysis.bounds import nearest_world
from pncrecruit.analysis.companions import Sum, equations_of
from pncrecruit.analysis.disclosure import WITHHELD, Cell, Protection, rounded
from pncrecruit.analysis.editions import Edition
from pncrecruit.analysis.intervals import Interval
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.figures.tables import (
    ALL,
    SEXES,
    Shown,
    add_totals,
    phases_told,
    tallied,
)

PUBLIC_MINIMUM: Final = 10
BASE: Final = 5
FINISHED, NOT_FINISHED = "finished", "not_finished"
_NAME: Final = "public"


def public_serving(serving: Shown, *, series: Series) -> list[Shown]:
    """Return who serves by people and sex, of what is told of it inside.

    Raises Stands.
    """
    return [_table(SEXES, serving.cells, serving, series)]


def public_call(applied: Shown, funnel: Shown, *, series: Series) -> list[Shown]:
    """Return who applied to a finished call, and who came to its end.

    ``applied`` and ``funnel`` are what is told of it inside. Raises Stands.
    """
    last = f"reached:{phases_told(funnel)}"
    inside: dict[tuple[str, str], Cell] = {}
    for row in funnel.rows:
        whole, done = applied.cells[row, ALL], funnel.cells[row, last]
        inside[row, ALL], inside[row, FINISHED] = whole, done
        inside[row, NOT_FINISHED] = _left(whole, done)
    return [_table((FINISHED, NOT_FINISHED), inside, applied, series)]


def _table(
    columns: tuple[str, ...],
    inside: Mapping[tuple[str, str], Cell],
    of: Shown,
    series: Series,
) -> Shown:
    known: dict[Hashable, Cell] = {(_NAME, *key): cell for key, cell in inside.items()}
    counts = series.held(believed(known, columns, series))
    sums: list[Sum] = []
    add_totals(counts, sums, _NAME, columns)
    unsure, stay = _hidden(known, series.minimum)
    found = series.protect(counts, sums, stay=stay, unsure=unsure)
    cells = {key: widened(cell, known[key]) for key, cell in found.items()}
    # What was told, not what could have been: the next edition is protected beside it.
    series.made = Edition(dict(counts), cells)
    names = (*columns, ALL)
    return replace(
        of,
        columns=names,
        cells={
            (row, column): cells[_NAME, row, column]
            for row in of.rows
            for column in names
        },
        notes={},
    )


def believed(
    inside: Mapping[Hashable, Cell], columns: tuple[str, ...], series: Series
) -> dict[Hashable, int]:
    """Return counts that a reader of the signed-in page can believe, without totals.

    What is shown there is what is shown; what is hidden is anything that fits, as near
    as can be to what was believed for the last edition. Raises Stands where there is
    nothing to believe.
    """
    if any(cell.protection is Protection.WITHHELD for cell in inside.values()):
        series.stand()
    keys = list(inside)
    sums: list[Sum] = []
    base = tallied(_NAME, columns, [])
    add_totals(dict(base), sums, _NAME, columns)
    equations, _ = equations_of(keys, sums)
    last = series.earlier[-1].counts if series.earlier else {}
    ends = [inside[key] for key in keys]
    limits = Interval(
        np.array([cell.low for cell in ends], dtype=np.float64),
        np.array([np.inf if cell.high is None else cell.high for cell in ends]),
    )
    near = np.array([last.get(key, inside[key].low) for key in keys], dtype=np.float64)
    found = nearest_world(equations, near, limits)
    if found is None:
        series.stand()
    world = dict(zip(keys, np.rint(found).astype(int).tolist(), strict=True))
    return {key: world[key] for key in base}


def _hidden(
    inside: Mapping[Hashable, Cell], minimum: int
) -> tuple[frozenset[Hashable], frozenset[Hashable]]:
    """Return what could be under the minimum, and all else that is hidden inside."""
    ranges = {key: cell for key, cell in inside.items() if cell.value is None}
    unsure = frozenset(
        key
        for key, cell in ranges.items()
        if cell.low < minimum and (cell.high is None or cell.high >= minimum)
    )
    return unsure, frozenset(ranges) - unsure


def widened(cell: Cell, inside: Cell) -> Cell:
    """Return a cell that holds no less than what is told inside; that if it can be."""
    if inside.protection is Protection.SHOWN:
        return cell
    if Protection.WITHHELD in (cell.protection, inside.protection):
        return WITHHELD
    high = None
    if cell.high is not None and inside.high is not None:
        high = max(cell.high, inside.high)
    kind = Protection.COMPANION if cell.value is not None else cell.protection
    return Cell(None, min(cell.low, inside.low), high, kind)


def _left(whole: Cell, done: Cell) -> Cell:
    """Return what is told of those who did not come to the end."""
    if Protection.WITHHELD in (whole.protection, done.protection):
        return WITHHELD
    if whole.value is not None and done.value is not None:
        n = whole.value - done.value
        return Cell(n, n, n, Protection.SHOWN)
    low = max(whole.low - (whole.low if done.high is None else done.high), 0)
    high = None if whole.high is None else max(whole.high - done.low, low)
    return Cell(None, low, high, Protection.COMPANION)


def public_minimum(inside: int) -> int:
    """Return the smallest group that is published, from the smallest shown inside."""
    return max(PUBLIC_MINIMUM, inside)


def by_sex(women: int, men: int, *, minimum: int) -> dict[str, list[int | None]]:
    """Return how many women and men applied, as it is published: both or neither.

    Were one of two told, the other would follow from how many answered.
    """
    if min(women, men) < minimum:
        return {"women": [None, None], "men": [None, None]}
    return {"women": [women, women], "men": [men, men]}


def public_json(table: Shown) -> dict[str, Any]:
    """Return a table as it is published: no figure in it is exact."""
    return {
        "rows": list(table.rows),
        "columns": list(table.columns),
        "cells": [
            [list(public_range(table.cells[row, column])) for column in table.columns]
            for row in table.rows
        ],
    }


def public_range(cell: Cell) -> tuple[int | None, int | None]:
    """Return the ends between which a cell is told; the same for a rounded figure.

    (None, None) is "not shown". The high end is None where there is no bound.
    """
    if cell.protection is Protection.WITHHELD:
        return None, None
    if cell.value is not None:
        near = int(rounded([cell.value], base=BASE)[0])
        return near, near
    low = cell.low // BASE * BASE
    return low, None if cell.high is None else max(-(-cell.high // BASE) * BASE, low)


def kept_back(
    table: Mapping[str, Any],
) -> Iterator[tuple[str, str, int | None, int | None]]:
    """Yield row, column and ends of each cell of a published table that is a range."""
    for row, line in zip(table["rows"], table["cells"], strict=True):
        for column, (low, high) in zip(table["columns"], line, strict=True):
            if low is None or low != high:
                yield row, column, low, high
