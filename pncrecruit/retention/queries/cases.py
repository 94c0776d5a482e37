"""Cases: what a run needs to know of those there are before it raises more."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select

from pncrecruit.access.models import RoleGrant
from pncrecruit.access.rules import GrantState, Role
from pncrecruit.db import db
from pncrecruit.retention.models import Alert, AlertAnswer
from pncrecruit.retention.queries.alerts import ALIVE, LIVING, running
from pncrecruit.retention.rules import AlertState, AnswerKind, Audience
from pncrecruit.retention.rules.alerts import Subject, subject


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
            running(),
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


def last_closed(state: AlertState = AlertState.CLOSED) -> dict[Subject, date]:
    """Return when the last case of each subject ended in this state."""
    rows = db.session.execute(
        select(Alert.officer_id, Alert.unit_id, func.max(Alert.closed_on))
        .where(Alert.state == state)
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
