"""Why each group was lost, and how far it lies from what was asked: one system.

A threshold of one's own choice is an attack: 159.9 and 160.0 beside each other tell of
one person. So there are four for each measure, the same for women, men and peoples, and
a finer question is not asked. They are protected together with the reasons of loss,
for who does not meet a requirement is among those lost, mostly for that reason.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from pncrecruit.analysis.disclosure import Cell, Protection, Sum
from pncrecruit.analysis.requirement import Passing, band, passing
from pncrecruit.equity.figures.lines import (
    Counts,
    Rows,
    close,
    leaves,
    order_of,
    protected,
    row_of,
    rows_told,
    table,
)
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.figures.stays import FURTHER, Block, Stay, loss_block
from pncrecruit.equity.figures.tables import ALL, SEXES, Shown
from pncrecruit.equity.rules import ANSWERED, SILENT

# Where bands of slack begin, in the measure's unit: cm, years, marks. At 0 lies the
# requirement that held.
# Age has one table: of a call that asks for both edges the highest age moves, and who
# is too young is in the first band, which meets no step. Two tables of the same ages
# and the same reason would be subtracted from each other.
STEPS: Final[Mapping[str, tuple[int, ...]]] = {
    "height": (-10, -5, 0, 5),
    "age_most": (-5, -2, 0, 2),
    "age_least": (-2, -1, 0, 1),
    "mark": (-20, -10, 0, 10),
}
UNMEASURED: Final = "unmeasured"
UNMET: Final = "unmet"
BANDS: Final = tuple(f"band:{i}" for i in range(5))
# Lost for it and under it; lost for it and not under; under it and lost for another;
# lost for another and not under; under it and not lost; lost for it; of those in the
# column of further reasons, who is lost for it and who is not. Told nowhere: they tie.
_TIES: Final = ("for", "for_only", "other", "lost", "passed", "mine", "few", "rest")


class Limit(NamedTuple):
    """A requirement of a call, and the reasons with which it is said not to be met."""

    key: str
    reasons: frozenset[str]
    asked: Mapping[str, float]  # sex to the limit that held


def phase_tables(
    stays: Iterable[Stay],
    funnel: Shown,
    position: int,
    limits: Sequence[Limit],
    *,
    series: Series,
) -> list[Shown]:
    """Return why each group was lost, and for each limit how far it lies from it.

    The first table has no column but its total where there is one reason alone: that
    would tell of everybody lost what became of them. Raises Stands.
    """
    found = list(stays)
    lost = [one for one in found if one.lost]
    block = loss_block(lost, funnel, position, series=series)
    alone = len(block.columns) < 2
    if alone and not limits:
        return []
    rows = rows_told(funnel, (f"reached:{position}", f"lost:{position}"))
    counts: Counts = dict(block.counts)
    sums = list(block.sums)
    known, unread = {ALL}, set()
    if alone:
        known |= set(block.columns)
    for limit in limits:
        mine = _Lines(limit, found, rows, block)
        reached = {
            row: funnel.cells[row, f"reached:{position}"].low for row in leaves(rows)
        }
        sums += mine.close(reached, series)
        counts |= mine.counts
        known.add(f"{limit.key}|{ALL}")
        unread |= {f"{limit.key}|{tie}" for tie in _TIES}
    cells = protected(
        counts,
        sums,
        series,
        known=frozenset(known),
        unread=frozenset(unread),
        empty=frozenset(
            (row, column)
            for row, column in counts
            if not counts[row, "|".join((*column.split("|")[:-1], ALL))]
        ),
    )
    told = () if alone else block.columns
    return [
        table(counts, block.rows, told, cells),
        *(_table(limit, counts, rows, cells) for limit in limits),
    ]


class _Lines:
    """One limit's columns: bands of slack, and what ties them to the losses."""

    def __init__(
        self, limit: Limit, found: Sequence[Stay], rows: Rows, block: Block
    ) -> None:
        self._key, self._rows, self._block = limit.key, rows, block
        self._own = [one for one in block.columns if one in limit.reasons]
        women, men = SEXES
        self._base = (women, SILENT, *leaves(rows)) if rows else (women, men)
        self.counts: Counts = {}
        self._columns = tuple(
            f"{limit.key}|{name}" for name in (*BANDS, UNMEASURED, UNMET, *_TIES)
        )
        for row in self._base:
            for column in self._columns:
                self.counts[row, column] = 0
        for one in found:
            for name in _names(one, limit, block.columns):
                column = f"{limit.key}|{name}"
                for row in {one.sex, row_of(one.people, rows)} & set(self._base):
                    self.counts[row, column] += 1

    def close(self, reached: Mapping[str, int], series: Series) -> list[Sum]:
        """Add what is left of the funnel's figures, and the totals; return all ties."""
        key, counts, told = self._key, self.counts, self._block.counts
        bands = tuple(f"{key}|{name}" for name in BANDS)
        measured = (*bands, f"{key}|{UNMEASURED}")
        each, only, other, rest, passed, reason, few, left = (
            f"{key}|{tie}" for tie in _TIES
        )
        further = FURTHER in self._block.columns
        for row in self._base:
            if row in reached:
                some = [counts[row, column] for column in bands]
                counts[row, measured[-1]] = series.rest(reached[row], some)
            # Who stands in a reason's own column is lost for it, whatever has moved.
            own = sum(told[row, column] for column in self._own)
            counts[row, reason] = own + counts[row, few]
            counts[row, only] = series.rest(counts[row, reason], [counts[row, each]])
            if further:
                counts[row, left] = series.rest(told[row, FURTHER], [counts[row, few]])
            some = [counts[row, column] for column in (each, only, other)]
            counts[row, rest] = series.rest(told[row, ALL], some)
        wholes = {f"{key}|{ALL}": measured}
        sums = close(counts, self._rows, self._columns, series, wholes=wholes)
        unmet = f"{key}|{UNMET}"
        ties = [
            (unmet, bands[:3]),
            (unmet, (each, other, passed)),
            (ALL, (each, only, other, rest)),
            (reason, (each, only)),
            (reason, (*self._own, *((few,) if further else ()))),
        ]
        if further:
            ties.append((FURTHER, (few, left)))
        for row in {one for one, _ in counts}:
            sums += [
                Sum((row, whole), tuple((row, part) for part in parts))
                for whole, parts in ties
            ]
        return sums


def _names(one: Stay, limit: Limit, columns: Sequence[str]) -> list[str]:
    """Return in which columns of a limit somebody is counted."""
    far = one.slack.get(limit.key)
    under = far is not None and far < 0
    mine = one.lost and one.reason in limit.reasons
    found = [UNMEASURED if far is None else BANDS[band(far, STEPS[limit.key])]]
    if under:
        found.append(UNMET)
    each, only, other, rest, passed, _, few, _ = _TIES
    if mine and one.reason not in columns:
        found.append(few)
    if one.lost:
        found.append((each if mine else other) if under else (only if mine else rest))
    elif under:
        found.append(passed)
    return found


def _table(
    limit: Limit, counts: Counts, rows: Rows, cells: Mapping[Hashable, Cell]
) -> Shown:
    columns = (*BANDS, UNMEASURED, UNMET, ALL)
    order = order_of(rows)
    told = {
        (row, column): cells[row, f"{limit.key}|{column}"]
        for row in order
        for column in columns
    }
    notes = {
        "limit": limit.key,
        "asked": dict(limit.asked),
        "steps": list(STEPS[limit.key]),
    }
    total = counts["everybody", f"{limit.key}|{ALL}"]
    answered = counts.get((ANSWERED, f"{limit.key}|{ALL}"), 0)
    silent = total - answered
    return Shown(order, columns, told, total, answered, 0, silent, notes)


def passed(shown: Shown, row: str, at: int) -> tuple[Passing, Passing] | None:
    """Return who would pass at a step, and how many were measured; None if unknown."""
    if row not in shown.rows:
        return None
    cells = [shown.cells[row, column] for column in BANDS]
    whole = shown.cells[row, ALL].value
    left = shown.cells[row, UNMEASURED]
    if whole is None or any(
        one.protection is Protection.WITHHELD for one in (*cells, left)
    ):
        return None
    most_left = whole if left.high is None else left.high
    measured = Passing(whole - most_left, whole - left.low)
    lows = [one.low for one in cells]
    highs = [measured.high if one.high is None else one.high for one in cells]
    steps = shown.notes["steps"]
    least = passing(lows, highs, measured.low, steps, at).low
    most = passing(lows, highs, measured.high, steps, at).high
    return Passing(min(least, most), most), measured
