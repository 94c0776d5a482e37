"""PURE: from counts of a population to protected tables, and from these to figures.

Everything that is published together about a population is protected together, for
what is hidden in one table must not follow from another.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pncrecruit.analysis.disclosure import Cell, Protection, Sum, protect
from pncrecruit.equity.rules import ANSWERED, COHORTS, SUMS, cohort_of

SEXES = ("F", "M")
ALL = "all"


class Answer(NamedTuple):
    """What one person of a population counts as: people is None without an answer."""

    sex: str
    asked: bool
    people: str | None
    place: str = ""  # a department: what a second table is by


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


def _cell_json(cell: Cell) -> list[Any]:
    return [cell.value, cell.low, cell.high, cell.protection.value]


def serving_tables(
    answers: Iterable[Answer],
    *,
    departments: Sequence[str],
    minimum: int,
) -> dict[str, Shown]:
    """Return who serves: by sex and by department, protected together.

    By rank peoples are not counted: the highest ranks hold so few that a third table
    would leave nothing of all three to be shown.

    Parameters
    ----------
    answers : iterable of Answer
        One for each serving officer; ``place`` is the department.
    departments : sequence of str
        Codes; an officer of none of them is in no row but in the totals.
    minimum : int
        k.

    Returns
    -------
    dict of "sex", "department" to Shown
    """
    people = list(answers)
    counts: dict[Hashable, int] = {}
    sums: list[Sum] = []
    known = tuple(departments)
    _two_way(counts, sums, "sex", SEXES, [(one.people, one.sex) for one in people])
    pairs = [(one.people, one.place if one.place in known else "-") for one in people]
    _two_way(counts, sums, "department", (*known, "-"), pairs)
    # The same people, counted in two tables: their totals are one figure.
    sums.extend(
        Sum(("department", row, ALL), (("sex", row, ALL),))
        for row in (*COHORTS, *SUMS, ANSWERED)
    )
    cells = protect(counts, sums, minimum=minimum)
    return {
        name: _shown(name, (*keys, ALL), cells, people)
        for name, keys in {"sex": SEXES, "department": known}.items()
    }


def applicant_table(answers: Iterable[Answer], *, minimum: int) -> Shown:
    """Return who applied to a call, by people and sex, protected."""
    people = list(answers)
    counts: dict[Hashable, int] = {}
    sums: list[Sum] = []
    _two_way(counts, sums, "sex", SEXES, [(one.people, one.sex) for one in people])
    return _shown("sex", (*SEXES, ALL), protect(counts, sums, minimum=minimum), people)


class Course(NamedTuple):
    """How far one applicant came: phases entered, and whether lost in the last one."""

    people: str | None
    asked: bool
    furthest: int
    lost: bool
    finished: bool


def funnel_table(courses: Iterable[Course], *, phases: int, minimum: int) -> Shown:
    """Return who reached, passed, was lost and waits in each phase, by people.

    Outcomes: both sides of each split are protected. Columns are "reached:i", "lost:i"
    and "waiting:i"; who passed phase i reached phase i + 1, and "reached:n" is who
    finished.
    """
    found = list(courses)
    counts: dict[Hashable, int] = {}
    sums: list[Sum] = []
    rows = (*COHORTS, *SUMS, ANSWERED)
    for row in COHORTS:
        mine = [one for one in found if _is_in(one.people, row)]
        for i in range(phases + 1):
            counts[row, f"reached:{i}"] = sum(
                one.furthest >= i if i < phases else one.finished for one in mine
            )
        for i in range(phases):
            here = [one for one in mine if one.furthest == i and not one.finished]
            counts[row, f"lost:{i}"] = sum(one.lost for one in here)
            counts[row, f"waiting:{i}"] = sum(not one.lost for one in here)
    columns = tuple(
        dict.fromkeys(str(key[1]) for key in counts if isinstance(key, tuple))
    )
    for row, parts in {**SUMS, ANSWERED: COHORTS}.items():
        for column in columns:
            counts[row, column] = sum(counts[part, column] for part in parts)
            sums.append(Sum((row, column), tuple((part, column) for part in parts)))
    for row in rows:
        for i in range(phases):
            parts_of = (f"reached:{i + 1}", f"lost:{i}", f"waiting:{i}")
            sums.append(
                Sum((row, f"reached:{i}"), tuple((row, part) for part in parts_of))
            )
    cells = protect(counts, sums, minimum=minimum)
    answered = sum(one.people is not None for one in found)
    asked = sum(one.asked for one in found)
    return Shown(
        rows,
        columns,
        {(row, column): cells[row, column] for row in rows for column in columns},
        len(found),
        answered,
        asked - answered,
        len(found) - asked,
        {"phases": phases},
    )


def _is_in(people: str | None, cohort: str) -> bool:
    return people is not None and cohort_of(people) == cohort


def _two_way(
    counts: dict[Hashable, int],
    sums: list[Sum],
    name: str,
    columns: Sequence[str],
    pairs: Sequence[tuple[str | None, str]],
) -> None:
    """Add a table of cohorts by something, with every total a reader can make."""
    for row in COHORTS:
        for column in columns:
            counts[name, row, column] = 0
    for people, column in pairs:
        if people is not None and (name, COHORTS[0], column) in counts:
            counts[name, cohort_of(people), column] += 1
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


def _shown(
    name: str,
    columns: tuple[str, ...],
    cells: Mapping[Hashable, Cell],
    people: Sequence[Answer],
) -> Shown:
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
