"""Marks as they stand: which value holds, which came before, and what is locked."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, true
from sqlalchemy.orm import aliased

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.db import db
from pncrecruit.recruitment.models import (
    Application,
    BlindSheet,
    Mark,
    MarkLock,
    Phase,
    PhaseLock,
    RecruitmentCall,
)
from pncrecruit.recruitment.rules import PhaseKind
from pncrecruit.recruitment.rules.marks import MarkKey


class MarkRow(NamedTuple):
    """A mark, also one that was superseded: the old value stays."""

    id: int
    phase_id: int
    evaluator_id: int | None
    evaluator: str | None
    value: Decimal
    recorded_at: datetime
    locked_at: datetime | None
    by_request: bool
    holds: bool

    @property
    def locked(self) -> bool:
        """Whether it changes only by two persons."""
        return self.locked_at is not None or self.by_request


def of_application(application_id: int, *, every: bool = False) -> list[MarkRow]:
    """Return the marks of an application, by phase and evaluator, the oldest first.

    ``every`` includes those of sheets that are still being marked: no page shows them.
    """
    later = aliased(Mark)
    rows = db.session.execute(
        select(
            Mark.id,
            Mark.phase_id,
            Mark.evaluator_id,
            User.name,
            Mark.value,
            Mark.recorded_at,
            func.coalesce(MarkLock.locked_at, PhaseLock.locked_at),
            Mark.approval_id.is_not(None),
            later.id.is_(None),
        )
        .join(Phase, Phase.id == Mark.phase_id)
        .outerjoin(User, User.id == Mark.evaluator_id)
        .outerjoin(MarkLock, MarkLock.mark_id == Mark.id)
        .outerjoin(PhaseLock, PhaseLock.phase_id == Mark.phase_id)
        .outerjoin(later, later.supersedes_id == Mark.id)
        .where(Mark.application_id == application_id, true() if every else readable())
        .order_by(Phase.position, Mark.evaluator_id, Mark.id)
    )
    return [MarkRow._make(row) for row in rows]


def held(key: MarkKey) -> MarkRow | None:
    """Return the mark that holds for a key."""
    rows = [
        row
        for row in of_application(key.application_id, every=True)
        if row.holds
        and row.phase_id == key.phase_id
        and (row.evaluator_id or 0) == key.evaluator_id
    ]
    return rows[-1] if rows else None


def scorers(application_id: int, phase_id: int) -> set[int]:
    """Return who gave marks of an application in a phase."""
    found = db.session.scalars(
        select(Mark.evaluator_id).where(
            Mark.application_id == application_id,
            Mark.phase_id == phase_id,
            Mark.evaluator_id.is_not(None),
        )
    )
    return {one for one in found if one is not None}


def accounts_of(actor: Actor) -> set[int]:
    """Return the accounts of the person who acts: two of one person are one."""
    found = {actor.user_id}
    if actor.person_id is not None:
        found |= set(
            db.session.scalars(select(User.id).where(User.person_id == actor.person_id))
        )
    return found


def has_scored(actor: Actor, phase_id: int) -> bool:
    """Say whether a person gave a mark in a phase."""
    return (
        db.session.scalar(
            select(literal(1))
            .select_from(Mark)
            .where(Mark.phase_id == phase_id, Mark.evaluator_id.in_(accounts_of(actor)))
            .limit(1)
        )
        is not None
    )


def is_closed(phase_id: int, *, hold: bool = False) -> bool:
    """Say whether the marking of a phase is closed; ``hold`` keeps it so meanwhile.

    Who marks holds the phase, who closes it waits for them, and the other way round.
    """
    if hold:
        db.session.execute(
            select(Phase.id)
            .where(Phase.id == phase_id)
            .with_for_update(read=True, key_share=True)
        )
    return db.session.get(PhaseLock, phase_id) is not None


def hold_phase(phase_id: int) -> None:
    """Wait for whoever marks in a phase, and keep others waiting until the commit."""
    db.session.execute(select(Phase.id).where(Phase.id == phase_id).with_for_update())


class PhaseMarking(NamedTuple):
    """How far the marking of a phase has come."""

    id: int
    position: int
    key: str
    kind: PhaseKind
    name_es: str
    name_en: str
    pass_mark: Decimal | None
    marked: int
    locked_at: datetime | None
    locked_by: str | None


def by_phase(call_id: int, kinds: Sequence[PhaseKind]) -> list[PhaseMarking]:
    """Return how many applications of a call have a mark in each phase with marks."""
    counted = (
        select(
            Mark.phase_id,
            func.count(func.distinct(Mark.application_id)).label("marked"),
        )
        .join(Phase, Phase.id == Mark.phase_id)
        .where(Phase.call_id == call_id)
        .group_by(Mark.phase_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Phase.id,
            Phase.position,
            Phase.key,
            Phase.kind,
            Phase.name_es,
            Phase.name_en,
            Phase.pass_mark,
            func.coalesce(counted.c.marked, 0),
            PhaseLock.locked_at,
            User.name,
        )
        .outerjoin(counted, counted.c.phase_id == Phase.id)
        .outerjoin(PhaseLock, PhaseLock.phase_id == Phase.id)
        .outerjoin(User, User.id == PhaseLock.locked_by_id)
        .where(Phase.call_id == call_id, Phase.kind.in_(kinds))
        .order_by(Phase.position)
    )
    return [PhaseMarking._make(row) for row in rows]


def readable() -> ColumnElement[bool]:
    """Return the condition that a mark may stand beside the applicant's name.

    A mark of a sheet may once the marking of its phase is closed: before, it would tell
    its examiner who is behind the code, and others what the examiner gave.
    """
    closed = aliased(PhaseLock)
    return (
        ~select(BlindSheet.id)
        .where(
            BlindSheet.phase_id == Mark.phase_id,
            BlindSheet.application_id == Mark.application_id,
        )
        .exists()
        | select(closed.phase_id).where(closed.phase_id == Mark.phase_id).exists()
    )


def is_locked() -> ColumnElement[bool]:
    """Return the condition that a mark changes only by two persons."""
    phase, mark = aliased(PhaseLock), aliased(MarkLock)
    return (
        Mark.approval_id.is_not(None)
        | select(mark.mark_id).where(mark.mark_id == Mark.id).exists()
        | select(phase.phase_id).where(phase.phase_id == Mark.phase_id).exists()
    )


class OwnMark(NamedTuple):
    """Where somebody gave a mark."""

    application_id: int
    phase_id: int


def marked_by(public_id: UUID, phase_key: str, user_id: int) -> OwnMark | None:
    """Return an application and its phase, if this account gave a mark there."""
    row = db.session.execute(
        select(Mark.application_id, Mark.phase_id)
        .join(Application, Application.id == Mark.application_id)
        .join(Phase, Phase.id == Mark.phase_id)
        .where(
            Application.public_id == public_id,
            Phase.key == phase_key,
            Mark.evaluator_id == user_id,
        )
        .limit(1)
    ).first()
    return OwnMark._make(row) if row else None


class Subject(NamedTuple):
    """Of whom and in which phase a mark is, for the page of a request."""

    call_code: str
    number: int
    name_es: str
    name_en: str
    evaluator: str | None


def subject(key: MarkKey) -> Subject | None:
    """Return what a mark's key speaks of."""
    row = db.session.execute(
        select(
            RecruitmentCall.code,
            Application.number,
            Phase.name_es,
            Phase.name_en,
            User.name,
        )
        .select_from(Application)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .join(Phase, Phase.id == key.phase_id)
        .outerjoin(User, User.id == key.evaluator_id)
        .where(Application.id == key.application_id)
    ).first()
    return Subject._make(row) if row else None
