"""Who applied to a call, reached each phase and was lost there, by people: protected.

Both tables of a call are protected together: who reached its first phase is who
applied. While people come and go day by day, nothing is told of their peoples: a phase
is told once it is over, and stands.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pncrecruit.analysis.disclosure import Cell, Sum
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.figures.tables import (
    ALL,
    SEXES,
    Answer,
    Shown,
    add_totals,
    shown,
    tallied,
)
from pncrecruit.equity.rules import ANSWERED, COHORTS, SUMS, cohort_of

ROWS = (*COHORTS, *SUMS, ANSWERED)


class Course(NamedTuple):
    """How far one applicant came: phases entered, and whether lost in the last one.

    Who neither finished nor was lost still waits there; ``deferred`` to another call.
    """

    sex: str
    people: str | None
    asked: bool
    furthest: int
    lost: bool
    finished: bool
    deferred: bool = False


def phases_over(courses: Iterable[Course], *, phases: int, minimum: int) -> int:
    """Return how many phases are over: under k persons wait in them or before them."""
    waiting = Counter(
        one.furthest
        for one in courses
        if not (one.lost or one.finished or one.deferred)
    )
    so_far = 0
    for i in range(phases):
        so_far += waiting[i]
        if so_far >= minimum:
            return i
    return phases


def call_tables(
    courses: Iterable[Course], *, phases: int, series: Series, over: int | None = None
) -> dict[str, Shown]:
    """Return who applied by people and sex, and the funnel by people.

    Outcomes: both sides of each split are protected, but for what nobody at all has
    come to, which the funnel by sex shows live: that is 0 and known to be. The columns
    of the funnel are "reached:i", "lost:i" and "waiting:i"; who passed phase i reached
    phase i + 1, and "reached:n" is who finished. Only the first ``over`` phases are in
    it, all of them by default.

    Returns
    -------
    dict of "applied", "funnel" to Shown

    Raises Stands.
    """
    found = list(courses)
    told = phases if over is None else over
    pairs = [(one.people, one.sex) for one in found]
    counts = series.held(tallied("sex", SEXES, pairs) | _ended(found, told))
    sums: list[Sum] = []
    add_totals(counts, sums, "sex", SEXES)
    columns = _count(counts, sums, told, series)
    sums.extend(Sum((row, "reached:0"), (("sex", row, ALL),)) for row in ROWS)
    cells = series.protect(
        counts,
        sums,
        impossible=frozenset(
            (row, column)
            for column in _empty(found, told)
            for row in ROWS
            if not counts[row, column]
        ),
    )
    people = [Answer(one.sex, one.asked, one.people) for one in found]
    applied = shown("sex", (*SEXES, ALL), cells, people)
    funnel: dict[tuple[str, str], Cell] = {
        (row, column): cells[row, column] for row in ROWS for column in columns
    }
    return {
        "applied": applied,
        "funnel": Shown(
            ROWS,
            columns,
            funnel,
            applied.total,
            applied.answered,
            applied.declined,
            applied.not_asked,
            {"phases": phases, "over": told},
        ),
    }


def _ended(found: Sequence[Course], told: int) -> dict[Hashable, int]:
    """Return who ended in each phase, by cohort: lost there, or waiting for ever."""
    counts: dict[Hashable, int] = {}
    for row in COHORTS:
        for i in range(told):
            here = [
                one
                for one in found
                if one.furthest == i and not one.finished and _is_in(one.people, row)
            ]
            counts[row, f"lost:{i}"] = sum(one.lost for one in here)
            counts[row, f"waiting:{i}"] = sum(not one.lost for one in here)
    return counts


def _count(
    counts: dict[Hashable, int], sums: list[Sum], told: int, series: Series
) -> tuple[str, ...]:
    """Add who reached each phase and what ties the cells; return the columns."""
    for row in COHORTS:
        counts[row, "reached:0"] = counts["sex", row, ALL]
        for i in range(told):
            ended = [counts[row, f"{what}:{i}"] for what in ("lost", "waiting")]
            reached = counts[row, f"reached:{i}"]
            counts[row, f"reached:{i + 1}"] = series.rest(reached, ended)
    columns = (
        *(f"reached:{i}" for i in range(told + 1)),
        *(f"{what}:{i}" for i in range(told) for what in ("lost", "waiting")),
    )
    for row, parts in {**SUMS, ANSWERED: COHORTS}.items():
        for column in columns:
            counts[row, column] = sum(counts[part, column] for part in parts)
            sums.append(Sum((row, column), tuple((part, column) for part in parts)))
    for row in ROWS:
        for i in range(told):
            parts_of = (f"reached:{i + 1}", f"lost:{i}", f"waiting:{i}")
            sums.append(
                Sum((row, f"reached:{i}"), tuple((row, part) for part in parts_of))
            )
    return columns


def _empty(found: Sequence[Course], told: int) -> Iterator[str]:
    """Yield the columns in which there is nobody, whatever they answered."""
    here = Counter(one.furthest for one in found if not one.finished)
    lost = Counter(one.furthest for one in found if not one.finished and one.lost)
    finished = any(one.finished for one in found)
    furthest = max((one.furthest for one in found), default=-1)
    for i in range(told):
        if furthest < i:
            yield f"reached:{i}"
        if not lost[i]:
            yield f"lost:{i}"
        if lost[i] == here[i]:
            yield f"waiting:{i}"
    if not finished and furthest <= told - 1:
        yield f"reached:{told}"


def _is_in(people: str | None, cohort: str) -> bool:
    return people is not None and cohort_of(people) == cohort
