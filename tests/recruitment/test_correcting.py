"""What was typed wrong at the counter is corrected and judged anew."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from werkzeug.test import TestResponse

from pncrecruit.access.rules import EVERYTHING
from pncrecruit.audit.models import AuditEntry, AuditValue
from pncrecruit.db import db
from pncrecruit.home.queries import cuis_to_review
from pncrecruit.persons.kinds import CuiState, Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, Measure, PhaseTransition
from pncrecruit.recruitment.queries import detail
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.rules import Result, Standing
from tests.conftest import Client
from tests.recruitment.counter import Counter, page_of
from tests.recruitment.desk import VALID_CUI, Desk


def typed(public_id: UUID, **changed: str) -> dict[str, str]:
    """Return what the form of an applicant holds, with some fields changed."""
    found = detail.application(public_id, EVERYTHING)
    assert found is not None
    assert found.birth_date is not None
    return {
        "version": str(found.person_version),
        "application_version": str(found.version),
        "client_id": str(uuid4()),
        "given_names": found.given_names,
        "first_surname": found.first_surname,
        "second_surname": found.second_surname,
        "cui": found.cui or "",
        "cui_reason": found.cui_reason,
        "birth_date": f"{found.birth_date:%d/%m/%Y}",
        "sex": found.sex.value,
        "schooling": found.schooling or "",
        "height_cm": "158",
    } | changed


def correct(counter: Counter, public_id: UUID, **changed: str) -> TestResponse:
    address = f"{page_of(public_id)}/correct"
    return counter.client.post(address, data=typed(public_id, **changed))


def values_of(verb: str) -> dict[str, Any]:
    return {
        row.field: row.value
        for row in db.session.scalars(
            select(AuditValue)
            .join(AuditEntry, AuditEntry.id == AuditValue.entry_id)
            .where(AuditEntry.verb == verb)
        )
    }


def test_a_name_is_corrected_and_the_trail_keeps_old_and_new(counter: Counter) -> None:
    public_id = counter.add(given_names="Rigoverta", cui=VALID_CUI)

    form = counter.client.get(f"{page_of(public_id)}/correct")
    saved = correct(counter, public_id, given_names="Rigoberta")

    assert 'value="Rigoverta"' in form.text
    assert saved.status_code == 303
    found = detail.application(public_id, EVERYTHING)
    assert found is not None
    assert found.given_names == "Rigoberta"
    one = db.session.scalars(select(Application)).one()
    assert "rigoberta" in one.name_key
    kept_values = str(values_of("person.corrected"))
    assert "Rigoverta" in kept_values
    assert "Rigoberta" in kept_values


def test_who_had_no_cui_gets_it(counter: Counter) -> None:
    public_id = counter.add(cui="", cui_reason="DPI en trámite")

    shown = counter.client.get(page_of(public_id))
    queue = [one.public_id for one in cuis_to_review(EVERYTHING, limit=9)]
    saved = correct(counter, public_id, cui=VALID_CUI, cui_reason="")

    assert f"{page_of(public_id)}/correct#cui" in shown.text
    assert queue == [public_id]
    assert saved.status_code == 303
    person = db.session.scalars(
        select(Person).join(Application, Application.person_id == Person.id)
    ).one()
    assert (person.cui, person.cui_state) == (VALID_CUI, CuiState.CHECKED)
    assert cuis_to_review(EVERYTHING, limit=9) == []


def test_a_cui_compared_with_the_dpi_leaves_the_queue(counter: Counter) -> None:
    wrong = f"{VALID_CUI[:8]}{(int(VALID_CUI[8]) + 1) % 10}{VALID_CUI[9:]}"
    public_id = counter.add(cui=wrong, cui_reason="Así lo muestra el DPI")

    before = [one.public_id for one in cuis_to_review(EVERYTHING, limit=9)]
    unticked = correct(counter, public_id)
    still = cuis_to_review(EVERYTHING, limit=9)
    ticked = correct(counter, public_id, compared="y")

    assert before == [public_id]
    assert unticked.status_code == ticked.status_code == 303
    assert [one.public_id for one in still] == [public_id]
    assert cuis_to_review(EVERYTHING, limit=9) == []
    correct(counter, public_id, phone="")
    assert cuis_to_review(EVERYTHING, limit=9) == []


def test_the_cui_of_somebody_else_is_refused_at_its_field(counter: Counter) -> None:
    counter.add(cui=VALID_CUI)
    other = counter.add(
        cui="",
        cui_reason="Extravió el DPI",
        given_names="Zacarías",
        first_surname="Quiej",
        second_surname="Batz",
    )

    page = correct(counter, other, cui=VALID_CUI)

    assert page.status_code == 409
    assert 'id="cui-errors"' in page.text


def test_a_height_typed_wrong_takes_the_refusal_back(counter: Counter) -> None:
    public_id = counter.add(height_cm=Decimal(15) * 10)
    form = counter.client.get(f"{page_of(public_id)}/correct")
    assert 'value="150"' in form.text  # and not 1.5E+2
    refused = detail.application(public_id, EVERYTHING)
    assert refused is not None
    assert refused.standing is Standing.NOT_MET

    saved = correct(counter, public_id, height_cm="159")

    assert saved.status_code == 303
    found = detail.application(public_id, EVERYTHING)
    assert found is not None
    assert found.standing is Standing.ACTIVE
    first, second = db.session.scalars(select(Measure).order_by(Measure.id)).all()
    assert (second.value, second.supersedes_id) == (Decimal(159), first.id)
    assert kept(counter.call_id) == recount(counter.call_id)
    assert "159" in str(values_of("application.corrected"))


def test_schooling_too_low_refuses_whom_the_counter_took(counter: Counter) -> None:
    public_id = counter.add()

    correct(counter, public_id, schooling="basicos", height_cm="149.5")

    found = detail.application(public_id, EVERYTHING)
    assert found is not None
    assert found.standing is Standing.NOT_MET
    loss = db.session.scalars(
        select(PhaseTransition).where(PhaseTransition.result == Result.NOT_MET)
    ).one()
    assert loss.raw_value
    assert kept(counter.call_id) == recount(counter.call_id)
    page = counter.client.get(page_of(public_id))
    for raw in ("height_not_met", "schooling_not_met", "; basicos", ": basicos"):
        assert raw not in page.text


def test_the_counts_follow_a_sex_that_is_corrected(counter: Counter) -> None:
    public_id = counter.add()

    correct(counter, public_id, sex="M", height_cm="170")

    assert db.session.scalars(select(Application.sex)).one() is Sex.MALE
    assert kept(counter.call_id) == recount(counter.call_id)


def test_two_who_correct_at_once_see_both_versions(counter: Counter) -> None:
    public_id = counter.add()
    late = typed(public_id, first_surname="Caal")
    correct(counter, public_id, first_surname="Coc")

    page = counter.client.post(f"{page_of(public_id)}/correct", data=late)
    found = detail.application(public_id, EVERYTHING)

    assert page.status_code == 409
    assert found is not None
    assert found.first_surname == "Coc"
    assert "Caal" in page.text
    assert ">Coc<" in page.text
    assert f'name="version" type="hidden" value="{found.person_version}"' in page.text
    again = late | {
        "version": str(found.person_version),
        "application_version": str(found.version),
    }
    assert (
        counter.client.post(f"{page_of(public_id)}/correct", data=again).status_code
        == 303
    )


def test_every_fault_is_told_at_once(counter: Counter) -> None:
    public_id = counter.add()

    page = correct(counter, public_id, cui="12", height_cm="15")

    assert page.status_code == 422
    assert 'id="cui-errors"' in page.text
    assert 'id="height_cm-errors"' in page.text


def test_who_is_out_of_scope_cannot_be_corrected(
    counter: Counter, client: Client, desk: Desk
) -> None:
    public_id = counter.add()
    one = db.session.scalars(select(Application)).one()
    one.office_id = desk.other.id
    db.session.commit()

    assert client.get(f"{page_of(public_id)}/correct").status_code == 404


def test_the_check_before_saving_names_the_schooling_in_words(counter: Counter) -> None:
    page = counter.send("check", schooling="basicos")

    (told,) = re.findall(r"<li>([^<]*)</li>", page.text.split("</h1>")[1])[-1:]
    assert "basicos" not in told


def test_a_correction_that_resembles_somebody_is_compared_first(
    counter: Counter,
) -> None:
    known = {"birth_date": date(2001, 3, 9), "second_surname": "Tzul"}
    counter.add(
        given_names="Juana Candelaria",
        first_surname="Xitumul",
        cui_reason="DPI en trámite",
        **known,
    )
    other = counter.add(given_names="Pedro", first_surname="Choc", **known)

    shown = correct(
        counter, other, given_names="Juana Candelaria", first_surname="Xitumul"
    )

    assert shown.status_code == 409
    assert shown.text.count("Juana Candelaria") >= 2
    assert "it may be a person who is already recorded" in shown.text
    found = detail.application(other, EVERYTHING)
    assert found is not None
    assert found.given_names == "Pedro"

    saved = correct(
        counter,
        other,
        given_names="Juana Candelaria",
        first_surname="Xitumul",
        distinct="y",
    )
    assert saved.status_code == 303
    assert values_of("person.corrected")["distinct"] == "true"
