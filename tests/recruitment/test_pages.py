"""The pages of applications, as a recruiter, an HR lead and an auditor use them."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import EVERYTHING, Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.identity.queries import labels
from pncrecruit.identity.rules import AnswerSource, Purpose
from pncrecruit.recruitment.fair_book import ROWS
from pncrecruit.recruitment.models import (
    Application,
    FormSheet,
    PhaseTransition,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.applications import PAGE
from pncrecruit.recruitment.queries.intake import requirements
from pncrecruit.recruitment.queries.moves import moving
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.rules import Result, Standing, WayIn
from pncrecruit.recruitment.rules.fair import COLUMNS
from tests.conftest import Client
from tests.factories import make_recruiter, make_user, unit_of
from tests.recruitment.counter import Counter, counter, page_of, the_one
from tests.recruitment.test_register import VALID_CUI

__all__ = ["counter"]


def give(counter: Counter, public_id: UUID, **data: str) -> TestResponse:
    one = moving(public_id, EVERYTHING)
    assert one is not None
    return counter.client.post(
        f"{page_of(public_id)}/result",
        data={"version": str(one.version), "client_id": str(uuid4())} | data,
    )


def test_a_result_is_recorded_and_undone_on_the_page(counter: Counter) -> None:
    public_id = counter.add()

    given = give(counter, public_id, result="passed")
    shown = counter.client.get(page_of(public_id))
    undone = counter.client.post(
        f"{page_of(public_id)}/undo", data={"client_id": str(uuid4())}
    )

    assert given.status_code == undone.status_code == 303
    assert "/undo" in shown.text
    assert the_one().phase_position == 0
    assert kept(counter.call_id) == recount(counter.call_id)


def test_a_refusal_without_its_reason_is_not_recorded(counter: Counter) -> None:
    public_id = counter.add()

    page = give(counter, public_id, result="failed", note="Falta el título")

    assert page.status_code == 422
    assert "Falta el título" in page.text
    assert the_one().standing is Standing.ACTIVE
    given = give(counter, public_id, result="failed", reason_code="document_missing")
    assert given.status_code == 303
    assert the_one().standing is Standing.REJECTED


def test_a_result_meant_for_another_phase_keeps_its_note_and_can_be_given(
    counter: Counter,
) -> None:
    public_id = counter.add()
    read = moving(public_id, EVERYTHING)
    assert read is not None
    give(counter, public_id, result="passed")

    late = counter.client.post(
        f"{page_of(public_id)}/result",
        data={
            "version": str(read.version),
            "client_id": str(uuid4()),
            "result": "failed",
            "reason_code": "document_missing",
            "note": "Falta el título",
        },
    )

    assert late.status_code == 409
    assert "recorded something here meanwhile" in late.text
    assert "Falta el título" in late.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', late.text)
    assert version is not None
    assert not re.search(r'<input[^>]*name="result"[^>]*checked', late.text)
    again = counter.client.post(
        f"{page_of(public_id)}/result",
        data={
            "version": version.group(1),
            "client_id": str(uuid4()),
            "result": "passed",
        },
    )
    assert again.status_code == 303
    assert the_one().phase_position == 2


def test_a_deferred_applicant_comes_back_to_the_same_phase(counter: Counter) -> None:
    public_id = counter.add()
    give(counter, public_id, result="passed")
    give(counter, public_id, result="deferred")

    page = counter.client.post(
        f"{page_of(public_id)}/reinstate", data={"client_id": str(uuid4())}
    )

    assert page.status_code == 303
    assert (the_one().standing, the_one().phase_position) == (Standing.ACTIVE, 1)
    assert kept(counter.call_id) == recount(counter.call_id)


def test_measures_and_marks_are_kept_and_told(counter: Counter) -> None:
    public_id = counter.add()
    give(counter, public_id, result="passed")

    measured = counter.client.post(
        f"{page_of(public_id)}/measure", data={"kind": "push_ups", "value": "41"}
    )
    wrong = counter.client.post(f"{page_of(public_id)}/mark", data={"value": "101"})
    marked = counter.client.post(f"{page_of(public_id)}/mark", data={"value": "77.5"})
    shown = counter.client.get(page_of(public_id))

    assert (measured.status_code, wrong.status_code, marked.status_code) == (
        303,
        422,
        303,
    )
    assert "41" in shown.text
    assert "77.5" in shown.text


def test_two_who_save_the_contact_see_both_versions(counter: Counter) -> None:
    public_id = counter.add(phone="51110000")
    address = f"{page_of(public_id)}/contact"
    form = {"version": "1", "residence_municipality": "1601"}

    first = counter.client.post(address, data=form | {"phone": "52220000"})
    second = counter.client.post(address, data=form | {"phone": "53330000"})

    assert first.status_code == 303
    assert second.status_code == 409
    assert "53330000" in second.text
    assert "+50252220000" in second.text or "5222 0000" in second.text


def test_an_application_is_handed_over_and_leaves_sight(counter: Counter) -> None:
    public_id = counter.add()

    page = counter.client.post(
        f"{page_of(public_id)}/office",
        data={"version": "1", "office_id": unit_of("62").id, "reason": "Se mudó"},
    )

    assert page.status_code == 303
    assert the_one().office_id == unit_of("62").id
    assert counter.client.get(page_of(public_id)).status_code == 404
    assert kept(counter.call_id) == recount(counter.call_id)


def test_languages_are_a_skill_that_can_be_changed(counter: Counter) -> None:
    public_id = counter.add()
    address = f"{page_of(public_id)}/languages"

    unsaid = counter.client.post(address, data={"language_1": "mam"})
    page = counter.client.post(address, data={"language_0": "mam", "level_0": "fluent"})

    assert unsaid.status_code == 422
    assert 'id="level_1-errors"' in unsaid.text
    assert page.status_code == 303
    assert "Mam" in counter.client.get(page_of(public_id)).text


def test_a_bulk_move_shows_first_and_can_be_undone(counter: Counter) -> None:
    ids = [counter.add() for _ in range(3)]
    data: dict[str, Any] = {"picked": [str(one) for one in ids], "result": "passed"}

    preview = counter.client.post(f"{counter.base}/applicants/move", data=data)
    assert preview.status_code == 200
    assert db.session.scalars(select(PhaseTransition)).all() == []
    key = re.search(r'name="client_id" value="([^"]+)"', preview.text)
    assert key is not None
    done = counter.client.post(
        f"{counter.base}/applicants/move",
        data=data | {"confirmed": "1", "client_id": key[1]},
    )
    assert done.status_code == 200
    assert len(db.session.scalars(select(PhaseTransition)).all()) == 3
    undone = counter.client.post(
        f"{counter.base}/applicants/undo",
        data={"picked": data["picked"], "client_id": key[1]},
    )

    assert undone.status_code == 303
    positions = db.session.scalars(select(Application.phase_position)).all()
    assert set(positions) == {0}
    assert kept(counter.call_id) == recount(counter.call_id)


def test_an_export_asks_why_masks_and_is_logged(counter: Counter) -> None:
    counter.add(cui=VALID_CUI, given_names="Ana")

    asked = counter.client.get(f"{counter.base}/applicants/export?sex=F")
    file = counter.client.post(
        f"{counter.base}/applicants/export?sex=F", data={"reason": "Llamar por papeles"}
    )

    assert asked.status_code == 200
    assert file.mimetype == "text/csv"
    assert VALID_CUI not in file.text
    assert "•••• 00013 ••••" in file.text
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "application.exported")
    ).one()
    assert entry.actor_id == counter.actor.user_id


def test_a_paper_form_comes_in_once_as_a_fair(counter: Counter) -> None:
    printed = counter.client.post(
        f"{counter.base}/fairs", data={"office_id": counter.office_id, "count": "3"}
    )
    assert printed.status_code == 200
    assert printed.data.startswith(b"%PDF")
    listed = counter.client.get(f"{counter.base}/fairs")
    number = re.search(r"58-2026-F00001-\w", listed.text)
    assert number is not None

    form = counter.client.get(f"{counter.base}/applicants/new?sheet={number[0]}")
    key = db.session.scalars(
        select(FormSheet.client_id).where(FormSheet.number == 1)
    ).one()
    assert str(key) in form.text
    for _ in range(2):
        counter.send("save", sheet=number[0], client_id=str(key))

    one = the_one()
    assert one.way_in is WayIn.FAIR
    sheet = db.session.scalars(select(FormSheet).where(FormSheet.number == 1)).one()
    assert sheet.application_id == one.id


def test_the_fair_spreadsheet_explains_itself_and_carries_senders_identifiers(
    counter: Counter,
) -> None:
    file = counter.client.get(f"{counter.base}/fair.xlsx")

    with CalamineWorkbook.from_filelike(io.BytesIO(file.data)) as book:
        told, rows, values = (
            book.get_sheet_by_name(name).to_python() for name in book.sheet_names
        )
    assert {row[0] for row in told} >= set(COLUMNS)
    assert tuple(rows[0]) == COLUMNS
    assert len({row[0] for row in rows[1:]}) == len(rows) - 1 == ROWS
    assert values[1][:3] == ["F", "Ninguna", "Guatemala, Guatemala"]


def test_with_the_receipt_an_answer_is_changed_and_taken_back(
    counter: Counter, app: Flask
) -> None:
    public_id = counter.add()
    receipt = counter.client.post(f"{page_of(public_id)}/receipt")
    code = re.search(r"\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\b", receipt.text)
    number = re.search(r"58-2026-000001-\w", receipt.text)
    assert code is not None
    assert number is not None
    paper = counter.client.post(
        f"{page_of(public_id)}/receipt.pdf", data={"code": code[1]}
    )
    assert paper.data.startswith(b"%PDF")
    anyone = app.test_client()
    key = {"number": number[0], "code": code[1]}

    wrong = anyone.post("/recruitment/receipt", data=key | {"code": "AAAA-AAAA"})
    opened = anyone.post("/recruitment/receipt", data=key)
    kept_answer = anyone.post(
        "/recruitment/receipt", data=key | {"peoples": "xinka", "then": "answer"}
    )

    assert wrong.status_code == 422
    assert opened.status_code == kept_answer.status_code == 200
    said = labels(Purpose.FIGURES)[the_one().person_id]
    assert (said.main_people, said.source) == ("xinka", AnswerSource.OWN_CORRECTION)
    anyone.post("/recruitment/receipt", data=key | {"then": "take-back"})
    assert labels(Purpose.FIGURES) == {}


def test_guessing_receipts_is_slowed_down(app: Flask) -> None:
    anyone = app.test_client()
    wrong = {"number": "58-2026-000001-A", "code": "AAAA"}

    codes = [
        anyone.post(
            "/recruitment/receipt",
            data=wrong,
            environ_overrides={"REMOTE_ADDR": "198.51.100.7"},
        ).status_code
        for _ in range(22)
    ]

    assert codes[0] == 422
    assert codes[-1] == 429


def test_an_auditor_says_why_and_sees_numbers_masked(
    counter: Counter, client: Client
) -> None:
    public_id = counter.add(cui=VALID_CUI, given_names="Rigoberta")
    client.sign_in(make_user(Role.AUDITOR))

    listed = client.get(f"{counter.base}/applicants")
    asked = client.get(page_of(public_id))
    shown = client.post(page_of(public_id), data={"reason": "Queja del aspirante"})

    assert "Rigoberta" not in listed.text
    assert "Rigoberta" not in asked.text
    assert "Rigoberta" in shown.text
    assert VALID_CUI[:4] + " 00013" not in shown.text
    viewed = select(AuditEntry).where(AuditEntry.verb == "application.viewed")
    assert len(db.session.scalars(viewed).all()) == 1
    assert client.post(f"{page_of(public_id)}/result").status_code == 403


def test_what_is_out_of_scope_is_not_there(counter: Counter, client: Client) -> None:
    public_id = counter.add()
    call = db.session.get(RecruitmentCall, counter.call_id)
    assert call is not None
    stranger = make_recruiter(call, unit_of("62"))
    user = db.session.get(User, stranger.user_id)
    assert user is not None
    client.sign_in(user)

    addresses = [
        page_of(public_id),
        *(
            f"{page_of(public_id)}/{part}"
            for part in (
                "contact",
                "languages",
                "office",
                "receipt",
                "self-identification",
            )
        ),
    ]

    assert {client.get(one).status_code for one in addresses} == {404}
    assert client.post(f"{page_of(public_id)}/undo").status_code == 404


def test_pages_ask_as_often_for_fifty_rows_as_for_ten(
    counter: Counter, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    public_id = counter.add()
    pages = {
        f"{counter.base}/applicants": 5,
        f"{counter.base}/applicants?q=ana": 5,
        f"{counter.base}/board": 5,
        page_of(public_id): 8,
    }
    asked: dict[str, list[int]] = {page: [] for page in pages}
    for _ in range(2):
        for page in pages:
            counter.client.get(page)
            with statements() as seen:
                assert counter.client.get(page).status_code == 200
            asked[page].append(len(seen))
        for _row in range(12):
            counter.add()

    for page, most in pages.items():
        few, many = asked[page]
        assert few == many <= most, page


def test_the_questions_of_the_call_are_asked(counter: Counter) -> None:
    question = requirements(counter.call_id)[-1]

    counter.send("save", **{f"declaration_{question.id}": "no"})

    loss = db.session.scalars(select(PhaseTransition)).one()
    assert (loss.result, loss.reason_code) == (
        Result.NOT_MET,
        "criminal_record_entry",
    )
    assert Decimal(the_one().number) == 1


def test_a_page_full_of_people_is_not_said_to_be_all_of_them(counter: Counter) -> None:
    counter.add(first_surname="Caal")
    assert "1 found" in counter.client.get("/recruitment/search?q=caal").text

    for _ in range(PAGE):
        counter.add(first_surname="Caal")

    page = counter.client.get("/recruitment/search?q=caal").text
    assert f"{PAGE} or more found" in page


def test_an_hr_lead_takes_away_only_the_list_that_a_second_one_approved(
    counter: Counter,
) -> None:
    counter.add(cui=VALID_CUI)
    first, second = make_user(Role.HR_LEAD), make_user(Role.HR_LEAD)
    women = f"{counter.base}/applicants/export?sex=F"
    counter.client.sign_in(first)

    asked = counter.client.post(women, data={"reason": "Informe a la Dirección"})
    request = db.session.scalars(
        select(Approval).where(Approval.kind == "application.export")
    ).one()
    counter.client.sign_in(second)
    counter.client.post(
        f"/access/approvals/{request.public_id}", data={"decision": "approve"}
    )
    counter.client.sign_in(first)
    file = counter.client.post(women, data={"reason": "Informe a la Dirección"})
    other = counter.client.post(
        f"{counter.base}/applicants/export?sex=M", data={"reason": "Otro informe"}
    )
    counter.client.sign_in(second)
    not_hers = counter.client.post(women, data={"reason": "Informe"})

    assert asked.status_code == 303
    assert file.mimetype == "text/csv"
    assert VALID_CUI not in file.text
    assert other.status_code == 303  # another list, another request
    assert not_hers.mimetype != "text/csv"
