"""Lock marks: one's own, or all of a phase once nobody waits in it."""

from datetime import datetime
from uuid import UUID

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import MarkLock, PhaseLock, RecruitmentCall
from pncrecruit.recruitment.queries import finals, marks
from pncrecruit.recruitment.queries.marks import PhaseMarking
from pncrecruit.recruitment.rules.marks import (
    MarkKey,
    NothingToLock,
    check_closing,
)


def lock_own_mark(
    application_id: int,
    public_id: UUID,
    phase_id: int,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Lock one's own mark of an application. Raises NothingToLock."""
    mark = marks.held(MarkKey(application_id, phase_id, actor.user_id))
    if mark is None or mark.locked:
        raise NothingToLock
    db.session.add(MarkLock(mark_id=mark.id, locked_at=at, locked_by_id=actor.user_id))
    record(
        "mark.locked",
        ("application", public_id),
        author=actor.author,
        at=at,
        phase=phase_id,
        value=mark.value,
    )


def close_marking(
    call: RecruitmentCall, phase: PhaseMarking, *, actor: Actor, at: datetime
) -> None:
    """Close the marking of a phase: every mark in it is locked.

    Raises LockedAlready, ScorerLocks or StillWaiting.
    """
    marks.hold_phase(phase.id)
    check_closing(
        waiting=finals.unmarked(call.id, phase),
        closed=marks.is_closed(phase.id),
        scored=marks.has_scored(actor, phase.id),
    )
    db.session.add(
        PhaseLock(phase_id=phase.id, locked_at=at, locked_by_id=actor.user_id)
    )
    record(
        "marking.closed",
        ("call", call.code),
        author=actor.author,
        at=at,
        phase=phase.key,
        marked=phase.marked,
    )
