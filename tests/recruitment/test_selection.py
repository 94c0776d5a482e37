"""The list on the database: editions, two persons, offers, a recount from records."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import EVERYTHING, ApprovalClosed, Role, SecondPersonNeeded
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.recruitment.actions import conflicts, mark_requests, offers, selection
from pncrecruit.recruitment.actions.marks import close_marking
from pncrecruit.recruitment.actions.measures import record_mark
from pncrecruit.recruitment.actions.moves import record_results, undo
from pncrecruit.recruitment.models import (
    Application,
    OfferAnswer,
    RecruitmentCall,
    SelectionEntry,
    SelectionList,
    SelectionOffer,
    SelectionPublication,
)
from pncrecruit.recruitment.queries import intake, marks
from pncrecruit.recruitment.queries import selection as queries
from pncrecruit.recruitment.queries.moves import moving_many
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.queries.selection import ListRow
from pncrecruit.recruitment.rules import CallState, Result, Standing
from pncrecruit.recruitment.rules.conflicts import InConflict, Tie
from pncrecruit.recruitment.rules.marks import MarkKey
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.offers import (
    Answer,
    Answered,
    NothingToOffer,
    NotPublished,
    OfferFirst,
    PublishedAlready,
    StillInTime,
)
from pncrecruit.recruitment.rules.ranking import (
    MarksMissing,
    NoRule,
    NotAllClosed,
    Outcome,
    SameList,
)
from pncrecruit.recruitment.rules.standing import SomethingFollowed
from tests.conftest import Client
from tests.factories import (
    NOON,
    TODAY,
    make_actor,
    make_application,
    make_recruiter,
)
from tests.recruitment.course import Course, result


def outcomes(row: SelectionList | ListRow) -> dict[int, Outcome]:
    return {one.number: one.outcome for one in queries.entries(row.id)}


def test_the_list_follows_from_the_marks_and_the_reserved_seat(ready: Course) -> None:
    made = selection.generate(ready.call, actor=ready.lead, at=NOON)

    assert [(one.number, one.rank) for one in queries.entries(made.id)] == [
        (place, place) for place in range(1, 6)
    ]
    assert outcomes(made) == {
        1: Outcome.SELECTED,
        2: Outcome.SELECTED,
        3: Outcome.WAITING,
        4: Outcome.SELECTED,
        5: Outcome.WAITING,
    }
    with pytest.raises(SameList):
        selection.generate(ready.call, actor=ready.lead, at=NOON)


def test_no_list_without_a_rule_a_closed_marking_and_every_mark(
    course: Course,
) -> None:
    with pytest.raises(NotAllClosed):
        selection.generate(course.call, actor=course.lead, at=NOON)
    late = make_application(course.call, course.office, course.recruiter)
    five = course._replace(some=[*course.some, late])
    result(five, 5)
    record_mark(five.now(5), Decimal(65), actor=course.recruiter, at=NOON)
    result(five, 5)
    (phase,) = marks.by_phase(course.call.id, tuple(MARKED))
    unmarked = make_application(course.call, course.office, course.recruiter)
    six = five._replace(some=[*five.some, unmarked])
    for _ in range(2):
        result(six, 6)
    close_marking(course.call, phase, actor=course.lead, at=NOON)
    with pytest.raises(MarksMissing) as refusal:
        selection.generate(course.call, actor=course.lead, at=NOON)
    assert refusal.value.facts == {"count": 1}
    other = RecruitmentCall(
        code="61-2026",
        name="Other",
        state=CallState.OPEN,
        seats=1,
        opens_on=TODAY,
        closes_on=TODAY,
        age_on=TODAY,
        source="test",
        changed_at=NOON,
    )
    db.session.add(other)
    db.session.flush()
    with pytest.raises(NoRule):
        selection.generate(other, actor=course.lead, at=NOON)


def test_two_persons_publish_and_who_has_a_tie_is_not_one_of_them(
    ready: Course,
) -> None:
    made = selection.generate(ready.call, actor=ready.lead, at=NOON)
    row = queries.edition(made.public_id)
    assert row is not None
    asked = selection.ask_to_publish(row, actor=ready.lead, at=NOON)
    number = application_number(ready.call.code, ready.some[2].number)
    cousin = make_actor(Role.HR_LEAD)
    conflicts.declare(number, Tie.FAMILY, "", actor=cousin, at=NOON)

    with pytest.raises(SecondPersonNeeded):
        approvals.decide(asked, approve=True, actor=ready.lead, at=NOON)
    with pytest.raises(InConflict):
        approvals.decide(asked, approve=True, actor=cousin, at=NOON)
    approvals.decide(asked, approve=True, actor=ready.second, at=NOON)

    again = queries.edition(made.public_id)
    assert again is not None
    assert again.published_at == NOON
    assert again.review_until == TODAY + timedelta(days=5)
    with pytest.raises(PublishedAlready):
        selection.ask_to_publish(again, actor=ready.lead, at=NOON)


def test_a_changed_mark_shows_in_the_recount_and_makes_another_edition(
    ready: Course,
) -> None:
    row = ready.publish()
    assert selection.recount(row, ready.call) == (True, True)
    phase = intake.phases(ready.call.id)[1]
    key = MarkKey(ready.some[4].id, phase.id, ready.recruiter.user_id)
    asked = mark_requests.ask_to_change(
        key, phase, Decimal(95), actor=ready.recruiter, at=NOON, reason="Wrong sum"
    )
    approvals.decide(asked, approve=True, actor=ready.second, at=NOON)

    assert selection.recount(row, ready.call) == (True, False)
    later = selection.generate(ready.call, actor=ready.lead, at=NOON)
    assert later.edition == 2
    assert later.inputs_hash != row.inputs_hash
    assert outcomes(later)[5] is Outcome.SELECTED
    assert outcomes(row)[5] is Outcome.WAITING


def test_a_request_dies_when_there_is_a_later_edition(ready: Course) -> None:
    made = selection.generate(ready.call, actor=ready.lead, at=NOON)
    row = queries.edition(made.public_id)
    assert row is not None
    asked = selection.ask_to_publish(row, actor=ready.lead, at=NOON)
    result(ready, 0, Result.DEFERRED)
    selection.generate(ready.call, actor=ready.lead, at=NOON)

    with pytest.raises(ApprovalClosed):
        approvals.decide(asked, approve=True, actor=ready.second, at=NOON)


def test_seats_are_offered_by_the_list_and_pass_on_when_declined(
    ready: Course,
) -> None:
    with pytest.raises(NotPublished):
        offers.make_offers(ready.call, actor=ready.lead, at=NOON)
    ready.publish()
    assert offers.make_offers(ready.call, actor=ready.lead, at=NOON) == 3
    assert ready.offered() == [1, 2, 4]
    with pytest.raises(NothingToOffer):
        offers.make_offers(ready.call, actor=ready.lead, at=NOON)

    ready.answer(0, Answer.ACCEPTED)
    ready.answer(3, Answer.DECLINED)  # the woman's reserved seat
    assert offers.make_offers(ready.call, actor=ready.lead, at=NOON) == 1
    assert ready.offered() == [2, 5]
    with pytest.raises(StillInTime):
        ready.answer(1, Answer.LAPSED, days=5)
    ready.answer(1, Answer.LAPSED, days=6)
    assert offers.make_offers(ready.call, actor=ready.lead, at=NOON) == 1

    assert ready.offered() == [3, 5]
    stand = [
        (ready.now(place).standing, ready.now(place).position) for place in range(5)
    ]
    assert stand == [
        (Standing.ACTIVE, 3),
        (Standing.WITHDRAWN, 2),
        (Standing.ACTIVE, 2),
        (Standing.WITHDRAWN, 2),
        (Standing.ACTIVE, 2),
    ]
    assert kept(ready.call.id) == recount(ready.call.id)
    with pytest.raises(Answered):
        ready.answer(0, Answer.DECLINED)


def test_nobody_passes_the_selection_but_by_accepting_an_offer(ready: Course) -> None:
    ready.publish()
    with pytest.raises(OfferFirst):
        result(ready, 0)
    chosen = moving_many(
        ready.call.id, [one.public_id for one in ready.some], EVERYTHING
    )
    moved = record_results(
        chosen, Result.PASSED, client_id=uuid4(), actor=ready.lead, at=NOON
    )
    assert moved.done == []
    assert {type(error) for _number, error in moved.left} == {OfferFirst}
    offers.make_offers(ready.call, actor=ready.lead, at=NOON)
    ready.answer(0, Answer.ACCEPTED)
    with pytest.raises(SomethingFollowed):
        undo(ready.now(0), client_id=uuid4(), actor=ready.recruiter, at=NOON)


def test_an_accepted_seat_stays_in_a_later_edition(ready: Course) -> None:
    ready.publish()
    offers.make_offers(ready.call, actor=ready.lead, at=NOON)
    ready.answer(1, Answer.ACCEPTED)
    phase = intake.phases(ready.call.id)[1]
    key = MarkKey(ready.some[1].id, phase.id, ready.recruiter.user_id)
    asked = mark_requests.ask_to_change(
        key, phase, Decimal(61), actor=ready.lead, at=NOON, reason="Wrong sum"
    )
    approvals.decide(asked, approve=True, actor=ready.second, at=NOON)

    later = selection.generate(ready.call, actor=ready.lead, at=NOON)

    assert outcomes(later)[2] is Outcome.SELECTED
    assert [one.number for one in queries.entries(later.id)] == [1, 3, 4, 5, 2]


def test_lists_offers_and_answers_are_never_changed(ready: Course) -> None:
    ready.publish()
    offers.make_offers(ready.call, actor=ready.lead, at=NOON)
    ready.answer(0, Answer.ACCEPTED)
    for table, column in (
        (SelectionList, "seats"),
        (SelectionEntry, "rank"),
        (SelectionPublication, "published_by_id"),
        (SelectionOffer, "made_by_id"),
        (OfferAnswer, "recorded_by_id"),
    ):
        for deed in (update(table).values({column: 1}), delete(table)):
            with pytest.raises(DBAPIError), db.session.begin_nested():
                db.session.execute(deed)


def sign_in(client: Client, actor: Actor) -> None:
    user = db.session.get(User, actor.user_id)
    assert user is not None
    client.sign_in(user)


def test_the_pages_make_publish_offer_and_record(ready: Course, client: Client) -> None:
    base = f"/recruitment/calls/{ready.call.code}"
    sign_in(client, ready.lead)
    made = client.post(f"{base}/selection")
    assert made.status_code == 303
    page = made.headers["Location"]
    number = application_number(ready.call.code, 1)
    alone = client.get(page).text
    assert number in alone
    assert "Not everybody in process" not in alone
    make_application(ready.call, ready.office, ready.recruiter)  # whom a paper holds up
    for address in (page, f"{page}/publish"):
        assert "1 person still waits" in client.get(address).text
    assert client.post(f"{base}/selection").status_code == 409
    sign_in(client, ready.recruiter)
    assert client.get(page).status_code == 404
    assert "Edition 1" not in client.get(f"{base}/selection").text
    sign_in(client, ready.lead)
    assert client.post(f"{page}/publish", data={"reason": ""}).status_code == 303
    approval = db.session.scalars(select(Approval)).one()
    sign_in(client, ready.second)
    address = f"/access/approvals/{approval.public_id}"
    seen = client.get(address).text
    assert approval.payload["result"] in seen
    assert "In process before this phase" in seen
    assert client.post(address, data={"decision": "approve"}).status_code == 303
    sign_in(client, ready.recruiter)
    shown = client.get(page).text
    assert number in shown
    given = db.session.scalar(select(Application.name_key).limit(1))
    assert given
    assert given.split()[0] not in shown.casefold()
    sign_in(client, ready.lead)
    assert "same list" in client.get(f"{page}/recount").text
    taken = client.post(f"{page}/export", data={"reason": "For the notice board"})
    assert number in taken.text
    assert "selection.exported" in db.session.scalars(select(AuditEntry.verb)).all()
    assert client.post(f"{base}/offers").status_code == 303
    none_left = client.post(f"{base}/offers")  # a rule's no: nobody else saved anything
    assert none_left.status_code == 409
    assert "As things stand, this cannot be done" in none_left.text
    assert f'href="{base}/offers"' in none_left.text  # the way back
    sign_in(client, ready.recruiter)
    assert "Record the answer" in client.get(f"{base}/offers").text
    offer = queries.offers(ready.call.id, EVERYTHING)[0]
    sent = client.post(
        f"/recruitment/offers/{offer.public_id}", data={"answer": "accepted"}
    )
    assert sent.status_code == 303
    again = client.post(
        f"/recruitment/offers/{offer.public_id}", data={"answer": "declined"}
    )
    assert again.status_code == 409
    stranger = make_recruiter(ready.call, ready.office)
    sign_in(client, make_actor(Role.RECRUITER))
    assert client.get(f"/recruitment/offers/{offer.public_id}").status_code == 404
    sign_in(client, stranger)
    assert client.get(f"/recruitment/offers/{offer.public_id}").status_code == 200
