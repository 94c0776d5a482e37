"""One application: who applied, where it stands, and all that befell it."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Select,
    String,
    bindparam,
    case,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from pncrecruit.access.models import User
from pncrecruit.access.rules import Scope
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import ask
from pncrecruit.officers.models import Unit
from pncrecruit.persons.kinds import CuiState, Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    ClosedApplication,
    Mark,
    Measure,
    Phase,
    PhaseTransition,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.marks import is_locked, readable
from pncrecruit.recruitment.queries.messages import told
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules import CallState, Result, Standing, WayIn
from pncrecruit.recruitment.rules.standing import Event
from pncrecruit.recruitment.rules.told import TOLD

LOCKED = "locked"  # the code of a mark that changes only by two persons


class ApplicationRow(NamedTuple):
    """An application with its person, call and office."""

    id: int
    public_id: UUID
    call_id: int
    call_code: str
    call_name: str
    number: int
    person_id: int
    person_public_id: UUID
    given_names: str
    first_surname: str
    second_surname: str
    married_surname: str
    cui: str | None
    cui_state: CuiState
    cui_reason: str
    birth_date: date | None
    sex: Sex
    phone: str | None
    email: str | None
    person_municipality: str | None
    residence_municipality: str | None
    schooling: str | None
    standing: Standing
    position: int
    furthest: int
    since: datetime
    applied_at: datetime
    way_in: WayIn
    office_id: int
    office: str
    created_by_id: int | None
    receipt_hash: str | None
    version: int
    person_version: int
    call_state: CallState
    opens_on: date
    closes_on: date
    course_starts_on: date | None

    @property
    def full_name(self) -> str:
        """Given names and surnames as on the DPI."""
        married = f"de {self.married_surname}" if self.married_surname else ""
        parts = (self.given_names, self.first_surname, self.second_surname, married)
        return " ".join(part for part in parts if part)


class HistoryRow(NamedTuple):
    """Something that happened: kind says which columns hold what."""

    kind: str  # transition, measure, mark or deed
    id: int
    at: datetime
    by_id: int | None
    by: str | None
    what: str  # the result, the kind of measure, the verb
    position: int | None
    to_position: int | None
    standing: Standing | None
    code: str | None
    value: str | None
    note: str | None
    undoes_id: int | None


_COLUMNS = (
    Application.id,
    Application.public_id,
    Application.call_id,
    RecruitmentCall.code,
    RecruitmentCall.name,
    Application.number,
    Person.id,
    Person.public_id,
    Person.given_names,
    Person.first_surname,
    Person.second_surname,
    Person.married_surname,
    Person.cui,
    Person.cui_state,
    Person.cui_reason,
    Person.birth_date,
    Application.sex,
    Person.phone,
    Person.email,
    Person.residence_municipality,
    Application.residence_municipality,
    Application.schooling,
    Application.standing,
    Application.phase_position,
    Application.furthest,
    Application.phase_since,
    Application.applied_at,
    Application.way_in,
    Application.office_id,
    Unit.name,
    Application.created_by_id,
    Application.receipt_hash,
    Application.version,
    Person.version,
    RecruitmentCall.state,
    RecruitmentCall.opens_on,
    RecruitmentCall.closes_on,
    RecruitmentCall.course_starts_on,
)


def application(public_id: UUID, scope: Scope) -> ApplicationRow | None:
    """Return an application within the scope."""
    rows = ask(_in_sight(scope), {"public_id": public_id})
    return ApplicationRow._make(rows[0]) if rows else None


def by_number(call_code: str, number: int) -> ApplicationRow | None:
    """Return an application by the number on its receipt, for who has the code.

    The number of one that was closed as a repetition leads to the one that stayed.
    """
    values = {"code": call_code, "number": number}
    rows = ask(_BY_NUMBER, values) or ask(_BY_OLD_NUMBER, values)
    return ApplicationRow._make(rows[0]) if rows else None


_JOINED = (
    select(*_COLUMNS)
    .join(Person, Person.id == Application.person_id)
    .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
    .join(Unit, Unit.id == Application.office_id)
    .where(Application.listed)
)
_BY_NUMBER = _JOINED.where(
    RecruitmentCall.code == bindparam("code"), Application.number == bindparam("number")
)
_closed = aliased(Application)
_BY_OLD_NUMBER = (
    _JOINED.join(ClosedApplication, ClosedApplication.into_id == Application.id)
    .join(_closed, _closed.id == ClosedApplication.application_id)
    .where(
        ClosedApplication.undone_at.is_(None),
        RecruitmentCall.code == bindparam("code"),
        _closed.number == bindparam("number"),
    )
)


@lru_cache(maxsize=256)
def _in_sight(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _JOINED.where(
        Application.public_id == bindparam("public_id"), within_calls(scope)
    )


def history(application: ApplicationRow) -> list[HistoryRow]:
    """Return all that befell an application, in its order, by one statement."""
    rows = ask(
        _history(),
        {
            "application": application.id,
            "application_subject": str(application.public_id),
            "person_subject": str(application.person_public_id),
        },
    )
    return [
        HistoryRow._make(row)._replace(
            standing=Standing(row.standing) if row.standing else None
        )
        for row in rows
    ]


@lru_cache(maxsize=1)
def _history() -> Select[*tuple[Any, ...]]:
    """Return the statement of a history, built once."""
    every = (_transitions(), _measures(), _marks(), _deeds(), told())
    parts = union_all(*every).subquery()
    return select(parts).order_by(parts.c.at, parts.c.id)


def events(rows: Sequence[HistoryRow]) -> list[Event]:
    """Return the transitions of a history as the rules read them."""
    return [
        Event(
            row.id,
            row.position,
            Result(row.what),
            row.to_position,
            row.standing,
            row.undoes_id,
            row.by_id,
            row.at,
        )
        for row in rows
        if row.kind == "transition"
        and row.position is not None
        and row.standing is not None
    ]


def _transitions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal("transition").label("kind"),
            PhaseTransition.id.label("id"),
            PhaseTransition.recorded_at.label("at"),
            PhaseTransition.recorded_by_id.label("by_id"),
            User.name.label("by"),
            cast(PhaseTransition.result, String).label("what"),
            Phase.position.label("position"),
            PhaseTransition.to_position.label("to_position"),
            cast(PhaseTransition.standing, String).label("standing"),
            PhaseTransition.reason_code.label("code"),
            PhaseTransition.raw_value.label("value"),
            PhaseTransition.note.label("note"),
            PhaseTransition.undoes_id.label("undoes_id"),
        )
        .join(Phase, Phase.id == PhaseTransition.phase_id)
        .outerjoin(User, User.id == PhaseTransition.recorded_by_id)
        .where(PhaseTransition.application_id == bindparam("application"))
    )


def _measures() -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal("measure"),
            Measure.id,
            Measure.recorded_at,
            Measure.recorded_by_id,
            User.name,
            Measure.kind,
            Phase.position,
            null(),
            null(),
            null(),
            cast(Measure.value, String),
            null(),
            Measure.supersedes_id,
        )
        .outerjoin(Phase, Phase.id == Measure.phase_id)
        .outerjoin(User, User.id == Measure.recorded_by_id)
        .where(Measure.application_id == bindparam("application"))
    )


def _marks() -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal("mark"),
            Mark.id,
            Mark.recorded_at,
            Mark.evaluator_id,
            User.name,
            literal("mark"),
            Phase.position,
            null(),
            null(),
            case((is_locked(), literal(LOCKED)), else_=null()),
            cast(Mark.value, String),
            null(),
            Mark.supersedes_id,
        )
        .join(Phase, Phase.id == Mark.phase_id)
        .outerjoin(User, User.id == Mark.evaluator_id)
        .where(Mark.application_id == bindparam("application"), readable())
    )


def _deeds() -> Select[*tuple[Any, ...]]:
    mine = (
        (AuditEntry.subject_kind == "application")
        & (AuditEntry.subject_id == bindparam("application_subject"))
    ) | (
        (AuditEntry.subject_kind == "person")
        & (AuditEntry.subject_id == bindparam("person_subject"))
    )
    return select(
        literal("deed"),
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.actor_id,
        AuditEntry.actor_name,
        AuditEntry.verb,
        null(),
        null(),
        null(),
        null(),
        null(),
        null(),
        null(),
    ).where(mine, AuditEntry.verb.in_(TOLD))
