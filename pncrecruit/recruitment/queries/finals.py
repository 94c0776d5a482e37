"""The final mark of each application in a phase, from the marks that hold."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from pncrecruit.db import db
from pncrecruit.recruitment.models import Application, Mark, StageCount
from pncrecruit.recruitment.queries import blind, schemes
from pncrecruit.recruitment.queries.marks import PhaseMarking
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.blind import SheetState, final_mark


def final_marks(phase_id: int, key: str, call_id: int) -> dict[int, Decimal]:
    """Return the final mark of each application that has one in a phase.

    Marked openly, it is the middle of the marks that hold; blindly, the middle of those
    of the sheet's examiners, once the sheet is done.
    """
    found = schemes.present(call_id)
    scheme = found.scheme.of(key) if found else None
    if scheme is not None and scheme.blind:
        return {
            sheet.application_id: sheet.turn.final
            for sheet in blind.turns(phase_id, scheme)
            if sheet.turn.state is SheetState.DONE and sheet.turn.final is not None
        } | _asked(phase_id)
    return {one: final_mark(values) for one, values in _held(phase_id).items()}


def _held(phase_id: int) -> dict[int, list[Decimal]]:
    later = aliased(Mark)
    rows = db.session.execute(
        select(Mark.application_id, Mark.value)
        .outerjoin(later, later.supersedes_id == Mark.id)
        .where(Mark.phase_id == phase_id, later.id.is_(None))
    )
    held: dict[int, list[Decimal]] = defaultdict(list)
    for application_id, value in rows:
        held[application_id].append(value)
    return held


def _asked(phase_id: int) -> dict[int, Decimal]:
    """Return the marks that two persons gave to who came back to a closed phase."""
    later = aliased(Mark)
    rows = db.session.execute(
        select(Mark.application_id, Mark.value)
        .outerjoin(later, later.supersedes_id == Mark.id)
        .where(
            Mark.phase_id == phase_id,
            Mark.evaluator_id.is_(None),
            Mark.approval_id.is_not(None),
            later.id.is_(None),
        )
    )
    return {row.application_id: final_mark([row.value]) for row in rows}


def unmarked(call_id: int, phase: PhaseMarking) -> int:
    """Return how many wait before a phase, or in it without a final mark."""
    before = db.session.scalar(
        select(func.sum(StageCount.persons)).where(
            StageCount.call_id == call_id,
            StageCount.position < phase.position,
            StageCount.standing == Standing.ACTIVE,
        )
    )
    marked = final_marks(phase.id, phase.key, call_id)
    return int(before or 0) + sum(
        1 for one in waiting_in(call_id, phase.position) if one.id not in marked
    )


class Waiting(NamedTuple):
    """An application that waits in a phase."""

    id: int
    public_id: UUID


def waiting_in(call_id: int, position: int) -> list[Waiting]:
    """Return the applications that wait in a phase."""
    rows = db.session.execute(
        select(Application.id, Application.public_id)
        .where(
            Application.call_id == call_id,
            Application.listed,
            Application.standing == Standing.ACTIVE,
            Application.phase_position == position,
        )
        .order_by(Application.id)
    )
    return [Waiting._make(row) for row in rows]
