"""What the home pages ask beyond the domains' own questions: counts, few statements."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, func, select

from pncrecruit.access.models import Approval, User
from pncrecruit.access.queries import within_units
from pncrecruit.access.rules import ApprovalState, Scope
from pncrecruit.db import db
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.queries.batches import within
from pncrecruit.imports.rules import BatchState
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.officers.rules import OfficerStatus
from pncrecruit.persons.kinds import CuiState, Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    Phase,
    RecruitmentCall,
    StageCount,
)
from pncrecruit.recruitment.queries.calls import within_calls
from pncrecruit.recruitment.queries.scope import within_calls as within_applications
from pncrecruit.recruitment.rules import CallState, PhaseKind, Standing

# The phases in which somebody is at the academy.
ACADEMY = (PhaseKind.COURSE, PhaseKind.GRADUATION)
# What was sent back by an import that is still of use to its sender.
STANDING_BATCHES = (BatchState.STAGED, BatchState.APPLIED)


class Waiting(NamedTuple):
    """How many wait in a phase of a call."""

    call_code: str
    call_name: str
    position: int
    name_es: str
    name_en: str
    persons: int


# A number that only a person can confirm, and one that is still missing.
TO_COMPARE = (CuiState.REVIEW, CuiState.OVERRIDDEN, CuiState.NONE)


class ToReview(NamedTuple):
    """An applicant whose CUI is to be compared with the DPI."""

    public_id: UUID
    call_code: str
    number: int
    given_names: str
    first_surname: str


class Returned(NamedTuple):
    """An import with rows that were sent back."""

    public_id: UUID
    filename: str
    returned: int
    created_at: datetime


class Part(NamedTuple):
    """Some persons, and the women among them."""

    persons: int
    women: int


class Strength(NamedTuple):
    """Who serves in some units and below them, beside the posts foreseen."""

    serving: int
    women: int
    posts: int


class Accounts(NamedTuple):
    """How many accounts can be used, how many cannot."""

    active: int
    disabled: int


def waiting_by_phase(scope: Scope) -> list[Waiting]:
    """Count who waits for a step, by call and phase, the newest call first."""
    rows = db.session.execute(
        select(
            RecruitmentCall.code,
            RecruitmentCall.name,
            Phase.position,
            Phase.name_es,
            Phase.name_en,
            func.sum(StageCount.persons),
        )
        .join(RecruitmentCall, RecruitmentCall.id == StageCount.call_id)
        .join(
            Phase,
            (Phase.call_id == StageCount.call_id)
            & (Phase.position == StageCount.position),
        )
        .where(
            StageCount.standing == Standing.ACTIVE,
            RecruitmentCall.state.in_([CallState.OPEN, CallState.CLOSED]),
            within_calls(StageCount.call_id, StageCount.office_id, scope),
        )
        .group_by(
            RecruitmentCall.id,
            RecruitmentCall.code,
            RecruitmentCall.name,
            RecruitmentCall.opens_on,
            Phase.position,
            Phase.name_es,
            Phase.name_en,
        )
        .having(func.sum(StageCount.persons) > 0)
        .order_by(
            RecruitmentCall.opens_on.desc(), RecruitmentCall.id.desc(), Phase.position
        )
    )
    return [Waiting(*row[:5], int(row[5])) for row in rows]


def cuis_to_review(scope: Scope, *, limit: int) -> list[ToReview]:
    """Return applicants in process whose CUI is to be looked at, the oldest first."""
    rows = db.session.execute(
        select(
            Application.public_id,
            RecruitmentCall.code,
            Application.number,
            Person.given_names,
            Person.first_surname,
        )
        .join(Person, Person.id == Application.person_id)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .where(
            within_applications(scope),
            Application.listed,
            Application.standing == Standing.ACTIVE,
            Person.cui_state.in_(TO_COMPARE),
        )
        .order_by(Application.applied_at, Application.id)
        .limit(limit)
    )
    return [ToReview._make(row) for row in rows]


def returned_rows(scope: Scope, *, since: datetime, limit: int) -> list[Returned]:
    """Return the imports since an instant that sent rows back, the newest first."""
    rows = db.session.execute(
        select(
            ImportBatch.public_id,
            ImportBatch.filename,
            ImportBatch.returned,
            ImportBatch.created_at,
        )
        .where(
            within(scope),
            ImportBatch.returned > 0,
            ImportBatch.state.in_(STANDING_BATCHES),
            ImportBatch.created_at >= since,
        )
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    return [Returned._make(row) for row in rows]


def in_academy() -> Part:
    """Count who is at the academy."""
    row = db.session.execute(
        select(
            func.coalesce(func.sum(StageCount.persons), 0),
            func.coalesce(
                func.sum(
                    case((StageCount.sex == Sex.FEMALE, StageCount.persons), else_=0)
                ),
                0,
            ),
        )
        .join(
            Phase,
            (Phase.call_id == StageCount.call_id)
            & (Phase.position == StageCount.position),
        )
        .where(StageCount.standing == Standing.ACTIVE, Phase.kind.in_(ACADEMY))
    ).one()
    return Part(int(row[0]), int(row[1]))


def strength(scope: Scope) -> Strength:
    """Count who serves within a scope, beside the posts of its open units."""
    serving = db.session.execute(
        select(
            func.count(Officer.id),
            func.count(Officer.id).filter(Person.sex == Sex.FEMALE),
        )
        .join(Person, Person.id == Officer.person_id)
        .where(
            Officer.status == OfficerStatus.SERVING,
            Officer.listed,
            within_units(Officer.unit_id, scope),
        )
    ).one()
    posts = db.session.scalar(
        select(func.sum(Unit.establishment)).where(
            Unit.closed_on.is_(None), within_units(Unit.id, scope)
        )
    )
    return Strength(serving[0], serving[1], int(posts or 0))


def units_of(scope: Scope) -> list[tuple[str, str]]:
    """Return code and name of the units that a scope is given for."""
    rows = db.session.execute(
        select(Unit.code, Unit.name).where(Unit.id.in_(scope.units)).order_by(Unit.code)
    )
    return [(row.code, row.name) for row in rows]


def accounts() -> Accounts:
    """Count the accounts."""
    row = db.session.execute(
        select(
            func.count(User.id).filter(User.active),
            func.count(User.id).filter(User.active.is_(False)),
        )
    ).one()
    return Accounts(row[0], row[1])


def decided_since(at: datetime) -> dict[ApprovalState, int]:
    """Count the requests that were approved or refused since an instant."""
    rows = db.session.execute(
        select(Approval.state, func.count())
        .where(
            Approval.state.in_([ApprovalState.APPROVED, ApprovalState.REFUSED]),
            Approval.decided_at >= at,
        )
        .group_by(Approval.state)
    )
    return {row[0]: row[1] for row in rows}
