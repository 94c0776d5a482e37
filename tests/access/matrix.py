"""What tests of all domains need to hold pages against the permission matrix.

A domain's tests say in `tests/<domain>/deeds.py` where its records are seen:

    surface(Surface("officers.index", Role.MANAGER, make=..., values=..., shown=...))
    detail(Detail("officers.officer", Role.MANAGER, make=..., values=...))

`test_matrix.py` then asks each surface for exactly what lies in scope, and each detail
for 404 beyond it, with the body of a record that does not exist. The status of every
route for every role needs no registering: it is asked of all routes there are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import inspect
from werkzeug.routing import AnyConverter, Rule, UUIDConverter
from werkzeug.routing.converters import NumberConverter

from pncrecruit.access.models import User
from pncrecruit.access.rules import Role
from pncrecruit.db import Base, db
from tests.conftest import Client

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
FOLDER = Path(__file__).resolve().parents[1]

# What a form must not take, whatever it is sent.
EXTRA_FIELDS: Mapping[str, str] = {
    "id": "1",
    "role": "admin",
    "roles": "admin",
    "active": "1",
    "score": "99",
    "stage": "9",
    "phase_position": "9",
    "standing": "completed",
    "unit_id": "1",
    "user_id": "1",
    "person_id": "1",
    "approved_by": "1",
    "approved_by_id": "1",
    "decided_by_id": "1",
    "state": "approved",
    "listed": "0",
    "password": "another-password-altogether",
    "fs_uniquifier": "x",
}


@dataclass(frozen=True, slots=True)
class Surface:
    """A page, search, count or file that shows records of a scope.

    ``make(user, inside)`` makes a record inside or outside the user's scope and returns
    the text by which one sees it there; ``values`` fills the address and the query.
    """

    endpoint: str
    role: Role
    make: Callable[[User, bool], str]
    values: Callable[[User], Mapping[str, Any]] = field(default=lambda _user: {})
    user: Callable[[Role], User] | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """A page or deed of one record: beyond the scope it is as if it did not exist.

    ``make(user, inside)`` returns the values of the address; ``data`` is what a POST
    sends; ``effect`` returns what must not change when it is refused.
    """

    endpoint: str
    role: Role
    make: Callable[[User, bool], Mapping[str, Any]]
    method: str = "GET"
    data: Mapping[str, Any] = field(default_factory=dict)
    effect: Callable[[], object] = field(default=lambda: None)
    user: Callable[[Role], User] | None = None


SURFACES: list[Surface] = []
DETAILS: list[Detail] = []


def surface(one: Surface) -> None:
    """Have a surface tested."""
    SURFACES.append(one)


def detail(one: Detail) -> None:
    """Have a page of one record tested."""
    DETAILS.append(one)


def load() -> None:
    """Load what the domains' tests say of their pages, once."""
    if not SURFACES and not DETAILS:
        for path in sorted(FOLDER.glob("*/deeds.py")):
            import_module(f"tests.{path.parent.name}.deeds")


def address_of(app: Flask, rule: Rule) -> str:
    """Return an address of a route whose records do not exist."""
    made: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        if isinstance(converter, UUIDConverter):
            made[name] = NOBODY
        elif isinstance(converter, AnyConverter):
            made[name] = min(converter.items)
        else:
            made[name] = 0 if isinstance(converter, NumberConverter) else "none"
    with app.test_request_context():
        return rule.build(made)[1]  # type: ignore[index]


def state_of(record: Base) -> dict[str, Any]:
    """Return every column of a record as the database has it now."""
    db.session.refresh(record)
    return {
        column.key: getattr(record, column.key)
        for column in inspect(type(record)).column_attrs
    }


def extra_fields_change_nothing(
    client: Client,
    address: str,
    data: Mapping[str, Any],
    record: Base,
    *,
    may_change: frozenset[str] = frozenset(),
) -> None:
    """Send a form with fields it does not have; only what it names may change."""
    before = state_of(record)
    extras = {name: value for name, value in EXTRA_FIELDS.items() if name not in data}
    answer = client.post(address, data={**extras, **data})
    assert answer.status_code < 500
    after = state_of(record)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= may_change
