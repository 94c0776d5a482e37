"""Alerts: who may see which, and what a run needs to know before it raises more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from pncrecruit.access.models import User
from pncrecruit.access.queries import within_units
from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.db import db
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.retention.models import Alert, AlertAnswer, AlertOutcome
from pncrecruit.retention.rules import AlertState, Audience
from pncrecruit.retention.rules.catalogue import CauseCode, fitting
from pncrecruit.retention.rules.notices import shown_to_head

ALIVE = (AlertState.OPEN, AlertState.ANSWERED)
LIVING = (AlertState.WAITING, *ALIVE)


class AlertRow(NamedTuple):
    """An alert in a list: of an officer by rank and name, or of a unit (no names)."""

    public_id: UUID
    state: AlertState
    urgent: bool
    causes: Sequence[Mapping[str, Any]]
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
    told_on: date | None
    told_causes: list[str]
    audience: Audience


@dataclass(frozen=True, slots=True)
class AlertPage:
    """One alert with everything that its page shows."""

    alert: Alert
    row: AlertRow
    answers: Sequence[tuple[AlertAnswer, str, str]]  # who answered, whose action it is
    outcomes: Sequence[AlertOutcome]

    @property
    def suggestions(self) -> list[str]:
        """The actions that fit the causes which the reader sees."""
        codes = [CauseCode(cause["code"]) for cause in self.row.causes]
        return [action.value for action in fitting(codes)] if codes else []


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
    Alert.told_on,
    Alert.told_causes,
    Alert.audience,
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


def countable(scope: Scope, *, retention_team: bool) -> ColumnElement[bool]:
    """Return the condition that an alert may be counted for this person, unnamed.

    A manager's figures hold what is for managers, in the own unit and below. What may
    concern a manager is for the retention team.
    """
    for_managers = Alert.audience == Audience.MANAGER
    if scope.kind is ScopeKind.ALL and retention_team:
        return within_units(Alert.unit_id, scope)
    return and_(within_units(Alert.unit_id, scope), for_managers)


def running() -> ColumnElement[bool]:
    """Return the condition that the term of an opened case has begun.

    A unit's case and a duty wait for nobody; the others until the person was told.
    """
    return or_(Alert.officer_id.is_(None), Alert.told_on.is_not(None), Alert.urgent)


def visible(scope: Scope, *, retention_team: bool) -> ColumnElement[bool]:
    """Return the condition that an alert is for this person to know of.

    Nobody but the retention team knows of a case before its person was told; what a
    head worked on before stays in sight.
    """
    known = countable(scope, retention_team=retention_team)
    if scope.kind is ScopeKind.ALL and retention_team:
        return known
    return and_(
        known,
        or_(
            Alert.told_on.is_not(None),
            and_(running(), Alert.state != AlertState.DECLINED),
            Alert.state.in_((AlertState.ANSWERED, AlertState.CLOSED)),
        ),
    )


def _of(row: Row[Any] | Sequence[Any], *, retention_team: bool) -> AlertRow:
    """Return a row as its reader may see it: the head, what the person was told."""
    found = AlertRow(*row)
    if retention_team or found.officer_public_id is None:
        return found
    return found._replace(causes=shown_to_head(found.causes, found.told_causes))


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
    return [_of(row, retention_team=retention_team) for row in rows]


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
        _of(found[1:], retention_team=retention_team),
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
    late = and_(Alert.due_on < today, running())
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
