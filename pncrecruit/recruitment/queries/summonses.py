"""Questions about summonses: who waits for one, where there is room, what stands."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from pncrecruit.access.rules import Scope
from pncrecruit.db import day_of, db, local_day
from pncrecruit.recruitment.models import Application, ExamSession, Phase, Summons
from pncrecruit.recruitment.queries.calls import within_calls as within_offices
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.sessions import Room, SessionState, Waiter


def missed(at: datetime) -> ColumnElement[bool]:
    """Say of a summons whether its session is over and nobody noted that they came.

    It is over when its attendance was closed, and at the end of its day: until then
    somebody may still come to the door.
    """
    return and_(
        Summons.arrived_at.is_(None),
        or_(
            ExamSession.state == SessionState.CLOSED,
            ExamSession.starts_at < day_of(local_day(at))[0],
        ),
    )


class Leaver(NamedTuple):
    """A summons to a session to come of somebody who no longer waits in the phase."""

    id: int
    session_id: int


def leavers(phase_id: int, position: int, scope: Scope, at: datetime) -> list[Leaver]:
    """Return the summonses of a phase whose places nobody needs any more."""
    rows = db.session.execute(
        select(Summons.id, Summons.session_id)
        .join(Application, Application.id == Summons.application_id)
        .join(ExamSession, ExamSession.id == Summons.session_id)
        .where(
            Summons.phase_id == phase_id,
            Summons.ended_at.is_(None),
            ExamSession.starts_at > at,
            within_calls(scope),
            or_(
                Application.standing != Standing.ACTIVE,
                Application.phase_position != position,
            ),
        )
        .order_by(Summons.id)
    )
    return [Leaver._make(row) for row in rows]


def rooms(phase_id: int, scope: Scope, at: datetime) -> list[Room]:
    """Return the open sessions of a phase that are to come, full ones too."""
    rows = db.session.execute(
        select(
            ExamSession.id,
            ExamSession.municipality,
            ExamSession.starts_at,
            ExamSession.capacity - ExamSession.taken,
        )
        .where(
            ExamSession.phase_id == phase_id,
            ExamSession.state == SessionState.OPEN,
            ExamSession.starts_at > at,
            within_offices(ExamSession.call_id, ExamSession.office_id, scope),
        )
        .order_by(ExamSession.starts_at, ExamSession.id)
    )
    return [Room._make(row) for row in rows]


def waiting(
    call_id: int,
    phase_id: int,
    position: int,
    scope: Scope,
    *,
    barred: set[int],
    at: datetime,
) -> list[Waiter]:
    """Return who waits in a phase and is summoned to no session, oldest first.

    Who missed theirs waits again. ``barred`` are the applications that the person who
    asks may not work on.
    """
    rows = db.session.execute(
        select(
            Application.id,
            Application.residence_municipality,
            Application.department,
            Summons.id,
            Summons.session_id,
        )
        .outerjoin(
            Summons,
            and_(
                Summons.application_id == Application.id,
                Summons.phase_id == phase_id,
                Summons.ended_at.is_(None),
            ),
        )
        .outerjoin(ExamSession, ExamSession.id == Summons.session_id)
        .where(
            Application.call_id == call_id,
            Application.listed,
            Application.standing == Standing.ACTIVE,
            Application.phase_position == position,
            within_calls(scope),
            or_(Summons.id.is_(None), missed(at)),
        )
        .order_by(Application.applied_at, Application.id)
    )
    return [Waiter._make(row) for row in rows if row[0] not in barred]


def unsummoned(call_id: int, scope: Scope, at: datetime) -> dict[int, int]:
    """Count by phase who waits and is summoned to no session, where there are some."""
    one = aliased(ExamSession)
    held = (
        exists()
        .where(
            Summons.application_id == Application.id,
            Summons.phase_id == Phase.id,
            Summons.ended_at.is_(None),
            ExamSession.id == Summons.session_id,
            ~missed(at),
        )
        .correlate(Application, Phase)
    )
    rows = db.session.execute(
        select(Phase.position, func.count(Application.id))
        .select_from(Application)
        .join(
            Phase,
            (Phase.call_id == Application.call_id)
            & (Phase.position == Application.phase_position),
        )
        .where(
            Application.call_id == call_id,
            Application.listed,
            Application.standing == Standing.ACTIVE,
            within_calls(scope),
            exists().where(one.phase_id == Phase.id),
            ~held,
        )
        .group_by(Phase.position)
    )
    return {row[0]: row[1] for row in rows}


def standing(application_id: int, phase_id: int) -> Summons | None:
    """Return the summons of an application that stands in a phase."""
    return db.session.scalar(
        select(Summons).where(
            Summons.application_id == application_id,
            Summons.phase_id == phase_id,
            Summons.ended_at.is_(None),
        )
    )


def is_missed(one: Summons, at: datetime) -> bool:
    """Say whether the session of a summons is over and nobody noted that they came."""
    return bool(
        db.session.scalar(
            select(missed(at))
            .select_from(Summons)
            .join(ExamSession, ExamSession.id == Summons.session_id)
            .where(Summons.id == one.id)
        )
    )


class SummonsRow(NamedTuple):
    """A summons of an application as its page tells it."""

    session: UUID
    starts_at: datetime
    place: str
    municipality: str
    arrived_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    position: int


def of_application(application_id: int) -> list[SummonsRow]:
    """Return all summonses of an application, the latest first."""
    rows = db.session.execute(
        select(
            ExamSession.public_id,
            ExamSession.starts_at,
            ExamSession.place,
            ExamSession.municipality,
            Summons.arrived_at,
            Summons.ended_at,
            Summons.end_reason,
            Phase.position,
        )
        .join(ExamSession, ExamSession.id == Summons.session_id)
        .join(Phase, Phase.id == Summons.phase_id)
        .where(Summons.application_id == application_id)
        .order_by(Summons.id.desc())
    )
    return [SummonsRow._make(row) for row in rows]
