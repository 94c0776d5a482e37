"""Alerts: who may see which, and what a run needs to know before it raises more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.queries import within_units
from pncrecruit.access.rules import GrantState, Role, Scope, ScopeKind
from pncrecruit.db import db
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.retention.models import Alert, AlertAnswer, AlertOutcome
from pncrecruit.retention.rules import AlertState, AnswerKind, Audience
from pncrecruit.retention.rules.alerts import Subject, subject

ALIVE = (AlertState.OPEN, AlertState.ANSWERED)
LIVING = (AlertState.WAITING, *ALIVE)


class AlertRow(NamedTuple):
    """An alert in a list: of an officer by rank and name, or of a unit (no names)."""

    public_id: UUID
    state: AlertState
    urgent: bool
    causes: list[dict[str, Any]]
    found_on: date
    raised_on: date | None
    due_on: date | None
    passed_on: date | None
    handed_over_on: date | None
    people: int | None
    officer_public_id: UUID | None
    given_names: str | None
    first_surname: str | None
    rank_key: str | None
    sex: Sex | None
    unit_code: str
    unit_name: str
    head_name: str
    passed_to: str | None


@dataclass(frozen=True, slots=True)
class AlertPage:
    """One alert with everything that its page shows."""

    alert: Alert
    row: AlertRow
    answers: Sequence[tuple[AlertAnswer, str, str]]  # who answered, whose action it is
    outcomes: Sequence[AlertOutcome]


_HEAD, _NEXT = aliased(Unit), aliased(Unit)
_COLUMNS = (
    Alert.public_id,
    Alert.state,
    Alert.urgent,
    Alert.causes,
    Alert.found_on,
    Alert.raised_on,
    Alert.due_on,
    Alert.passed_on,
    Alert.handed_over_on,
    Alert.people,
    Officer.public_id,
    Person.given_names,
    Person.first_surname,
    Officer.rank_key,
    Person.sex,
    Unit.code,
    Unit.name,
    _HEAD.name,
    _NEXT.name,
)


def columns() -> tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    """Return what an AlertRow is made of, in its order."""
    return _COLUMNS


def joined(statement: Select[Any]) -> Select[Any]:
    """Join to alerts what their rows show; an alert of a unit has no officer."""
    return (
        statement.join(Unit, Unit.id == Alert.unit_id)
        .join(_HEAD, _HEAD.id == Alert.head_unit_id)
        .outerjoin(_NEXT, _NEXT.id == Alert.passed_to_unit_id)
        .outerjoin(Officer, Officer.id == Alert.officer_id)
        .outerjoin(Person, Person.id == Officer.person_id)
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
    urgent: bool | None = None,
    limit: int = 100,
) -> list[AlertRow]:
    """Return alerts, those due first; of the closed ones, the last closed first."""
    order = (
        (Alert.due_on, Alert.id)
        if AlertState.OPEN in states
        else (Alert.closed_on.desc(), Alert.id.desc())
    )
    statement = joined(select(*_COLUMNS).select_from(Alert)).where(
        visible(scope, retention_team=retention_team),
        Alert.state.in_(states),
        Alert.raised_on.is_not(None),
    )
    if urgent is not None:
        statement = statement.where(Alert.urgent == urgent)
    rows = db.session.execute(statement.order_by(*order).limit(limit))
    return [AlertRow(*row) for row in rows]


def alert_page(
    public_id: UUID, scope: Scope, *, retention_team: bool
) -> AlertPage | None:
    """Return one alert, None where it does not exist or is not for this person.

    What is in line is nobody's to open yet: the officer is told no later than the
    manager, and is told when the case is opened.
    """
    found = db.session.execute(
        joined(select(Alert, *_COLUMNS)).where(
            Alert.public_id == public_id,
            Alert.raised_on.is_not(None),
            visible(scope, retention_team=retention_team),
        )
    ).first()
    if found is None:
        return None
    owner = aliased(User)
    answers = db.session.execute(
        select(AlertAnswer, User.name, owner.name)
        .join(User, User.id == AlertAnswer.answered_by_id)
        .join(owner, owner.id == AlertAnswer.owner_id)
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
        [(row[0], row[1], row[2]) for row in answers],
        outcomes.all(),
    )


class Tally(NamedTuple):
    """How many cases wait for an answer: those of the month, and duties beside them."""

    waiting: int
    late: int
    urgent: int
    urgent_late: int


def tally(scope: Scope, *, retention_team: bool, today: date) -> Tally:
    """Count the open cases, the duties with a term of their own apart."""
    late = Alert.due_on < today
    row = db.session.execute(
        select(
            func.count(Alert.id).filter(~Alert.urgent),
            func.count(Alert.id).filter(~Alert.urgent, late),
            func.count(Alert.id).filter(Alert.urgent),
            func.count(Alert.id).filter(Alert.urgent, late),
        ).where(
            visible(scope, retention_team=retention_team),
            Alert.state == AlertState.OPEN,
        )
    ).one()
    return Tally(*row)


def counts(scope: Scope, *, retention_team: bool, today: date) -> tuple[int, int]:
    """Return how many alerts wait for an answer, and how many of them are late."""
    found = tally(scope, retention_team=retention_team, today=today)
    return found.waiting + found.urgent, found.late + found.urgent_late


def living() -> dict[Subject, Alert]:
    """Return the case of each officer and each unit that has one, in line or open."""
    found = db.session.scalars(
        select(Alert).where(Alert.state.in_(LIVING)).order_by(Alert.id)
    )
    return {subject(alert.officer_id, alert.unit_id): alert for alert in found}


def newest_day() -> date | None:
    """Return the last day for which a run found something or let it expire."""
    found = db.session.execute(
        select(
            func.max(Alert.found_on),
            func.max(Alert.raised_on),
            func.max(Alert.closed_on).filter(Alert.state == AlertState.EXPIRED),
        )
    ).one()
    return max((day for day in found if day is not None), default=None)


def promised() -> frozenset[int]:
    """Return the cases in which an action was promised and is not done yet."""
    return frozenset(
        db.session.scalars(
            select(AlertAnswer.alert_id).where(
                AlertAnswer.kind == AnswerKind.ACTION, AlertAnswer.done_on.is_(None)
            )
        )
    )


def actions_undone() -> list[tuple[Alert, AlertAnswer]]:
    """Return the actions of living cases that are not done yet."""
    rows = db.session.execute(
        select(Alert, AlertAnswer)
        .join(AlertAnswer, AlertAnswer.alert_id == Alert.id)
        .where(
            Alert.state.in_(ALIVE),
            AlertAnswer.kind == AnswerKind.ACTION,
            AlertAnswer.done_on.is_(None),
        )
        .order_by(AlertAnswer.id)
    )
    return [(row[0], row[1]) for row in rows]


def unanswered(day: date) -> Sequence[Alert]:
    """Return the cases for managers that nobody answered by their date."""
    return db.session.scalars(
        select(Alert)
        .where(
            Alert.state == AlertState.OPEN,
            Alert.audience == Audience.MANAGER,
            Alert.due_on < day,
        )
        .order_by(Alert.id)
    ).all()


class TakenRow(NamedTuple):
    """What says whether an opened case takes a place of a month."""

    head_unit_id: int
    state: AlertState
    raised_on: date | None
    passed_on: date | None


def places(day: date) -> list[TakenRow]:
    """Return the cases that may take a place: opened in the month, or still open."""
    rows = db.session.execute(
        select(Alert.head_unit_id, Alert.state, Alert.raised_on, Alert.passed_on).where(
            Alert.audience == Audience.MANAGER,
            ~Alert.urgent,
            Alert.raised_on.is_not(None),
            or_(Alert.raised_on >= day.replace(day=1), Alert.state == AlertState.OPEN),
        )
    )
    return [TakenRow(*row) for row in rows]


def last_closed() -> dict[Subject, date]:
    """Return when the last case of each subject was closed by a person."""
    rows = db.session.execute(
        select(Alert.officer_id, Alert.unit_id, func.max(Alert.closed_on))
        .where(Alert.state == AlertState.CLOSED)
        .group_by(Alert.officer_id, Alert.unit_id)
    )
    found: dict[Subject, date] = {}
    for officer_id, unit_id, day in rows:
        key = subject(officer_id, unit_id)
        if day is not None and (key not in found or day > found[key]):
            found[key] = day
    return found


def retention_team() -> frozenset[int]:
    """Return the accounts of the retention team."""
    return frozenset(
        db.session.scalars(
            select(RoleGrant.user_id).where(
                RoleGrant.role == Role.HR_LEAD,
                RoleGrant.retention_team,
                RoleGrant.state == GrantState.ACTIVE,
            )
        )
    )
