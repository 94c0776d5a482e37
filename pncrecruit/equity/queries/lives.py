"""What each officer's record says for the small groups, on the way into a snapshot."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.equity.figures.groups import (
    FAR,
    LEFT_OTHER,
    LEFT_OWN,
    NEAR,
    NO_CASE,
    NOT_WAITING,
    SUPPORTED,
    UNPLACED,
    UNSUPPORTED,
    WAITING,
    Life,
)
from pncrecruit.equity.queries.counts import people_of
from pncrecruit.equity.rules import NEAR_KM, UNANSWERED_MONTHS
from pncrecruit.identity.queries import labels
from pncrecruit.identity.rules import Purpose
from pncrecruit.officers.models import Officer
from pncrecruit.officers.rules import OfficerStatus
from pncrecruit.retention.features.inputs import NAMES, History, inputs
from pncrecruit.retention.models import Alert, AlertAnswer
from pncrecruit.retention.queries.careers import Force
from pncrecruit.retention.queries.ends import VOLUNTARY
from pncrecruit.retention.rules import AnswerKind

_EPOCH = date(1970, 1, 1)
_YEAR = timedelta(days=365)


class Lives(NamedTuple):
    """Officers of the record, and the person-years that they served in the window."""

    lives: list[Life]
    person_years: float
    left_own: int


def lives(found: Force, day: date, window: tuple[date, date]) -> Lives:
    """Return what each officer counts as: in the window, and as known on a day."""
    start, end = ((one - _EPOCH).days for one in window)
    joined = (found.appointed >= start) & (found.appointed <= end)
    left = (found.left >= start) & (found.left <= end)
    own = left & (found.cause == VOLUNTARY)
    places, requests = _today(found.history, found.left.size, (day - _EPOCH).days)
    support = _support(day)
    said = labels(Purpose.FIGURES)
    at = {officer: i for i, officer in enumerate(found.officer_id.tolist())}
    rows = db.session.execute(
        select(Officer.id, Officer.person_id, Officer.status).where(Officer.listed)
    )
    made = []
    for officer, person, status in rows:
        people, asked = people_of(said, person)
        i = at.get(officer, -1)  # no service record: nothing is known of the window
        known = i >= 0
        made.append(
            Life(
                people,
                asked,
                known and bool(joined[i]),
                _way(known and bool(own[i]), known and bool(left[i])),
                status is OfficerStatus.SERVING,
                places[i] if known else UNPLACED,
                requests[i] if known else NOT_WAITING,
                support.get(officer, NO_CASE),
            )
        )
    inside = np.clip(found.left, start, end + 1) - np.clip(
        found.appointed, start, end + 1
    )
    years = float(np.maximum(inside, 0).sum() / 365.25)
    return Lives(made, years, int(own.sum()))


def _way(own: bool, left: bool) -> str:
    if own:
        return LEFT_OWN
    return LEFT_OTHER if left else ""


def _today(history: History, n: int, day: int) -> tuple[list[str], list[str]]:
    """Return how far each serves from home, and whether a request waits."""
    found = inputs(history, np.arange(n), np.full(n, day))
    km = found[:, NAMES.index("distance_km")]
    months = found[:, NAMES.index("request_open_months")]
    near = np.where(km <= NEAR_KM, NEAR, FAR)
    places = np.where(np.isnan(km), UNPLACED, near)
    waits = np.nan_to_num(months) >= UNANSWERED_MONTHS
    return places.tolist(), np.where(waits, WAITING, NOT_WAITING).tolist()


def _support(day: date) -> dict[int, str]:
    """Return who had a case within a year, and whether support was answered to it."""
    rows = db.session.execute(
        select(Alert.officer_id, AlertAnswer.kind)
        .outerjoin(AlertAnswer, AlertAnswer.alert_id == Alert.id)
        .where(
            Alert.officer_id.is_not(None),  # a case of a unit is of no one person
            Alert.raised_on > day - _YEAR,
            Alert.raised_on <= day,
        )
    )
    found: dict[int, str] = {}
    for officer, kind in rows:
        helped = kind is AnswerKind.ACTION
        if officer is None:
            continue
        if helped or officer not in found:
            found[officer] = SUPPORTED if helped else UNSUPPORTED
    return found
