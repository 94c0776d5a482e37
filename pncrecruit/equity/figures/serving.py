"""Who serves, by people: protected tables.

By rank the peoples are counted in an edition of their own, with few rows and columns.
Among the highest ranks there are so few that a finer one would leave nothing to show.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

from pncrecruit.analysis.disclosure import WITHHELD, Sum, protect
from pncrecruit.equity.figures.tables import (
    ALL,
    SEXES,
    Answer,
    Shown,
    shown,
    two_way,
)
from pncrecruit.equity.rules import (
    ALL_THREE,
    ANSWERED,
    COHORTS,
    GARIFUNA,
    INDIGENOUS,
    OTHER,
    SUMS,
    cohort_of,
)


def serving_tables(
    answers: Iterable[Answer],
    *,
    departments: Sequence[str],
    minimum: int,
) -> dict[str, Shown]:
    """Return who serves: by sex and by department, protected together.

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
    two_way(counts, sums, "sex", SEXES, [(one.people, one.sex) for one in people])
    pairs = [(one.people, one.place if one.place in known else "-") for one in people]
    two_way(counts, sums, "department", (*known, "-"), pairs)
    # The same people, counted in two tables: their totals are one figure.
    sums.extend(
        Sum(("department", row, ALL), (("sex", row, ALL),))
        for row in (*COHORTS, *SUMS, ANSWERED)
    )
    cells = protect(counts, sums, minimum=minimum)
    return {
        name: shown(name, (*keys, ALL), cells, people)
        for name, keys in {"sex": SEXES, "department": known}.items()
    }


def rank_table(
    answers: Iterable[Answer],
    serving: Shown,
    *,
    groups: Mapping[str, Sequence[str]],
    minimum: int,
) -> Shown:
    """Return who serves by group of ranks, with fewer groups of peoples.

    The totals of the peoples are those that ``serving`` shows: they are known to every
    reader, so nothing here may follow from them. Where one of them is not shown, Maya,
    Xinka and Garifuna are counted as one; that this is so tells nothing new.

    Parameters
    ----------
    answers : iterable of Answer
        One for each serving officer; ``rank`` is the key of the rank.
    serving : Shown
        What `serving_tables` gave by sex: the totals that are published already.
    groups : mapping of group to rank keys
        An officer of none of them is in no column but in the totals.
    minimum : int
        k.

    Returns
    -------
    Shown
        Every cell withheld where even the coarse totals are not published.
    """
    people = list(answers)
    of_rank = {key: group for group, keys in groups.items() for key in keys}
    fine = (INDIGENOUS, GARIFUNA, OTHER)
    rows: dict[str, tuple[str, ...]] = dict.fromkeys(fine, ())
    rows |= {ALL_THREE: (INDIGENOUS, GARIFUNA), ANSWERED: fine}
    if any(serving.cells[key, ALL].value is None for key in fine):
        rows = {ALL_THREE: (), OTHER: (), ANSWERED: (ALL_THREE, OTHER)}
    columns = (
        (*groups, "-") if any(one.rank not in of_rank for one in people) else (*groups,)
    )
    members = {**{key: (key,) for key in COHORTS}, **SUMS, ANSWERED: COHORTS}
    counts: dict[Hashable, int] = {}
    sums: list[Sum] = []
    tally = Counter(
        (cohort_of(one.people), of_rank.get(one.rank, "-"))
        for one in people
        if one.people is not None
    )
    for row, parts in rows.items():
        for column in columns:
            counts[row, column] = sum(tally[one, column] for one in members[row])
            if parts:
                tied = tuple((part, column) for part in parts)
                sums.append(Sum((row, column), tied))
        counts[row, ALL] = sum(counts[row, column] for column in columns)
        sums.append(Sum((row, ALL), tuple((row, column) for column in columns)))
    known = frozenset((row, ALL) for row in rows)
    published = all(serving.cells[key].value is not None for key in known)
    cells = (
        protect(counts, sums, minimum=minimum, known=known)
        if published
        else dict.fromkeys(counts, WITHHELD)
    )
    shown_columns = (*groups, ALL)
    answered = sum(one.people is not None for one in people)
    asked = sum(one.asked for one in people)
    return Shown(
        tuple(rows),
        shown_columns,
        {(row, column): cells[row, column] for row in rows for column in shown_columns},
        len(people),
        answered,
        asked - answered,
        len(people) - asked,
    )
