"""Write prepared drafts as persons and applications: a statement a table, not a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Table, insert, update

from pncrecruit.db import db
from pncrecruit.persons import actions as persons
from pncrecruit.persons.kinds import CuiState, Precision
from pncrecruit.persons.models import Person
from pncrecruit.persons.rules import name_key
from pncrecruit.recruitment.actions.matching import Prepared
from pncrecruit.recruitment.actions.rollup import Tally
from pncrecruit.recruitment.models import (
    Application,
    Declaration,
    Measure,
    PhaseTransition,
    Reached,
)
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.rollup import Dimensions
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules.eligibility import Facts, Requirement, Unmet, unmet

HEIGHT = "height_cm"
RAW_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Intake:
    """What holds for every application of a chunk."""

    call_id: int
    age_day: Any
    office_id: int
    phase: PhaseRow  # the first one
    requirements: Sequence[Requirement]
    user_id: int | None
    at: datetime
    source: str
    batch_id: int | None
    listed: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """An application that was written."""

    application_id: int
    public_id: UUID
    number: int
    unmet: tuple[Unmet, ...]


def store(waiting: Sequence[Prepared], first_number: int, into: Intake) -> list[Stored]:
    """Write the applications of prepared drafts, numbered from a first number."""
    if not waiting:
        return []
    people = _persons(waiting, into)
    judged = [_judge(one, into) for one in waiting]
    rows = [
        _application(
            one, people[place], first_number + place, bool(judged[place]), into
        )
        for place, one in enumerate(waiting)
    ]
    ids = _inserted(Application, rows)
    # They are new: nobody of them was in the phase before.
    db.session.execute(
        insert(Reached.__table__),  # type: ignore[arg-type]
        [{"application_id": one, "phase_id": into.phase.id} for one in ids],
    )
    _losses(waiting, ids, judged, into)
    _details(waiting, ids, people, into)
    if into.listed:
        _count(rows, judged)
    return [
        Stored(ids[place], row["public_id"], row["number"], tuple(judged[place]))
        for place, row in enumerate(rows)
    ]


def _judge(one: Prepared, into: Intake) -> list[Unmet]:
    draft = one.draft
    facts = Facts(
        sex=draft.sex,
        birth_date=draft.birth_date,
        height_cm=draft.height_cm,
        schooling=draft.schooling,
        declarations=dict(draft.declarations),
    )
    return unmet(into.requirements, facts, age_day=into.age_day)


def _persons(waiting: Sequence[Prepared], into: Intake) -> list[int]:
    """Return the persons of the drafts; those not yet recorded are written."""
    new = [one for one in waiting if one.person is None]
    values = [_person(one, into) for one in new]
    made = iter(_inserted(Person, values) if values else ())
    _refresh([one for one in waiting if one.person is not None])
    return [next(made) if one.person is None else one.person.id for one in waiting]


def _inserted(
    model: type[Person | Application], rows: Sequence[dict[str, Any]]
) -> list[int]:
    """Insert rows and return their ids in order, found by their random identifiers.

    Asking the database to keep the order would send the rows one by one.
    """
    table: Table = model.__table__  # type: ignore[assignment]
    made = db.session.execute(
        insert(table).returning(table.c.public_id, table.c.id), list(rows)
    )
    by_public_id = {row.public_id: row.id for row in made}
    return [by_public_id[row["public_id"]] for row in rows]


def _person(one: Prepared, into: Intake) -> dict[str, Any]:
    draft, cui = one.draft, one.cui
    return {
        "public_id": uuid4(),
        "given_names": draft.given_names,
        "first_surname": draft.first_surname,
        "second_surname": draft.second_surname,
        "married_surname": draft.married_surname,
        "name_key": _key(one),
        "cui": cui.cui if cui else None,
        "cui_state": cui.state if cui else CuiState.NONE,
        "cui_reason": cui.reason if cui else "",
        "birth_date": draft.birth_date,
        "birth_precision": Precision.DAY,
        "sex": draft.sex,
        "residence_municipality": draft.residence_municipality,
        "phone": draft.phone or None,
        "source": into.source,
        "recorded_at": into.at,
        "version": 1,
    }


def _key(one: Prepared) -> str:
    draft = one.draft
    return name_key(
        draft.given_names,
        draft.first_surname,
        draft.second_surname,
        draft.married_surname,
    )


def _refresh(known: Sequence[Prepared]) -> None:
    """Bring what changes in a life up to date; names and birth date stay."""
    for one in known:
        row = one.person
        if row is None:
            continue
        new: dict[str, Any] = {
            "residence_municipality": one.draft.residence_municipality
        }
        if one.draft.phone:
            new["phone"] = one.draft.phone
        if row.cui is None and one.cui is not None and one.cui.cui is not None:
            new |= {
                "cui": one.cui.cui,
                "cui_state": one.cui.state,
                "cui_reason": one.cui.reason,
            }
        if any(getattr(row, name, None) != value for name, value in new.items()):
            db.session.execute(
                update(Person)
                .where(Person.id == row.id)
                .values(**new, version=Person.version + 1)
                .execution_options(synchronize_session="fetch")
            )


def _application(
    one: Prepared, person_id: int, number: int, not_met: bool, into: Intake
) -> dict[str, Any]:
    draft = one.draft
    return {
        "public_id": uuid4(),
        "call_id": into.call_id,
        "person_id": person_id,
        "number": number,
        "office_id": into.office_id,
        "name_key": _key(one),
        "sex": draft.sex,
        "department": draft.residence_municipality[:2],
        "residence_municipality": draft.residence_municipality,
        "schooling": draft.schooling,
        "standing": Standing.NOT_MET if not_met else Standing.ACTIVE,
        "phase_position": 0,
        "furthest": 0,
        "phase_since": into.at,
        "applied_at": into.at,
        "way_in": draft.way_in,
        "client_id": draft.client_id,
        "listed": into.listed,
        "batch_id": into.batch_id,
        "created_by_id": into.user_id,
        "source": into.source,
        "version": 1,
    }


def _losses(
    waiting: Sequence[Prepared],
    ids: Sequence[int],
    judged: Sequence[Sequence[Unmet]],
    into: Intake,
) -> None:
    """Record why somebody does not meet the call: the first loss must be counted."""
    rows = [
        {
            "application_id": ids[place],
            "phase_id": into.phase.id,
            "result": Result.NOT_MET,
            "to_position": None,
            "standing": Standing.NOT_MET,
            "reason_code": failing[0].loss_reason,
            "raw_value": failing[0].raw_value[:RAW_LENGTH],
            "note": "; ".join(f"{o.loss_reason}: {o.raw_value}" for o in failing[1:]),
            "effective_at": into.at,
            "recorded_at": into.at,
            "recorded_by_id": into.user_id,
            "client_id": uuid5(waiting[place].draft.client_id, Result.NOT_MET.value),
            "batch_id": into.batch_id,
        }
        for place, failing in enumerate(judged)
        if failing
    ]
    if rows:
        db.session.execute(insert(PhaseTransition), rows)


def _details(
    waiting: Sequence[Prepared], ids: Sequence[int], people: Sequence[int], into: Intake
) -> None:
    measures = [
        {
            "application_id": ids[place],
            "phase_id": into.phase.id,
            "kind": HEIGHT,
            "value": Decimal(one.draft.height_cm),
            "measured_at": into.at,
            "recorded_at": into.at,
            "recorded_by_id": into.user_id,
        }
        for place, one in enumerate(waiting)
        if one.draft.height_cm is not None
    ]
    if measures:
        db.session.execute(insert(Measure.__table__), measures)  # type: ignore[arg-type]
    known = {requirement.id for requirement in into.requirements}
    answers = [
        {
            "application_id": ids[place],
            "requirement_id": requirement_id,
            "answer": answer,
            "recorded_at": into.at,
        }
        for place, one in enumerate(waiting)
        for requirement_id, answer in one.draft.declarations
        if requirement_id in known
    ]
    if answers:
        db.session.execute(insert(Declaration), answers)
    spoken = {
        person_id: [
            (language.key, language.level, language.reads_and_writes)
            for language in one.draft.languages
        ]
        for person_id, one in zip(people, waiting, strict=True)
        if one.draft.languages
    }
    persons.set_languages(spoken, source=into.source, at=into.at)


def _count(rows: Sequence[dict[str, Any]], judged: Sequence[Sequence[Unmet]]) -> None:
    tally = Tally()
    for row, failing in zip(rows, judged, strict=True):
        where = Dimensions(
            row["call_id"], row["sex"], row["office_id"], row["department"]
        )
        tally.stage(where, 0, row["standing"], 1)
        left = [(0, Result.NOT_MET.value)] if failing else []
        tally.funnel(where, [(0, ""), *left], 1)
    tally.write()
