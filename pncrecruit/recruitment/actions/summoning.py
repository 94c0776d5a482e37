"""Summon applicants to test sessions: in bulk, one by hand, moved, taken off."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, func, select, update

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import ReasonRequired, Scope
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import ExamSession, Summons
from pncrecruit.recruitment.queries import sessions
from pncrecruit.recruitment.queries import summonses as queries
from pncrecruit.recruitment.queries.board import Frame
from pncrecruit.recruitment.queries.conflicts import barred_applications
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.sessions import (
    NotSummoned,
    NotWaiting,
    Plan,
    SummonedThere,
    Waiter,
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


class Planned(NamedTuple):
    """What a bulk does: who is summoned where, and how many places become free."""

    plan: Plan
    freed: int


def plan_of(
    call: Frame,
    phase: PhaseRow,
    scope: Scope,
    *,
    within_km: float | None,
    actor: Actor,
    at: datetime,
) -> Planned:
    """Return who would be summoned where, once the places nobody needs are free.

    A question: it changes nothing.
    """
    leavers = queries.leavers(phase.id, phase.position, scope, at)
    freed = Counter(one.session_id for one in leavers)
    rooms = [
        room._replace(room=room.room + freed[room.id])
        for room in queries.rooms(phase.id, scope, at)
    ]
    waiting = _waiting(call, phase, scope, actor, at)
    return Planned(plan(waiting, rooms, within_km), len(leavers))


def _waiting(
    call: Frame, phase: PhaseRow, scope: Scope, actor: Actor, at: datetime
) -> list[Waiter]:
    return queries.waiting(
        call.id,
        phase.id,
        phase.position,
        scope,
        barred=barred_applications(actor),
        at=at,
    )


def summon_waiting(
    call: Frame,
    phase: PhaseRow,
    scope: Scope,
    *,
    within_km: float | None,
    actor: Actor,
    at: datetime,
) -> Planned:
    """Summon all who wait in a phase, oldest first, each to the nearest with room.

    First the places of those who left the phase become free. As many statements for
    28,000 as for ten; running it again summons nobody twice. Raises what check_phase
    raises.
    """
    check_phase(call.state, phase.kind)
    sessions.lock_phase(phase.id)
    freed = queries.leavers(phase.id, phase.position, scope, at)
    _end_many([(one.id, one.session_id) for one in freed], LEFT_PHASE, actor, at)
    waiting = _waiting(call, phase, scope, actor, at)
    made = plan(waiting, queries.rooms(phase.id, scope, at), within_km)
    if made.seats:
        _seat(made, waiting, phase, actor, at)
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
            freed=len(freed),
        )
    return Planned(made, len(freed))


def _seat(
    made: Plan,
    waiting: Sequence[Waiter],
    phase: PhaseRow,
    actor: Actor,
    at: datetime,
) -> None:
    seated = {seat.application_id for seat in made.seats}
    missed = [
        (one.missed, one.missed_session)
        for one in waiting
        if one.missed and one.missed_session and one.id in seated
    ]
    _end_many(missed, ABSENT, actor, at)
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
            {"which": session_id, "more": one.persons}
            for session_id, one in sorted(made.by_session.items())
        ],
    )
    db.session.expire_all()


def _end_many(
    ended: Sequence[tuple[int, int]], reason: str, actor: Actor, at: datetime
) -> None:
    """End summonses, each given with its session, and count their places free."""
    if not ended:
        return
    connection = db.session.connection()
    connection.execute(
        _SUMMONSES.update()
        .where(_SUMMONSES.c.id == bindparam("which"))
        .values(ended_at=at, ended_by_id=actor.user_id, end_reason=reason),
        [{"which": one} for one, _session in ended],
    )
    counts = Counter(session for _one, session in ended)
    connection.execute(
        _TAKE, [{"which": one, "more": -n} for one, n in sorted(counts.items())]
    )
    db.session.expire_all()


def summon(
    one: Moving, found: SessionRow, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Summon one applicant by hand, or move them to another session with a reason.

    Raises NotWaiting, SummonedThere, ReasonRequired, and what check_phase and
    check_room raise.
    """
    check_phase(found.call_state, found.kind)
    sessions.lock_phase(found.phase_id)
    session = sessions.locked(found.id)
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
        # Who missed a session is summoned to another as anybody who waits.
        missed = queries.is_missed(before, at)
        if not missed and not reason.strip():
            raise ReasonRequired
        was = db.session.get_one(ExamSession, before.session_id).public_id
        _end(before, ABSENT if missed else reason.strip(), actor=actor, at=at)
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
    sessions.lock_phase(phase_id)
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
