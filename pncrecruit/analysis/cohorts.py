"""The model's figures by cohort, protected: observed, expected, pooled."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from pncrecruit.analysis.cohort_errors import (
    SIDES,
    Rows,
    error_figures,
    rows_of,
    ties,
)
from pncrecruit.analysis.disclosure import Cell, Sum, protect
from pncrecruit.analysis.folds import Fold
from pncrecruit.analysis.intervals import clopper_pearson
from pncrecruit.analysis.person_months import Ints
from pncrecruit.analysis.pooling import Allowed, allowed, pool


class Cohort(NamedTuple):
    """A group of officers: positions, and the cohorts that it is the sum of."""

    key: str
    members: frozenset[int]
    parts: tuple[str, ...] = ()


class Ratio(NamedTuple):
    """Observed over expected, pooled, with its interval."""

    ratio: float
    low: float
    high: float


def cohort_figures(
    folds: Sequence[Fold],
    cohorts: Sequence[Cohort],
    *,
    minimum: int,
    wholes: Sequence[tuple[str, ...]] = (),
    listed: bool = True,
) -> list[dict[str, Any]]:
    """Return what can be said of each cohort over all folds together.

    What is expected of a cohort is at the level of all, so that it is compared with
    the others. Both sides of the outcome are protected, and both sides of the list of
    the model. Where the number of leavers is a range, the interval is that of the whole
    range, so that the number cannot be worked back.

    Parameters
    ----------
    folds : sequence of Fold
    cohorts : sequence of Cohort
        A cohort with parts is their sum, and is protected together with them.
    minimum : int
        k.
    wholes : sequence of tuples of keys, optional
        Cohorts that together are everybody: figures of all are shown elsewhere, and
        the last of them would follow from the others.
    listed : bool, default=True
        Whether a list was made from these risks: without one there are no errors of it.

    Returns
    -------
    list of dict
        JSON-able: key, persons (person-years at risk), dates, left (value, low, high),
        expected, allowed, observed (share, low, high), pooled (ratio, low, high), and
        errors as `error_figures` has them.
    """
    rows = rows_of(folds)
    members = {one.key: _places(rows, one) for one in cohorts}
    counts: dict[Hashable, int] = {
        (key, side): round(float(rows.sides[side][at].sum()))
        for key, at in members.items()
        for side in SIDES
    }
    factor = level(folds)
    expected = {key: float(rows.risk[at].sum()) * factor for key, at in members.items()}
    sums = [
        Sum((one.key, side), tuple((part, side) for part in one.parts))
        for one in cohorts
        if one.parts
        for side in SIDES
    ]
    sums += [tie for one in cohorts for tie in ties(one.key)]
    known = _whole(rows, members, wholes, counts, sums)
    cells = protect(counts, sums, minimum=minimum, known=known)
    base = [one.key for one in cohorts if expected[one.key] > 0]
    # One pooling serves every cohort whose leavers are shown.
    middle = {key: _middle(cells[key, "left"]) for key in base}
    shared = _ratios(middle, expected)
    errors = error_figures(rows, members, cells, level_of_all=factor)
    return [
        {
            **_figure(one.key, cells, expected, middle=middle, shared=shared),
            "dates": len(folds),
            **({"errors": errors[one.key]} if listed else {}),
        }
        for one in cohorts
    ]


def _places(rows: Rows, one: Cohort) -> Ints:
    inside = np.isin(rows.officer, np.array(sorted(one.members), dtype=np.int64))
    return np.flatnonzero(inside)


def _whole(
    rows: Rows,
    members: Mapping[str, Ints],
    wholes: Sequence[tuple[str, ...]],
    counts: dict[Hashable, int],
    sums: list[Sum],
) -> frozenset[Hashable]:
    """Add the counts of everybody, which are known, and what adds up to them."""
    told = [
        keys
        for keys in wholes
        if all(key in members for key in keys)
        and sum(members[key].size for key in keys) == rows.officer.size
    ]
    if not told:
        return frozenset()
    everybody: list[Hashable] = [("", side) for side in SIDES]
    for side in SIDES:
        counts["", side] = round(float(rows.sides[side].sum()))
        sums += [Sum(("", side), tuple((key, side) for key in keys)) for keys in told]
    return frozenset(everybody)


def level(folds: Sequence[Fold]) -> float:
    """Return observed over expected of everybody: how far off the model is as a whole.

    It is kept apart from the cohorts: a year in which more leave everywhere says
    nothing of one group. 1 where nobody was expected.
    """
    observed = sum(int(fold.left.sum()) for fold in folds)
    expected = sum(float(fold.champion.sum()) for fold in folds)
    return observed / expected if observed and expected else 1.0


def _figure(
    key: str,
    cells: Mapping[Hashable, Cell],
    expected: Mapping[str, float],
    *,
    middle: Mapping[str, float],
    shared: Mapping[str, Ratio],
) -> dict[str, Any]:
    left, persons = cells[key, "left"], cells[key, "all"]
    figure: dict[str, Any] = {
        "key": key,
        "persons": list(persons[:3]),
        "left": list(left[:3]),
        "expected": round(expected[key], 1),
        "allowed": allowed(expected[key]).value,
        "observed": None,
        "pooled": None,
    }
    if persons.value is None or left.high is None:
        figure["allowed"] = Allowed.NOTHING.value
        return figure
    ends = [clopper_pearson(n, persons.value) for n in (left.low, left.high)]
    if figure["allowed"] == Allowed.POOLED_AND_RAW.value:
        share = None if left.value is None else left.value / max(persons.value, 1)
        figure["observed"] = [share, float(ends[0].low), float(ends[1].high)]
    if figure["allowed"] != Allowed.NOTHING.value:
        figure["pooled"] = _pooled(key, left, expected, middle=middle, shared=shared)
    return figure


def _pooled(
    key: str,
    left: Cell,
    expected: Mapping[str, float],
    *,
    middle: Mapping[str, float],
    shared: Mapping[str, Ratio],
) -> list[float | None]:
    """Return the pooled ratio with its interval, over the range that is shown."""
    if left.value is not None:
        return [round(one, 2) for one in shared[key]]
    low, high = (
        _ratios({**middle, key: float(end)}, expected)[key]
        for end in (left.low, left.low if left.high is None else left.high)
    )
    return [None, round(low.low, 2), round(high.high, 2)]


def _ratios(
    observed: Mapping[str, float], expected: Mapping[str, float]
) -> dict[str, Ratio]:
    pooled = pool(list(observed.values()), [expected[key] for key in observed])
    found = zip(pooled.ratio, pooled.interval.low, pooled.interval.high, strict=True)
    return {
        key: Ratio(*map(float, one)) for key, one in zip(observed, found, strict=True)
    }


def _middle(cell: Cell) -> float:
    """Return what a reader would take for a cell: its value, or the range's middle."""
    if cell.value is not None:
        return float(cell.value)
    return (cell.low + (cell.low if cell.high is None else cell.high)) / 2
