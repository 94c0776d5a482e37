"""Who passes beside a reference, comparison by comparison, corrected over them all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pncrecruit.analysis.exact import (
    Stratified,
    cochran_mantel_haenszel,
    exact_conditional,
    holm,
)
from pncrecruit.analysis.power import enough
from pncrecruit.analysis.selection import Verdict, compare, four_fifths, verdict_of
from pncrecruit.equity.figures.tables import Shown
from pncrecruit.equity.rules import ANSWERED, LEAST_FOR_A_RATE

# Strata of this many persons and fewer in all are tested exactly.
EXACT_UP_TO = 2_000


class Tally(NamedTuple):
    """Who passed, of those whose phase has ended."""

    passed: int
    ended: int


class Stratum(NamedTuple):
    """A group and its reference in one call, or one department of a call."""

    mine: Tally
    others: Tally

    def table(self) -> list[list[int]]:
        """Return passed and not passed, of the group and of its reference."""
        return [[one.passed, one.ended - one.passed] for one in self]


class Pair(NamedTuple):
    """A group beside its reference in one phase; the strata add up to both."""

    group: str
    phase: str
    name: str
    strata: tuple[Stratum, ...]

    @property
    def mine(self) -> Tally:
        """The group, over all strata."""
        return _sum(one.mine for one in self.strata)

    @property
    def others(self) -> Tally:
        """The reference, over all strata."""
        return _sum(one.others for one in self.strata)


@dataclass(frozen=True, slots=True)
class Impact:
    """What can be said of one comparison; NaN where nothing can.

    ``adjusted`` and the verdict are corrected over all comparisons made together.
    ``stratified`` compares within the strata, and is None where there is one alone.
    ``enough`` is how many of the group would do to see a ratio of four fifths.
    """

    pair: Pair
    rate: float
    rate_low: float
    rate_high: float
    other_rate: float
    ratio: float
    ratio_low: float
    ratio_high: float
    p_value: float
    adjusted: float
    short: float
    short_low: float
    short_high: float
    verdict: Verdict
    under_four_fifths: bool
    stratified: Stratified | None
    enough: int | None


def impacts(pairs: Sequence[Pair]) -> list[Impact]:
    """Compare each pair, and correct by Holm over all that can be compared.

    The pairs are the comparisons listed beforehand: every phase of a call for every
    group that is watched, whatever their figures.
    """
    return list(_impacts(tuple(pairs)))


# What follows from the same counts is the same: it depends on nothing else.
@lru_cache(maxsize=128)
def _impacts(pairs: tuple[Pair, ...]) -> tuple[Impact, ...]:
    found = [_uncorrected(pair) for pair in pairs]
    adjusted = holm([p for _, p in found])
    return tuple(
        _impact(pair, part, float(q))
        for (pair, part), q in zip(
            ((pair, part) for pair, (part, _) in zip(pairs, found, strict=True)),
            adjusted,
            strict=True,
        )
    )


def _uncorrected(pair: Pair) -> tuple[dict[str, float], float]:
    mine, others = pair.mine, pair.others
    if not mine.ended or not others.ended:
        names = ("rate_low", "rate_high", "other_rate", "ratio", "ratio_low")
        more = ("ratio_high", "short", "short_low", "short_high", "rate", "p_value")
        return dict.fromkeys((*names, *more), np.nan), np.nan
    made = compare(
        [mine.passed, others.passed], [mine.ended, others.ended], reference=1
    )
    figures = {
        "rate": made.rates[0],
        "rate_low": made.rate_interval.low[0],
        "rate_high": made.rate_interval.high[0],
        "other_rate": made.rates[1],
        "ratio": made.ratios[0],
        "ratio_low": made.ratio_interval.low[0],
        "ratio_high": made.ratio_interval.high[0],
        "p_value": made.p_values[0],
        "short": made.short[0],
        "short_low": made.short_interval.low[0],
        "short_high": made.short_interval.high[0],
    }
    return {name: float(one) for name, one in figures.items()}, float(made.p_values[0])


def _impact(pair: Pair, part: dict[str, float], adjusted: float) -> Impact:
    verdict = Verdict.NOT_ENOUGH
    told = not np.isnan(part["p_value"])
    if told:
        verdict = verdict_of(
            part["rate"] - part["other_rate"],
            adjusted,
            part["ratio_low"],
            part["ratio_high"],
        )
    return Impact(
        pair=pair,
        adjusted=adjusted,
        verdict=verdict,
        under_four_fifths=bool(
            four_fifths([part["rate"], part["other_rate"]]).under[0]
        ),
        stratified=_stratified(pair),
        enough=enough(pair.others.ended, part["other_rate"]) if told else None,
        **part,
    )


def _stratified(pair: Pair) -> Stratified | None:
    tables = [one.table() for one in pair.strata]
    if len(tables) < 2:
        return None
    made = cochran_mantel_haenszel(tables)
    if not made.strata:
        return None
    if sum(one.mine.ended + one.others.ended for one in pair.strata) <= EXACT_UP_TO:
        return made._replace(p_value=exact_conditional(tables))
    return made


def people_pair(
    group: str, phase: str, name: str, tables: Iterable[tuple[int, Shown]]
) -> Pair:
    """Return a people beside all others who answered, from what is shown of calls.

    ``tables`` are the funnels of the calls, with the position of the phase in each. A
    call in which one of the four figures is not shown is left out: a range is no
    figure, and nothing is worked out from it. No rate is made of fewer than thirty.
    """
    strata = []
    for position, table in tables:
        cells = [
            table.cells[row, column].value
            for row in (group, ANSWERED)
            for column in (f"reached:{position + 1}", f"lost:{position}")
        ]
        known = [value for value in cells if value is not None]
        if len(known) < len(cells):
            continue
        passed, lost, all_passed, all_lost = known
        mine = Tally(passed, passed + lost)
        others = Tally(all_passed - passed, all_passed + all_lost - passed - lost)
        if mine.ended and others.ended:
            strata.append(Stratum(mine, others))
    if sum(one.mine.ended for one in strata) < LEAST_FOR_A_RATE:
        strata = []
    return Pair(group, phase, name, tuple(strata))


def _sum(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    return Tally(sum(t.passed for t in found), sum(t.ended for t in found))
