"""Lists taken away and forms brought back: exports, fairs, receipts."""

import io
import re

from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from pncrecruit.access.models import Approval
from pncrecruit.access.rules import Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.identity.queries import labels
from pncrecruit.identity.rules import AnswerSource, Purpose
from pncrecruit.recruitment.fair_book import ROWS
from pncrecruit.recruitment.models import (
    FormSheet,
)
from pncrecruit.recruitment.rules import WayIn
from pncrecruit.recruitment.rules.fair import COLUMNS
from tests.factories import make_user
from tests.recruitment.counter import Counter, page_of, the_one
from tests.recruitment.desk import VALID_CUI


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
