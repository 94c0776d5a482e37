"""Calls with their phases, applications, results and the roll-ups of these."""

from datetime import datetime
from decimal import Decimal

import numpy as np
from sqlalchemy import text, update

from pncrecruit.bulk import public_ids
from pncrecruit.db import db
from pncrecruit.demo import truth as true
from pncrecruit.demo.applicants import AGE_ASKED, COURSE_DAYS, SCHOOLING_ASKED
from pncrecruit.demo.country import Country
from pncrecruit.demo.write.bulk import SOURCE, ids, insert_rows, instants
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.models import (
    Application,
    AppointmentAct,
    CallRequirement,
    Phase,
    RecruitmentCall,
)
from pncrecruit.recruitment.rules import (
    CallState,
    PhaseKind,
    RequirementKind,
    Standing,
    WayIn,
)

# Kind, sex, minimum, maximum, value, reason of loss.
_Requirement = tuple[
    RequirementKind, Sex | None, int | None, int | None, str | None, str
]
LEGAL_BASIS = "Acuerdo ministerial de demostración"
PHASE_DAYS = {
    "papers": 8,
    "academic": 40,
    "physical": 20,
    "medical": 20,
    "course": COURSE_DAYS,
}


def write_calls(land: Country, author: int | None, at: datetime) -> list[int]:
    """Write the calls with requirements and phases; return their identifiers."""
    numbers = ids(RecruitmentCall, len(land.calls))
    rng = np.random.default_rng([land.seed, 4])
    opened, closed = (
        instants(np.array(days, dtype="datetime64[D]"), rng)
        for days in (
            [one.opens_on for one in land.calls],
            [one.closes_on for one in land.calls],
        )
    )
    insert_rows(
        RecruitmentCall,
        {
            "id": numbers,
            "code": [one.code for one in land.calls],
            "name": [one.name for one in land.calls],
            "state": [CallState(one.state) for one in land.calls],
            "seats": [one.seats for one in land.calls],
            "opens_on": [one.opens_on for one in land.calls],
            "closes_on": [one.closes_on for one in land.calls],
            "age_on": [one.age_on for one in land.calls],
            "course_starts_on": [one.course_starts_on for one in land.calls],
            "changed_at": [min(one, at) for one in opened],
            "published_at": [
                None if call.state == "draft" else one
                for call, one in zip(land.calls, opened, strict=True)
            ],
            "closed_at": [
                one if call.state == "finished" else None
                for call, one in zip(land.calls, closed, strict=True)
            ],
        },
        legal_basis=LEGAL_BASIS,
        source=SOURCE,
        drafted_by_id=author,
        version=1,
    )
    _write_requirements(numbers)
    _write_phases(numbers)
    return numbers


def _write_requirements(calls: list[int]) -> None:
    age, height = RequirementKind.AGE, RequirementKind.HEIGHT
    rows: list[
        tuple[RequirementKind, Sex | None, int | None, int | None, str | None, str]
    ] = [
        (age, None, *AGE_ASKED, None, "age_not_met"),
        (
            RequirementKind.SCHOOLING,
            None,
            None,
            None,
            SCHOOLING_ASKED,
            "schooling_not_met",
        ),
        (height, Sex.FEMALE, true.HEIGHT_ASKED["F"], None, None, "height_not_met"),
        (height, Sex.MALE, true.HEIGHT_ASKED["M"], None, None, "height_not_met"),
    ]
    for call in calls:
        kind, sex, low, high, value, reason = zip(*rows, strict=True)
        insert_rows(
            CallRequirement,
            {
                "position": range(len(rows)),
                "kind": kind,
                "sex": sex,
                "minimum": low,
                "maximum": high,
                "value": value,
                "loss_reason": reason,
            },
            call_id=call,
        )


def _write_phases(calls: list[int]) -> None:
    marked = ("academic", "physical")
    for call in calls:
        insert_rows(
            Phase,
            {
                "position": range(len(true.PHASES)),
                "key": [one.key for one in true.PHASES],
                "kind": [PhaseKind(one.kind) for one in true.PHASES],
                "name_es": [one.name_es for one in true.PHASES],
                "name_en": [one.name_en for one in true.PHASES],
                "pass_mark": [
                    Decimal(true.PASS_MARK) if one.key in marked else None
                    for one in true.PHASES
                ],
                "mark_unit": [
                    "puntos" if one.key in marked else None for one in true.PHASES
                ],
                "days": [PHASE_DAYS.get(one.key) for one in true.PHASES],
            },
            call_id=call,
        )


_SEARCHED = text(
    "INSERT INTO application_search (rowid, name_key)"
    " SELECT id, name_key FROM application WHERE NOT listed"
)


def write_applications(
    land: Country,
    *,
    person: list[int],
    keys: list[str],
    unit: list[int],
    calls: list[int],
) -> list[int]:
    """Write the applications; return their identifiers.

    SQLite's index of names is filled for all at once, as for an import: by its trigger,
    row by row, it takes three times as long.
    """
    searched = db.session.get_bind().dialect.name == "sqlite"
    made = land.applications
    rng = np.random.default_rng([land.seed, 2])
    numbers = ids(Application, len(made.person))
    place = {code: unit[row] for row, code in enumerate(land.units.code.tolist())}
    who = land.persons
    rows = made.person.tolist()
    applied = instants(made.applied, rng)
    since = instants(made.since, rng)
    residence = who.residence[made.person]
    furthest = made.phase.tolist()
    insert_rows(
        Application,
        {
            "id": numbers,
            "public_id": public_ids(len(numbers)),
            "call_id": [calls[row] for row in made.call.tolist()],
            "person_id": [person[row] for row in rows],
            "number": made.number.tolist(),
            "office_id": [place[code] for code in made.office.tolist()],
            "name_key": [keys[row] for row in rows],
            "sex": [Sex(one) for one in who.sex[made.person].tolist()],
            "department": np.where(residence == "", who.origin[made.person], residence)
            .astype("<U2")
            .tolist(),
            "residence_municipality": [one or None for one in residence.tolist()],
            "schooling": made.schooling.tolist(),
            "standing": [Standing(one) for one in made.standing.tolist()],
            "phase_position": furthest,
            "furthest": furthest,
            "phase_since": [max(pair) for pair in zip(applied, since, strict=True)],
            "applied_at": applied,
            "client_id": public_ids(len(numbers)),
        },
        way_in=WayIn.SYNTHETIC,
        listed=not searched,
        source=SOURCE,
        version=1,
    )
    if searched:
        db.session.execute(_SEARCHED)
        db.session.execute(update(Application).values(listed=True))
    return numbers


def write_act(land: Country, call: int, author: int | None, at: datetime) -> None:
    """Write the act by which the graduates of the finished call were appointed."""
    day = land.officers.appointed[land.officers.application >= 0].max().tolist()
    insert_rows(
        AppointmentAct,
        {"number": [f"{land.calls[0].code}-01"]},
        call_id=call,
        signed_on=day,
        effective_on=day,
        signed_by="Dirección General (demostración)",
        legal_basis=LEGAL_BASIS,
        recorded_at=at,
        recorded_by_id=author,
    )
