"""The pages on which an applicant is registered, from the form to the receipt."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db, now
from pncrecruit.identity.queries import labels
from pncrecruit.identity.rules import AnswerSource, AnswerState, Purpose
from pncrecruit.recruitment.actions.applications import register
from pncrecruit.recruitment.models import (
    Application,
    PhaseTransition,
    RecruitmentCall,
)
from tests.factories import make_draft, make_recruiter, unit_of
from tests.recruitment.counter import Counter, page_of, the_one


def test_an_applicant_goes_from_the_form_to_the_receipt(counter: Counter) -> None:
    form = counter.client.get(f"{counter.base}/applicants/new")
    checked = counter.send("check")
    saved = counter.send("save")

    assert form.status_code == checked.status_code == 200
    assert 'name="client_id"' in form.text
    assert "9999 00013 0101" in checked.text
    assert saved.status_code == 303
    question = counter.client.get(saved.location)
    assert question.status_code == 200
    boxes = re.findall(r'<input[^>]*name="peoples"[^>]*>', question.text)
    assert len(boxes) == 6
    assert not [box for box in boxes if "checked" in box]
    receipt = counter.client.post(
        saved.location,
        data={"peoples": "maya", "community": "qeqchi", "then": "answer"},
    )
    assert receipt.status_code == 200
    assert "58-2026-000001-" in receipt.text
    said = labels(Purpose.FIGURES)[the_one().person_id]
    assert (said.main_people, said.linguistic_community) == ("maya", "qeqchi")
    assert said.source is AnswerSource.OWN_ANSWER


def test_nothing_that_was_said_is_shown_to_staff(counter: Counter) -> None:
    public_id = counter.add()
    address = f"{page_of(public_id)}/self-identification"
    counter.client.post(
        address, data={"peoples": "garifuna", "own_words": "Zyxwv", "then": "answer"}
    )

    again = counter.client.get(address)
    shown = counter.client.get(page_of(public_id))
    listed = counter.client.get(f"{counter.base}/applicants")

    for page in (shown, listed):
        assert "garifuna" not in page.text.casefold()
        assert "Zyxwv" not in page.text
    assert "Zyxwv" not in again.text
    assert not re.search(
        r'value="garifuna"[^>]*checked|checked[^>]*garifuna', again.text
    )


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"then": "declined"}, AnswerState.DECLINED),
        (
            {"peoples": ["maya", "xinka"], "main_people": "xinka", "then": "answer"},
            AnswerState.ANSWERED,
        ),
    ],
)
def test_a_refusal_and_an_answer_are_kept_apart(
    counter: Counter, data: dict[str, Any], state: AnswerState
) -> None:
    public_id = counter.add()

    counter.client.post(f"{page_of(public_id)}/self-identification", data=data)

    said = labels(Purpose.FIGURES)[the_one().person_id]
    assert said.state is state
    assert said.peoples == (("xinka", "maya") if "peoples" in data else ())


def test_who_is_not_asked_has_no_answer(counter: Counter) -> None:
    public_id = counter.add()

    page = counter.client.post(
        f"{page_of(public_id)}/self-identification", data={"then": "skip"}
    )

    assert page.status_code == 200
    assert labels(Purpose.FIGURES) == {}


def test_the_main_people_is_asked_only_of_several(counter: Counter) -> None:
    public_id = counter.add()
    address = f"{page_of(public_id)}/self-identification"

    first = counter.client.get(address)
    page = counter.client.post(
        address, data={"peoples": ["maya", "xinka"], "then": "answer"}
    )

    assert "main_people" not in first.text
    assert page.status_code == 422
    assert 'name="main_people"' in page.text


def test_who_does_not_meet_a_requirement_is_saved_with_it(counter: Counter) -> None:
    checked = counter.send("check", height_cm="150")
    counter.send("save", height_cm="150")

    assert "150 cm" in checked.text
    loss = db.session.scalars(select(PhaseTransition)).one()
    assert (loss.reason_code, loss.raw_value) == ("height_not_met", "150 cm")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", "31/02/2003"),
        ("cui", "9999000110101"),
        ("height_cm", "15"),
        ("phone", "1"),
        ("given_names", ""),
    ],
)
def test_a_fault_is_said_at_its_field_and_keeps_what_was_typed(
    counter: Counter, field: str, value: str
) -> None:
    page = counter.send("check", **{field: value})

    assert page.status_code == 422
    assert f'id="{field}-errors"' in page.text
    assert 'value="Ixcoy"' in page.text
    assert value in page.text


def test_all_that_is_wrong_is_said_at_once(counter: Counter) -> None:
    page = counter.send(
        "check",
        given_names="",
        first_surname="Ixcoy 2",
        sex="",
        cui="9999 00014 0101",
        phone="123",
        level_0="",
    )

    assert page.status_code == 422
    for field in ("given_names", "first_surname", "sex", "cui", "phone", "level_0"):
        assert f'id="{field}-errors"' in page.text

    counter.send("save")
    again = counter.send("check", given_names="", phone="123")
    for field in ("given_names", "phone", "cui"):
        assert f'id="{field}-errors"' in again.text
    assert "already applied to this call" in again.text


def test_a_reason_beside_a_right_number_is_asked_about(counter: Counter) -> None:
    page = counter.send("check", cui_reason="Todavía sin DPI")

    assert 'id="cui_reason-errors"' in page.text
    assert "its check digit is right" in page.text


def test_a_number_that_is_no_sheet_is_told_on_the_page_of_sheets(
    counter: Counter,
) -> None:
    page = counter.client.get(
        f"{counter.base}/applicants/new?sheet=58-2026-F00001", follow_redirects=True
    )

    assert page.status_code == 200
    assert "not the number of a paper form" in page.text


def test_sending_the_last_step_twice_makes_one(counter: Counter) -> None:
    typed = counter.typed()
    for _ in range(2):
        page = counter.client.post(
            f"{counter.base}/applicants/new", data=typed | {"step": "save"}
        )
        assert page.status_code == 303

    the_one()


def test_somebody_alike_is_shown_side_by_side_before_saving(counter: Counter) -> None:
    counter.send("save", cui="", cui_reason="DPI en trámite")

    page = counter.send(
        "save", cui="", cui_reason="No lo trae", given_names="RIGOBERTA"
    )
    other = counter.send(
        "save", cui="", cui_reason="No lo trae", given_names="RIGOBERTA", distinct="1"
    )

    assert page.status_code == 200
    assert 'name="same_as"' in page.text
    assert other.status_code == 303
    assert len(db.session.scalars(select(Application)).all()) == 2


def test_somebody_alike_out_of_sight_is_not_shown(counter: Counter) -> None:
    call = db.session.get(RecruitmentCall, counter.call_id)
    assert call is not None
    elsewhere = make_recruiter(call, unit_of("62"))
    register(
        make_draft(
            given_names="Rigoberta",
            first_surname="Ixcoy",
            second_surname="Tzul",
            birth_date=date(2003, 5, 17),
            phone="41110000",
        ),
        call=call,
        office_id=unit_of("62").id,
        actor=elsewhere,
        at=now(),
    )

    page = counter.send("check", cui="", cui_reason="No lo trae")

    assert 'name="same_as"' not in page.text
    assert 'name="distinct"' in page.text
    assert "4111" not in page.text


def sealed_in(page: str) -> str:
    """Return the sealed code that a page carries."""
    found = re.search(r'name="sealed" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_a_page_sent_again_gives_the_same_receipt(counter: Counter) -> None:
    public_id = counter.add()
    address = f"{page_of(public_id)}/receipt"
    data = {"sealed": sealed_in(counter.client.get(address).text)}

    first = counter.client.post(address, data=data)
    kept_hash = the_one().receipt_hash
    again = counter.client.post(address, data=data)

    assert first.status_code == again.status_code == 200
    codes = [
        re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", one.text)
        for one in (first, again)
    ]
    assert codes[0]
    assert codes[0] == codes[1]
    assert the_one().receipt_hash == kept_hash
    asked = select(AuditEntry).where(AuditEntry.verb == "application.receipt_issued")
    assert len(db.session.scalars(asked).all()) == 1


def test_an_old_page_does_not_void_a_newer_receipt(counter: Counter) -> None:
    public_id = counter.add()
    address = f"{page_of(public_id)}/receipt"
    old = {"sealed": sealed_in(counter.client.get(address).text)}
    new = {"sealed": sealed_in(counter.client.get(address).text)}
    counter.client.post(address, data=new)
    kept_hash = the_one().receipt_hash

    refused = counter.client.post(address, data=old)

    assert refused.status_code == 303
    assert the_one().receipt_hash == kept_hash


def test_a_code_that_somebody_chose_is_not_taken(counter: Counter) -> None:
    public_id = counter.add()

    refused = counter.client.post(
        f"{page_of(public_id)}/receipt", data={"sealed": "AAAA-AAAA-AAAA-AAAA"}
    )

    assert refused.status_code == 303
    assert the_one().receipt_hash is None
