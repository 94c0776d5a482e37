"""Questions about test sessions: the list, one, its roster."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from pncrecruit.access.rules import Scope
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    ExamSession,
    Phase,
    RecruitmentCall,
    Summons,
)
from pncrecruit.recruitment.queries.calls import within_calls as within_offices
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules import CallState, PhaseKind, Standing
from pncrecruit.recruitment.rules.sessions import SessionState

PAGE = 50  # sessions of a call on a page
SHOWN = 200  # sessions in a month of the calendar


class SessionRow(NamedTuple):
    """A session with its call, phase and office, and how many came."""

    id: int
    public_id: UUID
    call_id: int
    call_code: str
    call_name: str
    call_state: CallState
    phase_id: int
    position: int
    kind: PhaseKind
    name_es: str
    name_en: str
    office_id: int
    office: str
    municipality: str
    place: str
    starts_at: datetime
    capacity: int
    taken: int
    state: SessionState
    version: int
    arrived: int

    @property
    def room(self) -> int:
        """How many more can be summoned."""
        return self.capacity - self.taken


_ARRIVED = (
    select(func.count())
    .where(
        Summons.session_id == ExamSession.id,
        Summons.ended_at.is_(None),
        Summons.arrived_at.is_not(None),
    )
    .scalar_subquery()
)
_ROWS = (
    select(
        ExamSession.id,
        ExamSession.public_id,
        ExamSession.call_id,
        RecruitmentCall.code,
        RecruitmentCall.name,
        RecruitmentCall.state,
        ExamSession.phase_id,
        Phase.position,
        Phase.kind,
        Phase.name_es,
        Phase.name_en,
        ExamSession.office_id,
        Unit.name,
        ExamSession.municipality,
        ExamSession.place,
        ExamSession.starts_at,
        ExamSession.capacity,
        ExamSession.taken,
        ExamSession.state,
        ExamSession.version,
        _ARRIVED,
    )
    .join(RecruitmentCall, RecruitmentCall.id == ExamSession.call_id)
    .join(Phase, Phase.id == ExamSession.phase_id)
    .join(Unit, Unit.id == ExamSession.office_id)
)


def within(scope: Scope) -> Select[*tuple[object, ...]]:
    """Return the question for the sessions in a scope: those of its offices."""
    return _ROWS.where(
        within_offices(ExamSession.call_id, ExamSession.office_id, scope)
    )


def sessions(
    call_id: int, scope: Scope, *, since: datetime, page: int = 0
) -> list[SessionRow]:
    """Return a page of the sessions of a call from an instant on, the next first.

    One more than ``PAGE`` of them says that another page follows.
    """
    rows = db.session.execute(
        within(scope)
        .where(ExamSession.call_id == call_id, ExamSession.starts_at >= since)
        .order_by(ExamSession.starts_at, ExamSession.id)
        .offset(page * PAGE)
        .limit(PAGE + 1)
    )
    return [SessionRow._make(row) for row in rows]


def to_come(phase_id: int, scope: Scope, at: datetime) -> list[SessionRow]:
    """Return all open sessions of a phase that are to come, the next first."""
    rows = db.session.execute(
        within(scope)
        .where(
            ExamSession.phase_id == phase_id,
            ExamSession.state == SessionState.OPEN,
            ExamSession.starts_at > at,
        )
        .order_by(ExamSession.starts_at, ExamSession.id)
    )
    return [SessionRow._make(row) for row in rows]


def between(
    scope: Scope, first: datetime, last: datetime, *, cancelled: bool = False
) -> list[SessionRow]:
    """Return the sessions that stand and begin in a time, the next first."""
    states = [SessionState.OPEN, SessionState.CLOSED]
    if cancelled:
        states.append(SessionState.CANCELLED)
    rows = db.session.execute(
        within(scope)
        .where(
            ExamSession.starts_at >= first,
            ExamSession.starts_at < last,
            ExamSession.state.in_(states),
        )
        .order_by(ExamSession.starts_at, ExamSession.id)
        .limit(SHOWN)
    )
    return [SessionRow._make(row) for row in rows]


def session(public_id: UUID, scope: Scope) -> SessionRow | None:
    """Return a session in sight."""
    row = db.session.execute(
        within(scope).where(ExamSession.public_id == public_id)
    ).first()
    return SessionRow._make(row) if row else None


def sent_before(client_id: UUID) -> ExamSession | None:
    """Return the session that was drafted under a sender's identifier."""
    return db.session.scalar(
        select(ExamSession).where(ExamSession.client_id == client_id)
    )


def locked(session_id: int) -> ExamSession:
    """Return a session as it is now, locked until the commit."""
    return db.session.execute(
        select(ExamSession)
        .where(ExamSession.id == session_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).scalar_one()


def lock_phase(phase_id: int) -> None:
    """Let one at a time summon people to the sessions of a phase."""
    db.session.execute(
        select(Phase.id).where(Phase.id == phase_id).with_for_update(key_share=True)
    )


class Summoned(NamedTuple):
    """Somebody of a roster; ``expected`` if they still wait in the phase."""

    summons_id: int
    application_id: int
    public_id: UUID
    number: int
    given_names: str
    first_surname: str
    second_surname: str
    expected: bool
    reached: bool  # whether who asks may open the application
    arrived_at: datetime | None

    @property
    def name(self) -> str:
        """Surnames first, as lists have them."""
        surnames = f"{self.first_surname} {self.second_surname}".strip()
        return f"{surnames}, {self.given_names}"


def roster(one: SessionRow, scope: Scope) -> list[Summoned]:
    """Return who is summoned to a session, by surname.

    Whoever runs a session sees all of it; ``scope`` says whose record they may open.
    """
    expected = and_(
        Application.standing == Standing.ACTIVE,
        Application.phase_position == one.position,
    )
    rows = db.session.execute(
        select(
            Summons.id,
            Application.id,
            Application.public_id,
            Application.number,
            Person.given_names,
            Person.first_surname,
            Person.second_surname,
            expected,
            within_calls(scope),
            Summons.arrived_at,
        )
        .join(Application, Application.id == Summons.application_id)
        .join(Person, Person.id == Application.person_id)
        .where(Summons.session_id == one.id, Summons.ended_at.is_(None))
        .order_by(Application.name_key, Application.id)
    )
    return [Summoned._make(row) for row in rows]
