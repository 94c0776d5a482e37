"""The list of applicants: search, filters, sorting, keyset paging, one statement.

A page is found by the identifier of the row before it, never by counting rows, and no
name stands in an address. Statements are built once for each shape of a question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select

from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.db import ask, db
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.queries.listing import (
    EQUAL,
    SORTS,
    Shape,
    statement,
)
from pncrecruit.recruitment.queries.merging import number_led_to
from pncrecruit.recruitment.queries.scope import offices_of, within_calls
from pncrecruit.recruitment.rules import Standing, WayIn
from pncrecruit.recruitment.rules.search import Wanted

PAGE = 50
EXPORT_LIMIT = 500
EXPORT_LIMIT_OF_TWO = 20_000  # when a second HR lead has approved the list


class ApplicantRow(NamedTuple):
    """An applicant in a list."""

    id: int
    public_id: str
    call_code: str
    number: int
    given_names: str
    first_surname: str
    second_surname: str
    cui: str | None
    sex: Sex
    residence_municipality: str | None
    standing: Standing
    position: int
    since: datetime
    applied_at: datetime
    office: str
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
    shape = Shape(
        engine=db.session.get_bind().dialect.name,
        filters=frozenset(values.keys() & EQUAL.keys()),
        words=len(wanted.wanted.words),
        sort=wanted.sort if wanted.sort in SORTS else "applied",
        descending=wanted.descending,
        cursor="before" if wanted.before else "after" if wanted.after else "",
        one_office=None if offices is None else len(offices) == 1,
    )
    found = ask(statement(shape), values | {"limit": limit + 1})
    if not found and (led := _led(values)):
        found = ask(statement(shape), values | led | {"limit": limit + 1})
    rows = [ApplicantRow._make(row) for row in found]
    return _turned(rows, wanted, limit)


def search(scope: Scope, wanted: Wanted, limit: int = PAGE) -> list[ApplicantRow]:
    """Look somebody up in every call within the scope, the newest first."""
    if not wanted or scope.kind not in (ScopeKind.ALL, ScopeKind.CALL):
        return []
    values = _values(ListFilter(wanted=wanted))
    shape = Shape(
        engine=db.session.get_bind().dialect.name,
        filters=frozenset(values.keys() & EQUAL.keys()),
        words=len(wanted.words),
        sort="applied",
        descending=True,
        cursor="",
        one_office=None,
    )
    found = ask(_within(shape, scope), values | {"limit": limit})
    if not found and (led := _led(values)):
        found = ask(_within(shape, scope), values | led | {"limit": limit})
    return [ApplicantRow._make(row) for row in found]


def _led(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to look for instead of the number of a closed application."""
    if "number" not in values:
        return {}
    found = number_led_to(
        values["number"], call_id=values.get("call"), code=values.get("code")
    )
    return {} if found is None else {"number": found}


@lru_cache(maxsize=512)
def _within(shape: Shape, scope: Scope) -> Select[*tuple[Any, ...]]:
    return statement(shape).where(within_calls(scope))


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
        UUID(rows[0].public_id) if earlier else None,
        UUID(rows[-1].public_id) if later else None,
    )
