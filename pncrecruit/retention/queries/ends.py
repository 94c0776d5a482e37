"""How careers ended: the day, the cause, and since when the force knew."""

from datetime import date

import numpy as np
from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.officers.models import ServiceFact
from pncrecruit.officers.queries import Careers, FactArrays
from pncrecruit.officers.rules import FactKind, SeparationCause
from pncrecruit.reference import separation_kinds
from pncrecruit.retention.features.asof import OPEN, Ints

# As analysis counts them: 0 serves, 1 left by own will, then the competing ends.
SERVING, VOLUNTARY = 0, 1
CAUSES = {
    SeparationCause.VOLUNTARY: VOLUNTARY,
    SeparationCause.RETIREMENT: 2,
    SeparationCause.INVOLUNTARY: 3,
    SeparationCause.DEATH: 4,
    SeparationCause.UNKNOWN: 5,
}
# What NumPy makes of a day that is not told.
NEVER = np.iinfo(np.int64).min


def days(values: "np.ndarray[tuple[int], np.dtype[np.datetime64]]") -> Ints:
    """Return days since 1970."""
    return values.astype("datetime64[D]").astype(np.int64)


def days_since(day: date) -> int:
    """Return a day as days since 1970."""
    return (day - date(1970, 1, 1)).days


def ends_of(found: Careers, n: int) -> tuple[Ints, Ints, Ints]:
    """Return day, cause and day of knowing of each end that no re-entry followed."""
    facts, back = found.facts[FactKind.SEPARATION], found.facts[FactKind.REENTRY]
    kinds = separation_kinds()
    codes = np.array(
        [CAUSES[SeparationCause(kinds[label].cause)] for label in facts.labels] or [0]
    )
    day = days(facts.valid_from)
    order = np.argsort(day, kind="stable")
    left = np.full(n, OPEN, dtype=np.int64)
    cause = np.zeros(n, dtype=np.int64)
    known = np.full(n, OPEN, dtype=np.int64)
    left[facts.officer[order]] = day[order]
    cause[facts.officer[order]] = codes[np.maximum(facts.code, 0)][order]
    known[facts.officer[order]] = _end_known(facts)[order]
    returned = np.full(n, NEVER, dtype=np.int64)
    np.maximum.at(returned, back.officer, days(back.valid_from))
    serves = (returned != NEVER) & (returned >= left)
    return (
        np.where(serves, OPEN, left),
        np.where(serves, SERVING, cause),
        np.where(serves, OPEN, known),
    )


def _end_known(facts: FactArrays) -> Ints:
    """Return since when it is known that each officer left.

    A later correction of the reason does not make the leaving itself news: what counts
    is the first line that a separation's line goes back to.
    """
    known = days(facts.known_on)
    corrected = db.session.execute(
        select(ServiceFact.id, ServiceFact.supersedes_id, ServiceFact.known_on).where(
            ServiceFact.kind == FactKind.SEPARATION
        )
    ).all()
    before = {row[0]: row[1] for row in corrected if row[1] is not None}
    if not before:
        return known
    told = {row[0]: days_since(row[2]) for row in corrected}
    found = known.copy()
    for at, fact in enumerate(facts.fact_id.tolist()):
        earlier = before.get(fact)
        while earlier is not None and earlier in told:
            found[at] = min(found[at], told[earlier])
            earlier = before.get(earlier)
    return found
