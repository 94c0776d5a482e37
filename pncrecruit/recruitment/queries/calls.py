"""Questions about calls: the list, one call, its phases, counts and assignments."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.db import db
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.models import (
    CallDocument,
    CallRequirement,
    FunnelCount,
    Phase,
    RecruitmentCall,
    StageCount,
)
from pncrecruit.recruitment.rules import CallState, PhaseKind, Standing
from pncrecruit.recruitment.rules.call_parts import PhaseDraft, RequirementDraft
from pncrecruit.recruitment.rules.calls import CallDraft, Rules
from pncrecruit.recruitment.rules.documents import DocumentDraft

REACHED = ""  # the row of a funnel count that says how many reached the phase


class CallRow(NamedTuple):
    """A call in the list; the counts are of those in sight of the reader."""

    id: int
    code: str
    name: str
    state: CallState
    seats: int
    opens_on: date
    closes_on: date
    applicants: int
    women: int
    in_process: int


class PhaseRow(NamedTuple):
    """A phase with how many wait in it and how many ever reached it, by sex."""

    position: int
    key: str
    kind: PhaseKind
    name_es: str
    name_en: str
    days: int | None
    waiting: int
    waiting_women: int
    reached: int
    reached_women: int


def within_calls(
    call: InstrumentedAttribute[int],
    office: InstrumentedAttribute[int],
    scope: Scope,
) -> ColumnElement[bool]:
    """Return the condition that a record of a call and an office lies in the scope."""
    if scope.kind is ScopeKind.ALL:
        return true()
    if scope.kind is ScopeKind.CALL and scope.assignments:
        return tuple_(call, office).in_(scope.assignments)
    return false()


def visible(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a call itself may be seen."""
    if scope.kind is ScopeKind.ALL:
        return true()
    if scope.kind is ScopeKind.CALL and scope.assignments:
        calls = {call for call, _office in scope.assignments}
        return and_(
            RecruitmentCall.id.in_(calls), RecruitmentCall.state != CallState.DRAFT
        )
    return false()


def calls(scope: Scope, states: Sequence[CallState] = ()) -> list[CallRow]:
    """Return the calls in sight, the latest first."""
    entered = (
        select(
            FunnelCount.call_id,
            func.sum(FunnelCount.persons).label("persons"),
            func.sum(
                case((FunnelCount.sex == Sex.FEMALE, FunnelCount.persons), else_=0)
            ).label("women"),
        )
        .where(
            FunnelCount.position == 0,
            FunnelCount.result == REACHED,
            within_calls(FunnelCount.call_id, FunnelCount.office_id, scope),
        )
        .group_by(FunnelCount.call_id)
        .subquery()
    )
    active = (
        select(StageCount.call_id, func.sum(StageCount.persons).label("persons"))
        .where(
            StageCount.standing == Standing.ACTIVE,
            within_calls(StageCount.call_id, StageCount.office_id, scope),
        )
        .group_by(StageCount.call_id)
        .subquery()
    )
    statement = (
        select(
            RecruitmentCall.id,
            RecruitmentCall.code,
            RecruitmentCall.name,
            RecruitmentCall.state,
            RecruitmentCall.seats,
            RecruitmentCall.opens_on,
            RecruitmentCall.closes_on,
            func.coalesce(entered.c.persons, 0),
            func.coalesce(entered.c.women, 0),
            func.coalesce(active.c.persons, 0),
        )
        .outerjoin(entered, entered.c.call_id == RecruitmentCall.id)
        .outerjoin(active, active.c.call_id == RecruitmentCall.id)
        .where(visible(scope))
        .order_by(RecruitmentCall.opens_on.desc(), RecruitmentCall.id.desc())
    )
    if states:
        statement = statement.where(RecruitmentCall.state.in_(states))
    return [CallRow._make(row) for row in db.session.execute(statement)]


def call(code: str, scope: Scope) -> RecruitmentCall | None:
    """Return the call of a code, if it is in sight."""
    return db.session.scalar(
        select(RecruitmentCall).where(RecruitmentCall.code == code, visible(scope))
    )


def by_id(call_id: int) -> RecruitmentCall | None:
    """Return a call."""
    return db.session.get(RecruitmentCall, call_id)


def by_code(code: str) -> RecruitmentCall | None:
    """Return the call of a code, whoever asks."""
    return db.session.scalar(
        select(RecruitmentCall).where(RecruitmentCall.code == code)
    )


def open_calls(scope: Scope, today: date) -> list[RecruitmentCall]:
    """Return the calls that take applicants today."""
    return list(
        db.session.scalars(
            select(RecruitmentCall)
            .where(
                visible(scope),
                RecruitmentCall.state == CallState.OPEN,
                RecruitmentCall.opens_on <= today,
                RecruitmentCall.closes_on >= today,
            )
            .order_by(RecruitmentCall.opens_on.desc(), RecruitmentCall.id.desc())
        )
    )


def phases(call_id: int) -> list[Phase]:
    """Return the phases of a call, in its order."""
    return list(
        db.session.scalars(
            select(Phase).where(Phase.call_id == call_id).order_by(Phase.position)
        )
    )


def requirements(call_id: int) -> list[CallRequirement]:
    """Return the requirements of a call, in its order."""
    return list(
        db.session.scalars(
            select(CallRequirement)
            .where(CallRequirement.call_id == call_id)
            .order_by(CallRequirement.position)
        )
    )


def documents(call_id: int) -> tuple[DocumentDraft, ...]:
    """Return the documents that a call asks for, in its order."""
    rows = db.session.execute(
        select(CallDocument.kind, CallDocument.required, CallDocument.months)
        .where(CallDocument.call_id == call_id)
        .order_by(CallDocument.position)
    )
    return tuple(
        DocumentDraft(kind, required, months) for kind, required, months in rows
    )


def draft_of(call: RecruitmentCall) -> CallDraft:
    """Return what a call is, but for its requirements and phases."""
    return CallDraft(
        call.code,
        call.name,
        call.seats,
        call.opens_on,
        call.closes_on,
        call.age_on,
        call.course_starts_on,
        call.legal_basis,
    )


def phase_draft(phase: Phase) -> PhaseDraft:
    """Return a phase as it is drafted."""
    return PhaseDraft(
        phase.key,
        phase.kind,
        phase.name_es,
        phase.name_en,
        phase.pass_mark,
        phase.mark_unit,
        phase.days,
    )


def requirement_draft(one: CallRequirement) -> RequirementDraft:
    """Return a requirement as it is drafted."""
    return RequirementDraft(
        one.kind,
        one.loss_reason,
        one.sex,
        one.minimum,
        one.maximum,
        one.value,
        one.name_es,
        one.name_en,
    )


def rules_of(call: RecruitmentCall) -> Rules:
    """Return all the rules of a call."""
    return Rules(
        draft_of(call),
        tuple(requirement_draft(one) for one in requirements(call.id)),
        tuple(phase_draft(one) for one in phases(call.id)),
        documents(call.id),
    )


def phase_counts(call_id: int, scope: Scope) -> list[PhaseRow]:
    """Count, by phase and sex, who waits there and who ever reached it."""
    waiting = _by_position(
        select(StageCount.position, *_persons(StageCount.persons, StageCount.sex))
        .where(
            StageCount.call_id == call_id,
            StageCount.standing == Standing.ACTIVE,
            within_calls(StageCount.call_id, StageCount.office_id, scope),
        )
        .group_by(StageCount.position)
    )
    reached = _by_position(
        select(FunnelCount.position, *_persons(FunnelCount.persons, FunnelCount.sex))
        .where(
            FunnelCount.call_id == call_id,
            FunnelCount.result == REACHED,
            within_calls(FunnelCount.call_id, FunnelCount.office_id, scope),
        )
        .group_by(FunnelCount.position)
    )
    rows = []
    for phase in phases(call_id):
        now = waiting.get(phase.position, (0, 0))
        ever = reached.get(phase.position, (0, 0))
        rows.append(
            PhaseRow(
                phase.position,
                phase.key,
                phase.kind,
                phase.name_es,
                phase.name_en,
                phase.days,
                *now,
                *ever,
            )
        )
    return rows


def _persons(
    persons: InstrumentedAttribute[int], sex: InstrumentedAttribute[Sex]
) -> tuple[ColumnElement[int], ColumnElement[int]]:
    women = case((sex == Sex.FEMALE, persons), else_=0)
    return func.sum(persons), func.sum(women)


def _by_position(statement: Select[int, int, int]) -> dict[int, tuple[int, int]]:
    rows = db.session.execute(statement)
    return {place: (int(persons), int(women)) for place, persons, women in rows}


def standing_counts(call_id: int, scope: Scope) -> dict[Standing, int]:
    """Count the applications of a call by where they stand."""
    rows = db.session.execute(
        select(StageCount.standing, func.sum(StageCount.persons))
        .where(
            StageCount.call_id == call_id,
            within_calls(StageCount.call_id, StageCount.office_id, scope),
        )
        .group_by(StageCount.standing)
    )
    return {row[0]: int(row[1]) for row in rows if row[1]}


def active_in(call_id: int) -> int:
    """Count the applications of a call that are still in process."""
    found = db.session.scalar(
        select(func.sum(StageCount.persons)).where(
            StageCount.call_id == call_id, StageCount.standing == Standing.ACTIVE
        )
    )
    return int(found or 0)
