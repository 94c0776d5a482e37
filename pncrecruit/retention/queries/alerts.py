"""Alerts: who may see which, and what a run needs to know before it raises more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from pncrecruit.access.models import UnitAncestor, User
from pncrecruit.access.queries import within_units
from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.db import db
from pncrecruit.officers.models import Facility, Officer, Unit
from pncrecruit.officers.rules import OfficerStatus, UnitKind
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.retention.models import Alert, AlertAnswer, AlertOutcome
from pncrecruit.retention.rules import AlertState, Audience

ALIVE = (AlertState.OPEN, AlertState.ANSWERED)
# The unit whose head works on the cases of the units below it.
HEADED = (UnitKind.COMISARIA, UnitKind.DIRECTORATE, UnitKind.ACADEMY)


class AlertRow(NamedTuple):
    """An alert in a list, with the officer by rank and name."""

    public_id: UUID
    state: AlertState
    causes: list[dict[str, object]]
    raised_on: date
    due_on: date
    officer_public_id: UUID
    given_names: str
    first_surname: str
    rank_key: str | None
    sex: Sex
    unit_code: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class AlertPage:
    """One alert with everything that its page shows."""

    alert: Alert
    row: AlertRow
    answers: Sequence[tuple[AlertAnswer, str]]
    outcomes: Sequence[AlertOutcome]


_COLUMNS = (
    Alert.public_id,
    Alert.state,
    Alert.causes,
    Alert.raised_on,
    Alert.due_on,
    Officer.public_id,
    Person.given_names,
    Person.first_surname,
    Officer.rank_key,
    Person.sex,
    Unit.code,
    Unit.name,
)


def visible(scope: Scope, *, retention_team: bool) -> ColumnElement[bool]:
    """Return the condition that an alert is for this person to know of.

    A manager sees what is for managers, in the own unit and below. What may concern a
    manager is for the retention team and for audit.
    """
    for_managers = Alert.audience == Audience.MANAGER
    if scope.kind is ScopeKind.ALL and retention_team:
        return within_units(Alert.unit_id, scope)
    return and_(within_units(Alert.unit_id, scope), for_managers)


def alerts(
    scope: Scope,
    *,
    retention_team: bool,
    states: Sequence[AlertState] = ALIVE,
    limit: int = 100,
) -> list[AlertRow]:
    """Return alerts, those due first."""
    rows = db.session.execute(
        select(*_COLUMNS)
        .join(Officer, Officer.id == Alert.officer_id)
        .join(Person, Person.id == Officer.person_id)
        .join(Unit, Unit.id == Alert.unit_id)
        .where(visible(scope, retention_team=retention_team), Alert.state.in_(states))
        .order_by(Alert.due_on, Alert.id)
        .limit(limit)
    )
    return [AlertRow(*row) for row in rows]


def alert_page(
    public_id: UUID, scope: Scope, *, retention_team: bool
) -> AlertPage | None:
    """Return one alert, None where it does not exist or is not for this person."""
    found = db.session.execute(
        select(Alert, *_COLUMNS)
        .join(Officer, Officer.id == Alert.officer_id)
        .join(Person, Person.id == Officer.person_id)
        .join(Unit, Unit.id == Alert.unit_id)
        .where(
            Alert.public_id == public_id, visible(scope, retention_team=retention_team)
        )
    ).first()
    if found is None:
        return None
    answers = db.session.execute(
        select(AlertAnswer, User.name)
        .join(User, User.id == AlertAnswer.answered_by_id)
        .where(AlertAnswer.alert_id == found[0].id)
        .order_by(AlertAnswer.id)
    )
    outcomes = db.session.scalars(
        select(AlertOutcome)
        .where(AlertOutcome.alert_id == found[0].id)
        .order_by(AlertOutcome.days)
    )
    return AlertPage(
        found[0],
        AlertRow(*found[1:]),
        answers.all(),
        outcomes.all(),
    )


def counts(scope: Scope, *, retention_team: bool, today: date) -> tuple[int, int]:
    """Return how many alerts wait for an answer, and how many of them are late."""
    row = db.session.execute(
        select(
            func.count(Alert.id),
            func.count(Alert.id).filter(Alert.due_on < today),
        ).where(
            visible(scope, retention_team=retention_team),
            Alert.state == AlertState.OPEN,
        )
    ).one()
    return row[0], row[1]


def alive() -> dict[int, Alert]:
    """Return the case of each officer who has one."""
    found = db.session.scalars(select(Alert).where(Alert.state.in_(ALIVE)))
    return {alert.officer_id: alert for alert in found}


def last_closed() -> dict[int, date]:
    """Return when the last case of each officer was closed by a person."""
    rows = db.session.execute(
        select(Alert.officer_id, func.max(Alert.closed_on))
        .where(Alert.state == AlertState.CLOSED)
        .group_by(Alert.officer_id)
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def serving() -> dict[int, int]:
    """Return the present unit of each serving officer who is posted."""
    rows = db.session.execute(
        select(Officer.id, Officer.unit_id).where(
            Officer.status == OfficerStatus.SERVING,
            Officer.unit_id.is_not(None),
            Officer.listed,
        )
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def budgets() -> dict[int, tuple[int, int]]:
    """Return, for each unit, the unit whose head works on its cases, and how many.

    The nearest comisaría, directorate or academy above a unit; a unit with none above
    it is its own.
    """
    above = aliased(Unit)
    rows = db.session.execute(
        select(UnitAncestor.unit_id, above.id, above.alert_budget)
        .join(above, above.id == UnitAncestor.ancestor_id)
        .where(or_(above.kind.in_(HEADED), above.id == UnitAncestor.unit_id))
        .order_by(above.kind.in_(HEADED))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def women_without_quarters(day: date) -> frozenset[int]:
    """Return the women who serve at a site known to have no separate quarters."""
    newest = (
        select(func.max(Facility.id))
        .where(
            Facility.unit_id == Officer.unit_id,
            Facility.valid_from <= day,
            Facility.known_on <= day,
        )
        .correlate(Officer)
        .scalar_subquery()
    )
    rows = db.session.scalars(
        select(Officer.id)
        .join(Person, Person.id == Officer.person_id)
        .join(Facility, Facility.id == newest)
        .where(
            Officer.status == OfficerStatus.SERVING,
            Officer.listed,
            Person.sex == Sex.FEMALE,
            Facility.womens_quarters.is_(False),
        )
    )
    return frozenset(rows)
