"""The persons and officers that the lines of a roster tell of: each made once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select

from pncrecruit.db import db
from pncrecruit.identity.actions import cohorts
from pncrecruit.officers.models import DataSource, Officer
from pncrecruit.officers.rules import FactKind, OfficerStatus
from pncrecruit.persons.kinds import CuiState, Precision, Sex
from pncrecruit.persons.models import Person, PersonMerge
from pncrecruit.persons.rules import name_key


class StagedLine(NamedTuple):
    """A good line that waits to be applied."""

    line: int
    draft: dict[str, Any]
    target_id: int | None


def officers_of(
    origin: DataSource, lines: Sequence[StagedLine], *, at: datetime
) -> list[StagedLine]:
    """Return the lines with the officers they tell of, who are made if need be.

    Officers are not listed yet: the end of the batch lets them be seen.
    """
    known = {line.draft["key"]: line.target_id for line in lines if line.target_id}
    new = [line for line in lines if line.target_id is None]
    persons = _persons(origin, new, at)
    known |= _officers(origin, new, persons)
    _label(origin, new, persons, at)
    return [line._replace(target_id=known[line.draft["key"]]) for line in lines]


def _persons(
    origin: DataSource, lines: Sequence[StagedLine], at: datetime
) -> dict[str, int]:
    """Return the persons by their identifier in the source; make those missing."""
    keys = [line.draft["key"] for line in lines]
    found = _by_key(origin.key, keys)
    missing = [line for line in lines if line.draft["key"] not in found]
    by_cui = _by_cui(missing)
    found |= {
        line.draft["key"]: by_cui[cui]
        for line in missing
        if (cui := line.draft["person"].get("cui")) in by_cui
    }
    rows = [
        _person(origin.key, line.draft, at)
        for line in missing
        if line.draft["key"] not in found
    ]
    if rows:
        db.session.execute(insert(Person), rows)
        found |= _by_key(origin.key, [row["external_id"] for row in rows])
    return found


def _by_key(source: str, keys: Sequence[str]) -> dict[str, int]:
    rows = db.session.execute(
        select(Person.external_id, func.coalesce(PersonMerge.leads_to_id, Person.id))
        .outerjoin(
            PersonMerge,
            (PersonMerge.absorbed_id == Person.id) & PersonMerge.undone_at.is_(None),
        )
        .where(Person.source == source, Person.external_id.in_(keys))
    )
    return {str(key): int(person_id) for key, person_id in rows}


def _by_cui(lines: Sequence[StagedLine]) -> dict[str | None, int]:
    """Return who is known here already by their CUI: an applicant, say."""
    numbers = [cui for line in lines if (cui := line.draft["person"].get("cui"))]
    if not numbers:
        return {}
    rows = db.session.execute(
        select(Person.cui, Person.id).where(Person.cui.in_(numbers))
    )
    return {cui: int(person_id) for cui, person_id in rows}


def _person(source: str, draft: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    told: Mapping[str, str] = draft["person"]
    names = {
        name: told.get(name, "")
        for name in ("given_names", "first_surname", "second_surname")
    }
    born = told.get("birth_date")
    return {
        **names,
        "name_key": name_key(*names.values()),
        "cui": told.get("cui"),
        "cui_state": CuiState(told.get("cui_state", CuiState.NONE.value)),
        "birth_date": date.fromisoformat(born) if born else None,
        "birth_precision": Precision(told.get("birth_precision", Precision.DAY.value)),
        "sex": Sex(told["sex"]),
        "source": source,
        "external_id": draft["key"],
        "recorded_at": at,
        "version": 1,
    }


def _officers(
    origin: DataSource, lines: Sequence[StagedLine], persons: Mapping[str, int]
) -> dict[str, int]:
    """Return the officers by identifier; make those that are not there yet."""
    wanted = {persons[line.draft["key"]]: line for line in lines}
    made = _by_person(wanted)
    rows = [
        {
            "person_id": person_id,
            "nip": line.draft["person"].get("nip"),
            "source_id": origin.id,
            "name_key": "",
            "listed": False,
            "status": OfficerStatus.SERVING,
            "appointed_on": _appointed(line.draft),
            "version": 1,
        }
        for person_id, line in wanted.items()
        if person_id not in made
    ]
    if rows:
        db.session.execute(insert(Officer), rows)
        made |= _by_person([row["person_id"] for row in rows])
    return {line.draft["key"]: made[person_id] for person_id, line in wanted.items()}


def _by_person(persons: Any) -> dict[int, int]:
    rows = db.session.execute(
        select(Officer.person_id, Officer.id).where(Officer.person_id.in_(persons))
    )
    return {int(person_id): int(officer_id) for person_id, officer_id in rows}


def _appointed(draft: Mapping[str, Any]) -> date:
    for kind, start, *_ in draft["facts"]:
        if kind == FactKind.APPOINTMENT:
            return date.fromisoformat(start)
    raise ValueError("a new officer's line tells no appointment")


def _label(
    origin: DataSource,
    lines: Sequence[StagedLine],
    persons: Mapping[str, int],
    at: datetime,
) -> None:
    """Keep the groups of the source's own scheme, apart from what people say here."""
    if origin.cohort_scheme is None:
        return
    values = {
        persons[line.draft["key"]]: line.draft["person"]["cohort"]
        for line in lines
        if line.draft["person"].get("cohort")
    }
    cohorts.label(origin.cohort_scheme, values, at=at)
