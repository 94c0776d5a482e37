"""Notices: of whose case nobody was told yet, which sheets are out, what came back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import aliased

from pncrecruit.db import db
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.retention.models import Alert, AlertNotice
from pncrecruit.retention.queries.alerts import ALIVE
from pncrecruit.retention.rules import AlertKind, AlertState, Audience
from pncrecruit.retention.rules.notices import Wish, untold


class SheetRow(NamedTuple):
    """A printed notice: whose it is, where they serve, and what came back."""

    id: int
    public_id: UUID
    alert_public_id: UUID
    state: AlertState
    audience: Audience
    kind: AlertKind
    causes: list[dict[str, Any]]
    printed_at: datetime
    handed_on: date | None
    wish: Wish | None
    review_asked: str
    given_names: str
    first_surname: str
    second_surname: str
    sex: Sex
    rank_key: str | None
    unit_code: str
    unit_name: str
    head_code: str
    head_name: str


@dataclass(frozen=True, slots=True)
class ToPrint:
    """How many sheets are to be printed for one head; no head: for the team itself."""

    head_code: str
    head_name: str
    people: int
    oldest: date | None


_HEAD = aliased(Unit)


def _sheets() -> Select[Any]:
    return (
        select(
            AlertNotice.id,
            AlertNotice.public_id,
            Alert.public_id,
            Alert.state,
            Alert.audience,
            Alert.kind,
            AlertNotice.causes,
            AlertNotice.printed_at,
            AlertNotice.handed_on,
            AlertNotice.wish,
            AlertNotice.review_asked,
            Person.given_names,
            Person.first_surname,
            Person.second_surname,
            Person.sex,
            Officer.rank_key,
            Unit.code,
            Unit.name,
            _HEAD.code,
            _HEAD.name,
        )
        .join(Alert, Alert.id == AlertNotice.alert_id)
        .join(Officer, Officer.id == Alert.officer_id)
        .join(Person, Person.id == Officer.person_id)
        .join(Unit, Unit.id == Alert.unit_id)
        .join(_HEAD, _HEAD.id == Alert.head_unit_id)
    )


def pending(head_unit_id: int | None) -> list[Alert]:
    """Return the living cases of officers who have to be told and have no sheet yet.

    None stands for the cases of the retention team.
    """
    through = Alert.audience != Audience.RETENTION_TEAM
    return _pending(
        ~through
        if head_unit_id is None
        else and_(through, Alert.head_unit_id == head_unit_id)
    )


def _handed_by(alert: Alert) -> int | None:
    """Return through whose office a sheet goes; None: the retention team's own."""
    return None if alert.audience is Audience.RETENTION_TEAM else alert.head_unit_id


def every_pending() -> list[Alert]:
    """Return those of all heads and of the team."""
    return _pending(true())


def _pending(wanted: ColumnElement[bool]) -> list[Alert]:
    found = db.session.scalars(
        select(Alert)
        .where(Alert.officer_id.is_not(None), Alert.state.in_(ALIVE), wanted)
        .order_by(Alert.unit_id, Alert.id)
    ).all()
    on_their_way: dict[int, set[str]] = {}
    rows = db.session.execute(
        select(AlertNotice.alert_id, AlertNotice.causes)
        .join(Alert, Alert.id == AlertNotice.alert_id)
        .where(Alert.state.in_(ALIVE), AlertNotice.handed_on.is_(None), wanted)
    )
    for alert_id, causes in rows:
        codes = on_their_way.setdefault(alert_id, set())
        codes.update(str(cause["code"]) for cause in causes)
    return [
        alert
        for alert in found
        if untold(
            alert.state,
            alert.causes,
            on_their_way.get(alert.id, set()).union(alert.told_causes),
        )
    ]


def to_print() -> list[ToPrint]:
    """Return how many sheets are to be printed for each head, the team's own last."""
    by_head: dict[int | None, list[Alert]] = {}
    for alert in every_pending():
        by_head.setdefault(_handed_by(alert), []).append(alert)
    names: dict[int | None, tuple[str, str]] = {None: ("", "")}
    for row in db.session.execute(
        select(Unit.id, Unit.code, Unit.name).where(
            Unit.id.in_([one for one in by_head if one is not None])
        )
    ):
        names[row.id] = (row.code, row.name)
    found = []
    for head, alerts in by_head.items():
        since = min((one.raised_on for one in alerts if one.raised_on), default=None)
        found.append(ToPrint(*names[head], len(alerts), since))
    return sorted(found, key=lambda one: (not one.head_code, one.head_code))


def out(limit: int = 500) -> list[SheetRow]:
    """Return the sheets of living cases that were printed and not handed over."""
    rows = db.session.execute(
        _sheets()
        .where(AlertNotice.handed_on.is_(None), Alert.state.in_(ALIVE))
        .order_by(AlertNotice.printed_at, AlertNotice.id)
        .limit(limit)
    )
    return [SheetRow(*row) for row in rows]


def reviews() -> list[SheetRow]:
    """Return the sheets whose person asked for a review that nobody has answered."""
    rows = db.session.execute(
        _sheets()
        .where(AlertNotice.review_asked != "", AlertNotice.reviewed_at.is_(None))
        .order_by(AlertNotice.recorded_at, AlertNotice.id)
    )
    return [SheetRow(*row) for row in rows]


def of_batch(batch: UUID) -> list[SheetRow]:
    """Return the sheets of a batch, in the order in which they were printed."""
    rows = db.session.execute(
        _sheets().where(AlertNotice.batch == batch).order_by(AlertNotice.id)
    )
    return [SheetRow(*row) for row in rows]


def sheet(public_id: UUID) -> tuple[AlertNotice, SheetRow] | None:
    """Return one notice with what its page shows of the person."""
    row = db.session.execute(
        _sheets().where(AlertNotice.public_id == public_id)
    ).one_or_none()
    if row is None:
        return None
    return db.session.get_one(AlertNotice, row[0]), SheetRow(*row)


def waiting() -> tuple[int, int]:
    """Return how many sheets are to be printed, and how many are out."""
    return sum(one.people for one in to_print()), len(out())
