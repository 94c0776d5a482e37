"""Who serves, by people: protected tables.

By rank the peoples are counted in an edition of their own, with few rows and columns.
Among the highest ranks there are so few that a finer one would leave nothing to show.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

from pncrecruit.analysis.disclosure import WITHHELD, Cell, Sum
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
    answers: Iterable[Answer], *, departments: Sequence[str], series: Series
) -> dict[str, Shown]:
    """Return who serves: by sex and by department, protected together.

    Parameters
    ----------
    answers : iterable of Answer
        One for each serving officer; ``place`` is the department.
    departments : sequence of str
        Codes; an officer of none of them is in no row but in the totals.
    series : Series
        The editions that were let out.

    Returns
    -------
    dict of "sex", "department" to Shown

    Raises Stands.
    """
    people = list(answers)
    known = tuple(departments)
    places = (*known, "-")
    pairs = [(one.people, one.place if one.place in known else "-") for one in people]
    counts = series.held(
        tallied("sex", SEXES, [(one.people, one.sex) for one in people])
        | tallied("department", places, pairs)
    )
    sums: list[Sum] = []
    add_totals(counts, sums, "sex", SEXES)
    add_totals(counts, sums, "department", places)
    # The same people, counted in two tables: their totals are one figure, but for what
    # has moved in one of the tables only. A reader is taken to know that much.
    behind: dict[Hashable, int] = {}
    for row in (*COHORTS, *SUMS, ANSWERED):
        both = {name: counts[name, row, ALL] for name in ("sex", "department")}
        counts["either", row, ALL] = most = max(both.values())
        for name, total in both.items():
            behind["behind", row, name] = most - total
            tied = (name, row, ALL), ("behind", row, name)
            sums.append(Sum(("either", row, ALL), tied))
    cells = series.protect(counts | behind, sums, known=frozenset(behind))
    return {
        name: shown(name, (*keys, ALL), cells, people)
        for name, keys in {"sex": SEXES, "department": known}.items()
    }


def rank_table(
    answers: Iterable[Answer],
    serving: Shown,
    *,
    groups: Mapping[str, Sequence[str]],
    series: Series,
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
    series : Series
        The editions that were let out.

    Returns
    -------
    Shown
        Every cell withheld where even the coarse totals are not published.

    Raises Stands.
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
    known = frozenset((row, ALL) for row in rows)
    cells: dict[Hashable, Cell] = {}
    if any(serving.cells[key].value is None for key in known):
        if series.earlier:
            series.stand()
        cells |= {(row, c): WITHHELD for row in rows for c in (*groups, ALL)}
    else:
        cells = _by_rank(people, serving, rows, columns, of_rank, series)
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


def _by_rank(  # noqa: PLR0917 - what the table is made of
    people: Sequence[Answer],
    serving: Shown,
    rows: Mapping[str, tuple[str, ...]],
    columns: Sequence[str],
    of_rank: Mapping[str, str],
    series: Series,
) -> dict[Hashable, Cell]:
    """Count and protect; the first column is what the others leave of the total."""
    members = {**{key: (key,) for key in COHORTS}, **SUMS}
    tally = Counter(
        (cohort_of(one.people), of_rank.get(one.rank, "-"))
        for one in people
        if one.people is not None
    )
    first, *others = columns
    counts: dict[Hashable, int] = series.held(
        {
            (row, column): sum(tally[one, column] for one in members[row])
            for row, parts in rows.items()
            if not parts
            for column in others
        }
    )
    sums: list[Sum] = []
    for row, parts in rows.items():
        total = counts[row, ALL] = serving.cells[row, ALL].low
        if parts:
            for column in columns:
                tied = tuple((part, column) for part in parts)
                counts[row, column] = sum(counts[part] for part in tied)
                sums.append(Sum((row, column), tied))
        else:
            left = [counts[row, column] for column in others]
            counts[row, first] = series.rest(total, left)
        sums.append(Sum((row, ALL), tuple((row, column) for column in columns)))
    return series.protect(counts, sums, known=frozenset((row, ALL) for row in rows))
