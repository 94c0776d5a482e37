"""What a person does with an alert: reads, answers, finishes and closes it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.retention.models import Alert, AlertAnswer
from pncrecruit.retention.rules import AlertState, AnswerKind
from pncrecruit.retention.rules.alerts import (
    CloseNeedsAnswer,
    check_answer,
    check_done,
    check_open,
)


def read(alert: Alert, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Keep that somebody read a named alert, before it is shown."""
    record(
        "alert.view",
        ("alert", alert.public_id),
        author=actor.author,
        at=at,
        officer=alert.officer_id,
        purpose="support",
        reason=reason,
    )


def answer(
    alert: Alert,
    kind: AnswerKind,
    *,
    action: str,
    reason: str,
    due_on: date | None,
    today: date,
    actor: Actor,
    at: datetime,
) -> AlertAnswer:
    """Answer an alert with an action and a date, or with a reasoned "no action".

    Raises what ``rules.alerts.check_answer`` raises, and then nothing has changed.
    """
    chosen = check_answer(
        alert.state, kind, action=action, reason=reason, due_on=due_on, today=today
    )
    last = db.session.scalars(
        select(AlertAnswer)
        .where(AlertAnswer.alert_id == alert.id)
        .order_by(AlertAnswer.id.desc())
        .limit(1)
    ).first()
    if (
        last is not None
        and last.done_on is None
        and _says(last)
        == (
            kind,
            chosen.value if chosen else None,
            reason.strip(),
            due_on if chosen else None,
            actor.user_id,
        )
    ):
        return last  # the button was pressed twice
    given = AlertAnswer(
        alert_id=alert.id,
        kind=kind,
        action_code=chosen.value if chosen else None,
        reason=reason.strip(),
        owner_id=actor.user_id,
        due_on=due_on if chosen else None,
        answered_at=at,
        answered_by_id=actor.user_id,
    )
    db.session.add(given)
    before, alert.state = alert.state, AlertState.ANSWERED
    db.session.flush()
    record(
        "alert.answer",
        ("alert", alert.public_id),
        author=actor.author,
        at=at,
        state=(before, alert.state),
        kind=kind,
        action=given.action_code or "",
        due_on=given.due_on,
        reason=given.reason,
    )
    return given


def _says(given: AlertAnswer) -> tuple[object, ...]:
    return (
        given.kind,
        given.action_code,
        given.reason,
        given.due_on,
        given.answered_by_id,
    )


def finish(
    alert: Alert,
    given: AlertAnswer,
    *,
    done_on: date,
    version: int,
    today: date,
    actor: Actor,
    at: datetime,
    cost: Decimal | None = None,
) -> None:
    """Say that an action was done, when, and what it cost, in quetzales.

    Raises Conflict if somebody changed it meanwhile, DoneInFuture or CostNegative.
    """
    check_open(alert.state)
    check_done(done_on, cost, today=today)
    if given.version != version or given.done_on is not None:
        raise Conflict
    given.done_on, given.cost = done_on, cost
    db.session.flush()
    record(
        "alert.action_done",
        ("alert", alert.public_id),
        author=actor.author,
        at=at,
        action=given.action_code or "",
        done_on=done_on,
        cost=cost if cost is None else str(cost),
    )


def close(
    alert: Alert, *, reason: str, version: int, today: date, actor: Actor, at: datetime
) -> None:
    """Close an answered alert with a reason; its outcome is computed later.

    Raises AlertNotOpen, CloseNeedsAnswer, ReasonRequired or Conflict.
    """
    check_open(alert.state)
    if alert.version != version:
        raise Conflict
    if alert.state is AlertState.OPEN:
        raise CloseNeedsAnswer
    if not reason.strip():
        raise ReasonRequired
    before, alert.state = alert.state, AlertState.CLOSED
    alert.closed_on, alert.closing_reason = today, reason.strip()
    db.session.flush()
    record(
        "alert.close",
        ("alert", alert.public_id),
        author=actor.author,
        at=at,
        state=(before, alert.state),
        reason=alert.closing_reason,
    )
