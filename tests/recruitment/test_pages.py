"""The pages of applications, as a recruiter, an HR lead and an auditor use them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from werkzeug.test import TestResponse

from pncrecruit.access.models import User
from pncrecruit.access.rules import EVERYTHING, Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.recruitment.models import (
    Application,
    PhaseTransition,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.applications import PAGE
from pncrecruit.recruitment.queries.intake import requirements
from pncrecruit.recruitment.queries.moves import moving
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.rules import Result, Standing
from tests.conftest import Client
from tests.factories import make_recruiter, make_user, unit_of
from tests.recruitment.counter import Counter, page_of, the_one
from tests.recruitment.desk import VALID_CUI


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
