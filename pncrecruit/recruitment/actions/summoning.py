"""Summon applicants to test sessions: in bulk, one by hand, moved, taken off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, func, or_, select, update

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import ReasonRequired, Scope
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import Application, ExamSession, Summons
from pncrecruit.recruitment.queries import sessions as queries
from pncrecruit.recruitment.queries.board import Frame
from pncrecruit.recruitment.queries.conflicts import barred_applications
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.sessions import (
    NotSummoned,
    NotWaiting,
    Plan,
    SummonedThere,
    check_phase,
    check_room,
    plan,
)

# Why a summons ended without anybody's words.
LEFT_PHASE, ABSENT = "left_phase", "absent"
_SUMMONSES = cast(Table, Summons.__table__)
_SESSIONS = cast(Table, ExamSession.__table__)
_TAKE = (
    _SESSIONS.update()
    .where(_SESSIONS.c.id == bindparam("which"))
    .values(taken=_SESSIONS.c.taken + bindparam("more"))
)


class Summoned(NamedTuple):
    """What became of a bulk: summoned, without room, places that became free."""

    done: int
    left: int
    freed: int


def plan_of(
    call: Frame,
    phase: PhaseRow,
    scope: Scope,
    *,
    within_km: float | None,
    actor: Actor,
    at: datetime,
) -> Plan:
    """Return who would be summoned where: a question, by two statements."""
    waiting = queries.waiting(
        call.id, phase.id, phase.position, scope, barred_applications(actor)
    )
    return plan(waiting, queries.rooms(phase.id, scope, at), within_km)


def summon_waiting(
    call: Frame,
    phase: PhaseRow,
    scope: Scope,
    *,
    within_km: float | None,
    actor: Actor,
    at: datetime,
) -> Summoned:
    """Summon all who wait in a phase, oldest first, each to the nearest with room.

    First the places of those who left the phase become free. As many statements for
    28,000 as for ten; running it again summons nobody twice. Raises what check_phase
    raises.
    """
    check_phase(call.state, phase.kind)
    queries.lock_phase(phase.id)
    freed = _free_places(phase, scope, actor=actor, at=at)
    made = plan_of(call, phase, scope, within_km=within_km, actor=actor, at=at)
    if made.seats:
        connection = db.session.connection()
        connection.execute(
            _SUMMONSES.insert(),
            [
                {
                    "session_id": seat.session_id,
                    "application_id": seat.application_id,
                    "phase_id": phase.id,
                    "made_at": at,
                    "made_by_id": actor.user_id,
                    "end_reason": "",
                }
                for seat in made.seats
            ],
        )
        connection.execute(
            _TAKE,
            [
                {"which": session_id, "more": count}
                for session_id, count in sorted(made.by_session.items())
            ],
        )
        db.session.expire_all()
    if made.seats or freed:
        record(
            "summons.assigned",
            ("recruitment_call", call.code),
            author=actor.author,
            at=at,
            phase=phase.key,
            within_km=within_km,
            count=len(made.seats),
            without_place=made.left,
            freed=freed,
        )
    return Summoned(len(made.seats), made.left, freed)


def _free_places(phase: PhaseRow, scope: Scope, *, actor: Actor, at: datetime) -> int:
    """End the summonses to sessions to come of those who no longer wait in a phase."""
    left = (
        select(Summons.id, Summons.session_id)
        .join(Application, Application.id == Summons.application_id)
        .join(ExamSession, ExamSession.id == Summons.session_id)
        .where(
            Summons.phase_id == phase.id,
            Summons.ended_at.is_(None),
            ExamSession.starts_at > at,
            within_calls(scope),
            or_(
                Application.standing != Standing.ACTIVE,
                Application.phase_position != phase.position,
            ),
        )
    )
    rows = db.session.execute(left).all()
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.session_id] = counts.get(row.session_id, 0) - 1
    if rows:
        connection = db.session.connection()
        connection.execute(
            _SUMMONSES.update()
            .where(_SUMMONSES.c.id == bindparam("which"))
            .values(ended_at=at, ended_by_id=actor.user_id, end_reason=LEFT_PHASE),
            [{"which": row.id} for row in rows],
        )
        connection.execute(
            _TAKE, [{"which": one, "more": n} for one, n in sorted(counts.items())]
        )
    return len(rows)


def summon(
    one: Moving, found: SessionRow, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Summon one applicant by hand, or move them to another session with a reason.

    Raises NotWaiting, SummonedThere, ReasonRequired, and what check_room raises.
    """
    queries.lock_phase(found.phase_id)
    session = queries.locked(found.id)
    if (one.call_id, one.position, one.standing) != (
        found.call_id,
        found.position,
        Standing.ACTIVE,
    ):
        raise NotWaiting
    before = queries.standing(one.id, found.phase_id)
    if before is not None and before.session_id == session.id:
        raise SummonedThere
    check_room(session.state, session.starts_at, session.capacity - session.taken, at)
    was = None
    if before is not None:
        if not reason.strip():
            raise ReasonRequired
        was = db.session.get_one(ExamSession, before.session_id).public_id
        _end(before, reason.strip(), actor=actor, at=at)
    db.session.add(
        Summons(
            session_id=session.id,
            application_id=one.id,
            phase_id=found.phase_id,
            made_at=at,
            made_by_id=actor.user_id,
        )
    )
    _take(session.id, 1)
    record(
        "summons.made",
        ("application", one.public_id),
        author=actor.author,
        at=at,
        exam_session=(str(was) if was else None, str(found.public_id)),
        reason=reason.strip() or None,
    )


def take_off(
    one: Moving, phase_id: int, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Take an applicant off the session of a phase; they wait for another.

    Raises NotSummoned or ReasonRequired.
    """
    queries.lock_phase(phase_id)
    before = queries.standing(one.id, phase_id)
    if before is None:
        raise NotSummoned
    if not reason.strip():
        raise ReasonRequired
    session = db.session.get_one(ExamSession, before.session_id)
    _end(before, reason.strip(), actor=actor, at=at)
    record(
        "summons.ended",
        ("application", one.public_id),
        author=actor.author,
        at=at,
        exam_session=str(session.public_id),
        reason=reason.strip(),
    )


def end_all(session_id: int, *, reason: str, actor: Actor, at: datetime) -> int:
    """End all summonses of a session that stand. Return how many they were."""
    count = db.session.scalar(
        select(func.count()).where(
            Summons.session_id == session_id, Summons.ended_at.is_(None)
        )
    )
    db.session.execute(
        update(Summons)
        .where(Summons.session_id == session_id, Summons.ended_at.is_(None))
        .values(ended_at=at, ended_by_id=actor.user_id, end_reason=reason)
        .execution_options(synchronize_session=False)
    )
    return int(count or 0)


def end_some(
    summons_ids: Sequence[int], session_id: int, *, actor: Actor, at: datetime
) -> None:
    """End the summonses of those who did not come to a session."""
    if not summons_ids:
        return
    db.session.execute(
        update(Summons)
        .where(Summons.id.in_(summons_ids))
        .values(ended_at=at, ended_by_id=actor.user_id, end_reason=ABSENT)
        .execution_options(synchronize_session=False)
    )
    _take(session_id, -len(summons_ids))


def _end(before: Summons, reason: str, *, actor: Actor, at: datetime) -> None:
    before.ended_at, before.ended_by_id = at, actor.user_id
    before.end_reason = reason
    # The one that follows may stand only once this one no longer does.
    db.session.flush()
    _take(before.session_id, -1)


def _take(session_id: int, more: int) -> None:
    db.session.flush()
    values: dict[str, Any] = {"which": session_id, "more": more}
    db.session.connection().execute(_TAKE, values)
    db.session.expire_all()
