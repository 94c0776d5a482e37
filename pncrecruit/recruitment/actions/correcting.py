"""Correct what was typed wrong at the counter, and judge the requirements anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, update

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.persons import queries as persons
from pncrecruit.persons.kinds import CuiState, Sex
from pncrecruit.persons.models import Person
from pncrecruit.persons.queries import PersonRow
from pncrecruit.persons.rules import check_cui, list_key, name_key
from pncrecruit.persons.rules.likeness import PersonKey
from pncrecruit.recruitment.actions.examining import likely
from pncrecruit.recruitment.actions.moves import take_back, write_results
from pncrecruit.recruitment.actions.rollup import Tally
from pncrecruit.recruitment.actions.storing import HEIGHT, RAW_LENGTH
from pncrecruit.recruitment.models import Application, Measure, RecruitmentCall
from pncrecruit.recruitment.queries import correcting, intake, moves
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules.correction import AlikeRecorded, Correction
from pncrecruit.recruitment.rules.draft import (
    ApplicantDraft,
    CuiFinding,
    CuiTaken,
    checked,
    cui_finding,
)
from pncrecruit.recruitment.rules.eligibility import Facts, Unmet, further, unmet
from pncrecruit.recruitment.rules.standing import (
    AlreadyAppointed,
    after,
    effective,
    funnel,
)

NAMES = frozenset({"given_names", "first_surname", "second_surname", "married_surname"})


class Refused(DomainError):
    """What is wrong with a correction, each fault with its field."""

    def __init__(self, faults: Sequence[DomainError]) -> None:
        """Keep the faults."""
        super().__init__()
        self.faults = list(faults)


def correct(
    application: Moving,
    correction: Correction,
    *,
    version: int,
    person_version: int,
    client_id: UUID,
    actor: Actor,
    at: datetime,
) -> None:
    """Put a correction in the place of what was typed.

    Raises Conflict on a stale version, AlreadyAppointed, CuiTaken, AlikeRecorded, or
    Refused with every fault of what was typed; then nothing has changed.
    """
    person = persons.person(application.person_id)
    if (
        person is None
        or application.version != version
        or person.version != person_version
    ):
        raise Conflict
    if application.standing is Standing.APPOINTED:
        raise AlreadyAppointed
    before = correcting.application(application.id)
    clean, _, faults = checked(_draft(correction, person, client_id), on=local_day(at))
    if faults:
        raise Refused(faults)
    found = _finding(person, correction)
    if found.cui and found.cui != person.cui and persons.by_cui([found.cui]):
        raise CuiTaken
    if not correction.distinct and alike(person, correction):
        raise AlikeRecorded
    _person(person, clean, found, actor=actor, at=at, distinct=correction.distinct)
    _application(application, clean, before, actor=actor, at=at)
    if application.sex is not clean.sex:
        application = _count_as(application, clean.sex)
    _judge(application, clean, client_id=client_id, actor=actor, at=at)


def alike(person: Person, correction: Correction) -> list[PersonRow]:
    """Return who is recorded and whom a person resembles once corrected like this.

    Nobody, while neither names nor birth date change.
    """
    old = (person.given_names, person.first_surname, person.second_surname)
    new = (
        correction.given_names,
        correction.first_surname,
        correction.second_surname,
    )
    if name_key(*old) == name_key(*new) and person.birth_date == correction.birth_date:
        return []
    key = PersonKey(
        " ".join(filter(None, new)),
        check_cui(correction.cui).digits or None,
        correction.birth_date,
        person.residence_municipality,
    )
    return likely(key, but=person.id)


def _draft(correction: Correction, person: Person, client_id: UUID) -> ApplicantDraft:
    """Return a correction as the rules of the counter read it."""
    return ApplicantDraft(
        client_id=client_id,
        given_names=correction.given_names,
        first_surname=correction.first_surname,
        second_surname=correction.second_surname,
        married_surname=correction.married_surname,
        cui=correction.cui,
        cui_reason=correction.cui_reason,
        birth_date=correction.birth_date,
        sex=correction.sex,
        residence_municipality=person.residence_municipality or "0101",
        schooling=correction.schooling,
        height_cm=correction.height_cm,
    )


def _finding(person: Person, correction: Correction) -> CuiFinding:
    found = cui_finding(correction.cui, correction.cui_reason)
    doubtful = found.state in (CuiState.REVIEW, CuiState.OVERRIDDEN)
    held = person.cui_state is CuiState.COMPARED and found.cui == person.cui
    if doubtful and (correction.compared or held):
        return CuiFinding(found.cui, CuiState.COMPARED, found.reason)
    return found


def _person(
    person: Person,
    clean: ApplicantDraft,
    found: CuiFinding,
    *,
    actor: Actor,
    at: datetime,
    distinct: bool,
) -> None:
    new: dict[str, Any] = {
        "given_names": clean.given_names,
        "first_surname": clean.first_surname,
        "second_surname": clean.second_surname,
        "married_surname": clean.married_surname,
        "cui": found.cui,
        "cui_state": found.state,
        "cui_reason": found.reason,
        "birth_date": clean.birth_date,
        "sex": clean.sex,
    }
    changed: dict[str, Any] = {
        name: (getattr(person, name), value)
        for name, value in new.items()
        if getattr(person, name) != value
    }
    if not changed:
        return
    for name, (_old, value) in changed.items():
        setattr(person, name, value)
    names = (
        person.given_names,
        person.first_surname,
        person.second_surname,
        person.married_surname,
    )
    if not changed.keys().isdisjoint(NAMES):
        person.name_key = name_key(*names)
        # Lists sort by a copy; the person is one, whatever they applied to.
        db.session.execute(
            update(Application)
            .where(Application.person_id == person.id)
            .values(name_key=list_key(*names))
            .execution_options(synchronize_session=False)
        )
    record(
        "person.corrected",
        ("person", person.public_id),
        author=actor.author,
        at=at,
        distinct=distinct,
        **changed,
    )


def _application(
    application: Moving,
    clean: ApplicantDraft,
    before: correcting.Judged,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    changed: dict[str, Any] = {}
    if clean.schooling != before.schooling:
        changed["schooling"] = (before.schooling, clean.schooling)
    if clean.sex is not application.sex:
        changed["sex"] = (application.sex, clean.sex)
    db.session.execute(
        update(Application)
        .where(Application.id == application.id)
        .values(
            schooling=clean.schooling,
            sex=clean.sex,
            version=Application.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    if clean.height_cm is not None and clean.height_cm != before.height_cm:
        changed[HEIGHT] = (before.height_cm, clean.height_cm)
        phases = intake.phases(application.call_id)
        db.session.execute(
            insert(Measure).values(
                application_id=application.id,
                phase_id=phases[application.position].id,
                kind=HEIGHT,
                value=clean.height_cm,
                measured_at=at,
                recorded_at=at,
                recorded_by_id=actor.user_id,
                supersedes_id=moves.last_measure(application.id, HEIGHT),
            )
        )
    if changed:
        record(
            "application.corrected",
            ("application", application.public_id),
            author=actor.author,
            at=at,
            **changed,
        )


def _count_as(application: Moving, sex: Sex) -> Moving:
    """Move an application in the counts from one sex to the other."""
    entries = funnel(moves.events(application.id))
    corrected = application._replace(sex=sex)
    tally = Tally()
    for one, change in ((application, -1), (corrected, 1)):
        tally.stage(one.dimensions, one.position, one.standing, change)
        tally.funnel(one.dimensions, entries, change)
    tally.write()
    return corrected


def _judge(
    application: Moving,
    clean: ApplicantDraft,
    *,
    client_id: UUID,
    actor: Actor,
    at: datetime,
) -> None:
    """Judge the requirements as at the counter; what follows is a transition."""
    if application.standing not in (Standing.ACTIVE, Standing.NOT_MET):
        return
    judged = correcting.application(application.id)
    call = db.session.get_one(RecruitmentCall, application.call_id)
    facts = Facts(
        sex=clean.sex,
        birth_date=clean.birth_date,
        height_cm=judged.height_cm,
        schooling=clean.schooling,
        declarations=judged.declarations,
    )
    failing = unmet(
        intake.requirements(application.call_id), facts, age_day=call.age_on
    )
    held = effective(moves.events(application.id))
    last = held[-1] if held else None
    phases = intake.phases(application.call_id)
    if last is not None and last.result is Result.NOT_MET:
        if _said(failing) == correcting.said(last.id):
            return
        place = take_back(
            application,
            moves.events(application.id),
            last,
            phases=phases,
            client_id=uuid5(client_id, Result.UNDONE.value),
            actor=actor,
            at=at,
        )
        application = application._replace(
            standing=place.standing, position=place.position, furthest=place.furthest
        )
    if failing and application.standing is Standing.ACTIVE:
        place = after(application.place, Result.NOT_MET, phases=len(phases))
        write_results(
            [(application, place, uuid5(client_id, Result.NOT_MET.value))],
            phases,
            Result.NOT_MET,
            reason_code=failing[0].loss_reason,
            raw_value=failing[0].raw_value[:RAW_LENGTH],
            note=further(failing),
            actor=actor,
            at=at,
        )


def _said(failing: Sequence[Unmet]) -> tuple[str | None, str | None, str]:
    """Return the requirements not met as a transition holds them."""
    if not failing:
        return None, None, ""
    first = failing[0]
    return first.loss_reason, first.raw_value[:RAW_LENGTH], further(failing)
