"""Who applied to a call, reached each phase and was lost there, by people: protected.

Both tables of a call are protected together: who reached its first phase is who
applied.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pncrecruit.analysis.disclosure import Cell, Sum, protect
from pncrecruit.equity.figures.tables import (
    ALL,
    SEXES,
    Answer,
    Shown,
    shown,
    two_way,
)
from pncrecruit.equity.rules import ANSWERED, COHORTS, SUMS, cohort_of

ROWS = (*COHORTS, *SUMS, ANSWERED)


class Course(NamedTuple):
    """How far one applicant came: phases entered, and whether lost in the last one."""

    sex: str
    people: str | None
    asked: bool
    furthest: int
    lost: bool
    finished: bool


def call_tables(
    courses: Iterable[Course], *, phases: int, minimum: int
) -> dict[str, Shown]:
    """Return who applied by people and sex, and the funnel by people.

    Outcomes: both sides of each split are protected, but for what nobody at all has
    come to, which the funnel by sex shows live: that is 0 and known to be. The columns
    of the funnel are "reached:i", "lost:i" and "waiting:i"; who passed phase i reached
    phase i + 1, and "reached:n" is who finished.

    Returns
    -------
    dict of "applied", "funnel" to Shown
    """
    found = list(courses)
    counts: dict[Hashable, int] = {}
    sums: list[Sum] = []
    two_way(counts, sums, "sex", SEXES, [(one.people, one.sex) for one in found])
    columns = _count(counts, sums, found, phases)
    sums.extend(Sum((row, "reached:0"), (("sex", row, ALL),)) for row in ROWS)
    cells = protect(
        counts,
        sums,
        minimum=minimum,
        impossible=frozenset(
            (row, column) for column in _empty(found, phases) for row in ROWS
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
            {"phases": phases},
        ),
    }


def _count(
    counts: dict[Hashable, int],
    sums: list[Sum],
    found: Sequence[Course],
    phases: int,
) -> tuple[str, ...]:
    """Add the cells of the funnel and what ties them; return its columns."""
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
    columns = (
        *(f"reached:{i}" for i in range(phases + 1)),
        *(f"{what}:{i}" for i in range(phases) for what in ("lost", "waiting")),
    )
    for row, parts in {**SUMS, ANSWERED: COHORTS}.items():
        for column in columns:
            counts[row, column] = sum(counts[part, column] for part in parts)
            sums.append(Sum((row, column), tuple((part, column) for part in parts)))
    for row in ROWS:
        for i in range(phases):
            parts_of = (f"reached:{i + 1}", f"lost:{i}", f"waiting:{i}")
            sums.append(
                Sum((row, f"reached:{i}"), tuple((row, part) for part in parts_of))
            )
    return columns


def _empty(found: Sequence[Course], phases: int) -> Iterator[str]:
    """Yield the columns in which there is nobody, whatever they answered."""
    here = Counter(one.furthest for one in found if not one.finished)
    lost = Counter(one.furthest for one in found if not one.finished and one.lost)
    furthest = max((one.furthest for one in found), default=-1)
    for i in range(phases):
        if furthest < i:
            yield f"reached:{i}"
        if not lost[i]:
            yield f"lost:{i}"
        if lost[i] == here[i]:
            yield f"waiting:{i}"
    if not any(one.finished for one in found):
        yield f"reached:{phases}"


def _is_in(people: str | None, cohort: str) -> bool:
    return people is not None and cohort_of(people) == cohort
