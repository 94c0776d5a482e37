"""Marks: corrected before the lock, changed after it only by two persons."""

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import (
    EVERYTHING,
    ApprovalClosed,
    ReasonRequired,
    Role,
    SecondPersonNeeded,
)
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.recruitment.actions.mark_requests import ask_to_change
from pncrecruit.recruitment.actions.marks import close_marking, lock_own_mark
from pncrecruit.recruitment.actions.measures import record_mark
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.models import Mark, MarkLock, PhaseLock
from pncrecruit.recruitment.queries import intake, marks
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.marks import MarkRow, PhaseMarking
from pncrecruit.recruitment.queries.moves import Moving, moving
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.marks import (
    LockedAlready,
    MarkKey,
    MarkLocked,
    NothingToLock,
    NotLocked,
    PhaseClosed,
    SameMark,
    ScorerDecides,
    ScorerLocks,
    StillWaiting,
)
from pncrecruit.recruitment.rules.measures import MARKED
from tests.conftest import Client
from tests.factories import (
    NOON,
    make_actor,
    make_application,
    make_person,
    make_recruiter,
)
from tests.recruitment.desk import Desk


def again(one: Moving) -> Moving:
    found = moving(one.public_id, EVERYTHING)
    assert found is not None
    return found


def moved(desk: Desk, one: Moving, result: Result = Result.PASSED) -> Moving:
    present = again(one)
    record_result(
        present,
        result,
        client_id=uuid4(),
        version=present.version,
        actor=desk.recruiter,
        at=NOON,
    )
    return again(one)


def at_the_test(desk: Desk) -> Moving:
    return moved(desk, make_application(desk.call, desk.office, desk.recruiter))


def phase_of(desk: Desk) -> PhaseRow:
    return intake.phases(desk.call.id)[1]


def marking(desk: Desk) -> PhaseMarking:
    (phase,) = marks.by_phase(desk.call.id, tuple(MARKED))
    return phase


def mark(desk: Desk, one: Moving, value: int, by: Actor | None = None) -> MarkKey:
    by = by or desk.recruiter
    record_mark(one, Decimal(value), actor=by, at=NOON)
    return MarkKey(one.id, phase_of(desk).id, by.user_id)


def lock(desk: Desk, one: Moving, by: Actor | None = None) -> None:
    lock_own_mark(
        one.id,
        one.public_id,
        phase_of(desk).id,
        actor=by or desk.recruiter,
        at=NOON,
    )


def held(key: MarkKey) -> MarkRow:
    found = marks.held(key)
    assert found is not None
    return found


def ask(desk: Desk, key: MarkKey, value: int, by: Actor | None = None) -> Approval:
    return ask_to_change(
        key,
        phase_of(desk),
        Decimal(value),
        actor=by or desk.recruiter,
        at=NOON,
        reason="The sum on the sheet is wrong.",
    )


def test_before_the_lock_its_author_corrects_and_the_old_value_stays(
    desk: Desk,
) -> None:
    one = at_the_test(desk)
    mark(desk, one, 60)
    key = mark(desk, one, 70)

    rows = marks.of_application(one.id)
    assert [(row.value, row.holds) for row in rows] == [
        (Decimal(60), False),
        (Decimal(70), True),
    ]
    assert held(key).value == 70


def test_a_locked_mark_is_not_corrected_any_more(desk: Desk) -> None:
    one = at_the_test(desk)
    key = mark(desk, one, 60)
    lock(desk, one)

    with pytest.raises(MarkLocked):
        mark(desk, one, 70)
    with pytest.raises(NothingToLock):
        lock(desk, one)
    assert held(key).value == 60


def test_another_locks_nothing_of_mine(desk: Desk) -> None:
    one = at_the_test(desk)
    mark(desk, one, 60)
    colleague = make_recruiter(desk.call, desk.office)

    with pytest.raises(NothingToLock):
        lock(desk, one, colleague)


def test_the_database_refuses_to_change_locks_and_to_pass_them_by(desk: Desk) -> None:
    one = at_the_test(desk)
    key = mark(desk, one, 60)
    lock(desk, one)
    late = insert(Mark).values(
        application_id=one.id,
        phase_id=key.phase_id,
        evaluator_id=key.evaluator_id,
        value=Decimal(99),
        recorded_at=NOON,
        supersedes_id=held(key).id,
    )

    for deed in (
        late,
        update(MarkLock).values(locked_at=NOON),
        delete(MarkLock),
        update(Mark).values(value=Decimal(99)),
        delete(Mark),
    ):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)


def test_a_locked_mark_changes_when_a_second_person_approves(desk: Desk) -> None:
    one = at_the_test(desk)
    key = mark(desk, one, 60)
    lock(desk, one)
    asked = ask(desk, key, 75)
    lead = make_actor(Role.HR_LEAD)

    approvals.decide(asked, approve=True, actor=lead, at=NOON)

    assert held(key).value == 75
    assert held(key).locked
    old, new = marks.of_application(one.id)
    assert [(one.value, one.holds) for one in (old, new)] == [
        (Decimal(60), False),
        (Decimal(75), True),
    ]
    verbs = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs[-1] == "mark.changed"
    assert "approval.approve" in verbs


def test_who_asked_and_who_marked_do_not_decide(desk: Desk) -> None:
    one = at_the_test(desk)
    both = make_actor(Role.HR_LEAD, Role.RECRUITER)
    key = mark(desk, one, 60, both)
    lock(desk, one, both)
    asker = make_actor(Role.HR_LEAD)
    asked = ask(desk, key, 75, asker)

    with pytest.raises(SecondPersonNeeded):
        approvals.decide(asked, approve=True, actor=asker, at=NOON)
    with pytest.raises(ScorerDecides):
        approvals.decide(asked, approve=True, actor=both, at=NOON)
    assert held(key).value == 60


def test_two_accounts_of_one_person_are_one_scorer(desk: Desk) -> None:
    one = at_the_test(desk)
    scorer = make_recruiter(desk.call, desk.office)
    key = mark(desk, one, 60, scorer)
    lock(desk, one, scorer)
    asked = ask(desk, key, 75)
    lead = make_actor(Role.HR_LEAD)
    person = make_person()
    for user_id in (scorer.user_id, lead.user_id):
        db.session.execute(
            update(User).where(User.id == user_id).values(person_id=person.id)
        )
    same = Actor(lead.user_id, person.id, lead.name, lead.roles)

    with pytest.raises(ScorerDecides):
        approvals.decide(asked, approve=True, actor=same, at=NOON)


def test_a_request_dies_when_the_mark_changed_meanwhile(desk: Desk) -> None:
    one = at_the_test(desk)
    key = mark(desk, one, 60)
    lock(desk, one)
    first = ask(desk, key, 75)
    lead = make_actor(Role.HR_LEAD)
    approvals.decide(first, approve=True, actor=lead, at=NOON)
    second = ask(desk, key, 80)
    second.base_version = held(key).id - 1
    db.session.flush()

    with pytest.raises(ApprovalClosed):
        approvals.decide(second, approve=True, actor=lead, at=NOON)
    assert held(key).value == 75


def test_a_change_needs_a_lock_another_value_and_a_reason(desk: Desk) -> None:
    one = at_the_test(desk)
    key = mark(desk, one, 60)
    with pytest.raises(NotLocked):
        ask(desk, key, 75)
    lock(desk, one)

    with pytest.raises(SameMark):
        ask(desk, key, 60)
    with pytest.raises(ReasonRequired):
        ask_to_change(
            key,
            phase_of(desk),
            Decimal(75),
            actor=desk.recruiter,
            at=NOON,
            reason=" ",
        )


def test_a_phase_is_closed_once_all_are_marked_and_by_who_did_not_mark(
    desk: Desk,
) -> None:
    one, other = at_the_test(desk), at_the_test(desk)
    earlier = make_application(desk.call, desk.office, desk.recruiter)
    key = mark(desk, one, 60)
    lead = make_actor(Role.HR_LEAD)
    with pytest.raises(StillWaiting) as refusal:
        close_marking(desk.call, marking(desk), actor=lead, at=NOON)
    assert refusal.value.facts == {"count": 2}
    mark(desk, other, 50)
    mark(desk, moved(desk, earlier), 40)
    with pytest.raises(ScorerLocks):
        close_marking(desk.call, marking(desk), actor=desk.recruiter, at=NOON)

    close_marking(desk.call, marking(desk), actor=lead, at=NOON)

    assert held(key).locked
    with pytest.raises(LockedAlready):
        close_marking(desk.call, marking(desk), actor=lead, at=NOON)
    for deed in (update(PhaseLock).values(locked_at=NOON), delete(PhaseLock)):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)


def test_who_comes_back_to_a_closed_phase_is_marked_by_two_persons(desk: Desk) -> None:
    one = at_the_test(desk)
    moved(desk, one, Result.DEFERRED)
    lead, second = make_actor(Role.HR_LEAD), make_actor(Role.HR_LEAD)
    close_marking(desk.call, marking(desk), actor=lead, at=NOON)
    back = moved(desk, one, Result.REINSTATED)
    with pytest.raises(PhaseClosed):
        mark(desk, back, 80)

    key = MarkKey(one.id, phase_of(desk).id, 0)
    asked = ask(desk, key, 80, lead)
    approvals.decide(asked, approve=True, actor=second, at=NOON)

    assert held(key).value == 80
    assert held(key).evaluator_id is None


def test_the_pages_lock_a_mark_and_ask_for_its_change(
    desk: Desk, client: Client
) -> None:
    one = at_the_test(desk)
    key = mark(desk, one, 61)
    address = f"/recruitment/applications/{one.public_id}/marks"
    user = db.session.get(User, desk.recruiter.user_id)
    assert user is not None
    client.sign_in(user)

    page = client.get(address)
    assert page.status_code == 200
    assert "61.00" in page.text
    assert client.post(f"{address}/physical/lock").status_code == 303
    assert held(key).locked
    refused = client.post(
        f"{address}/physical/change",
        data={"evaluator_id": str(key.evaluator_id), "value": "61", "reason": "Sum"},
    )
    assert refused.status_code == 422
    asked = client.post(
        f"{address}/physical/change",
        data={"evaluator_id": str(key.evaluator_id), "value": "64.5", "reason": "Sum"},
    )
    assert asked.status_code == 303
    approval = db.session.scalars(select(Approval)).one()
    assert approval.payload == {"from": "61.00", "to": "64.5"}


def test_a_colleague_does_not_read_a_mark_before_its_lock(
    desk: Desk, client: Client
) -> None:
    one = at_the_test(desk)
    mark(desk, one, 61)
    colleague = make_recruiter(desk.call, desk.office)
    user = db.session.get(User, colleague.user_id)
    assert user is not None
    client.sign_in(user)
    address = f"/recruitment/applications/{one.public_id}/marks"

    page = f"/recruitment/applications/{one.public_id}"

    before = client.get(address).text
    assert "Mark: 61" not in client.get(page).text
    lock(desk, one)
    after = client.get(address).text
    assert "Mark: 61" in client.get(page).text

    assert "61.00" not in before
    assert "61.00" in after
    assert client.post(f"{address}/physical/lock").status_code == 404


def test_the_page_of_a_call_closes_the_marking(desk: Desk, client: Client) -> None:
    moved(desk, at_the_test(desk))
    lead = make_actor(Role.HR_LEAD)
    user = db.session.get(User, lead.user_id)
    assert user is not None
    client.sign_in(user)
    base = f"/recruitment/calls/{desk.call.code}/scoring"

    assert "Close the marking" in client.get(base).text
    assert client.post(f"{base}/physical/close").status_code == 303
    assert "closed on" in client.get(base).text
    assert client.post(f"{base}/physical/close").status_code == 409
