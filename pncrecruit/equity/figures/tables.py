"""Tables by people as a snapshot keeps them, and how one is counted with its totals.

Everything that is published together about a population is protected together, for
what is hidden in one table must not follow from another.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pncrecruit.analysis.disclosure import Cell, Protection, Sum
from pncrecruit.equity.rules import ANSWERED, COHORTS, SUMS, cohort_of

SEXES = ("F", "M")
ALL = "all"


class Answer(NamedTuple):
    """What one person of a population counts as: people is None without an answer."""

    sex: str
    asked: bool
    people: str | None
    place: str = ""  # a department: what a second table is by
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it may be shown, and how many answered.

    ``cells`` are by row and column key; ``rows`` and ``columns`` give their order.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    total: int
    answered: int
    declined: int
    not_asked: int
    notes: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the table as it is kept in a snapshot."""
        return {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "cells": [
                [_cell_json(self.cells[row, column]) for column in self.columns]
                for row in self.rows
            ],
            "total": self.total,
            "answered": self.answered,
            "declined": self.declined,
            "not_asked": self.not_asked,
            **self.notes,
        }


def read(kept: Mapping[str, Any]) -> Shown:
    """Return a table of a snapshot."""
    rows, columns = tuple(kept["rows"]), tuple(kept["columns"])
    cells = {
        (row, column): Cell(value, low, high, Protection(kind))
        for row, line in zip(rows, kept["cells"], strict=True)
        for column, (value, low, high, kind) in zip(columns, line, strict=True)
    }
    fixed = {"rows", "columns", "cells", "total", "answered", "declined", "not_asked"}
    notes = {name: value for name, value in kept.items() if name not in fixed}
    return Shown(
        rows,
        columns,
        cells,
        kept["total"],
        kept["answered"],
        kept["declined"],
        kept["not_asked"],
        notes,
    )


def phases_told(funnel: Shown) -> int:
    """Return how many phases of a call a funnel tells of: those that are over."""
    told: int = funnel.notes.get("over", funnel.notes.get("phases", 0))
    return told


def _cell_json(cell: Cell) -> list[Any]:
    return [cell.value, cell.low, cell.high, cell.protection.value]


def tallied(
    name: str, columns: Sequence[str], pairs: Sequence[tuple[str | None, str]]
) -> dict[Hashable, int]:
    """Return the counts of a table of cohorts by something, without totals."""
    counts: dict[Hashable, int] = {
        (name, row, column): 0 for row in COHORTS for column in columns
    }
    for people, column in pairs:
        if people is not None and column in columns:
            counts[name, cohort_of(people), column] += 1
    return counts


def add_totals(
    counts: dict[Hashable, int], sums: list[Sum], name: str, columns: Sequence[str]
) -> None:
    """Add every total that a reader can make of a table of cohorts."""
    for row, parts in {**SUMS, ANSWERED: COHORTS}.items():
        for column in columns:
            counts[name, row, column] = sum(
                counts[name, part, column] for part in parts
            )
            sums.append(
                Sum((name, row, column), tuple((name, part, column) for part in parts))
            )
    for row in (*COHORTS, *SUMS, ANSWERED):
        counts[name, row, ALL] = sum(counts[name, row, column] for column in columns)
        sums.append(
            Sum((name, row, ALL), tuple((name, row, column) for column in columns))
        )
    for row, parts in {**SUMS, ANSWERED: COHORTS}.items():
        sums.append(Sum((name, row, ALL), tuple((name, part, ALL) for part in parts)))


def shown(
    name: str,
    columns: tuple[str, ...],
    cells: Mapping[Hashable, Cell],
    people: Sequence[Answer],
) -> Shown:
    """Return the table of a name as it may be shown; ``people`` are all in it."""
    rows = (*COHORTS, *SUMS, ANSWERED)
    answered = sum(one.people is not None for one in people)
    asked = sum(one.asked for one in people)
    return Shown(
        rows,
        columns,
        {(row, column): cells[name, row, column] for row in rows for column in columns},
        len(people),
        answered,
        asked - answered,
        len(people) - asked,
    )
