"""What a version is later held against: how inputs were spread, and the cohorts."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

import numpy as np

from pncrecruit.analysis.cohorts import Cohort
from pncrecruit.analysis.disclosure import Sum, protect
from pncrecruit.analysis.drift import Spread, spread
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.person_months import Careers, Ints
from pncrecruit.analysis.survival import aalen_johansen
from pncrecruit.retention.features.inputs import NAMES
from pncrecruit.retention.queries.careers import Force
from pncrecruit.retention.queries.ends import CAUSES, SERVING

# The calendar moves by itself.
WATCHED: Final = tuple(name for name in NAMES if not name.startswith("season"))
YEARS: Final = (1, 2, 3, 5, 10, 15, 20, 25)
FEWEST_AT_RISK: Final = 30
UNANSWERED_MONTHS: Final = 2


def serving(found: Force) -> Ints:
    """Return the positions of those who serve at the end of the force's day."""
    after = (found.day - date(1970, 1, 1)).days + 1
    return np.flatnonzero((found.cause == SERVING) & (found.appointed < after))


def spreads(x: Floats) -> dict[str, Any]:
    """Return how each watched input is spread, as JSON."""
    return {
        name: spread(column)._asdict()
        for name, column in zip(NAMES, x.T, strict=True)
        if name in WATCHED
    }


def spread_of(kept: dict[str, Any]) -> Spread:
    """Return a spread that was kept as JSON."""
    return Spread(
        tuple(kept["edges"]), tuple(kept["shares"]), kept["missing"], kept["rows"]
    )


def mix_of(cohorts: Iterable[Cohort], who: Ints, *, minimum: int) -> dict[str, int]:
    """Return how many of each cohort serve, where that may be shown."""
    serve = set(who.tolist())
    counts: dict[Hashable, int] = {}
    sums = []
    for one in cohorts:
        inside = len(one.members & serve)
        counts[one.key] = inside
        if one.parts:
            sums.append(Sum(one.key, one.parts))
    cells = protect(counts, sums, minimum=minimum)
    return {
        str(key): cell.value for key, cell in cells.items() if cell.value is not None
    }


def waiting(
    x: Floats,
    who: Ints,
    cohorts: Sequence[Cohort],
    shown: Mapping[str, int],
    *,
    minimum: int,
) -> dict[str, list[int | None]]:
    """Return whose transfer request is unanswered for two months, by cohort.

    Said where no risk can be: it needs no estimate. Each is (value, low, high).

    Parameters
    ----------
    x : array of shape (n_serving, n_inputs)
    who : array of shape (n_serving,)
        Positions in the force.
    cohorts : sequence of Cohort
    shown : mapping of cohort to persons
        Of which cohorts it is said elsewhere how many serve.
    minimum : int
        k.
    """
    asked = x[:, NAMES.index("request_open_months")] >= UNANSWERED_MONTHS
    serve, waits = set(who.tolist()), set(who[asked].tolist())
    counts: dict[tuple[str, str], int] = {}
    sums = []
    for one in cohorts:
        counts[one.key, "waits"] = len(one.members & waits)
        if one.parts:
            sums.append(Sum((one.key, "waits"), tuple((p, "waits") for p in one.parts)))
        if one.key in shown:
            every = len(one.members & serve)
            counts[one.key, "all"] = every
            counts[one.key, "others"] = every - counts[one.key, "waits"]
            parts = ((one.key, "waits"), (one.key, "others"))
            sums.append(Sum((one.key, "all"), parts))
    known = frozenset(key for key in counts if key[1] == "all")
    cells = protect(
        cast("dict[Hashable, int]", counts),
        sums,
        minimum=minimum,
        known=cast("frozenset[Hashable]", known),
    )
    return {one.key: list(cells[one.key, "waits"][:3]) for one in cohorts}


def incidence(c: Careers) -> list[dict[str, Any]]:
    """Return the share that has left by years of service, by cause, as JSON.

    Aalen and Johansen's estimate with delayed entry: to retire is not to stay, nor is
    it to leave by own will. Years that few have lived through under observation are
    left out.
    """
    if not len(c):
        return []
    found = aalen_johansen(
        c.start - c.appointed, c.stop - c.appointed + 1, c.cause, tuple(CAUSES.values())
    )
    rows = []
    for years in YEARS:
        at = years * 12 - 1
        if at >= found.months.size or found.at_risk[at] < FEWEST_AT_RISK:
            continue
        row: dict[str, Any] = {"years": years, "at_risk": int(found.at_risk[at])}
        for place, cause in enumerate(CAUSES):
            row[cause.value] = [
                round(float(part[place, at]), 4)
                for part in (
                    found.incidence, found.interval.low, found.interval.high
                )
            ]  # fmt: skip
        rows.append(row)
    return rows


def reach_twenty_years(found: Force, who: Ints) -> int:
    """Return how many who serve will have twenty years of service within a year."""
    day = (found.day - date(1970, 1, 1)).days
    months = (day - found.appointed[who]) / 30.4375
    return int(((months >= 228) & (months < 240)).sum())
