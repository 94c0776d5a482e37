"""Registering: one record a person, nobody refused for a requirement, no one twice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.errors import DomainError
from pncrecruit.persons.kinds import CuiState, Level, Sex
from pncrecruit.persons.models import LanguageSkill, Person
from pncrecruit.persons.rules import CuiCheckDigitWrong, cui_remainder
from pncrecruit.recruitment.actions.applications import (
    Registered,
    register,
)
from pncrecruit.recruitment.models import (
    Application,
    Measure,
    PhaseTransition,
)
from pncrecruit.recruitment.queries.intake import requirements
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.rules import CallState, Result, Standing
from pncrecruit.recruitment.rules.draft import (
    AlreadyApplied,
    AppliedElsewhere,
    CallNotOpen,
    CuiOfAnother,
    CuiReasonNeeded,
    LanguageDraft,
    LikelyDuplicate,
    OfficeNotYours,
)
from tests.factories import (
    NOON,
    make_draft,
    make_recruiter,
    make_small_call,
)
from tests.recruitment.desk import VALID_CUI, Desk


def the_application(made: Registered) -> Application:
    return db.session.scalars(
        select(Application).where(Application.id == made.application_id)
    ).one()


def test_an_applicant_becomes_a_person_and_an_application(desk: Desk) -> None:
    draft = make_draft(
        given_names="  María   José ",
        phone="5123 4567",
        languages=(LanguageDraft("kiche", Level.MOTHER_TONGUE, True),),
    )

    made = desk.add(draft)

    application = the_application(made)
    person = db.session.get(Person, application.person_id)
    assert person is not None
    assert (person.given_names, person.phone) == ("María José", "+50251234567")
    assert (application.number, application.department) == (1, "16")
    assert (application.standing, application.phase_position) == (Standing.ACTIVE, 0)
    skill = db.session.scalars(select(LanguageSkill)).one()
    assert (skill.language_key, skill.level) == ("kiche", Level.MOTHER_TONGUE)
    height = db.session.scalars(select(Measure)).one()
    assert (height.kind, height.value) == ("height_cm", Decimal(160))
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "application.registered")
    ).one()
    assert entry.actor_id == desk.recruiter.user_id


@pytest.mark.parametrize(
    ("facts", "reason", "raw"),
    [
        ({"birth_date": date(1996, 1, 30)}, "age_not_met", "31"),
        ({"birth_date": date(2009, 1, 31)}, "age_not_met", "17"),
        ({"height_cm": Decimal("154.5")}, "height_not_met", "154.5 cm"),
        ({"schooling": "basicos"}, "schooling_not_met", "basicos"),
    ],
)
def test_who_fails_a_requirement_is_saved_with_the_reason_and_the_raw_value(
    desk: Desk, facts: dict[str, object], reason: str, raw: str
) -> None:
    made = desk.add(make_draft(**facts))

    assert the_application(made).standing is Standing.NOT_MET
    loss = db.session.scalars(select(PhaseTransition)).one()
    assert (loss.result, loss.reason_code, loss.raw_value) == (
        Result.NOT_MET,
        reason,
        raw,
    )
    assert kept(desk.call.id) == recount(desk.call.id)


def test_age_is_judged_on_the_day_of_the_call(desk: Desk) -> None:
    just_young = make_draft(birth_date=date(1996, 1, 31))  # 30 on 30 January 2027
    just_old_enough = make_draft(birth_date=date(2009, 1, 30))

    made = [desk.add(just_young), desk.add(just_old_enough)]

    assert [one.unmet for one in made] == [(), ()]


def test_a_declaration_answered_with_no_is_a_requirement_not_met(desk: Desk) -> None:
    question = requirements(desk.call.id)[-1]

    made = desk.add(make_draft(declarations=((question.id, False),)))

    assert [one.loss_reason for one in made.unmet] == ["criminal_record_entry"]


def test_sending_twice_makes_one_application(desk: Desk) -> None:
    draft = make_draft()

    first, second = desk.add(draft), desk.add(draft)

    assert second.repeated
    assert second.application_id == first.application_id
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1
    assert kept(desk.call.id) == recount(desk.call.id)


@pytest.mark.parametrize(
    ("cui", "reason", "state"),
    [
        (VALID_CUI, "", CuiState.CHECKED),
        ("", "Nunca ha tenido DPI", CuiState.NONE),
        ("9999000110101", "Así lo dice el DPI", CuiState.OVERRIDDEN),
    ],
)
def test_what_is_known_of_the_cui_is_kept(
    desk: Desk, cui: str, reason: str, state: CuiState
) -> None:
    made = desk.add(make_draft(cui=cui, cui_reason=reason))

    person = db.session.get(Person, the_application(made).person_id)
    assert person is not None
    assert (person.cui, person.cui_state) == (cui or None, state)


def test_a_cui_with_remainder_ten_goes_to_review(desk: Desk) -> None:
    number = next(n for n in range(99990000, 99999999) if cui_remainder(str(n)) == 10)

    made = desk.add(make_draft(cui=f"{number}00101", cui_reason=""))

    person = db.session.get(Person, the_application(made).person_id)
    assert person is not None
    assert person.cui_state is CuiState.REVIEW


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"cui": "9999000110101", "cui_reason": ""}, CuiCheckDigitWrong, "cui"),
        ({"cui": "", "cui_reason": " "}, CuiReasonNeeded, "cui_reason"),
    ],
)
def test_a_doubtful_cui_asks_for_a_reason_at_its_field(
    desk: Desk, change: dict[str, str], error: type[DomainError], field: str
) -> None:
    with pytest.raises(error) as refused:
        desk.add(make_draft(**change))

    assert refused.value.field == field
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"second_surname": "Xol" * 30}, "second_surname"),
        ({"given_names": " "}, "given_names"),
        ({"first_surname": ""}, "first_surname"),
        ({"birth_date": date(1890, 1, 1)}, "birth_date"),
        ({"birth_date": date(2026, 11, 25)}, "birth_date"),
        ({"residence_municipality": "9999"}, "residence_municipality"),
        ({"height_cm": Decimal("1.60")}, "height_cm"),
        ({"phone": "12"}, "phone"),
        ({"schooling": "doctorado"}, "schooling"),
        ({"sex": Sex.UNKNOWN}, "sex"),
    ],
)
def test_only_what_is_impossible_is_a_fault(
    desk: Desk, change: dict[str, object], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        desk.add(make_draft(**change))

    assert refused.value.field == field


def test_the_same_cui_in_sight_names_the_application(desk: Desk) -> None:
    known = make_draft(cui=VALID_CUI)
    desk.add(known)

    with pytest.raises(AlreadyApplied) as refused:
        desk.add(replace(known, client_id=uuid4()))

    assert "58-2026-000001-" in str(refused.value)


def test_the_same_cui_out_of_sight_says_only_that_it_exists(desk: Desk) -> None:
    known = make_draft(cui=VALID_CUI)
    elsewhere = make_recruiter(desk.call, desk.other)
    register(known, call=desk.call, office_id=desk.other.id, actor=elsewhere, at=NOON)

    with pytest.raises(AppliedElsewhere) as refused:
        desk.add(replace(known, client_id=uuid4()))

    assert "000001" not in str(refused.value)
    assert known.given_names not in str(refused.value)


def test_a_cui_recorded_with_another_name_is_refused(desk: Desk) -> None:
    desk.add(make_draft(cui=VALID_CUI))

    with pytest.raises(CuiOfAnother):
        desk.add(
            make_draft(
                cui=VALID_CUI,
                given_names="Zacarías",
                first_surname="Quiñónez",
                second_surname="",
            ),
        )


def test_somebody_much_alike_waits_for_a_decision(desk: Desk) -> None:
    known = make_draft(
        given_names="María José", first_surname="Xicará", cui_reason="DPI en trámite"
    )
    desk.add(known)
    again = replace(known, client_id=uuid4(), given_names="MARIA JOSE")

    with pytest.raises(LikelyDuplicate):
        desk.add(again)

    made = desk.add(replace(again, distinct=True))
    assert db.session.scalar(select(func.count()).select_from(Person)) == 2
    assert made.number == 2


def test_a_person_applies_to_a_later_call_with_the_same_record(desk: Desk) -> None:
    known = make_draft(cui=VALID_CUI)
    first = the_application(desk.add(known))
    later = make_small_call("59-2027")
    recruiter = make_recruiter(later, desk.office)
    again = replace(known, client_id=uuid4(), phone="41234567")

    made = register(
        again, call=later, office_id=desk.office.id, actor=recruiter, at=NOON
    )

    second = the_application(made)
    person = db.session.get(Person, second.person_id)
    assert person is not None
    assert (second.person_id, second.number) == (first.person_id, 1)
    assert person.phone == "+50241234567"


def test_only_an_open_call_takes_applicants(desk: Desk) -> None:
    desk.call.state = CallState.CLOSED

    with pytest.raises(CallNotOpen):
        desk.add(make_draft())


def test_a_recruiter_registers_for_their_own_office_alone(desk: Desk) -> None:
    with pytest.raises(OfficeNotYours):
        register(
            make_draft(),
            call=desk.call,
            office_id=desk.other.id,
            actor=desk.recruiter,
            at=NOON,
        )
