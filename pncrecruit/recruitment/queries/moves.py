"""What a move asks: where applications stand, and what befell them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, union_all

from pncrecruit.access.rules import Scope
from pncrecruit.bulk import among
from pncrecruit.db import ask, db
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.models import (
    Application,
    Mark,
    Measure,
    Phase,
    PhaseTransition,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.rollup import Dimensions
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules import CallState, Standing
from pncrecruit.recruitment.rules.passing import CallDays
from pncrecruit.recruitment.rules.standing import Event, Place


class Moving(NamedTuple):
    """An application as far as a move needs it."""

    id: int
    public_id: UUID
    call_id: int
    number: int
    person_id: int
    office_id: int
    sex: Sex
    department: str
    standing: Standing
    position: int
    furthest: int
    version: int
    call_state: CallState
    opens_on: date
    closes_on: date
    course_starts_on: date | None

    @property
    def call_days(self) -> CallDays:
        """What its call's own dates let happen."""
        return CallDays(
            self.call_state, self.opens_on, self.closes_on, self.course_starts_on
        )

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.standing, self.position, self.furthest)

    @property
    def dimensions(self) -> Dimensions:
        """Which row of the counts it is in."""
        return Dimensions(self.call_id, self.sex, self.office_id, self.department)


_COLUMNS = (
    Application.id,
    Application.public_id,
    Application.call_id,
    Application.number,
    Application.person_id,
    Application.office_id,
    Application.sex,
    Application.department,
    Application.standing,
    Application.phase_position,
    Application.furthest,
    Application.version,
    RecruitmentCall.state,
    RecruitmentCall.opens_on,
    RecruitmentCall.closes_on,
    RecruitmentCall.course_starts_on,
)


# Built once: every move asks both.
_MOVING = (
    select(*_COLUMNS)
    .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
    .where(Application.listed)
    .with_for_update(key_share=True, of=Application)
)
_ONE = _MOVING.where(Application.public_id == bindparam("public_id"))
_RECORDED = select(PhaseTransition.id).where(
    PhaseTransition.client_id == bindparam("client_id")
)


def moving(public_id: UUID, scope: Scope) -> Moving | None:
    """Return an application to be moved, locked until the commit."""
    rows = ask(_one(scope), {"public_id": public_id})
    return Moving._make(rows[0]) if rows else None


@lru_cache(maxsize=256)
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _ONE.where(within_calls(scope))


def moving_many(
    call_id: int, public_ids: Collection[UUID], scope: Scope
) -> list[Moving]:
    """Return the applications of a call to be moved, in one order, locked."""
    rows = db.session.execute(
        _MOVING.where(
            Application.call_id == call_id,
            among(Application.public_id, public_ids),
            within_calls(scope),
        ).order_by(Application.id)
    )
    return [Moving._make(row) for row in rows]


def is_recorded(client_id: UUID) -> bool:
    """Say whether the deed with this identifier of its sender was recorded."""
    return bool(ask(_RECORDED, {"client_id": client_id}))


def recorded(client_ids: Iterable[UUID]) -> set[UUID]:
    """Return the identifiers of those deeds that were recorded."""
    return set(
        db.session.scalars(
            select(PhaseTransition.client_id).where(
                among(PhaseTransition.client_id, client_ids)
            )
        )
    )


def events(application_id: int) -> list[Event]:
    """Return the transitions of an application, in their order."""
    rows = db.session.execute(
        select(
            PhaseTransition.id,
            Phase.position,
            PhaseTransition.result,
            PhaseTransition.to_position,
            PhaseTransition.standing,
            PhaseTransition.undoes_id,
            PhaseTransition.recorded_by_id,
            PhaseTransition.recorded_at,
        )
        .join(Phase, Phase.id == PhaseTransition.phase_id)
        .where(PhaseTransition.application_id == application_id)
        .order_by(PhaseTransition.id)
    )
    return [Event._make(row) for row in rows]


def last_deed_at(application_id: int) -> datetime | None:
    """Return when a mark or a measure of an application was last recorded."""
    times = union_all(
        select(Mark.recorded_at).where(Mark.application_id == application_id),
        select(Measure.recorded_at).where(Measure.application_id == application_id),
    ).subquery()
    found: datetime | None = db.session.scalar(select(func.max(times.c.recorded_at)))
    return found


def last_measure(application_id: int, kind: str) -> int | None:
    """Return the measure of a kind that holds, if there is one."""
    found: int | None = db.session.scalar(
        select(func.max(Measure.id)).where(
            Measure.application_id == application_id, Measure.kind == kind
        )
    )
    return found


def last_mark(application_id: int, phase_id: int, evaluator_id: int) -> int | None:
    """Return the mark of an evaluator that holds in a phase, if there is one."""
    found: int | None = db.session.scalar(
        select(func.max(Mark.id)).where(
            Mark.application_id == application_id,
            Mark.phase_id == phase_id,
            Mark.evaluator_id == evaluator_id,
        )
    )
    return found
