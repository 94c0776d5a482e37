"""Documents are handed in, judged, looked at twice, taken away, and on record."""

import io
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.access.rules import EVERYTHING, ReasonRequired, Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db, local_day, now
from pncrecruit.documents import actions as files
from pncrecruit.documents import queries as stored
from pncrecruit.documents.keeping import folder_of
from pncrecruit.documents.models import StoredFile
from pncrecruit.documents.rules import FileLost, FileMisnamed
from pncrecruit.recruitment.actions import calls
from pncrecruit.recruitment.actions import documents as actions
from pncrecruit.recruitment.actions.document_requests import ask_to_remove
from pncrecruit.recruitment.actions.documents import Upload
from pncrecruit.recruitment.models import (
    ApplicationDocument,
    CallDocument,
    DocumentVerdict,
)
from pncrecruit.recruitment.queries import calls as call_queries
from pncrecruit.recruitment.queries import detail
from pncrecruit.recruitment.queries import documents as queries
from pncrecruit.recruitment.queries.detail import ApplicationRow
from pncrecruit.recruitment.queries.documents import DocumentRow
from pncrecruit.recruitment.rules import documents as rules
from pncrecruit.recruitment.rules.documents import DocumentState, Verdict
from tests.conftest import Client
from tests.documents.pictures import PDF, picture
from tests.factories import (
    NOON,
    make_actor,
    make_application,
    make_call,
    make_recruiter,
    make_user,
)
from tests.recruitment.desk import Desk

POLICE, DPI = "police_record_certificate", "dpi"
TODAY = local_day(NOON)
DAY = timedelta(days=1)


class Counter:
    """A call that asks for a DPI and a police record, and one who applied."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.folder, self.by = desk, folder, desk.recruiter
        db.session.add_all(
            CallDocument(
                call_id=desk.call.id,
                position=position,
                kind=kind,
                required=True,
                months=months,
            )
            for position, (kind, months) in enumerate(((DPI, None), (POLICE, 6)))
        )
        self.applied = self.one(make_application(desk.call, desk.office, self.by))

    def one(self, moving: Any) -> ApplicationRow:
        found = detail.application(moving.public_id, EVERYTHING)
        assert found is not None
        return found

    def hand_in(
        self,
        kind: str = DPI,
        issued_on: date | None = None,
        upload: Upload | None = None,
        *,
        applied: ApplicationRow | None = None,
        client_id: UUID | None = None,
    ) -> DocumentRow:
        made = actions.receive(
            applied or self.applied,
            kind,
            issued_on=issued_on,
            upload=upload,
            folder=self.folder,
            client_id=client_id or uuid4(),
            actor=self.by,
            at=NOON,
        )
        found = queries.document(made)
        assert found is not None
        return found

    def judge(
        self, one: DocumentRow, verdict: Verdict, by: Actor | None = None, why: str = ""
    ) -> DocumentRow:
        present = queries.document(one.public_id)
        assert present is not None
        actions.judge(present, verdict, reason=why, actor=by or self.by, at=NOON)
        found = queries.document(one.public_id)
        assert found is not None
        return found

    def states(self, today: date = TODAY) -> list[DocumentState]:
        items = queries.items(self.applied.call_id, self.applied.id, today)
        return [one.state for one in items]


@pytest.fixture
def counter(desk: Desk, app: Flask) -> Counter:
    return Counter(desk, folder_of(app.config["DATA_DIR"]))


def account(actor: Actor) -> User:
    return db.session.get_one(User, actor.user_id)


def entries(verb: str) -> int:
    return db.session.scalars(select(func.count()).where(AuditEntry.verb == verb)).one()


def test_a_document_goes_from_missing_to_accepted_to_expired(counter: Counter) -> None:
    assert counter.states() == [DocumentState.MISSING] * 2

    one = counter.hand_in(POLICE, TODAY, Upload(PDF, "../antecedentes\n.pdf"))

    assert one.expires_on == date(2027, 5, 24)
    assert one.file_name == "antecedentes.pdf"
    assert counter.states() == [DocumentState.MISSING, DocumentState.UNCHECKED]
    counter.judge(one, Verdict.ACCEPTED)
    assert counter.states()[1] is DocumentState.ACCEPTED
    assert counter.states(date(2027, 5, 1))[1] is DocumentState.EXPIRING
    assert counter.states(date(2027, 5, 25))[1] is DocumentState.EXPIRED


def test_sending_twice_keeps_one(counter: Counter) -> None:
    key = uuid4()

    first = counter.hand_in(upload=Upload(PDF, "dpi.pdf"), client_id=key)
    again = counter.hand_in(upload=Upload(PDF, "dpi.pdf"), client_id=key)

    assert first == again
    assert db.session.scalars(select(func.count()).select_from(StoredFile)).one() == 1
    assert entries("document.received") == 1
    with pytest.raises(rules.SentBefore):
        counter.hand_in(POLICE, TODAY, client_id=key)


def test_what_is_refused_keeps_nothing(counter: Counter) -> None:
    with pytest.raises(rules.UnknownDocument):
        counter.hand_in("pregnancy_test")
    with pytest.raises(rules.IssueNeeded):
        counter.hand_in(POLICE)
    with pytest.raises(FileMisnamed):
        counter.hand_in(upload=Upload(picture(), "dpi.pdf"))
    for _ in range(rules.MOST):
        counter.hand_in()
    with pytest.raises(rules.TooManyDocuments):
        counter.hand_in()
    assert db.session.scalars(select(func.count()).select_from(StoredFile)).one() == 0


def test_a_refusal_has_a_reason_and_the_first_verdict_stands(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "wants_second_look", lambda _document: False)
    one = counter.hand_in()
    with pytest.raises(ReasonRequired):
        counter.judge(one, Verdict.REFUSED, why=" ")

    counter.judge(one, Verdict.REFUSED, why="Cannot be read")

    assert counter.states()[0] is DocumentState.REFUSED
    with pytest.raises(rules.VerdictStands):
        counter.judge(one, Verdict.ACCEPTED)


def test_one_of_the_sample_is_looked_at_by_somebody_else(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "wants_second_look", lambda _document: True)
    one = counter.judge(counter.hand_in(), Verdict.ACCEPTED)
    assert one.second_look
    with pytest.raises(rules.SameLooker):
        counter.judge(one, Verdict.ACCEPTED)

    other = counter.judge(one, Verdict.REFUSED, make_actor(Role.HR_LEAD), "A copy")

    assert not other.second_look
    assert counter.states()[0] is DocumentState.REFUSED
    assert [row.verdict for row in queries.verdicts(one.id)] == [
        Verdict.ACCEPTED,
        Verdict.REFUSED,
    ]


def test_a_verdict_cannot_be_changed_in_the_database(counter: Counter) -> None:
    counter.judge(counter.hand_in(), Verdict.ACCEPTED)

    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(update(DocumentVerdict).values(reason="another"))


def test_two_remove_a_document_and_the_night_destroys_its_file(
    counter: Counter,
) -> None:
    one = counter.hand_in(upload=Upload(PDF, "dpi.pdf"))
    lead, second = make_actor(Role.HR_LEAD), make_actor(Role.HR_LEAD)
    asked = ask_to_remove(one, actor=lead, at=NOON, reason="Of another person")
    file = db.session.scalars(select(StoredFile)).one()
    assert stored.content_of(file, counter.folder) == PDF

    approvals.decide(asked, approve=True, actor=second, at=NOON)

    gone = queries.document(one.public_id)
    assert gone is not None
    assert gone.removed_at == NOON
    assert counter.states()[0] is DocumentState.MISSING
    assert stored.file(file.id) is None
    assert files.sweep(counter.folder, at=now() + timedelta(days=2)) >= 1
    with pytest.raises(FileLost):
        stored.content_of(file, counter.folder)
    with pytest.raises(rules.DocumentRemoved):
        counter.judge(gone, Verdict.ACCEPTED)


def test_a_file_that_was_exchanged_is_not_handed_out(counter: Counter) -> None:
    counter.hand_in(upload=Upload(PDF, "dpi.pdf"))
    file = db.session.scalars(select(StoredFile)).one()

    (counter.folder / file.key[:2] / file.key).write_bytes(PDF + b" ")

    with pytest.raises(FileLost):
        stored.content_of(file, counter.folder)


def test_the_list_of_a_call_says_what_the_checklists_say(counter: Counter) -> None:
    chance = Random(20)
    call_id, wanted = counter.applied.call_id, dict.fromkeys(DocumentState, 0)
    for number in range(24):
        one = counter.applied
        if number:
            made = make_application(
                counter.desk.call,
                counter.desk.office,
                counter.by,
            )
            one = counter.one(made)
        for _ in range(chance.randint(0, 4)):
            row = counter.hand_in(
                chance.choice((DPI, DPI, POLICE, "photograph")), TODAY, applied=one
            )
            good_for = chance.choice((None, -1, 0, 30, 31))
            db.session.execute(
                update(ApplicationDocument)
                .where(ApplicationDocument.id == row.id)
                .values(
                    verdict=chance.choice((None, *Verdict)),
                    expires_on=None if good_for is None else TODAY + good_for * DAY,
                )
            )
        for state in {item.state for item in queries.items(call_id, one.id, TODAY)}:
            wanted[state] += 1

    counts = queries.waiting(call_id, EVERYTHING, TODAY)

    assert all(wanted.values())
    for state, number in wanted.items():
        assert counts[state.value] == number
        page = queries.page(call_id, EVERYTHING, state.value, TODAY)
        assert len(page) == number
        assert all(state in [item.state for item in one.items] for one in page)


def test_a_draft_says_which_documents_it_asks_for(app: object) -> None:
    draft = make_call("DOCS-2026", published=False)
    before = len(call_queries.documents(draft.id))
    asked = [*call_queries.documents(draft.id), rules.DocumentDraft("photograph")]

    calls.set_documents(
        draft, asked, version=draft.version, author=make_actor().author, at=NOON
    )

    assert call_queries.rules_of(draft).documents == tuple(asked)
    assert before == 5
    assert entries("call.set_documents") == 1


class TestPages:
    """The pages, as the browser sends them."""

    def test_a_recruiter_receives_checks_and_downloads(
        self, client: Client, counter: Counter
    ) -> None:
        client.sign_in(account(counter.by))
        base = f"/recruitment/applications/{counter.applied.public_id}/documents"
        sent = {
            "client_id": str(uuid4()),
            "kind": DPI,
            "file": (io.BytesIO(picture(place=True)), "DPI.jpg"),
        }

        answer = client.post(f"{base}/new", data=sent)

        assert answer.status_code == 303
        page = client.get(answer.location)
        assert "To be checked" in page.text
        done = client.post(answer.location, data={"verdict": "accepted"})
        assert done.status_code == 303
        assert "In order" in client.get(base).text
        file = client.get(f"{answer.location}/file")
        assert file.mimetype == "image/jpeg"
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in file.headers["Content-Security-Policy"]
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert entries("document.downloaded") == 1

    def test_what_is_wrong_stands_at_its_field(
        self, client: Client, counter: Counter
    ) -> None:
        client.sign_in(account(counter.by))
        base = f"/recruitment/applications/{counter.applied.public_id}/documents/new"

        answer = client.post(
            base,
            data={
                "client_id": str(uuid4()),
                "kind": DPI,
                "file": (io.BytesIO(b"<svg/>"), "dpi.svg"),
            },
        )

        assert answer.status_code == 422
        assert "Only PDF, JPEG and PNG are taken" in answer.text

    def test_another_office_knows_nothing_of_it(
        self, client: Client, counter: Counter
    ) -> None:
        one = counter.hand_in(upload=Upload(PDF, "dpi.pdf"))
        stranger = make_recruiter(counter.desk.call, counter.desk.other)
        client.sign_in(account(stranger))

        for path in (f"/documents/{one.public_id}", f"/documents/{one.public_id}/file"):
            assert client.get(f"/recruitment{path}").status_code == 404

    def test_an_auditor_says_why_first(self, client: Client, counter: Counter) -> None:
        one = counter.hand_in(upload=Upload(PDF, "dpi.pdf"))
        client.sign_in(make_user(Role.AUDITOR))
        path = f"/recruitment/documents/{one.public_id}/file"

        first = client.get(path)
        assert first.mimetype == "text/html"
        assert entries("document.downloaded") == 0

        second = client.post(path, data={"reason": "A complaint of the applicant"})
        assert second.data == PDF
        assert entries("document.downloaded") == 1

    def test_the_list_of_the_call_shows_who_lacks_what(
        self, client: Client, counter: Counter
    ) -> None:
        client.sign_in(account(counter.by))

        page = client.get(f"/recruitment/calls/{counter.desk.call.code}/documents")

        assert "Missing: 1" in page.text
        assert escape(counter.applied.full_name) in page.text
