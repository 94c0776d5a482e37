"""Record raw measures and marks: a later value is a new row, the old one stays."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import Mark, Measure
from pncrecruit.recruitment.queries import intake, marks, moves, schemes
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.marks import MarkKey, MarkLocked, PhaseClosed
from pncrecruit.recruitment.rules.measures import (
    MeasureKind,
    checked_mark,
    checked_measure,
)
from pncrecruit.recruitment.rules.scheme import BlindOnly
from pncrecruit.recruitment.rules.standing import ApplicationClosed


def record_measure(
    application: Moving,
    kind: MeasureKind,
    value: Decimal,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Record a raw measure in the phase waited for; the last of its kind stays."""
    if application.standing is not Standing.ACTIVE:
        raise ApplicationClosed
    checked = checked_measure(kind, value)
    phase = intake.phases(application.call_id)[application.position]
    db.session.execute(
        insert(Measure).values(
            application_id=application.id,
            phase_id=phase.id,
            kind=kind.value,
            value=checked,
            measured_at=at,
            recorded_at=at,
            recorded_by_id=actor.user_id,
            supersedes_id=moves.last_measure(application.id, kind.value),
        )
    )
    record(
        "application.measured",
        ("application", application.public_id),
        author=actor.author,
        at=at,
        kind=kind,
        value=checked,
    )


def record_mark(
    application: Moving, value: Decimal, *, actor: Actor, at: datetime
) -> None:
    """Record this evaluator's mark in the phase waited for; a later one corrects it.

    Raises MarkLocked or PhaseClosed (then a change is asked for), or BlindOnly.
    """
    if application.standing is not Standing.ACTIVE:
        raise ApplicationClosed
    phase = intake.phases(application.call_id)[application.position]
    checked = checked_mark(phase.kind, value)
    if schemes.is_blind(application.call_id, phase.key):
        raise BlindOnly
    if marks.is_closed(phase.id, hold=True):
        raise PhaseClosed
    before = marks.held(MarkKey(application.id, phase.id, actor.user_id))
    if before is not None and before.locked:
        raise MarkLocked
    db.session.execute(
        insert(Mark).values(
            application_id=application.id,
            phase_id=phase.id,
            evaluator_id=actor.user_id,
            value=checked,
            recorded_at=at,
            supersedes_id=before.id if before else None,
        )
    )
    record(
        "application.marked",
        ("application", application.public_id),
        author=actor.author,
        at=at,
        phase=phase.key,
        value=(before.value, checked) if before else checked,
    )
