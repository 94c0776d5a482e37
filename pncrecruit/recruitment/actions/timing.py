"""Two timers read a physical test; where they agree, the raw measure is recorded."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.actions.measures import record_measure
from pncrecruit.recruitment.models import MeasureReading
from pncrecruit.recruitment.queries import intake, marks, timing
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.measures import MeasureKind, checked_measure
from pncrecruit.recruitment.rules.standing import ApplicationClosed
from pncrecruit.recruitment.rules.timing import (
    Judged,
    ReadingState,
    attempt_of,
    judge,
)


def read(
    application: Moving,
    kind: MeasureKind,
    value: Decimal,
    *,
    actor: Actor,
    at: datetime,
) -> Judged:
    """Record what one timer read, and the measure once the other agrees.

    Neither sees the other's reading before. Raises SameTimer, Measured,
    MeasureImpossible or ApplicationClosed.
    """
    if application.standing is not Standing.ACTIVE:
        raise ApplicationClosed
    checked = checked_measure(kind, value)
    phase = intake.phases(application.call_id)[application.position]
    before = timing.readings(application.id, phase.id, kind.value)
    attempt = attempt_of(kind, before, marks.accounts_of(actor))
    db.session.execute(
        insert(MeasureReading).values(
            application_id=application.id,
            phase_id=phase.id,
            kind=kind.value,
            attempt=attempt,
            timer_id=actor.user_id,
            value=checked,
            recorded_at=at,
        )
    )
    record(
        "application.timed",
        ("application", application.public_id),
        author=actor.author,
        at=at,
        kind=kind,
        attempt=attempt,
        value=checked,
    )
    values = [one.value for one in before if one.attempt == attempt]
    judged = judge(kind, [*values, checked])
    if judged.state is ReadingState.AGREES and judged.value is not None:
        record_measure(application, kind, judged.value, actor=actor, at=at)
    return judged
