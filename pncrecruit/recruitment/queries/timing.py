"""Readings of physical tests: what two timers read, attempt by attempt."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from pncrecruit.db import db
from pncrecruit.recruitment.models import Application, MeasureReading, RecruitmentCall
from pncrecruit.recruitment.rules.timing import Reading


def readings(application_id: int, phase_id: int, kind: str) -> list[Reading]:
    """Return what was read of an applicant in a phase, in its order."""
    rows = db.session.execute(
        select(MeasureReading.timer_id, MeasureReading.value, MeasureReading.attempt)
        .where(
            MeasureReading.application_id == application_id,
            MeasureReading.phase_id == phase_id,
            MeasureReading.kind == kind,
        )
        .order_by(MeasureReading.id)
    )
    return [Reading._make(row) for row in rows]


class OwnReading(NamedTuple):
    """One's own reading; the other's once both are there."""

    call_code: str
    number: int
    kind: str
    attempt: int
    value: Decimal
    recorded_at: datetime
    other: Decimal | None


def own(call_id: int, user_id: int, limit: int = 20) -> list[OwnReading]:
    """Return the last readings of somebody in a call, the latest first."""
    other = aliased(MeasureReading)
    rows = db.session.execute(
        select(
            RecruitmentCall.code,
            Application.number,
            MeasureReading.kind,
            MeasureReading.attempt,
            MeasureReading.value,
            MeasureReading.recorded_at,
            other.value,
        )
        .join(Application, Application.id == MeasureReading.application_id)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .outerjoin(
            other,
            (other.application_id == MeasureReading.application_id)
            & (other.phase_id == MeasureReading.phase_id)
            & (other.kind == MeasureReading.kind)
            & (other.attempt == MeasureReading.attempt)
            & (other.timer_id != MeasureReading.timer_id),
        )
        .where(MeasureReading.timer_id == user_id, Application.call_id == call_id)
        .order_by(MeasureReading.id.desc())
        .limit(limit)
    )
    return [OwnReading._make(row) for row in rows]
