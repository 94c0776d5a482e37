"""A conflict of interest is declared and bars; a shared surname only asks."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.access.rules import Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.audit.rules import Outcome
from pncrecruit.db import db
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.actions.conflicts import decide, declare
from pncrecruit.recruitment.models import (
    Application,
    ConflictDecision,
    ConflictDeclaration,
)
from pncrecruit.recruitment.queries import conflicts
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules.conflicts import (
    DecidedAlready,
    InConflict,
    OwnDeclaration,
    Tie,
    UnknownNumber,
    Who,
    is_barred,
    shares_surname,
)
from pncrecruit.recruitment.rules.numbers import application_number
from tests.conftest import Client
from tests.factories import NOON, make_actor, make_application, make_person
from tests.recruitment.desk import Desk


def number_of(desk: Desk, one: Moving) -> str:
    return application_number(desk.call.code, one.number)


def told(desk: Desk, one: Moving, by: Actor, tie: Tie) -> ConflictDeclaration:
    return declare(number_of(desk, one), tie, "", actor=by, at=NOON)


def barred(actor: Actor, one: Moving) -> bool:
    try:
        conflicts.refuse(actor, one.id, one.person_id)
    except InConflict:
        return True
    return False


def sign_in(client: Client, actor: Actor) -> None:
    user = db.session.get(User, actor.user_id)
    assert user is not None
    client.sign_in(user)


def with_person(actor: Actor, person: Person) -> Actor:
    db.session.execute(
        update(User).where(User.id == actor.user_id).values(person_id=person.id)
    )
    return Actor(
        actor.user_id,
        person.id,
        actor.name,
        actor.roles,
        assignments=actor.assignments,
        language="en",
    )


def test_a_surname_alone_asks_and_two_signs_bar() -> None:
    one = Who(frozenset({"tzul"}), "+50255551111", "a@example.org", "1")
    kin = Who(frozenset({"tzul", "ixcoy"}), "+50255552222", "b@example.org", "2")

    assert shares_surname(one, kin)
    assert not is_barred(one, kin)
    assert not is_barred(one, kin._replace(phone=one.phone))
    assert is_barred(one, kin._replace(phone=one.phone, email=one.email))
    assert is_barred(one, kin._replace(cui="1"))
    assert not is_barred(one._replace(phone=None), kin._replace(phone=None))


def test_a_declared_tie_bars_until_somebody_decides_that_it_does_not(
    desk: Desk,
) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    other = make_application(desk.call, desk.office, desk.recruiter)
    lead = make_actor(Role.HR_LEAD)
    assert not barred(desk.recruiter, one)

    declared = told(desk, one, desk.recruiter, Tie.FAMILY)
    assert barred(desk.recruiter, one)
    assert not barred(desk.recruiter, other)
    assert not barred(lead, one)
    decide(declared, barred=False, reason="A namesake", actor=lead, at=NOON)

    assert not barred(desk.recruiter, one)
    with pytest.raises(DecidedAlready):
        decide(declared, barred=True, reason="Again", actor=lead, at=NOON)


def test_what_is_declared_last_holds_and_no_tie_does_not_bar(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    told(desk, one, desk.recruiter, Tie.CLOSE)
    told(desk, one, desk.recruiter, Tie.NONE)
    assert not barred(desk.recruiter, one)


def test_nobody_decides_on_their_own_declaration(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    lead = make_actor(Role.HR_LEAD)
    declared = told(desk, one, lead, Tie.CLOSE)

    with pytest.raises(OwnDeclaration):
        decide(declared, barred=False, reason="It is nothing", actor=lead, at=NOON)


def test_a_number_that_is_wrong_or_unknown_is_refused(desk: Desk) -> None:
    for text in ("58-2026-000001-0", application_number("58-2026", 99)):
        with pytest.raises(UnknownNumber):
            declare(text, Tie.FAMILY, "", actor=desk.recruiter, at=NOON)


def test_declarations_are_never_changed(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    declared = told(desk, one, desk.recruiter, Tie.FAMILY)
    lead = make_actor(Role.HR_LEAD)
    decide(declared, barred=True, reason="Cousins", actor=lead, at=NOON)
    for deed in (
        update(ConflictDeclaration).values(note="x"),
        delete(ConflictDeclaration),
        update(ConflictDecision).values(barred=False),
        delete(ConflictDecision),
    ):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)


def test_who_shares_a_surname_is_asked_once_and_may_go_on(
    desk: Desk, client: Client
) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    applicant = db.session.get(Person, one.person_id)
    assert applicant is not None
    person = make_person(first_surname=applicant.first_surname)
    actor = with_person(desk.recruiter, person)
    address = f"/recruitment/applications/{one.public_id}"
    sign_in(client, actor)

    page = client.get(address)
    assert page.status_code == 200
    assert "You share a surname" in page.text
    sent = client.post(
        "/recruitment/conflicts/new",
        data={"number": number_of(desk, one), "tie": "none"},
    )
    assert sent.status_code == 303
    assert "You share a surname" not in client.get(address).text


def test_every_deed_on_the_application_is_refused_and_on_record(
    desk: Desk, client: Client
) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    told(desk, one, desk.recruiter, Tie.FAMILY)
    sign_in(client, desk.recruiter)
    base = f"/recruitment/applications/{one.public_id}"

    answers = [
        client.get(base),
        client.get(f"{base}/contact"),
        client.get(f"{base}/languages"),
        client.get(f"{base}/receipt"),
        client.post(f"{base}/result", data={"result": "passed", "version": "1"}),
        client.post(f"{base}/measure", data={"kind": "height_cm", "value": "170"}),
        client.post(f"{base}/mark", data={"value": "70"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert "conflict of interest" in answers[0].text
    refused = db.session.scalars(
        select(AuditEntry).where(AuditEntry.outcome == Outcome.REFUSED)
    ).all()
    assert len(refused) == len(answers)


def test_a_bulk_move_leaves_who_one_has_a_tie_to(desk: Desk, client: Client) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    other = make_application(desk.call, desk.office, desk.recruiter)
    told(desk, one, desk.recruiter, Tie.FAMILY)
    sign_in(client, desk.recruiter)

    answer = client.post(
        f"/recruitment/calls/{desk.call.code}/applicants/move",
        data={
            "picked": [str(one.public_id), str(other.public_id)],
            "result": "passed",
            "confirmed": "1",
            "client_id": str(uuid4()),
        },
    )

    assert answer.status_code == 200
    assert number_of(desk, one) in answer.text
    rows = [db.session.get(Application, made.id) for made in (one, other)]
    assert [row.phase_position for row in rows if row] == [0, 1]


def test_one_sees_what_one_declared_and_a_lead_sees_all(
    desk: Desk, client: Client
) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    manager = make_actor(Role.MANAGER)
    declared = told(desk, one, desk.recruiter, Tie.FAMILY)
    number = number_of(desk, one)

    sign_in(client, manager)
    assert number not in client.get("/recruitment/conflicts").text
    sign_in(client, desk.recruiter)
    assert number in client.get("/recruitment/conflicts").text
    sign_in(client, make_actor(Role.HR_LEAD))
    assert number in client.get("/recruitment/conflicts").text
    address = f"/recruitment/conflicts/{declared.public_id}"
    assert client.get(address).status_code == 200
    sent = client.post(address, data={"decision": "clears", "reason": "Namesakes"})
    assert sent.status_code == 303
    assert not barred(desk.recruiter, one)
