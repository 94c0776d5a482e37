"""Groups of people in one phase, divided into columns, with all that ties the figures.

They stand beside the funnel of the call and take their totals from what it shows: a
group whose total is hidden there has no line here, but is counted in a coarser one. So
every line divides a figure that is read already, and what the funnel hides follows from
none of them. Who did not answer has a line too: without it "all who answered" beside
women and men would give a cell away.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final

from pncrecruit.analysis.disclosure import WITHHELD, Cell, Protection, Sum
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.figures.tables import ALL, SEXES, Shown
from pncrecruit.equity.rules import (
    ALL_THREE,
    ANSWERED,
    COHORTS,
    EVERYBODY,
    GARIFUNA,
    INDIGENOUS,
    OTHER,
    SILENT,
    SUMS,
    cohort_of,
)

Rows = Mapping[str, tuple[str, ...]]  # a row to the rows that add up to it
Counts = dict[tuple[str, str], int]  # row and column to persons

_FINE = (INDIGENOUS, GARIFUNA, OTHER)
_LEVELS: Final[tuple[Rows, ...]] = (
    {**dict.fromkeys(COHORTS, ()), **SUMS, ANSWERED: COHORTS},
    {**dict.fromkeys(_FINE, ()), ALL_THREE: _FINE[:2], ANSWERED: _FINE},
    {ALL_THREE: (), OTHER: (), ANSWERED: (ALL_THREE, OTHER)},
    {ANSWERED: ()},
)


def rows_told(funnel: Shown, columns: Sequence[str]) -> Rows:
    """Return the finest rows of peoples of which the funnel shows all these columns."""
    for rows in _LEVELS:
        cells = [
            funnel.cells[row, column] for row in leaves(rows) for column in columns
        ]
        if all(cell.value is not None for cell in cells):
            return rows
    return {}


def leaves(rows: Rows) -> list[str]:
    """Return the rows that are no sum of others."""
    return [row for row, parts in rows.items() if not parts]


def row_of(people: str | None, rows: Rows) -> str:
    """Return the row that is no sum in which somebody is counted."""
    if people is None:
        return SILENT
    cohort = cohort_of(people)
    found = [row for row in leaves(rows) if cohort in SUMS.get(row, (row,))]
    return found[0] if found else ANSWERED


def order_of(rows: Rows) -> tuple[str, ...]:
    """Return all lines in the order in which they are read."""
    return (EVERYBODY, *SEXES, *rows)


def close(
    counts: Counts,
    rows: Rows,
    columns: Sequence[str],
    series: Series,
    *,
    wholes: Mapping[str, Sequence[str]] | None = None,
) -> list[Sum]:
    """Add every total to counts of women, of leaves and of who is silent.

    ``wholes`` are columns that are sums of others: ALL of all, if none are named. Men
    are whom everybody leaves beside women. Returns what ties the cells; raises
    Stands where a rest would be under 0.
    """
    women, men = SEXES
    parts_of = [*rows.items(), (EVERYBODY, (ANSWERED, SILENT) if rows else SEXES)]
    _add_up(counts, parts_of, columns)
    if rows:
        for column in columns:
            everybody = counts[EVERYBODY, column]
            counts[men, column] = series.rest(everybody, [counts[women, column]])
        parts_of.append((EVERYBODY, SEXES))
    order = (*order_of(rows), *((SILENT,) if rows else ()))
    return tied(counts, order, parts_of, columns, wholes=wholes)


def tied(
    counts: Counts,
    order: Iterable[str],
    parts_of: Iterable[tuple[str, Sequence[str]]],
    columns: Sequence[str],
    *,
    wholes: Mapping[str, Sequence[str]] | None = None,
) -> list[Sum]:
    """Add the totals of rows over their parts, and of columns; return what ties them.

    ``wholes`` are columns that are sums of others: ALL of all, if none are named.
    """
    pairs = [(row, parts) for row, parts in parts_of if parts]
    _add_up(counts, pairs, columns)
    of = {ALL: columns} if wholes is None else wholes
    sums = []
    for row in order:
        for whole, some in of.items():
            each = tuple((row, column) for column in some)
            counts[row, whole] = sum(counts[one] for one in each)
            sums.append(Sum((row, whole), each))
    for row, parts in pairs:
        sums += [
            Sum((row, column), tuple((part, column) for part in parts))
            for column in (*columns, *of)
        ]
    return sums


def _add_up(
    counts: Counts,
    parts_of: Iterable[tuple[str, Sequence[str]]],
    columns: Sequence[str],
) -> None:
    for row, parts in parts_of:
        for column in columns:
            if parts:
                counts[row, column] = sum(counts[part, column] for part in parts)


def protected(
    counts: Counts,
    sums: Sequence[Sum],
    series: Series,
    *,
    known: frozenset[str] = frozenset((ALL,)),
    unread: frozenset[str] = frozenset(),
    empty: frozenset[Hashable] = frozenset(),
) -> dict[Hashable, Cell]:
    """Protect lines whose totals are read in the funnel.

    Women and men are left out where nothing could be kept back otherwise: fewer than k
    of them were lost, say, and the funnel tells how many. Of who is silent nothing
    is published; they tie the others, as do the ``unread`` columns. The ``empty`` cells
    are parts of a total that is read as 0. Raises Stands.
    """
    few = any(0 < counts[sex, ALL] < series.minimum for sex in SEXES)
    kept: dict[Hashable, int] = dict(counts.items())
    cells: dict[Hashable, Cell] = {}
    for gone in ((), SEXES)[int(few) :]:
        away = {key: WITHHELD for key in counts if key[0] in gone}
        open_ = {key for key in counts if key[1] not in known and key not in away}
        cells = away | series.protect(
            {key: n for key, n in kept.items() if key not in away},
            sums,
            known=frozenset(key for key in counts if key[1] in known) - away.keys(),
            unread=frozenset(
                key for key in open_ if key[0] == SILENT or key[1] in unread
            ),
            impossible=empty & open_,
        )
        if all(cells[key].protection is not Protection.WITHHELD for key in open_):
            break
    return cells


def table(
    counts: Counts, rows: Rows, columns: Sequence[str], cells: Mapping[Hashable, Cell]
) -> Shown:
    """Return lines as they are kept; how many answered is told where it is shown."""
    order, wide = order_of(rows), (*columns, ALL)
    everybody = counts[EVERYBODY, ALL]
    answered = counts.get((ANSWERED, ALL), 0)
    return Shown(
        order,
        wide,
        {(row, column): cells[row, column] for row in order for column in wide},
        everybody,
        answered,
        0,
        everybody - answered,
    )
