"""The record of officers as a projection reads it: by sex and group of ranks alone."""

from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import func, select

from pncrecruit.db import db
from pncrecruit.equity.figures.flows import RANKS, Record, flows, stock_of
from pncrecruit.equity.queries.selection import ENDED
from pncrecruit.equity.rules import RANK_GROUPS, WINDOW_YEARS
from pncrecruit.officers.models import Officer, ServiceFact
from pncrecruit.officers.queries.facts import known
from pncrecruit.officers.rules import FactKind
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import FunnelCount, Phase
from pncrecruit.recruitment.rules import PhaseKind, Result
from pncrecruit.retention.features.asof import OPEN
from pncrecruit.retention.queries.careers import Force
from pncrecruit.retention.queries.ends import VOLUNTARY

_EPOCH = date(1970, 1, 1)
# Until so many have finished or left a course, all are thought to finish.
_LEAST_COURSE = 20


def projection_start(
    found: Force, day: date, window: tuple[date, date]
) -> dict[str, Any]:
    """Return the stock of a day and the flows of the window, as they are kept."""
    record = _record(found, day)
    first = window[0]
    starts = [
        (date(first.year + i, first.month, 1) - _EPOCH).days
        for i in range(WINDOW_YEARS + 1)
    ]
    return {
        "stock": stock_of(record, (day - _EPOCH).days).tolist(),
        "graduate": _graduating(),
        "window": [one.isoformat() for one in window],
        **flows(record, starts),
    }


def _record(found: Force, day: date) -> Record:
    rows = db.session.execute(
        select(Officer.id, Person.sex)
        .join(Person, Person.id == Officer.person_id)
        .where(Officer.listed)
    )
    sexes: dict[int, Sex] = {row[0]: row[1] for row in rows}
    ids = found.officer_id.tolist()
    listed = np.array([one in sexes for one in ids], dtype=np.bool_)
    at = {officer: i for i, officer in enumerate(ids)}
    group = {
        key: RANKS.index(name) for name, keys in RANK_GROUPS.items() for key in keys
    }
    ranked = np.full((len(ids), len(RANKS)), OPEN, dtype=np.int64)
    facts = db.session.execute(
        select(ServiceFact.officer_id, ServiceFact.code, ServiceFact.valid_from).where(
            ServiceFact.kind == FactKind.RANK, known(day)
        )
    )
    for officer, code, since in facts:
        if officer in at and code in group:
            place = at[officer], group[code]
            ranked[place] = min(ranked[place], (since - _EPOCH).days)
    women = np.array([sexes.get(one) is Sex.FEMALE for one in ids], dtype=np.bool_)
    return Record(
        women[listed],
        found.appointed[listed],
        found.left[listed],
        (found.cause == VOLUNTARY)[listed],
        ranked[listed],
    )


def _graduating() -> list[float]:
    """Return which part of women and of men finish the course."""
    rows = db.session.execute(
        select(FunnelCount.sex, FunnelCount.result, func.sum(FunnelCount.persons))
        .join(
            Phase,
            (Phase.call_id == FunnelCount.call_id)
            & (Phase.position == FunnelCount.position),
        )
        .where(
            Phase.kind == PhaseKind.COURSE,
            FunnelCount.result.in_([one.value for one in ENDED]),
        )
        .group_by(FunnelCount.sex, FunnelCount.result)
    )
    passed = dict.fromkeys((Sex.FEMALE, Sex.MALE), 0)
    ended = dict(passed)
    for sex, result, persons in rows:
        ended[sex] += int(persons)
        if result == Result.PASSED.value:
            passed[sex] += int(persons)
    return [
        passed[sex] / ended[sex] if ended[sex] >= _LEAST_COURSE else 1.0
        for sex in (Sex.FEMALE, Sex.MALE)
    ]
