"""Questions about the outbox: its page, one applicant's, who is to be called."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
)

from pncrecruit.access.models import User
from pncrecruit.access.rules import Scope
from pncrecruit.db import db, local_day
from pncrecruit.messages.models import MessageDispatch, OutboxLine, SessionReminder
from pncrecruit.messages.rules import (
    IN_PROCESS,
    OF_SESSIONS,
    OF_STANDING,
    Channel,
    Fault,
    LineState,
    MessageKind,
)
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    ExamSession,
    Phase,
    RecruitmentCall,
    Summons,
)
from pncrecruit.recruitment.queries.recipients import is_summoned, place_of, places_told
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules import CallState, Standing
from pncrecruit.recruitment.rules.sessions import SessionState

PAGE = 50


class LineRow(NamedTuple):
    """A message of the outbox with whom it is to."""

    public_id: UUID
    kind: MessageKind
    channel: Channel
    recipient: str
    subject: str
    text: str
    state: LineState
    fault: Fault | None
    tries: int
    not_before: datetime
    made_at: datetime
    ended_at: datetime | None
    application: UUID
    application_id: int
    call_code: str
    number: int
    given_names: str
    first_surname: str
    second_surname: str
    phone: str | None

    @property
    def name(self) -> str:
        """Surnames first, as lists have them."""
        surnames = f"{self.first_surname} {self.second_surname}".strip()
        return f"{surnames}, {self.given_names}"


def _lines(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(
            OutboxLine.public_id,
            MessageDispatch.kind,
            OutboxLine.channel,
            OutboxLine.recipient,
            OutboxLine.subject,
            OutboxLine.text,
            OutboxLine.state,
            OutboxLine.fault,
            OutboxLine.tries,
            OutboxLine.not_before,
            MessageDispatch.made_at,
            OutboxLine.ended_at,
            Application.public_id,
            Application.id,
            RecruitmentCall.code,
            Application.number,
            Person.given_names,
            Person.first_surname,
            Person.second_surname,
            Person.phone,
        )
        .join(MessageDispatch, MessageDispatch.id == OutboxLine.dispatch_id)
        .join(Application, Application.id == OutboxLine.application_id)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .join(Person, Person.id == Application.person_id)
        .where(within_calls(scope))
    )


def _to_call(at: datetime) -> ColumnElement[bool]:
    """Say of a message whether a person has to tell it, and whether it is true.

    Nobody is called about a session as it no longer is, or that they are not to attend.
    """
    as_told = tuple_(MessageDispatch.session_id, MessageDispatch.place)
    expects = and_(
        MessageDispatch.starts_at == ExamSession.starts_at,
        as_told.in_(places_told(at)),
        Application.phase_position == Phase.position,
        Application.standing == Standing.ACTIVE,
    )
    stands = (
        exists()
        .where(
            ExamSession.id == MessageDispatch.session_id,
            Phase.id == ExamSession.phase_id,
            Summons.session_id == ExamSession.id,
            Summons.application_id == Application.id,
            Summons.ended_at.is_(None),
            Summons.arrived_at.is_(None),
            expects,
        )
        .correlate(MessageDispatch, Application)
    )
    return and_(
        or_(
            and_(
                OutboxLine.channel == Channel.PHONE,
                OutboxLine.state == LineState.WAITING,
            ),
            OutboxLine.state == LineState.FAILED,
        ),
        Application.listed,
        or_(MessageDispatch.session_id.is_(None), MessageDispatch.starts_at > at),
        or_(MessageDispatch.kind.not_in(OF_STANDING), stands),
        or_(
            MessageDispatch.kind.not_in(IN_PROCESS),
            Application.standing == Standing.ACTIVE,
        ),
    )


def outbox(
    scope: Scope,
    *,
    state: LineState | None,
    to_call: bool,
    call_code: str,
    at: datetime,
    page: int = 0,
) -> list[LineRow]:
    """Return a page of the outbox, the newest first; one more says that more follow."""
    statement = _lines(scope)
    if to_call:
        statement = statement.where(_to_call(at))
    elif state is not None:
        # What waits for a person's call does not wait to be sent.
        statement = statement.where(OutboxLine.state == state)
        if state is LineState.WAITING:
            statement = statement.where(OutboxLine.channel != Channel.PHONE)
    if call_code:
        statement = statement.where(RecruitmentCall.code == call_code)
    rows = db.session.execute(
        statement.order_by(OutboxLine.id.desc()).offset(page * PAGE).limit(PAGE + 1)
    )
    return [LineRow._make(row) for row in rows]


def calls_under_way(scope: Scope) -> list[str]:
    """Return the codes of the calls that are not finished and in sight."""
    rows = db.session.scalars(
        select(RecruitmentCall.code)
        .where(
            RecruitmentCall.state.not_in((CallState.DRAFT, CallState.FINISHED)),
            RecruitmentCall.id.in_(
                select(Application.call_id).where(within_calls(scope))
            ),
        )
        .order_by(RecruitmentCall.code.desc())
    )
    return list(rows)


def to_call(scope: Scope, call_id: int, at: datetime) -> list[LineRow]:
    """Return whom a person has to call, by name: no machine reached them."""
    rows = db.session.execute(
        _lines(scope)
        .where(_to_call(at), Application.call_id == call_id)
        .order_by(Application.name_key, OutboxLine.id)
    )
    return [LineRow._make(row) for row in rows]


def line(public_id: UUID, scope: Scope) -> LineRow | None:
    """Return a message in sight."""
    row = db.session.execute(
        _lines(scope).where(OutboxLine.public_id == public_id)
    ).first()
    return LineRow._make(row) if row else None


def told() -> Select[*tuple[Any, ...]]:
    """Return the part of an application's history that is what was sent to them."""
    return (
        select(
            literal("message"),
            OutboxLine.id,
            func.coalesce(OutboxLine.ended_at, MessageDispatch.made_at),
            MessageDispatch.made_by_id,
            User.name,
            cast(MessageDispatch.kind, String),
            null(),
            null(),
            null(),
            cast(OutboxLine.state, String),
            cast(OutboxLine.channel, String),
            null(),
            null(),
        )
        .join(MessageDispatch, MessageDispatch.id == OutboxLine.dispatch_id)
        .outerjoin(User, User.id == MessageDispatch.made_by_id)
        .where(OutboxLine.application_id == bindparam("application"))
    )


def of_application(application_id: int, scope: Scope) -> list[LineRow]:
    """Return what was sent to an applicant, or will be, the newest first."""
    rows = db.session.execute(
        _lines(scope)
        .where(OutboxLine.application_id == application_id)
        .order_by(OutboxLine.id.desc())
    )
    return [LineRow._make(row) for row in rows]


def why_untrue(one: OutboxLine, at: datetime) -> Fault | None:
    """Say why a message is not to be sent any more, None while it is true.

    What is said of a session holds while it is open, where and when it was, and expects
    the person; nothing of a session is told after its hour, and nobody is reminded on
    the day itself. An address that is no longer the person's is somebody else's.
    """
    dispatch = db.session.get_one(MessageDispatch, one.dispatch_id)
    if dispatch.kind in OF_SESSIONS and _is_late(dispatch, at):
        return Fault.LATE
    row = db.session.execute(
        select(
            Application.listed,
            Application.standing,
            Application.phase_position,
            Person.email,
            Person.phone,
        )
        .join(Person, Person.id == Application.person_id)
        .where(Application.id == one.application_id)
    ).one()
    if not row.listed or one.recipient not in (row.email, row.phone):
        return Fault.UNTRUE
    if dispatch.kind in IN_PROCESS and row.standing is not Standing.ACTIVE:
        return Fault.UNTRUE
    if dispatch.kind in OF_STANDING:
        return None if _expects(dispatch, one, row.standing, row[2]) else Fault.UNTRUE
    return None


def _is_late(dispatch: MessageDispatch, at: datetime) -> bool:
    if dispatch.starts_at is None or dispatch.starts_at <= at:
        return True
    is_today = local_day(at) >= local_day(dispatch.starts_at)
    return dispatch.kind is MessageKind.REMINDER and is_today


def _expects(
    dispatch: MessageDispatch, one: OutboxLine, standing: Standing, position: int
) -> bool:
    session = db.session.get_one(
        ExamSession, dispatch.session_id, populate_existing=True
    )
    phase = db.session.get_one(Phase, session.phase_id)
    return (
        session.state is SessionState.OPEN
        and session.starts_at == dispatch.starts_at
        and place_of(session) == dispatch.place
        and standing is Standing.ACTIVE
        and position == phase.position
        and is_summoned(session.id, one.application_id)
    )


def reminder(session_id: int) -> SessionReminder | None:
    """Return the reminders that somebody wanted for a session."""
    return db.session.get(SessionReminder, session_id)


def reminders(first: datetime, last: datetime) -> list[tuple[SessionReminder, UUID]]:
    """Return the reminders of the open sessions that begin in a time, with them.

    Only those that hold: the session is still where and when it was.
    """
    rows = db.session.execute(
        select(SessionReminder, ExamSession)
        .join(ExamSession, ExamSession.id == SessionReminder.session_id)
        .where(
            ExamSession.state == SessionState.OPEN,
            ExamSession.starts_at >= first,
            ExamSession.starts_at < last,
            ExamSession.starts_at == SessionReminder.starts_at,
        )
        .order_by(ExamSession.starts_at, ExamSession.id)
    )
    return [
        (one, session.public_id)
        for one, session in rows
        if place_of(session) == one.place
    ]


def lock_call(call_id: int) -> None:
    """Let one at a time send messages to the applicants of a call."""
    db.session.execute(
        select(RecruitmentCall.id)
        .where(RecruitmentCall.id == call_id)
        .with_for_update(key_share=True)
    )
