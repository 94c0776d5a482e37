"""What a correction asks: what was typed, and what was said of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.recruitment.models import (
    Application,
    Declaration,
    Measure,
    PhaseTransition,
)


class Judged(NamedTuple):
    """What an application is judged by, besides the person."""

    schooling: str | None
    height_cm: Decimal | None
    declarations: Mapping[int, bool]


def application(application_id: int) -> Judged:
    """Return what an application is judged by: the last height measured holds."""
    schooling = db.session.scalar(
        select(Application.schooling).where(Application.id == application_id)
    )
    height = db.session.scalar(
        select(Measure.value)
        .where(Measure.application_id == application_id, Measure.kind == "height_cm")
        .order_by(Measure.id.desc())
        .limit(1)
    )
    answers = db.session.execute(
        select(Declaration.requirement_id, Declaration.answer).where(
            Declaration.application_id == application_id
        )
    )
    return Judged(schooling, height, {row[0]: row[1] for row in answers})


def said(transition_id: int) -> tuple[str | None, str | None, str]:
    """Return the reason, the raw value and the note of a transition."""
    row = db.session.execute(
        select(
            PhaseTransition.reason_code,
            PhaseTransition.raw_value,
            PhaseTransition.note,
        ).where(PhaseTransition.id == transition_id)
    ).one()
    return row[0], row[1], row[2]
