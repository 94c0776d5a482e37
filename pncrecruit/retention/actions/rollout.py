"""Draw the order in which model alerts start, once; make its one estimate, once."""

from datetime import date, datetime
from typing import Any

import numpy as np

from pncrecruit.access.actor import Actor
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.staggered import (
    before_the_start,
    estimate,
    least_detectable,
    waves,
)
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, local_day
from pncrecruit.retention.features.rollout import Table
from pncrecruit.retention.models import AlertRollout
from pncrecruit.retention.queries import rollout as queries
from pncrecruit.retention.queries.careers import Force, force, last_extraction
from pncrecruit.retention.rules.rollout import (
    BEFORE,
    FEWEST,
    MONTHS_APART,
    WAVE_SIZE,
    AlreadyDrawn,
    TooFewUnits,
    TooLittlePast,
    check_start,
    compared_months,
    month_after,
    told_on,
)


def draw(starts_on: date, *, seed: int, actor: Actor, at: datetime) -> AlertRollout:
    """Draw the order of the comisarías, and say what such a start could show.

    The order is that of ``numpy.random.default_rng(seed).permutation`` over the codes
    in their order, so that anybody can draw it again. Raises AlreadyDrawn,
    StartNotAhead, TooFewUnits or TooLittlePast, and then nothing has changed.
    """
    today = local_day(at)
    if queries.plan() is not None:
        raise AlreadyDrawn
    check_start(starts_on, today=today)
    clusters = queries.comisarias(today)
    if len(clusters) < FEWEST:
        raise TooFewUnits(count=len(clusters), needed=FEWEST)
    order = np.random.default_rng(seed).permutation(len(clusters))
    months = int(waves(len(clusters), WAVE_SIZE, months_apart=MONTHS_APART)[-1])
    known = force(today)
    least, left, served = _could_show(
        known, clusters, first=month_after(today.replace(day=1), -months), months=months
    )
    kept = AlertRollout(
        only=True,
        seed=seed,
        starts_on=starts_on,
        wave_size=WAVE_SIZE,
        months_apart=MONTHS_APART,
        order=[clusters[place] for place in order.tolist()],
        least=least,
        left_before=left,
        months_before=served,
        drawn_at=at,
        drawn_by_id=actor.user_id,
        estimate={},
    )
    db.session.add(kept)
    db.session.flush()
    record(
        "alert_rollout.draw",
        ("alert", starts_on),
        author=actor.author,
        at=at,
        seed=seed,
        starts_on=starts_on,
        order=[place.code for place in queries.places(kept)],
    )
    return kept


def _could_show(
    found: Force, clusters: list[int], *, first: date, months: int
) -> tuple[float, int, int]:
    """Return the least detectable difference, who left, and months of service."""
    past, usual = _around(found, clusters, first, months)
    if past is None or usual is None or not past.events.sum():
        raise TooLittlePast(months=months + BEFORE)
    least = least_detectable(
        past.events,
        past.exposure,
        waves(len(clusters), WAVE_SIZE, months_apart=MONTHS_APART),
        weight=np.maximum(past.exposure[0], 1.0),
        expected=usual,
        random=np.random.default_rng(0),
    )
    return least, int(past.events.sum()), int(past.exposure.sum())


def _around(
    found: Force, clusters: list[int], first: date, months: int
) -> tuple[Table | None, Floats | None]:
    """Return the months from a day on, and each unit's usual rate from before it."""
    before = queries.table(found, clusters, month_after(first, -BEFORE), BEFORE)
    during = queries.table(found, clusters, first, months)
    if before is None:
        return during, None
    usual = before_the_start(before.events.sum(axis=0), before.exposure.sum(axis=0))
    return during, usual


def estimate_once(day: date, *, author: Author, at: datetime) -> bool:
    """Make the one estimate when its day has come. Returns whether it was made now.

    Not before all months of the comparison lie behind and the record has settled: who
    looks earlier, and again, finds something by chance. It is never made twice.
    """
    kept = queries.plan()
    if kept is None or kept.estimate:
        return False
    starts = queries.starts(kept)
    months = compared_months(starts)
    seen = last_extraction()
    known = min(seen, day) if seen else day
    if known < told_on(kept.starts_on, months):
        return False
    month = {one.unit_id: one.month for one in starts}
    clusters = sorted(month)
    during, usual = _around(force(known), clusters, kept.starts_on, months)
    if during is None:
        return False
    made = estimate(
        during.events,
        during.exposure,
        np.array([month[one] for one in clusters]),
        weight=np.maximum(during.exposure[0], 1.0),
        expected=usual,
        random=np.random.default_rng(kept.seed),
    )
    found: dict[str, Any] = {
        "effect": made.effect,
        "low": made.low,
        "high": made.high,
        "p": made.p,
        "left": int(during.events.sum()),
        "service_months": int(during.exposure.sum()),
        "as_of": known.isoformat(),
    }
    kept.estimate, kept.estimated_at = found, at
    db.session.flush()
    record(
        "alert_rollout.estimate",
        ("alert", kept.starts_on),
        author=author,
        at=at,
        as_of=known,
    )
    return True
