"""The statements of the list of applicants, one for each shape of a question.

Only what is written here enters ORDER BY; values come in as parameters.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import aliased

from pncrecruit.db import IdText
from pncrecruit.officers.models import Unit
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, FormSheet, RecruitmentCall

COUNTED = 1_000
_search = table("application_search", column("rowid"))
_before = aliased(Application)

# Names of the columns that a list can be sorted by; nothing else enters ORDER BY.
SORTS: dict[str, tuple[Any, Any]] = {
    "applied": (Application.applied_at, _before.applied_at),
    "name": (Application.name_key, _before.name_key),
    "since": (Application.phase_since, _before.phase_since),
    "number": (Application.number, _before.number),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes a statement: which conditions it has, not their values."""

    engine: str
    filters: frozenset[str]
    words: int
    sort: str
    descending: bool
    cursor: str
    one_office: bool | None


COLUMNS = (
    Application.id,
    type_coerce(Application.public_id, IdText()),
    RecruitmentCall.code,
    Application.number,
    Person.given_names,
    Person.first_surname,
    Person.second_surname,
    Person.cui,
    Application.sex,
    Application.residence_municipality,
    Application.standing,
    Application.phase_position,
    Application.phase_since,
    Application.applied_at,
    Unit.name,
)
EQUAL: dict[str, ColumnElement[bool]] = {
    "call": Application.call_id == bindparam("call"),
    "position": Application.phase_position == bindparam("position"),
    "standing": Application.standing == bindparam("standing"),
    "sex": Application.sex == bindparam("sex"),
    "department": Application.department == bindparam("department"),
    "office": Application.office_id == bindparam("office"),
    "way_in": Application.way_in == bindparam("way_in"),
    "number": Application.number == bindparam("number"),
    "cui": Person.cui == bindparam("cui"),
    "phone": Person.phone == bindparam("phone"),
    "code": RecruitmentCall.code == bindparam("code"),
    "sheet": Application.id.in_(
        select(FormSheet.application_id).where(
            FormSheet.call_id == Application.call_id,
            FormSheet.number == bindparam("sheet"),
        )
    ),
}


def joined(
    statement: Select[*tuple[Any, ...]], filters: Collection[str] = ()
) -> Select[*tuple[Any, ...]]:
    """Join what a row shows. Every application has all three.

    Outer joins keep the planner from beginning with them and sorting afterwards, but
    where the person or the call is what is looked for.
    """
    return (
        statement.join(
            Person,
            Person.id == Application.person_id,
            isouter=not {"cui", "phone"} & set(filters),
        )
        .join(Unit, Unit.id == Application.office_id, isouter=True)
        .join(
            RecruitmentCall,
            RecruitmentCall.id == Application.call_id,
            isouter="code" not in filters,
        )
    )


@lru_cache(maxsize=512)
def statement(shape: Shape) -> Select[*tuple[Any, ...]]:
    conditions: list[Any] = [Application.listed]
    conditions += [EQUAL[name] for name in sorted(shape.filters)]
    if shape.one_office is True:
        conditions.append(Application.office_id == bindparam("office_in_scope"))
    elif shape.one_office is False:
        conditions.append(
            Application.office_id.in_(bindparam("offices", expanding=True))
        )
    if shape.words:
        return _found_by_name(shape, conditions)
    counted = (
        literal_column("0")
        if shape.filters & {"cui", "phone", "code", "sheet", "number"}
        else _counted(conditions)
    )
    mine, theirs = SORTS[shape.sort]
    statement = joined(
        select(*COLUMNS, counted).select_from(Application), shape.filters
    )
    down = shape.descending is not (shape.cursor == "before")
    if shape.cursor:
        row = select(theirs, _before.id).where(_before.public_id == bindparam("cursor"))
        place = tuple_(mine, Application.id)
        other = row.scalar_subquery()
        conditions.append(place < other if down else place > other)
    order = (mine, Application.id)
    return (
        statement.where(*conditions)
        .order_by(*(part.desc() if down else part.asc() for part in order))
        .limit(bindparam("limit"))
    )


def _counted(conditions: list[Any]) -> ColumnElement[int]:
    """Count the rows up to a limit, in the statement that lists them."""
    inner = (
        select(literal_column("1"))
        .select_from(Application)
        .where(*conditions)
        .limit(COUNTED + 1)
        .correlate(None)
        .subquery()
    )
    return select(func.count()).select_from(inner).scalar_subquery()


def _found_by_name(shape: Shape, conditions: list[Any]) -> Select[*tuple[Any, ...]]:
    """Find names by their words, newest first: the order that the index gives."""
    if shape.engine == "postgresql":
        statement = joined(
            select(*COLUMNS, literal_column("0")).select_from(Application)
        )
        key: ColumnElement[int] = Application.id.expression
        conditions = [
            *conditions,
            *(
                Application.name_key.like(bindparam(f"word{place}"))
                for place in range(shape.words)
            ),
        ]
    else:
        statement = joined(
            select(*COLUMNS, literal_column("0"))
            .select_from(_search)
            .join(Application, Application.id == _search.c.rowid)
        )
        key = _search.c.rowid
        match = literal_column("application_search").op("MATCH")(bindparam("words"))
        conditions = [match, *conditions]
    down = shape.cursor != "before"
    if shape.cursor:
        row = select(_before.id).where(_before.public_id == bindparam("cursor"))
        other = row.scalar_subquery()
        conditions.append(key < other if down else key > other)
    return (
        statement.where(*conditions)
        .order_by(key.desc() if down else key.asc())
        .limit(bindparam("limit"))
    )
