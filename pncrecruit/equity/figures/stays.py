"""Why each group was lost in a phase, and how long it stayed there: protected tables.

Both are told once, when the phase is over, and stand.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from pncrecruit.analysis.disclosure import Protection, Sum
from pncrecruit.analysis.waiting import band_of, median_band, median_days
from pncrecruit.equity.figures.lines import (
    Counts,
    Rows,
    close,
    leaves,
    row_of,
    rows_told,
    tied,
)
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.figures.tables import ALL, SEXES, Shown
from pncrecruit.equity.rules import ANSWERED, EVERYBODY, SILENT

# Reasons that few share are one column, as is what has no code.
FURTHER: Final = "further"
# Last days of the bands by which a people's time in a phase is told; then who took
# longer. Nobody's own days are told of a people, and a median of few would be one's.
BAND_ENDS: Final = (7, 14, 30, 60)
BANDS: Final = tuple(f"days:{i}" for i in range(len(BAND_ENDS) + 1))
WAITING: Final = "waiting"
# Over so many bands an interval may reach and still say something.
_WIDEST: Final = 1


_UNMEASURED: Final[Mapping[str, float]] = MappingProxyType({})


class Stay(NamedTuple):
    """One applicant in one phase, from the log of transitions.

    ``days`` from entering it to its end, or to the day of counting for who waits. The
    reason is a code, empty for who passed or waits; people is None without an answer.
    ``slack`` tells how far a measure lies on the passing side of its requirement.
    """

    sex: str
    people: str | None
    days: int
    ended: bool
    lost: bool = False
    reason: str = ""
    slack: Mapping[str, float] = _UNMEASURED


class Block(NamedTuple):
    """Counts that are not protected yet, with what ties them."""

    rows: Rows
    columns: tuple[str, ...]
    counts: Counts
    sums: list[Sum]


def loss_block(
    lost: Sequence[Stay], funnel: Shown, position: int, *, series: Series
) -> Block:
    """Return for which reasons each group was lost.

    Columns are the codes that 2k and more share, commonest first, and what is left.
    Raises Stands.
    """
    columns = _reasons(lost, 2 * series.minimum)
    rows = rows_told(funnel, (f"lost:{position}",))
    totals = {row: funnel.cells[row, f"lost:{position}"].low for row in leaves(rows)}
    counts = _by_reason(lost, rows, columns, totals, series)
    return Block(rows, columns, counts, close(counts, rows, columns, series))


def stay_table(
    stays: Iterable[Stay], funnel: Shown, position: int, *, series: Series
) -> list[Shown]:
    """Return how long each people stayed in a phase, by bands of days.

    Who still waits is a column of its own. Women's, men's and everybody's median days
    are a note of the table: sex with a time is no outcome. Raises Stands.
    """
    found = list(stays)
    rows = rows_told(funnel, (f"reached:{position}", f"waiting:{position}"))
    columns = (*BANDS, WAITING)
    counts: Counts = {}
    tally = Counter((row_of(one.people, rows), _band(one)) for one in found)
    for row in leaves(rows):
        reached, waiting = (
            funnel.cells[row, f"{what}:{position}"].low
            for what in ("reached", "waiting")
        )
        others = [counts.setdefault((row, c), tally[row, c]) for c in BANDS[:-1]]
        counts[row, WAITING] = waiting
        counts[row, BANDS[-1]] = series.rest(reached - waiting, others)
    sums = tied(counts, rows, rows.items(), columns)
    cells = series.protect(
        dict(counts.items()),
        sums,
        known=frozenset(key for key in counts if key[1] in {ALL, WAITING}),
        # The funnel tells that nobody of the people had a result: no band has anybody.
        impossible=frozenset(
            (row, column)
            for row in rows
            if counts[row, ALL] == counts[row, WAITING]
            for column in BANDS
        ),
    )
    made = {}
    for key in (EVERYBODY, *SEXES):
        mine = [one for one in found if key in {one.sex, EVERYBODY}]
        if len(mine) >= series.minimum:
            days = [one.days for one in mine], [one.ended for one in mine]
            made[key] = [len(mine), sum(days[1]), *median_days(*days)]
    wide = (*columns, ALL)
    told = {(row, column): cells[row, column] for row in rows for column in wide}
    total, answered = len(found), counts.get((ANSWERED, ALL), 0)
    silent = total - answered
    notes = {"days": made}
    return [Shown(tuple(rows), wide, told, total, answered, 0, silent, notes)]


class Within(NamedTuple):
    """In which band of days the median lies, and its interval; see BANDS."""

    median: int
    low: int
    high: int

    @property
    def enough(self) -> bool:
        """Whether the interval says more than that it takes some time."""
        return self.high - self.low <= _WIDEST


def within(shown: Shown, row: str) -> Within | None:
    """Return the band of a people's median, from what is shown; None if unknown.

    Who waits is taken to wait beyond the last band: a phase is told when it is over.
    """
    if row not in shown.rows or shown.cells[row, ALL].value is None:
        return None
    total = shown.cells[row, ALL].low
    cells = [shown.cells[row, column] for column in (*BANDS, WAITING)]
    if any(cell.protection is Protection.WITHHELD for cell in cells):
        return None
    lows = [cell.low for cell in cells]
    highs = [total if cell.high is None else cell.high for cell in cells]
    places = range(1, len(BANDS) + 1)
    least = [max(sum(lows[:i]), total - sum(highs[i:])) for i in places]
    most = [min(sum(highs[:i]), total - sum(lows[i:])) for i in places]
    found = median_band(least, most, total)
    return Within(*found) if found else None


def _reasons(lost: Sequence[Stay], least: int) -> tuple[str, ...]:
    """Return the reasons that many share, commonest first, and what is left of them."""
    many = Counter(one.reason for one in lost)
    ranked = sorted(many.items(), key=lambda item: (-item[1], item[0]))
    named = [code for code, n in ranked if code and n >= least]
    rest = len(lost) - sum(many[code] for code in named)
    return (*named, FURTHER) if rest else tuple(named)


def _by_reason(
    lost: Sequence[Stay],
    rows: Rows,
    columns: Sequence[str],
    totals: Mapping[str, int],
    series: Series,
) -> Counts:
    """Count women, each leaf and who is silent; the commonest reason is the rest.

    The funnel shows a few more or fewer than there are today where it has not moved.
    """
    women, men = SEXES
    counts: Counts = {}
    told = [(one, one.reason if one.reason in columns else FURTHER) for one in lost]
    for row in (women, SILENT, *totals) if rows else (women, men):
        for column in columns:
            counts[row, column] = sum(
                reason == column and row in {one.sex, row_of(one.people, rows)}
                for one, reason in told
            )
    for row, total in totals.items():
        others = [counts[row, column] for column in columns[1:]]
        if columns:
            counts[row, columns[0]] = series.rest(total, others)
    return counts


def _band(one: Stay) -> str:
    return BANDS[band_of(one.days, BAND_ENDS)] if one.ended else WAITING
