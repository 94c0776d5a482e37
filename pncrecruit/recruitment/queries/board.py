"""A call by its phases: kept counts, and the first cards of each in one statement."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Select,
    bindparam,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.db import IdText, ask
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    Phase,
    RecruitmentCall,
    StageCount,
)
from pncrecruit.recruitment.queries.calls import visible, within_calls
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.rules import CallState, Standing

CARDS = 10


class Frame(NamedTuple):
    """A call with its phases, as its pages need it."""

    id: int
    code: str
    name: str
    state: CallState
    phases: tuple[PhaseRow, ...]


class Card(NamedTuple):
    """An applicant on the board, waiting longest first."""

    position: int
    public_id: str
    number: int
    given_names: str
    first_surname: str
    second_surname: str
    since: datetime

    @property
    def surnames(self) -> str:
        """Both surnames, as lists begin with them."""
        return f"{self.first_surname} {self.second_surname}".strip()


_FRAME = (
    RecruitmentCall.id,
    RecruitmentCall.code,
    RecruitmentCall.name,
    RecruitmentCall.state,
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
_WIDE = len(_FRAME)


def frame(code: str, scope: Scope) -> Frame | None:
    """Return a call in sight, with its phases in order, by one statement."""
    rows = ask(_frame(scope), {"code": code})
    return _framed(rows) if rows else None


@lru_cache(maxsize=256)
def _frame(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(*_FRAME)
        .join(Phase, Phase.call_id == RecruitmentCall.id)
        .where(RecruitmentCall.code == bindparam("code"), visible(scope))
        .order_by(Phase.position)
    )


def _framed(rows: Sequence[Any]) -> Frame:
    phases = {row[5]: PhaseRow._make(row[4:_WIDE]) for row in rows}
    first = rows[0]
    return Frame(first[0], first[1], first[2], first[3], tuple(phases.values()))


def framed_counts(
    code: str, scope: Scope
) -> tuple[Frame, dict[tuple[int, Standing], int]] | None:
    """Return a call with its phases and how many stand where, by one statement."""
    rows = ask(_framed_counts(scope), {"code": code})
    if not rows:
        return None
    counts: dict[Any, int] = {
        (row[5], row[_WIDE]): int(row[_WIDE + 1]) for row in rows if row[_WIDE + 1]
    }
    return _framed(rows), counts


@lru_cache(maxsize=256)
def _framed_counts(scope: Scope) -> Select[*tuple[Any, ...]]:
    kept = (
        select(
            StageCount.call_id,
            StageCount.position,
            StageCount.standing,
            func.sum(StageCount.persons).label("persons"),
        )
        .where(within_calls(StageCount.call_id, StageCount.office_id, scope))
        .where(
            StageCount.call_id
            == select(RecruitmentCall.id)
            .where(RecruitmentCall.code == bindparam("code"))
            .scalar_subquery()
        )
        .group_by(StageCount.call_id, StageCount.position, StageCount.standing)
        .subquery()
    )
    return (
        select(*_FRAME, kept.c.standing, kept.c.persons)
        .join(Phase, Phase.call_id == RecruitmentCall.id)
        .outerjoin(kept, kept.c.position == Phase.position)
        .where(RecruitmentCall.code == bindparam("code"), visible(scope))
        .order_by(Phase.position)
    )


def cards(call_id: int, positions: int, scope: Scope) -> list[Card]:
    """Return the first cards of every phase, those who wait longest first."""
    offices = offices_of(scope, call_id)
    if offices == () or scope.kind not in (ScopeKind.ALL, ScopeKind.CALL):
        return []
    values = {"call": call_id} | ({} if offices is None else {"offices": list(offices)})
    rows = ask(_cards(positions, offices is not None), values)
    ordered = sorted(rows, key=lambda row: (row.position, row.since, row.id))
    return [Card._make(row[:7]) for row in ordered]


@lru_cache(maxsize=64)
def _cards(positions: int, narrowed: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """Return the statement of a board, one limited select a phase."""
    parts = []
    for position in range(positions):
        statement = (
            select(
                literal(position).label("position"),
                type_coerce(Application.public_id, IdText()).label("public_id"),
                Application.number,
                Person.given_names,
                Person.first_surname,
                Person.second_surname,
                Application.phase_since.label("since"),
                Application.id,
            )
            .join(Person, Person.id == Application.person_id)
            .where(
                Application.call_id == bindparam("call"),
                Application.listed,
                Application.standing == Standing.ACTIVE,
                Application.phase_position == position,
            )
            .order_by(Application.applied_at, Application.id)
            .limit(CARDS)
        )
        if narrowed:
            offices: BindParameter[Any] = bindparam("offices", expanding=True)
            statement = statement.where(Application.office_id.in_(offices))
        parts.append(select(statement.subquery()))
    return union_all(*parts)
