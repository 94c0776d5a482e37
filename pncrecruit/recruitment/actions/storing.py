"""Write prepared drafts as persons and applications: a statement a table, not a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, insert, update

from pncrecruit.bulk import insert_columns, public_ids, reserved_ids
from pncrecruit.db import db
from pncrecruit.persons import actions as persons
from pncrecruit.persons.kinds import Precision
from pncrecruit.persons.models import Person
from pncrecruit.persons.rules import list_key, name_key
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
from pncrecruit.recruitment.rules.draft import rated
from pncrecruit.recruitment.rules.eligibility import (
    Facts,
    Requirement,
    Unmet,
    further,
    unmet,
)

HEIGHT = "height_cm"
RAW_LENGTH = 80
_PERSONS = cast(Table, Person.__table__)
_APPLICATIONS = cast(Table, Application.__table__)
_REACHED = cast(Table, Reached.__table__)
_TRANSITIONS = cast(Table, PhaseTransition.__table__)


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
    keys = [_key(one) for one in waiting]
    people = _persons(waiting, keys, into)
    judged = [judge(one, into) for one in waiting]
    ids = reserved_ids(_APPLICATIONS, len(waiting))
    addresses = public_ids(len(waiting))
    numbers = range(first_number, first_number + len(waiting))
    _applications(
        waiting,
        {
            "id": ids,
            "public_id": addresses,
            "person_id": people,
            "number": numbers,
            "name_key": [listed_by(one) for one in waiting],
            "standing": [
                Standing.NOT_MET if failing else Standing.ACTIVE for failing in judged
            ],
        },
        into,
    )
    # They are new: nobody of them was in the phase before.
    insert_columns(_REACHED, {"application_id": ids}, phase_id=into.phase.id)
    losses(ids, judged, into)
    _measures(waiting, ids, into)
    say_more(waiting, ids, people, into)
    if into.listed:
        count(waiting, judged, into)
    return [
        Stored(number, public_id, place, tuple(failing))
        for number, public_id, place, failing in zip(
            ids, addresses, numbers, judged, strict=True
        )
    ]


def judge(one: Prepared, into: Intake) -> list[Unmet]:
    """Return the requirements of the call that a draft does not meet."""
    draft = one.draft
    facts = Facts(
        sex=draft.sex,
        birth_date=draft.birth_date,
        height_cm=draft.height_cm,
        schooling=draft.schooling,
        declarations=dict(draft.declarations),
    )
    return unmet(into.requirements, facts, age_day=into.age_day)


def _persons(
    waiting: Sequence[Prepared], keys: Sequence[str], into: Intake
) -> list[int]:
    """Return the persons of the drafts; those not yet recorded are written."""
    new = [
        (one, key) for one, key in zip(waiting, keys, strict=True) if one.person is None
    ]
    ids = reserved_ids(_PERSONS, len(new))
    if new:
        _insert_persons(ids, [one for one, _ in new], [key for _, key in new], into)
    _refresh([one for one in waiting if one.person is not None])
    made = iter(ids)
    return [next(made) if one.person is None else one.person.id for one in waiting]


def _insert_persons(
    ids: Sequence[int], new: Sequence[Prepared], keys: Sequence[str], into: Intake
) -> None:
    drafts = [one.draft for one in new]
    findings = [one.cui for one in new]
    insert_columns(
        _PERSONS,
        {
            "id": ids,
            "public_id": public_ids(len(new)),
            "given_names": [one.given_names for one in drafts],
            "first_surname": [one.first_surname for one in drafts],
            "second_surname": [one.second_surname for one in drafts],
            "married_surname": [one.married_surname for one in drafts],
            "name_key": keys,
            "cui": [one.cui for one in findings],
            "cui_state": [one.state for one in findings],
            "cui_reason": [one.reason for one in findings],
            "birth_date": [one.birth_date for one in drafts],
            "sex": [one.sex for one in drafts],
            "residence_municipality": [one.residence_municipality for one in drafts],
            "phone": [one.phone or None for one in drafts],
        },
        birth_precision=Precision.DAY,
        source=into.source,
        recorded_at=into.at,
        version=1,
    )


def _key(one: Prepared) -> str:
    draft = one.draft
    if not draft.married_surname:
        return one.name_key
    return name_key(
        draft.given_names,
        draft.first_surname,
        draft.second_surname,
        draft.married_surname,
    )


def listed_by(one: Prepared) -> str:
    """Return the key by which lists sort an applicant."""
    draft = one.draft
    return list_key(
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
        if row.cui is None and one.cui.cui is not None:
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


def _applications(
    waiting: Sequence[Prepared], columns: Mapping[str, Sequence[Any]], into: Intake
) -> None:
    drafts = [one.draft for one in waiting]
    places = [one.residence_municipality for one in drafts]
    insert_columns(
        _APPLICATIONS,
        {
            **columns,
            "sex": [one.sex for one in drafts],
            "department": [one[:2] for one in places],
            "residence_municipality": places,
            "schooling": [one.schooling for one in drafts],
            "way_in": [one.way_in for one in drafts],
            "client_id": [one.client_id for one in drafts],
        },
        call_id=into.call_id,
        office_id=into.office_id,
        phase_since=into.at,
        applied_at=into.at,
        listed=into.listed,
        batch_id=into.batch_id,
        created_by_id=into.user_id,
        source=into.source,
        version=1,
    )


def losses(ids: Sequence[int], judged: Sequence[Sequence[Unmet]], into: Intake) -> None:
    """Record why somebody does not meet the call: the first loss must be counted."""
    lost = [place for place, failing in enumerate(judged) if failing]
    if not lost:
        return
    first = [judged[place][0] for place in lost]
    insert_columns(
        _TRANSITIONS,
        {
            "application_id": [ids[place] for place in lost],
            "reason_code": [one.loss_reason for one in first],
            "raw_value": [one.raw_value[:RAW_LENGTH] for one in first],
            "note": [further(judged[place]) for place in lost],
            "client_id": [uuid4() for _ in lost],  # sent once, with the application
        },
        phase_id=into.phase.id,
        result=Result.NOT_MET,
        standing=Standing.NOT_MET,
        effective_at=into.at,
        recorded_at=into.at,
        recorded_by_id=into.user_id,
        batch_id=into.batch_id,
    )


def _measures(waiting: Sequence[Prepared], ids: Sequence[int], into: Intake) -> None:
    measured = [
        (application_id, Decimal(one.draft.height_cm))
        for application_id, one in zip(ids, waiting, strict=True)
        if one.draft.height_cm is not None
    ]
    if measured:
        insert_columns(
            cast(Table, Measure.__table__),
            {
                "application_id": [one for one, _ in measured],
                "value": [value for _, value in measured],
            },
            phase_id=into.phase.id,
            kind=HEIGHT,
            measured_at=into.at,
            recorded_at=into.at,
            recorded_by_id=into.user_id,
        )


def say_more(
    waiting: Sequence[Prepared], ids: Sequence[int], people: Sequence[int], into: Intake
) -> None:
    """Record what drafts declare, and the languages they tell."""
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
    known_people: dict[int, list[persons.Spoken]] = {}
    new_people: dict[int, list[persons.Spoken]] = {}
    for person_id, one in zip(people, waiting, strict=True):
        if one.draft.languages:
            whose = new_people if one.person is None else known_people
            whose[person_id] = rated(one.draft.languages)
    persons.set_languages(known_people, source=into.source, at=into.at)
    persons.add_languages(new_people, source=into.source, at=into.at)


def count(
    waiting: Sequence[Prepared], judged: Sequence[Sequence[Unmet]], into: Intake
) -> None:
    """Count applicants in the first phase."""
    tally = Tally()
    for one, failing in zip(waiting, judged, strict=True):
        draft = one.draft
        where = Dimensions(
            into.call_id,
            draft.sex,
            into.office_id,
            draft.residence_municipality[:2],
        )
        standing = Standing.NOT_MET if failing else Standing.ACTIVE
        tally.stage(where, 0, standing, 1)
        left = [(0, Result.NOT_MET.value)] if failing else []
        tally.funnel(where, [(0, ""), *left], 1)
    tally.write()
