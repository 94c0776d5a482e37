"""A review is asked for by code within its days, and answered by who is new to it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.access.rules import EVERYTHING, Role, SecondPersonNeeded
from pncrecruit.audit.actions import Author
from pncrecruit.db import db, now
from pncrecruit.recruitment.actions import conflicts, selection
from pncrecruit.recruitment.actions.applications import issue_receipt
from pncrecruit.recruitment.actions.reviews import answer_review, ask_review
from pncrecruit.recruitment.models import (
    ReviewAnswer,
    ReviewRequest,
    SelectionPublication,
)
from pncrecruit.recruitment.queries import marks
from pncrecruit.recruitment.queries.reviews import ReviewRow, reviews
from pncrecruit.recruitment.rules.conflicts import InConflict, Tie
from pncrecruit.recruitment.rules.marks import MarkKey
from pncrecruit.recruitment.rules.numbers import application_number, new_receipt_code
from pncrecruit.recruitment.rules.reviews import (
    AnsweredBefore,
    AskedBefore,
    DecidedBefore,
    GroundsNeeded,
    NoMarkToReview,
    NoReviewNow,
    TooLate,
)
from tests.conftest import Client
from tests.factories import NOON, make_actor, make_recruiter
from tests.recruitment.course import Course

APPLICANT = Author(None, "applicant", "applicant")


def ask(course: Course, place: int = 4, days: int = 0, **known: str) -> ReviewRequest:
    one = course.some[place]
    return ask_review(
        course.call.id,
        (one.id, one.public_id),
        known.get("phase", "test"),
        known.get("grounds", "Question 7 was right"),
        client_id=uuid4(),
        author=APPLICANT,
        at=NOON + timedelta(days=days),
    )


def only() -> ReviewRow:
    (row,) = reviews(EVERYTHING)
    return row


def answer(by: Actor, value: Decimal | None = None, evaluator: int = 0) -> object:
    return answer_review(
        only(),
        upheld=value is not None,
        text="Looked at again",
        evaluator_id=evaluator,
        value=value,
        actor=by,
        at=NOON,
    )


def test_a_review_is_asked_for_once_and_within_its_days(ready: Course) -> None:
    with pytest.raises(NoReviewNow):
        ask(ready)
    ready.publish()
    with pytest.raises(TooLate):
        ask(ready, days=6)
    with pytest.raises(GroundsNeeded):
        ask(ready, grounds=" ")
    with pytest.raises(NoMarkToReview):
        ask(ready, phase="papers")

    asked = ask(ready, days=5)

    assert asked.due_on == (NOON + timedelta(days=15)).date()
    with pytest.raises(AskedBefore):
        ask(ready)


def test_who_marked_or_recorded_the_result_does_not_answer(ready: Course) -> None:
    ready.publish()
    ask(ready)
    with pytest.raises(DecidedBefore):
        answer(ready.recruiter)
    cousin = make_actor(Role.HR_LEAD)
    number = application_number(ready.call.code, ready.some[4].number)
    conflicts.declare(number, Tie.FAMILY, "", actor=cousin, at=NOON)
    with pytest.raises(InConflict):
        answer(cousin)

    answer(ready.second)

    assert only().upheld is False
    with pytest.raises(AnsweredBefore):
        answer(ready.lead)


def test_a_mark_that_changes_by_a_review_needs_one_more_person(ready: Course) -> None:
    row = ready.publish()
    ask(ready)
    evaluator = ready.recruiter.user_id

    approval = answer(ready.second, Decimal(95), evaluator)

    (phase,) = {one.phase_id for one in marks.of_application(ready.some[4].id)}
    key = MarkKey(ready.some[4].id, phase, evaluator)
    present = marks.held(key)
    assert present is not None
    assert present.value == 70
    with pytest.raises(SecondPersonNeeded):
        approvals.decide(approval, approve=True, actor=ready.second, at=NOON)  # type: ignore[arg-type]
    approvals.decide(approval, approve=True, actor=ready.lead, at=NOON)  # type: ignore[arg-type]
    changed = marks.held(key)
    assert changed is not None
    assert changed.value == 95
    assert selection.recount(row, ready.call) == (True, False)
    later = selection.generate(ready.call, actor=ready.lead, at=NOON)
    assert later.edition == 2


def test_requests_and_answers_are_never_changed(ready: Course) -> None:
    ready.publish()
    ask(ready)
    answer(ready.second)
    for deed in (
        update(ReviewRequest).values(grounds="x"),
        delete(ReviewRequest),
        update(ReviewAnswer).values(text="x"),
        delete(ReviewAnswer),
    ):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)


def sign_in(client: Client, actor: Actor) -> None:
    user = db.session.get(User, actor.user_id)
    assert user is not None
    client.sign_in(user)


def test_an_applicant_asks_by_code_and_reads_the_answer(
    ready: Course, client: Client
) -> None:
    made = selection.generate(ready.call, actor=ready.lead, at=NOON)
    db.session.add(
        SelectionPublication(
            list_id=made.id,
            published_at=now(),
            published_by_id=ready.lead.user_id,
            review_until=now().date() + timedelta(days=5),
        )
    )
    one = ready.some[4]
    code = new_receipt_code()
    issue_receipt(one.id, one.public_id, code, actor=ready.recruiter, at=NOON)
    number = application_number(ready.call.code, one.number)
    typed = {"number": number, "code": code}
    wrong = client.post("/recruitment/review", data=typed | {"code": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert "70.00" not in wrong.text
    opened = client.post("/recruitment/review", data=typed).text
    assert "70.00" in opened

    sent = typed | {
        "then": "ask",
        "phase": "test",
        "grounds": "Question 7",
        "client_id": str(uuid4()),
    }
    for _ in range(2):
        assert "Question 7" in client.post("/recruitment/review", data=sent).text

    row = only()
    address = f"/recruitment/reviews/{row.public_id}"
    listed = f"/recruitment/calls/{ready.call.code}/reviews"
    sign_in(client, ready.recruiter)
    assert number in client.get(listed).text
    assert client.get(address).status_code == 403
    stranger = make_recruiter(ready.call)
    sign_in(client, stranger)
    assert client.get(listed).status_code == 404
    sign_in(client, ready.second)
    assert "Question 7" in client.get(address).text
    decided = client.post(address, data={"upheld": "no", "text": "It was counted"})
    assert decided.status_code == 303
    with client.session_transaction() as session:
        session.clear()
    assert "It was counted" in client.post("/recruitment/review", data=typed).text
    answers = db.session.scalars(select(ReviewAnswer.upheld)).all()
    assert list(answers) == [False]
