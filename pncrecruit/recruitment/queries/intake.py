"""What registering asks: the rules of the call, who applied, what was sent before."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select

from pncrecruit.access.rules import Scope
from pncrecruit.bulk import among
from pncrecruit.db import ask, db
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.models import (
    Application,
    CallAssignment,
    CallRequirement,
    FormSheet,
    Phase,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules import CallState, PhaseKind
from pncrecruit.recruitment.rules.eligibility import Requirement


class PhaseRow(NamedTuple):
    """A phase of a call."""

    id: int
    position: int
    key: str
    kind: PhaseKind
    name_es: str
    name_en: str
    pass_mark: float | None
    mark_unit: str | None
    days: int | None


class Office(NamedTuple):
    """An office that handles applications."""

    id: int
    code: str
    name: str


class Applied(NamedTuple):
    """An application that is already there."""

    id: int
    public_id: UUID
    person_id: int
    number: int
    office_id: int
    listed: bool
    call_id: int
    undone_at: datetime | None

    @property
    def undone(self) -> bool:
        """Whether its batch was undone, and nobody has taken it up again."""
        return self.undone_at is not None


def requirements(call_id: int) -> list[Requirement]:
    """Return the requirements of a call, in its order."""
    rows = db.session.execute(
        select(
            CallRequirement.id,
            CallRequirement.kind,
            CallRequirement.loss_reason,
            CallRequirement.sex,
            CallRequirement.minimum,
            CallRequirement.maximum,
            CallRequirement.value,
        )
        .where(CallRequirement.call_id == call_id)
        .order_by(CallRequirement.position)
    )
    return [Requirement(*row) for row in rows]


_PHASES = (
    select(
        Phase.id,
        Phase.position,
        Phase.key,
        Phase.kind,
        Phase.name_es,
        Phase.name_en,
        Phase.pass_mark,
        Phase.mark_unit,
        Phase.days,
    )
    .where(Phase.call_id == bindparam("call_id"))
    .order_by(Phase.position)
)


def phases(call_id: int) -> list[PhaseRow]:
    """Return the phases of a call, in its order."""
    rows = ask(_PHASES, {"call_id": call_id})
    return [PhaseRow._make(row) for row in rows]


def call_by_code(code: str) -> RecruitmentCall | None:
    """Return a call by its code."""
    return db.session.scalar(
        select(RecruitmentCall).where(RecruitmentCall.code == code)
    )


def open_calls() -> list[RecruitmentCall]:
    """Return the calls that take applicants, newest first."""
    return list(
        db.session.scalars(
            select(RecruitmentCall)
            .where(RecruitmentCall.state == CallState.OPEN)
            .order_by(RecruitmentCall.opens_on.desc(), RecruitmentCall.id.desc())
        )
    )


_OPEN_OFFICES = select(Unit.id, Unit.code, Unit.name).where(Unit.closed_on.is_(None))
_WORKING = _OPEN_OFFICES.where(
    Unit.id.in_(
        select(CallAssignment.office_id).where(
            CallAssignment.call_id == bindparam("call_id"),
            CallAssignment.ended_at.is_(None),
        )
    )
).order_by(Unit.name, Unit.id)
_AMONG = _OPEN_OFFICES.where(Unit.id.in_(bindparam("among", expanding=True))).order_by(
    Unit.name, Unit.id
)


def offices(call_id: int, among: Collection[int] | None = None) -> list[Office]:
    """Return the offices that work on a call, or those among the ones given."""
    if among is None:
        rows = ask(_WORKING, {"call_id": call_id})
    else:
        rows = ask(_AMONG, {"among": list(among)})
    return [Office._make(row) for row in rows]


_APPLIED = (
    Application.id,
    Application.public_id,
    Application.person_id,
    Application.number,
    Application.office_id,
    Application.listed,
    Application.call_id,
    Application.undone_at,
)


def sent_before(client_ids: Iterable[UUID]) -> dict[UUID, Applied]:
    """Return the applications that these identifiers of senders already made."""
    rows = db.session.execute(
        select(Application.client_id, *_APPLIED).where(
            among(Application.client_id, client_ids)
        )
    )
    return {row[0]: Applied._make(row[1:]) for row in rows}


def applied(call_id: int, person_ids: Iterable[int]) -> dict[int, Applied]:
    """Return the applications of persons to a call, by person."""
    rows = db.session.execute(
        select(*_APPLIED).where(
            Application.call_id == call_id, among(Application.person_id, person_ids)
        )
    )
    return {row.person_id: Applied._make(row) for row in rows}


def last_number(call_id: int) -> int:
    """Return the last number given in a call, which stays locked until the commit."""
    db.session.execute(
        select(RecruitmentCall.id)
        .where(RecruitmentCall.id == call_id)
        .with_for_update(key_share=True)
    )
    found = db.session.scalar(
        select(func.max(Application.number)).where(Application.call_id == call_id)
    )
    return found or 0


def sheet(call_id: int, number: int) -> FormSheet | None:
    """Return a paper form by its number."""
    return db.session.scalar(
        select(FormSheet).where(
            FormSheet.call_id == call_id, FormSheet.number == number
        )
    )


def number_of(application_id: int) -> int:
    """Return the number within its call of an application that is known to be there."""
    statement = select(Application.number).where(Application.id == application_id)
    return db.session.scalars(statement).one()


def in_sight(person_ids: Collection[int], scope: Scope) -> set[int]:
    """Return those of some persons who have an application within the scope."""
    return set(
        db.session.scalars(
            select(Application.person_id).where(
                Application.person_id.in_(person_ids),
                Application.listed,
                within_calls(scope),
            )
        )
    )
