"""The alerts of some months ago, and what the managers did about some of them."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import within_units
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, local_day
from pncrecruit.demo.write import notices
from pncrecruit.retention.actions import alerts, rollout
from pncrecruit.retention.actions.run import run_alerts
from pncrecruit.retention.models import Alert
from pncrecruit.retention.queries.alerts import running
from pncrecruit.retention.rules import AlertState, AnswerKind, Audience
from pncrecruit.retention.rules import rollout as rollout_rules
from pncrecruit.retention.rules.alerts import AlertRules

FIRST_RUN = timedelta(days=100)  # so long ago that the first outcomes are due
# Nobody in the demo is late: what was not answered yet is due in two weeks from today.
TERM = AlertRules(due=FIRST_RUN.days + AlertRules().due)
SEED = 20260816  # of the order in which the model's alerts start
ANSWERED_EACH = 4  # alerts that each manager answered then, half of them closed since


def raise_and_answer(managers: Sequence[Actor], lead: Actor, at: datetime) -> None:
    """Raise the alerts of some months ago, tell whom they concern, and answer some."""
    then = at - FIRST_RUN
    _draw(lead, then)
    run_alerts(local_day(then), author=SYSTEM, at=then, rules=TERM)
    notices.tell(lead, then + timedelta(days=2))
    for manager in managers:
        for place, alert in enumerate(_open(manager)):
            _answer(alert, manager, then + timedelta(days=4))
            if place % 2:
                _close(alert, manager, then + timedelta(days=40 + place))


def _draw(lead: Actor, then: datetime) -> None:
    """Draw the order in which the model's alerts start, where the past is enough."""
    first = rollout_rules.month_after(local_day(then).replace(day=1), 1)
    with suppress(rollout_rules.TooLittlePast):
        rollout.draw(first, seed=SEED, actor=lead, at=then)


def _open(manager: Actor) -> Sequence[Alert]:
    scope = manager.scope(Permission.ALERT_ANSWER)
    return db.session.scalars(
        select(Alert)
        .where(
            within_units(Alert.unit_id, scope),
            Alert.audience == Audience.MANAGER,
            Alert.state == AlertState.OPEN,
            running(),
        )
        .order_by(Alert.due_on, Alert.id)
        .limit(ANSWERED_EACH)
    ).all()


def _answer(alert: Alert, manager: Actor, at: datetime) -> None:
    today = local_day(at)
    alerts.answer(
        alert,
        AnswerKind.ACTION,
        action=str(alert.suggestions[0]),
        reason="",
        due_on=today + timedelta(days=30),
        today=today,
        actor=manager,
        at=at,
    )


def _close(alert: Alert, manager: Actor, at: datetime) -> None:
    alerts.close(
        alert,
        reason="Se hizo lo acordado con la persona.",
        version=alert.version,
        today=local_day(at),
        actor=manager,
        at=at,
    )
