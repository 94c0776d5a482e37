"""A call by its phases: kept counts, and the first cards of each in one statement."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.db import db
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
    public_id: UUID
    number: int
    given_names: str
    first_surname: str
    second_surname: str
    since: datetime

    @property
    def surnames(self) -> str:
        """Both surnames, as lists begin with them."""
        return f"{self.first_surname} {self.second_surname}".strip()


def frame(code: str, scope: Scope) -> Frame | None:
    """Return a call in sight, with its phases in order, by one statement."""
    rows = db.session.execute(
        select(
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
        .join(Phase, Phase.call_id == RecruitmentCall.id)
        .where(RecruitmentCall.code == code, visible(scope))
        .order_by(Phase.position)
    ).all()
    if not rows:
        return None
    first: Any = rows[0]
    phases = tuple(PhaseRow._make(row[4:]) for row in rows)
    return Frame(first[0], first[1], first[2], first[3], phases)


def counts(call_id: int, scope: Scope) -> dict[tuple[int, Standing], int]:
    """Return how many stand where, from the kept counts."""
    rows = db.session.execute(
        select(StageCount.position, StageCount.standing, func.sum(StageCount.persons))
        .where(
            StageCount.call_id == call_id,
            within_calls(StageCount.call_id, StageCount.office_id, scope),
        )
        .group_by(StageCount.position, StageCount.standing)
    )
    return {(row[0], row[1]): int(row[2]) for row in rows if row[2]}


def cards(call_id: int, positions: int, scope: Scope) -> list[Card]:
    """Return the first cards of every phase, those who wait longest first."""
    offices = offices_of(scope, call_id)
    if offices == () or scope.kind not in (ScopeKind.ALL, ScopeKind.CALL):
        return []
    values = {"call": call_id} | ({} if offices is None else {"offices": list(offices)})
    rows = db.session.execute(_cards(positions, offices is not None), values).all()
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
                Application.public_id,
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
