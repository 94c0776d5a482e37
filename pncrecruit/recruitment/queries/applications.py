"""The list of applicants: search, filters, sorting, keyset paging, one statement.

A page is found by the identifier of the row before it, never by counting rows, and no
name stands in an address. Statements are built once for each shape of a question.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

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
)
from sqlalchemy.orm import aliased

from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, FormSheet, RecruitmentCall
from pncrecruit.recruitment.queries.scope import offices_of, within_calls
from pncrecruit.recruitment.rules import Standing, WayIn
from pncrecruit.recruitment.rules.search import Wanted

PAGE = 50
COUNTED = 1_000
EXPORT_LIMIT = 500
_search = table("application_search", column("rowid"))
_before = aliased(Application)

# Names of the columns that a list can be sorted by; nothing else enters ORDER BY.
SORTS: dict[str, tuple[Any, Any]] = {
    "applied": (Application.applied_at, _before.applied_at),
    "name": (Application.name_key, _before.name_key),
    "since": (Application.phase_since, _before.phase_since),
    "number": (Application.number, _before.number),
}


class ApplicantRow(NamedTuple):
    """An applicant in a list."""

    id: int
    public_id: UUID
    call_code: str
    number: int
    given_names: str
    first_surname: str
    second_surname: str
    cui: str | None
    sex: Sex
    department: str
    residence_municipality: str | None
    standing: Standing
    position: int
    since: datetime
    applied_at: datetime
    way_in: WayIn
    office: str
    version: int
    counted: int

    @property
    def surnames(self) -> str:
        """Both surnames, as lists begin with them."""
        return f"{self.first_surname} {self.second_surname}".strip()


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a list shows, in which order, and after or before which row."""

    wanted: Wanted = field(default_factory=Wanted)
    position: int | None = None
    standing: Standing | None = None
    sex: Sex | None = None
    department: str | None = None
    office_id: int | None = None
    way_in: WayIn | None = None
    sort: str = "applied"
    descending: bool = True
    after: UUID | None = None
    before: UUID | None = None


class Listed(NamedTuple):
    """A page of a list, and whether there is more on either side."""

    rows: list[ApplicantRow]
    total: int | None  # counted up to COUNTED + 1; not counted in a search
    previous: UUID | None
    following: UUID | None


@dataclass(frozen=True, slots=True)
class _Shape:
    """What makes a statement: which conditions it has, not their values."""

    engine: str
    filters: frozenset[str]
    words: int
    sort: str
    descending: bool
    cursor: str
    one_office: bool | None


_COLUMNS = (
    Application.id,
    Application.public_id,
    RecruitmentCall.code,
    Application.number,
    Person.given_names,
    Person.first_surname,
    Person.second_surname,
    Person.cui,
    Application.sex,
    Application.department,
    Application.residence_municipality,
    Application.standing,
    Application.phase_position,
    Application.phase_since,
    Application.applied_at,
    Application.way_in,
    Unit.name,
    Application.version,
)
_EQUAL: dict[str, ColumnElement[bool]] = {
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


def page(call_id: int, scope: Scope, wanted: ListFilter, limit: int = PAGE) -> Listed:
    """Return a page of a call's applicants, within the scope."""
    offices = offices_of(scope, call_id)
    if offices == ():
        return Listed([], 0, None, None)
    values: dict[str, Any] = {"call": call_id, **_values(wanted)}
    if offices is not None:
        values["offices" if len(offices) > 1 else "office_in_scope"] = (
            list(offices) if len(offices) > 1 else offices[0]
        )
    shape = _Shape(
        engine=db.session.get_bind().dialect.name,
        filters=frozenset(values.keys() & _EQUAL.keys()),
        words=len(wanted.wanted.words),
        sort=wanted.sort if wanted.sort in SORTS else "applied",
        descending=wanted.descending,
        cursor="before" if wanted.before else "after" if wanted.after else "",
        one_office=None if offices is None else len(offices) == 1,
    )
    found = db.session.execute(_statement(shape), values | {"limit": limit + 1})
    rows = [ApplicantRow._make(row) for row in found]
    return _turned(rows, wanted, limit)


def search(scope: Scope, wanted: Wanted, limit: int = PAGE) -> list[ApplicantRow]:
    """Look somebody up in every call within the scope, the newest first."""
    if not wanted or scope.kind not in (ScopeKind.ALL, ScopeKind.CALL):
        return []
    values = _values(ListFilter(wanted=wanted))
    shape = _Shape(
        engine=db.session.get_bind().dialect.name,
        filters=frozenset(values.keys() & _EQUAL.keys()),
        words=len(wanted.words),
        sort="applied",
        descending=True,
        cursor="",
        one_office=None,
    )
    statement = _statement(shape).where(within_calls(scope))
    found = db.session.execute(statement, values | {"limit": limit})
    return [ApplicantRow._make(row) for row in found]


def by_public_ids(
    call_id: int, scope: Scope, public_ids: Iterable[UUID]
) -> list[ApplicantRow]:
    """Return applicants that were picked, those out of scope left out."""
    statement = (
        _joined(select(*_COLUMNS, literal_column("0")))
        .where(
            Application.listed,
            Application.call_id == call_id,
            Application.public_id.in_(list(public_ids)),
            within_calls(scope),
        )
        .order_by(Application.id)
    )
    return [ApplicantRow._make(row) for row in db.session.execute(statement)]


def _values(wanted: ListFilter) -> dict[str, Any]:
    """Return the values of the conditions that are asked for."""
    search_for = wanted.wanted
    values: dict[str, Any] = {
        "position": wanted.position,
        "standing": wanted.standing,
        "sex": wanted.sex,
        "department": wanted.department,
        "office": wanted.office_id,
        "way_in": wanted.way_in,
        "number": search_for.number,
        "cui": search_for.cui or None,
        "phone": search_for.phone or None,
        "cursor": wanted.before or wanted.after,
    }
    paper = search_for.paper
    if paper is not None:
        values["code"] = paper.call_code
        values["sheet" if paper.sheet else "number"] = paper.number
    if db.session.get_bind().dialect.name == "postgresql":
        for place, word in enumerate(search_for.words):
            values[f"word{place}"] = f"%{word}%"
    elif search_for.words:
        values["words"] = " ".join(f'"{word}"*' for word in search_for.words)
    return {name: value for name, value in values.items() if value is not None}


def _joined(
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
def _statement(shape: _Shape) -> Select[*tuple[Any, ...]]:
    conditions: list[Any] = [Application.listed]
    conditions += [_EQUAL[name] for name in sorted(shape.filters)]
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
    statement = _joined(
        select(*_COLUMNS, counted).select_from(Application), shape.filters
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


def _found_by_name(shape: _Shape, conditions: list[Any]) -> Select[*tuple[Any, ...]]:
    """Find names by their words, newest first: the order that the index gives."""
    if shape.engine == "postgresql":
        statement = _joined(
            select(*_COLUMNS, literal_column("0")).select_from(Application)
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
        statement = _joined(
            select(*_COLUMNS, literal_column("0"))
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


def _turned(rows: list[ApplicantRow], wanted: ListFilter, limit: int) -> Listed:
    """Put a page in its order, and say where the pages beside it begin."""
    more = len(rows) > limit
    rows = rows[:limit]
    if wanted.before:
        rows.reverse()
    total = rows[0].counted if rows and not wanted.wanted else None
    if not rows:
        return Listed([], 0, None, None)
    earlier = more if wanted.before else wanted.after is not None
    later = wanted.before is not None or more
    return Listed(
        rows,
        total,
        rows[0].public_id if earlier else None,
        rows[-1].public_id if later else None,
    )
