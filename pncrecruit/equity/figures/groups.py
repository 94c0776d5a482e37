"""Who joined, who left and how requests fare, by people: protected tables.

They exist for groups too small for a rate: counts or ranges, never an estimate.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from pncrecruit.analysis.disclosure import Cell, Sum
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.figures.tables import ALL, Shown
from pncrecruit.equity.rules import ANSWERED, COHORTS, SUMS, cohort_of

JOINED, LEFT, LEFT_OWN, LEFT_OTHER = "joined", "left", "left_own", "left_other"
NEAR, FAR, UNPLACED = "near", "far", "unplaced"
WAITING, NOT_WAITING = "waiting", "not_waiting"
SUPPORTED, UNSUPPORTED, NO_CASE = "supported", "unsupported", "no_case"
MOVEMENTS = (JOINED, LEFT, LEFT_OWN, LEFT_OTHER)
PROCESS = (
    NEAR,
    FAR,
    UNPLACED,
    WAITING,
    NOT_WAITING,
    SUPPORTED,
    UNSUPPORTED,
    NO_CASE,
)
# Each of these adds up to all who serve; the first is what the others leave.
_PARTITIONS = (
    (FAR, NEAR, UNPLACED),
    (NOT_WAITING, WAITING),
    (NO_CASE, SUPPORTED, UNSUPPORTED),
)
_RESTS = (FAR, NOT_WAITING, NO_CASE)


class Life(NamedTuple):
    """What one officer counts as in the window and today; no people: no answer."""

    people: str | None
    asked: bool
    joined: bool
    left: str  # LEFT_OWN, LEFT_OTHER, or nothing
    serves: bool
    place: str = UNPLACED
    request: str = NOT_WAITING
    support: str = NO_CASE


def movement_table(lives: Iterable[Life], *, series: Series) -> Shown:
    """Return who joined and who left within the window, by people. Raises Stands."""
    moved = [one for one in lives if one.joined or one.left]
    counted: dict[Hashable, int] = {}
    sums: list[Sum] = []
    for row in COHORTS:
        mine = [one for one in moved if _is_in(one, row)]
        counted[row, JOINED] = sum(one.joined for one in mine)
        counted[row, LEFT_OWN] = sum(one.left == LEFT_OWN for one in mine)
        counted[row, LEFT_OTHER] = sum(one.left == LEFT_OTHER for one in mine)
    counts = series.held(counted)
    for row in COHORTS:
        counts[row, LEFT] = counts[row, LEFT_OWN] + counts[row, LEFT_OTHER]
    rows = _add_sums(counts, sums, MOVEMENTS)
    sums += [Sum((r, LEFT), ((r, LEFT_OWN), (r, LEFT_OTHER))) for r in rows]
    empty = frozenset(
        (row, way)
        for way in (LEFT_OWN, LEFT_OTHER)
        if not any(one.left == way for one in moved)
        for row in rows
        if not counts[row, way]
    )
    cells = series.protect(counts, sums, impossible=empty)
    return _table(
        rows, MOVEMENTS, {(r, c): cells[r, c] for r in rows for c in MOVEMENTS}, moved
    )


def process_table(lives: Iterable[Life], serving: Shown, *, series: Series) -> Shown:
    """Return who serves near home, waits for an answer and was supported, by people.

    The totals are those of ``serving``, which every reader knows. A people whose total
    is not shown is left out, and with it every sum that it could be worked out from.
    Raises Stands.
    """
    here = [one for one in lives if one.serves]
    told = [row for row in COHORTS if serving.cells[row, ALL].value is not None]
    whole = len(told) == len(COHORTS) and all(
        serving.cells[row, ALL].value is not None for row in (*SUMS, ANSWERED)
    )
    counted: dict[Hashable, int] = {}
    sums: list[Sum] = []
    for row in told:
        mine = [one for one in here if _is_in(one, row)]
        for column in PROCESS:
            if column not in _RESTS:
                counted[row, column] = sum(
                    column in (one.place, one.request, one.support) for one in mine
                )
    counts = series.held(counted)
    for row in told:
        for rest, *parts in _PARTITIONS:
            left = [counts[row, part] for part in parts]
            counts[row, rest] = series.rest(serving.cells[row, ALL].low, left)
    rows = _add_sums(counts, sums, PROCESS) if whole else tuple(told)
    for row in rows:
        counts[row, ALL] = serving.cells[row, ALL].low
        sums += [
            Sum((row, ALL), tuple((row, part) for part in parts))
            for parts in _PARTITIONS
        ]
    seen = {part for one in here for part in (one.place, one.request, one.support)}
    cells = series.protect(
        counts,
        sums,
        known=frozenset((row, ALL) for row in rows),
        impossible=frozenset(
            (row, column)
            for column in PROCESS
            if column not in seen
            for row in rows
            if not counts[row, column]
        ),
    )
    columns = (*PROCESS, ALL)
    return _table(
        rows, columns, {(r, c): cells[r, c] for r in rows for c in columns}, here
    )


def _add_sums(
    counts: dict[Hashable, int], sums: list[Sum], columns: Sequence[str]
) -> tuple[str, ...]:
    for row, parts in {**SUMS, ANSWERED: COHORTS}.items():
        for column in columns:
            counts[row, column] = sum(counts[part, column] for part in parts)
            sums.append(Sum((row, column), tuple((part, column) for part in parts)))
    return (*COHORTS, *SUMS, ANSWERED)


def _is_in(one: Life, cohort: str) -> bool:
    return one.people is not None and cohort_of(one.people) == cohort


def _table(
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    cells: Mapping[tuple[str, str], Cell],
    lives: Sequence[Life],
) -> Shown:
    answered = sum(one.people is not None for one in lives)
    asked = sum(one.asked for one in lives)
    return Shown(
        rows,
        columns,
        dict(cells),
        len(lives),
        answered,
        asked - answered,
        len(lives) - asked,
    )
