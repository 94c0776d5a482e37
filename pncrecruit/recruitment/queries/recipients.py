"""Whom a message reaches: those summoned to a session, the applicants of a list."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from pncrecruit.access.rules import Scope
from pncrecruit.db import db, local_day
from pncrecruit.messages.models import MessageDispatch, OutboxLine
from pncrecruit.messages.rules import AGAIN_AFTER, LineState, MessageKind
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, ExamSession, Summons
from pncrecruit.recruitment.queries import applications, documents
from pncrecruit.recruitment.queries.applications import ListFilter
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.sessions import SessionState
from pncrecruit.reference import municipalities

MOST = 30_000  # applicants who are told at once: a whole call
_AT_ONCE = 5_000
# What left nobody told.
_NOTHING = (LineState.FAILED, LineState.CANCELLED, LineState.VOID)


class Recipient(NamedTuple):
    """Somebody to be told, and where they can be reached."""

    id: int
    public_id: UUID
    number: int
    given_names: str
    first_surname: str
    second_surname: str
    email: str | None
    phone: str | None
    reached: bool  # whether who asks may open the application

    @property
    def name(self) -> str:
        """Given names and surnames, as somebody is addressed."""
        parts = (self.given_names, self.first_surname, self.second_surname)
        return " ".join(part for part in parts if part)


class Found(NamedTuple):
    """Who is to be told, and how many are left out because they were told."""

    recipients: list[Recipient]
    told: int = 0
    barred: int = 0


def place_of(one: SessionRow | ExamSession) -> str:
    """Return the place of a session as it is told: with its municipality."""
    known = municipalities().get(one.municipality)
    return f"{one.place}, {known.name}" if known else one.place


def places_told(at: datetime) -> list[tuple[int, str]]:
    """Return the open sessions to come, each with its place as it is told."""
    found = db.session.scalars(
        select(ExamSession).where(
            ExamSession.state == SessionState.OPEN, ExamSession.starts_at > at
        )
    )
    return [(one.id, place_of(one)) for one in found]


def _people(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(
        Application.id,
        Application.public_id,
        Application.number,
        Person.given_names,
        Person.first_surname,
        Person.second_surname,
        Person.email,
        Person.phone,
        within_calls(scope),
    ).join(Person, Person.id == Application.person_id)


def summoned(
    one: SessionRow,
    kind: MessageKind,
    scope: Scope,
    barred: set[int],
    *,
    again: bool = False,
) -> Found:
    """Return who is to be told of a session.

    Of one that stands: those whose summons stands and who still wait in its phase. Of
    one that was cancelled: those whom it took off and who still wait for another. Who
    was told the same of the same day and place is left out, unless ``again``.
    """
    statement = (
        _people(scope)
        .join(Summons, Summons.application_id == Application.id)
        .where(Summons.session_id == one.id, Application.listed)
        .order_by(Application.name_key, Application.id)
    )
    if kind is MessageKind.CANCELLATION:
        elsewhere = aliased(Summons)
        statement = statement.join(
            ExamSession, ExamSession.id == Summons.session_id
        ).where(
            Summons.ended_at == ExamSession.cancelled_at,
            Application.standing == Standing.ACTIVE,
            Application.phase_position == one.position,
            # Who is summoned again already has been told of that.
            ~exists().where(
                elsewhere.application_id == Application.id,
                elsewhere.phase_id == one.phase_id,
                elsewhere.ended_at.is_(None),
            ),
        )
    else:
        statement = statement.where(
            Summons.ended_at.is_(None),
            Summons.arrived_at.is_(None),
            Application.standing == Standing.ACTIVE,
            Application.phase_position == one.position,
        )
    told: set[int] = set()
    if not again:
        told = set(
            db.session.scalars(
                _told(kind).where(
                    MessageDispatch.session_id == one.id,
                    MessageDispatch.starts_at == one.starts_at,
                    MessageDispatch.place == place_of(one),
                )
            )
        )
    rows = db.session.execute(statement)
    return _left_out((Recipient._make(row) for row in rows), told, barred)


def listed(
    call_id: int,
    kind: MessageKind,
    scope: Scope,
    wanted: ListFilter,
    *,
    barred: set[int],
    at: datetime,
) -> Found:
    """Return which applicants of a list are to be told.

    Of missing papers only those who are in process and miss some. Who was told the
    same within a day is left out.
    """
    page = applications.page(call_id, scope, wanted, limit=MOST)
    ids = [row.id for row in page.rows]
    if kind is MessageKind.PAPERS:
        active = [row.id for row in page.rows if row.standing is Standing.ACTIVE]
        ids = _missing_papers(call_id, active, at)
    told = set(
        db.session.scalars(
            _told(kind).where(
                MessageDispatch.call_id == call_id,
                MessageDispatch.made_at > at - AGAIN_AFTER,
            )
        )
    )
    found: list[Recipient] = []
    for part in _parts(ids):
        rows = db.session.execute(
            _people(scope)
            .where(Application.id.in_(part))
            .order_by(Application.name_key, Application.id)
        )
        found += (Recipient._make(row) for row in rows)
    return _left_out(found, told, barred)


def _missing_papers(call_id: int, ids: Sequence[int], at: datetime) -> list[int]:
    found = []
    for part in _parts(ids):
        lists = documents.checklists(call_id, part, local_day(at))
        found += [one for one in part if any(not i.settled for i in lists.get(one, ()))]
    return found


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


def _told(kind: MessageKind) -> Select[int]:
    return (
        select(OutboxLine.application_id)
        .join(MessageDispatch, MessageDispatch.id == OutboxLine.dispatch_id)
        .where(MessageDispatch.kind == kind, OutboxLine.state.not_in(_NOTHING))
    )


def _left_out(people: Iterable[Recipient], told: set[int], barred: set[int]) -> Found:
    every = list(people)
    free = [one for one in every if one.id not in barred]
    new = [one for one in free if one.id not in told]
    return Found(new, len(free) - len(new), len(every) - len(free))


def is_summoned(session_id: int, application_id: int) -> bool:
    """Say whether a session still expects somebody."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Summons.session_id == session_id,
                    Summons.application_id == application_id,
                    Summons.ended_at.is_(None),
                    Summons.arrived_at.is_(None),
                )
            )
        )
    )
