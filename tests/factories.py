"""Small, valid things for the tests: each function makes one, added and flushed.

A test says only what matters to it; everything else is plausible and never the same
twice where the database wants it so.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import EVERYTHING, GrantState, Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import Base, db
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules import BatchState, RecordKind
from pncrecruit.officers.actions import units
from pncrecruit.officers.models import DataSource, Officer, Unit
from pncrecruit.officers.queries.units import by_code
from pncrecruit.officers.rules import OfficerStatus, UnitKind
from pncrecruit.officers.rules.units import UnitDraft
from pncrecruit.persons.kinds import CuiState, Sex
from pncrecruit.persons.models import Person
from pncrecruit.persons.rules import cui_remainder, name_key
from pncrecruit.recruitment.actions import calls
from pncrecruit.recruitment.actions.applications import register
from pncrecruit.recruitment.actions.starting import starting_set
from pncrecruit.recruitment.models import (
    CallAssignment,
    CallRequirement,
    Phase,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.moves import Moving, moving
from pncrecruit.recruitment.rules import CallState, PhaseKind, RequirementKind
from pncrecruit.recruitment.rules.calls import CallDraft
from pncrecruit.recruitment.rules.draft import ApplicantDraft
from pncrecruit.retention.models import Alert

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)  # noon in Guatemala
TODAY = date(2026, 11, 24)
LONG_AGO = date(2016, 1, 1)

_numbers = count(1)


def _added(row: Base) -> None:
    db.session.add(row)
    db.session.flush()


def make_person(
    given_names: str = "María Elena",
    first_surname: str = "Tzul",
    *,
    sex: Sex = Sex.FEMALE,
    birth_date: date | None = date(2003, 5, 17),
    cui: str | None = None,
    residence: str | None = "1601",
) -> Person:
    """Make a person; without a CUI unless one is given."""
    person = Person(
        given_names=given_names,
        first_surname=first_surname,
        second_surname="Ixcoy",
        name_key=name_key(given_names, first_surname, "Ixcoy"),
        cui=cui,
        cui_state=CuiState.CHECKED if cui else CuiState.NONE,
        birth_date=birth_date,
        sex=sex,
        residence_municipality=residence,
        source="test",
        recorded_at=NOON,
    )
    _added(person)
    return person


def make_user(
    *roles: Role,
    name: str = "",
    person: Person | None = None,
    unit: Unit | None = None,
    retention_team: bool = False,
    language: str = "en",
) -> User:
    """Make an enabled account with active roles; pages in English unless asked."""
    number = next(_numbers)
    user = User(
        name=name or f"Account {number}",
        email=f"account{number}@example.org",
        language=language,
        person_id=person.id if person else None,
        created_at=NOON,
        fs_uniquifier=uuid4().hex,
    )
    _added(user)
    for role in roles:
        grant = RoleGrant(
            user_id=user.id,
            role=role,
            unit_id=unit.id if unit else None,
            retention_team=retention_team,
            state=GrantState.ACTIVE,
            asked_at=NOON,
            granted_at=NOON,
        )
        _added(grant)
    return user


def make_actor(*roles: Role, name: str = "") -> Actor:
    """Make an account, and return it as rules and actions know it."""
    return actor(make_user(*roles, name=name))


def make_unit(
    code: str,
    kind: UnitKind = UnitKind.OFFICE,
    below: Unit | None = None,
    *,
    name: str = "",
    opened_on: date = LONG_AGO,
    municipality: str | None = None,
    establishment: int | None = None,
) -> Unit:
    """Make a unit in its place of the tree."""
    draft = UnitDraft(
        code=code,
        name=name or f"Unit {code}",
        kind=kind,
        parent_code=below.code if below else None,
        opened_on=opened_on,
        municipality=municipality,
        establishment=establishment,
    )
    return units.open_unit(draft, author=SYSTEM, at=NOON, source="test")


def make_country() -> dict[str, Unit]:
    """Make a small tree: PNC, two districts, two comisarías, a station, a site."""
    national = make_unit("PNC", UnitKind.NATIONAL, name="Policía Nacional Civil")
    east = make_unit("DIST-ORIENTE", UnitKind.DISTRICT, national)
    north = make_unit("DIST-NORTE", UnitKind.DISTRICT, national)
    made = [
        national,
        east,
        north,
        make_unit("SGED", UnitKind.DIRECTORATE, national),
        comisaria := make_unit("23", UnitKind.COMISARIA, east, establishment=200),
        make_unit("62", UnitKind.COMISARIA, north),
        station := make_unit("23-1", UnitKind.STATION, comisaria, establishment=60),
        make_unit("23-11", UnitKind.SUBSTATION, station, establishment=20),
    ]
    return {unit.code: unit for unit in made}


def make_source(key: str = "test") -> DataSource:
    """Make a source of service facts."""
    source = DataSource(key=key, name=key, recorded_at=NOON)
    _added(source)
    return source


def make_officer(
    unit: Unit | None,
    *,
    source: DataSource | None = None,
    rank: str = "agente",
    sex: Sex = Sex.FEMALE,
    status: OfficerStatus = OfficerStatus.SERVING,
) -> Officer:
    """Make an officer as the columns of today show one, without a service record."""
    officer = Officer(
        person_id=make_person(sex=sex).id,
        source_id=(source or make_source(f"source-{next(_numbers)}")).id,
        status=status,
        rank_key=rank,
        unit_id=unit.id if unit else None,
        appointed_on=date(2020, 1, 1),
        separated_on=None if status is OfficerStatus.SERVING else date(2025, 1, 1),
    )
    _added(officer)
    return officer


def unit_of(code: str) -> Unit:
    """Return a unit that the test knows to be there, as the database has it now."""
    unit = by_code(code)
    assert unit is not None
    return unit


def make_call_draft(code: str = "LIX-2026", **changes: Any) -> CallDraft:
    """Return the draft of a call that is open today."""
    values: dict[str, Any] = {
        "code": code,
        "name": f"Call {code}",
        "seats": 3500,
        "opens_on": date(2026, 11, 1),
        "closes_on": date(2026, 12, 15),
        "age_on": date(2027, 2, 1),
        "course_starts_on": date(2027, 2, 1),
        "legal_basis": "Acuerdo ministerial de prueba",
    }
    return CallDraft(**(values | changes))


def make_call(
    code: str = "LIX-2026", *, published: bool = True, **changes: Any
) -> RecruitmentCall:
    """Make a call with the usual requirements and phases, published unless asked."""
    call = calls.draft_call(
        make_call_draft(code, **changes),
        start=starting_set(),
        author=SYSTEM,
        at=NOON,
        source="test",
    )
    if published:
        calls.publish(call, author=SYSTEM, at=NOON)
    return call


PHASES = (
    ("papers", PhaseKind.PAPERS, "Papelería", "Papers"),
    ("physical", PhaseKind.TEST, "Evaluación física", "Physical test"),
    ("medical", PhaseKind.FITNESS_EVALUATION, "Evaluación médica", "Medical"),
    ("course", PhaseKind.COURSE, "Curso básico", "Basic course"),
)


def make_small_call(
    code: str = "58-2026",
    *,
    state: CallState = CallState.OPEN,
    requirements: bool = True,
) -> RecruitmentCall:
    """Make a call of four phases: age 18 to 30, height by sex, upper secondary."""
    call = RecruitmentCall(
        code=code,
        name=f"Convocatoria {code}",
        state=state,
        seats=100,
        opens_on=date(2026, 11, 1),
        closes_on=date(2026, 12, 31),
        age_on=date(2027, 1, 30),
        source="test",
        changed_at=NOON,
    )
    _added(call)
    for position, (key, kind, name_es, name_en) in enumerate(PHASES):
        phase = Phase(
            call_id=call.id,
            position=position,
            key=key,
            kind=kind,
            name_es=name_es,
            name_en=name_en,
            pass_mark=Decimal(60) if kind is PhaseKind.TEST else None,
        )
        _added(phase)
    if requirements:
        _require(call)
    return call


def _require(call: RecruitmentCall) -> None:
    age, height = RequirementKind.AGE, RequirementKind.HEIGHT
    rules = (
        (age, None, Decimal(18), Decimal(30), None, "age_not_met"),
        (height, Sex.MALE, Decimal(160), None, None, "height_not_met"),
        (height, Sex.FEMALE, Decimal(155), None, None, "height_not_met"),
        (
            RequirementKind.SCHOOLING,
            None,
            None,
            None,
            "diversificado",
            "schooling_not_met",
        ),
        (
            RequirementKind.DECLARATION,
            None,
            None,
            None,
            "no_criminal_record",
            "criminal_record_entry",
        ),
    )
    for position, (kind, sex, minimum, maximum, value, loss) in enumerate(rules):
        requirement = CallRequirement(
            call_id=call.id,
            position=position,
            kind=kind,
            sex=sex,
            minimum=minimum,
            maximum=maximum,
            value=value,
            loss_reason=loss,
            name_es="Carece de antecedentes penales" if "criminal" in loss else "",
            name_en="Has no criminal record" if "criminal" in loss else "",
        )
        _added(requirement)


def make_recruiter(call: RecruitmentCall, *offices: Unit, name: str = "") -> Actor:
    """Make a recruiter of a call at some offices, as rules and actions know them."""
    user = make_user(Role.RECRUITER, name=name)
    for office in offices:
        assignment = CallAssignment(
            user_id=user.id, call_id=call.id, office_id=office.id, assigned_at=NOON
        )
        _added(assignment)
    pairs = tuple((call.id, office.id) for office in offices)
    return actor(user, assignments=pairs)


def make_draft(**known: Any) -> ApplicantDraft:
    """Make the draft of an applicant whom no other resembles; they meet the call."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "client_id": uuid4(),
        "given_names": f"Ana {_word(number)}",
        "first_surname": f"Xicará{_word(number * 7)}",
        "second_surname": f"Ch'en{_word(number * 13)}",
        "cui": "" if "cui_reason" in known else make_cui(number),
        "birth_date": date(2000, 1, 1) + timedelta(days=number * 37 % 3000),
        "sex": Sex.FEMALE,
        "residence_municipality": "1601",
        "schooling": "diversificado",
        "height_cm": Decimal(160),
    }
    return ApplicantDraft(**(values | known))


def make_cui(number: int) -> str:
    """Return a made-up CUI whose check digit is right, another one for each number.

    The serials begin with 9997, so that they are nobody's and no other test's.
    """
    serial, place = divmod(number, 17)
    rest = f"{9997_0000 + serial}"
    while cui_remainder(rest) == 10:
        serial += 600
        rest = f"{9997_0000 + serial}"
    return f"{rest}{cui_remainder(rest)}01{place + 1:02d}"


def _word(number: int) -> str:
    """Return a made-up word, another one for each number."""
    word = ""
    while number:
        number, place = divmod(number, 100)
        word += "bcdfgklmnprstvwxyzhj"[place // 5] + "aeiou"[place % 5]
    return word


def make_application(
    call: RecruitmentCall,
    office: Unit,
    by: Actor,
    *,
    at: datetime = NOON,
    **known: Any,
) -> Moving:
    """Register an applicant, and return the application as a move sees it."""
    made = register(
        make_draft(**known), call=call, office_id=office.id, actor=by, at=at
    )
    assert made.public_id is not None
    found = moving(made.public_id, EVERYTHING)
    assert found is not None
    return found


def tell_all() -> None:
    """Let everybody with an open case be told of it, on the day it was opened."""
    for alert in db.session.scalars(select(Alert).where(Alert.told_on.is_(None))):
        alert.told_on = alert.raised_on
        alert.told_causes = [cause["code"] for cause in alert.causes]
    db.session.flush()


def make_batch(call: RecruitmentCall, office: Unit) -> ImportBatch:
    """Make a batch of applicants that is being applied."""
    batch = ImportBatch(
        kind=RecordKind.APPLICANT,
        state=BatchState.APPLYING,
        filename="feria.xlsx",
        sha256=uuid4().hex,
        mapping_hash=uuid4().hex,
        header=[],
        problems={},
        mapping={},
        call_id=call.id,
        office_id=office.id,
        created_at=NOON,
    )
    _added(batch)
    return batch
