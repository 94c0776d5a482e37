"""A second person: another person, the payload that was shown, and in time."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.actions import approvals, roles
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, RoleGrant, User
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import actor as actor_of
from pncrecruit.access.rules import (
    AlreadyAsked,
    ApprovalClosed,
    ApprovalState,
    GrantState,
    NotOneself,
    ReasonRequired,
    Role,
    SecondPersonNeeded,
)
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db, now
from pncrecruit.errors import NotAllowed
from tests.conftest import Client
from tests.factories import NOON, make_actor, make_person, make_user

KIND = "test.seats"


class Seats:
    """A record that lives in memory: its version, and what was applied to it."""

    def __init__(self) -> None:
        self.version: int | None = 7
        self.applied: list[object] = []
        self.refused = 0


@pytest.fixture
def seats(app: Flask) -> Iterator[Seats]:
    record = Seats()

    def refuse(_approval: Approval, _actor: Actor | None, _at: object) -> None:
        record.refused += 1

    approvals.register(
        Handler(
            kind=KIND,
            label="Seats",
            permission=Permission.RECRUITMENT_CALL_SET_SEATS,
            version=lambda _subject: record.version,
            describe=lambda one: [Line("Seats", "100", str(one.payload["seats"]))],
            apply=lambda one, _actor, _at: record.applied.append(one.payload["seats"]),
            refuse=refuse,
        )
    )
    yield record
    approvals.forget(KIND)


def asked(actor: Actor) -> Approval:
    return approvals.ask(
        KIND, ("call", 1), {"seats": 120}, 7, actor=actor, at=NOON, reason="Budget"
    )


def test_what_was_shown_is_applied_when_another_approves(seats: Seats) -> None:
    approval = asked(make_actor(Role.HR_LEAD))

    approvals.decide(approval, approve=True, actor=make_actor(Role.HR_LEAD), at=NOON)

    assert seats.applied == [120]
    assert approval.state is ApprovalState.APPROVED
    verbs = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs == ["approval.ask", "approval.approve"]


def test_whoever_asked_cannot_approve_with_either_of_two_accounts(
    seats: Seats,
) -> None:
    person = make_person(cui="2222333330101")
    one = actor_of(make_user(Role.HR_LEAD, person=person))
    other = actor_of(make_user(Role.HR_LEAD, person=person))
    approval = asked(one)

    for same in (one, other):
        with pytest.raises(SecondPersonNeeded):
            approvals.decide(approval, approve=True, actor=same, at=NOON)

    assert seats.applied == []
    assert approval.state is ApprovalState.PENDING


def test_a_role_without_the_permission_cannot_decide(seats: Seats) -> None:
    approval = asked(make_actor(Role.HR_LEAD))

    for role in (Role.RECRUITER, Role.MANAGER, Role.ADMIN, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            approvals.decide(approval, approve=True, actor=make_actor(role), at=NOON)


def test_a_request_that_nobody_can_decide_does_not_bar_the_next(seats: Seats) -> None:
    actor = make_actor(Role.HR_LEAD)
    first = asked(actor)
    with pytest.raises(AlreadyAsked):
        asked(actor)

    seats.version = 8
    second = approvals.ask(KIND, ("call", 1), {"seats": 130}, 8, actor=actor, at=NOON)

    assert (first.state, second.state) == (
        ApprovalState.SUPERSEDED,
        ApprovalState.PENDING,
    )


def test_a_request_dies_when_the_record_changes(seats: Seats) -> None:
    approval = asked(make_actor(Role.HR_LEAD))
    seats.version = 8

    with pytest.raises(ApprovalClosed) as refused:
        approvals.decide(
            approval, approve=True, actor=make_actor(Role.HR_LEAD), at=NOON
        )

    assert refused.value.status == 409
    assert approvals.expire(NOON) == 1
    assert approval.state is ApprovalState.SUPERSEDED
    assert seats.applied == []
    assert seats.refused == 1


@pytest.mark.parametrize(
    ("hours", "state"),
    [(71, ApprovalState.PENDING), (72, ApprovalState.EXPIRED)],
)
def test_a_request_is_good_for_72_hours(
    seats: Seats, hours: int, state: ApprovalState
) -> None:
    approval = asked(make_actor(Role.HR_LEAD))

    assert approvals.present_state(approval, NOON + timedelta(hours=hours)) is state


def test_a_refusal_says_why(seats: Seats) -> None:
    approval, lead = asked(make_actor(Role.HR_LEAD)), make_actor(Role.HR_LEAD)

    with pytest.raises(ReasonRequired):
        approvals.decide(approval, approve=False, actor=lead, at=NOON, reason=" ")
    approvals.decide(approval, approve=False, actor=lead, at=NOON, reason="Too many")

    assert approval.state is ApprovalState.REFUSED
    assert (seats.applied, seats.refused) == ([], 1)


def test_a_decision_is_made_once(seats: Seats) -> None:
    approval, lead = asked(make_actor(Role.HR_LEAD)), make_actor(Role.HR_LEAD)
    approvals.decide(approval, approve=True, actor=lead, at=NOON)

    with pytest.raises(ApprovalClosed):
        approvals.decide(approval, approve=True, actor=lead, at=NOON)

    assert seats.applied == [120]


def test_the_same_is_not_asked_twice_while_it_waits(seats: Seats) -> None:
    lead = make_actor(Role.HR_LEAD)
    first = asked(lead)

    with pytest.raises(AlreadyAsked):
        asked(lead)
    approvals.withdraw(first, actor=lead, at=NOON)
    asked(lead)

    assert first.state is ApprovalState.WITHDRAWN


def test_nobody_takes_back_what_another_asked(seats: Seats) -> None:
    approval = asked(make_actor(Role.HR_LEAD))

    with pytest.raises(NotAllowed):
        approvals.withdraw(approval, actor=make_actor(Role.HR_LEAD), at=NOON)


def role_asked(
    user: User, role: Role, *, team: bool = False, at: datetime = NOON
) -> Approval:
    return roles.ask_role(
        user,
        role,
        retention_team=team,
        reason="New post",
        actor=make_actor(Role.ADMIN),
        at=at,
    )


@pytest.mark.parametrize(
    ("role", "team", "decider", "other"),
    [
        (Role.RECRUITER, False, Role.HR_LEAD, Role.AUDITOR),
        (Role.HR_LEAD, False, Role.HR_LEAD, Role.AUDITOR),
        (Role.HR_LEAD, True, Role.AUDITOR, Role.HR_LEAD),
        (Role.ADMIN, False, Role.AUDITOR, Role.HR_LEAD),
        (Role.AUDITOR, False, Role.AUDITOR, Role.HR_LEAD),
    ],
)
def test_a_role_counts_once_the_right_person_approves(
    app: Flask, role: Role, team: bool, decider: Role, other: Role
) -> None:
    user = make_user()
    approval = role_asked(user, role, team=team)

    assert actor_of(user).roles == frozenset()
    for wrong in (other, Role.ADMIN):
        with pytest.raises(NotAllowed):
            approvals.decide(approval, approve=True, actor=make_actor(wrong), at=NOON)
    approvals.decide(approval, approve=True, actor=make_actor(decider), at=NOON)

    present = actor_of(user)
    assert present.roles == {role}
    assert present.retention_team is team


def test_nobody_approves_their_own_role(app: Flask) -> None:
    person = make_person(cui="2222333330101")
    user = make_user(Role.HR_LEAD, person=person)
    approval = role_asked(user, Role.RECRUITER)
    second_account = make_user(Role.HR_LEAD, person=person)

    for account in (user, second_account):
        with pytest.raises(NotOneself):
            approvals.decide(approval, approve=True, actor=actor_of(account), at=NOON)


def test_nobody_asks_for_their_own_role(app: Flask) -> None:
    user = make_user(Role.ADMIN)

    with pytest.raises(NotOneself):
        roles.ask_role(
            user, Role.AUDITOR, reason="Power", actor=actor_of(user), at=NOON
        )


def test_a_refused_role_is_refused(app: Flask) -> None:
    approval = role_asked(make_user(), Role.RECRUITER)

    approvals.decide(
        approval, approve=False, actor=make_actor(Role.HR_LEAD), at=NOON, reason="No"
    )

    assert (
        db.session.scalars(select(RoleGrant.state)).all().count(GrantState.REFUSED) == 1
    )


def test_the_pages_show_and_take_a_decision(
    client: Client, sign_in_as: Callable[[User], None]
) -> None:
    user = make_user(name="Rosa Lima")
    approval = role_asked(user, Role.RECRUITER, at=now())
    lead = make_user(Role.HR_LEAD)
    db.session.commit()
    address = f"/access/approvals/{approval.public_id}"
    sign_in_as(lead)

    listed = client.get("/access/approvals")
    shown = client.get(address)
    without_reason = client.post(address, data={"decision": "refuse"})
    done = client.post(address, data={"decision": "approve"})
    again = client.post(address, data={"decision": "approve"})

    assert address in listed.text
    assert "Rosa Lima" in shown.text
    assert without_reason.status_code == 422
    assert done.status_code == 303
    assert again.status_code == 409
    # The page of the request, as it stands now, and not a dead end.
    assert "can no longer be decided: Approved" in again.text
    assert "Rosa Lima" in again.text
    assert 'value="approve"' not in again.text
    assert actor_of(user).roles == {Role.RECRUITER}


def test_the_asker_is_refused_in_the_page_too(
    client: Client, sign_in_as: Callable[[User], None]
) -> None:
    lead = make_user(Role.HR_LEAD)
    approval = roles.ask_role(
        make_user(), Role.RECRUITER, reason="Post", actor=actor_of(lead), at=now()
    )
    db.session.commit()
    sign_in_as(lead)

    answer = client.post(
        f"/access/approvals/{approval.public_id}", data={"decision": "approve"}
    )

    assert answer.status_code == 403
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert last.verb == "access.refused"


def test_a_request_is_unknown_to_whom_it_does_not_concern(
    client: Client, sign_in_as: Callable[[User], None]
) -> None:
    approval = role_asked(make_user(), Role.RECRUITER, at=now())
    recruiter = make_user(Role.RECRUITER)
    db.session.commit()
    sign_in_as(recruiter)

    answer = client.get(f"/access/approvals/{approval.public_id}")
    absent = client.get("/access/approvals/00000000-0000-4000-8000-000000000000")

    assert answer.status_code == absent.status_code == 404
