"""Who the officers are: identifiers, lists, search, one officer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, tuple_

from pncrecruit.access.queries import within_units
from pncrecruit.access.rules import Scope
from pncrecruit.db import ask, db
from pncrecruit.officers.models import DataSource, Officer, Unit
from pncrecruit.officers.rules import OfficerStatus
from pncrecruit.persons.models import Person
from pncrecruit.persons.rules import fold_name
from pncrecruit.reference import ranks

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of officers is narrowed to."""

    text: str = ""
    unit_code: str = ""
    rank_key: str = ""
    status: OfficerStatus | None = OfficerStatus.SERVING


class OfficerRow(NamedTuple):
    """An officer in a list."""

    id: int
    public_id: UUID
    name_key: str
    given_names: str
    first_surname: str
    second_surname: str
    external_id: str | None
    nip: str | None
    rank_key: str | None
    unit_code: str | None
    unit_name: str | None
    appointed_on: date
    status: OfficerStatus


class OfficerHead(NamedTuple):
    """Who an officer is, for the head of a page."""

    officer: Officer
    person: Person
    unit: Unit | None
    source: DataSource


def officers(
    wanted: Wanted, scope: Scope, *, after: UUID | None = None
) -> list[OfficerRow]:
    """Return a page of officers by name, and one more if there are further ones.

    ``after`` is the last officer of the page before: no name stands in an address.
    """
    asked = (
        select(
            Officer.id,
            Officer.public_id,
            Officer.name_key,
            Person.given_names,
            Person.first_surname,
            Person.second_surname,
            Person.external_id,
            Officer.nip,
            Officer.rank_key,
            Unit.code,
            Unit.name,
            Officer.appointed_on,
            Officer.status,
        )
        .join(Person, Person.id == Officer.person_id)
        .outerjoin(Unit, Unit.id == Officer.unit_id)
        .where(Officer.listed, within_units(Officer.unit_id, scope), *_narrowed(wanted))
        .order_by(Officer.name_key, Officer.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        last = db.session.execute(
            select(Officer.name_key, Officer.id).where(Officer.public_id == after)
        ).first()
        if last is None:
            return []
        asked = asked.where(tuple_(Officer.name_key, Officer.id) > tuple(last))
    return [OfficerRow._make(row) for row in db.session.execute(asked)]


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status is not None:
        found.append(Officer.status == wanted.status)
    if wanted.rank_key in ranks():
        found.append(Officer.rank_key == wanted.rank_key)
    if wanted.unit_code:
        found.append(Unit.code == wanted.unit_code)
    text = wanted.text.strip()
    if text:
        words = [
            Officer.name_key.contains(word, autoescape=True)
            for word in fold_name(text).split()
        ]
        number = "".join(text.split())
        identified = [
            Officer.nip == number,
            Person.external_id == number,
            Person.cui == number,
        ]
        matches: ColumnElement[bool] = or_(*identified)
        if words:
            together = words[0]
            for word in words[1:]:
                together = together & word
            matches = or_(together, *identified)
        found.append(matches)
    return found


def officer(public_id: UUID, scope: Scope) -> OfficerHead | None:
    """Return an officer in scope; what is out of sight is not there."""
    row = db.session.execute(_head(scope), {"public_id": public_id}).first()
    return None if row is None else OfficerHead(*row)


@lru_cache(maxsize=256)
def _head(scope: Scope) -> Select[Officer, Person, Unit, DataSource]:
    return (
        select(Officer, Person, Unit, DataSource)
        .join(Person, Person.id == Officer.person_id)
        .join(DataSource, DataSource.id == Officer.source_id)
        .outerjoin(Unit, Unit.id == Officer.unit_id)
        .where(
            Officer.public_id == bindparam("public_id"),
            Officer.listed,
            within_units(Officer.unit_id, scope),
        )
    )


def unit_names(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return code and name of units, to word a service record."""
    rows = ask(_NAMES, {"ids": list(ids)})
    return {key: (code, name) for key, code, name in rows}


_NAMES = select(Unit.id, Unit.code, Unit.name).where(
    Unit.id.in_(bindparam("ids", expanding=True))
)


def ids_by_identifier(
    source_key: str, identifiers: Collection[str], *, by_nip: bool
) -> dict[str, int]:
    """Return officers by the identifier that a source has for them.

    ``by_nip`` looks among the NIPs of the force as well, which win.
    """
    rows = db.session.execute(
        select(Person.external_id, Officer.id)
        .join(Officer, Officer.person_id == Person.id)
        .where(
            Person.source == source_key,
            Person.external_id.in_(identifiers),
            Officer.listed,
        )
    )
    found = {str(key): int(officer_id) for key, officer_id in rows}
    if by_nip:
        nips = db.session.execute(
            select(Officer.nip, Officer.id).where(
                Officer.nip.in_(identifiers), Officer.listed
            )
        )
        found |= {str(key): int(officer_id) for key, officer_id in nips}
    return found
