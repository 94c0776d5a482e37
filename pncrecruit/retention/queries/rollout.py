"""The drawn order of the start, and what the record says of the months around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.officers.queries import units
from pncrecruit.officers.rules import UnitKind
from pncrecruit.retention.features.inputs import unit_at
from pncrecruit.retention.features.rollout import Table, by_month
from pncrecruit.retention.models import AlertRollout
from pncrecruit.retention.queries.careers import Force
from pncrecruit.retention.queries.ends import VOLUNTARY, days_since
from pncrecruit.retention.queries.heads import heads as heads_on
from pncrecruit.retention.rules.rollout import Start, month_after, starts_of


@dataclass(frozen=True, slots=True)
class Place:
    """A comisaría in the order, with the day of its start."""

    code: str
    name: str
    day: date


def plan() -> AlertRollout | None:
    """Return the order that was drawn, if it was."""
    return db.session.scalar(select(AlertRollout))


def starts(kept: AlertRollout) -> list[Start]:
    """Return when each unit of the order starts."""
    return starts_of(
        kept.order,
        kept.starts_on,
        size=kept.wave_size,
        months_apart=kept.months_apart,
    )


def places(kept: AlertRollout) -> list[Place]:
    """Return the order as it is published."""
    names = {
        row.id: row
        for row in db.session.execute(
            select(Unit.id, Unit.code, Unit.name).where(Unit.id.in_(kept.order))
        )
    }
    return [
        Place(names[one.unit_id].code, names[one.unit_id].name, one.day)
        for one in starts(kept)
    ]


def comisarias(day: date) -> list[int]:
    """Return the comisarías there are on a day, by code."""
    found = [
        one for one in units.as_of(day, known_by=day) if one.kind is UnitKind.COMISARIA
    ]
    codes = {
        row.id: row.code
        for row in db.session.execute(
            select(Unit.id, Unit.code).where(Unit.id.in_([one.id for one in found]))
        )
    }
    return sorted((one.id for one in found), key=lambda unit_id: codes[unit_id])


def table(
    found: Force, clusters: Sequence[int], first: date, months: int
) -> Table | None:
    """Count the months from a day on, by where each served on that day.

    None where the record did not see who left in those months.
    """
    begin = days_since(first)
    there = (found.appointed < begin) & (found.left >= begin)
    if not there.any() or (found.observed_from[there] > begin).any():
        return None
    head, place = heads_on(first), {one: at for at, one in enumerate(clusters)}
    of_unit = np.array(
        [place.get(head.get(int(one), -1), -1) for one in found.unit_id] + [-1]
    )
    officers = np.arange(found.left.size)
    unit = unit_at(found.history, officers, np.full(officers.size, begin))
    days = [days_since(month_after(first, month)) for month in range(months + 1)]
    return by_month(
        found.left,
        found.cause == VOLUNTARY,
        np.where(there, of_unit[unit], -1),
        np.array(days),
        len(clusters),
    )
