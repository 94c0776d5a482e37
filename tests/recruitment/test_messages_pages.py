"""The pages of messages: nothing without a preview, the outbox, whom somebody calls."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import Role
from pncrecruit.db import db
from pncrecruit.messages.models import (
    MessageTemplate,
    OutboxLine,
    SessionReminder,
)
from pncrecruit.messages.rules import Channel, LineState, MessageKind
from pncrecruit.recruitment.actions.conflicts import declare
from pncrecruit.recruitment.rules.conflicts import Tie
from pncrecruit.recruitment.rules.numbers import application_number
from tests.conftest import Client
from tests.factories import NOON, make_recruiter, make_user
from tests.recruitment.desk import Desk
from tests.recruitment.room import Room


@pytest.fixture
def inside(client: Client, room: Room) -> Client:
    """The browser of the recruiter who runs the session."""
    client.sign_in(db.session.get_one(User, room.door.by.user_id))
    return client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


def count() -> int:
    return db.session.scalar(select(func.count(OutboxLine.id))) or 0


def line(channel: Channel) -> OutboxLine:
    return db.session.scalars(
        select(OutboxLine).where(OutboxLine.channel == channel)
    ).one()


def test_what_is_shown_is_confirmed_and_then_followed(
    inside: Client, room: Room, desk: Desk
) -> None:
    address = f"/recruitment/sessions/{room.one.public_id}/messages"
    call = f"/recruitment/calls/{desk.call.code}"

    asked = inside.get(f"{address}?kind=summons")
    assert "The text names the telephone of the office" in asked.text
    shown = inside.get(f"{address}?kind=summons&phone=22223333").text
    assert "2 persons would be told" in shown
    assert "As Ana" in shown
    assert count() == 0
    sent = {
        "kind": "summons",
        "way": "email_first",
        "phone": "22223333",
        "seen": hidden(shown, "seen"),
        "client_id": hidden(shown, "client_id"),
    }
    assert inside.post(address, data=sent | {"seen": "other"}).status_code == 409
    assert count() == 0
    assert [inside.post(address, data=sent).status_code for _ in (1, 2)] == [303, 303]
    assert count() == 2

    outbox = inside.get("/recruitment/messages").text
    assert "ana@example.org" not in outbox
    assert outbox.count("Do not send") == 2
    to_call = inside.get(f"{call}/messages/calls").text
    assert room.person(room.people[1].id).first_surname in to_call
    assert room.person(room.people[0].id).first_surname not in to_call
    told, mail = line(Channel.PHONE).public_id, line(Channel.EMAIL).public_id
    inside.post(f"/recruitment/messages/{told}/told")
    inside.post(f"/recruitment/messages/{mail}/cancel")
    assert inside.post(f"/recruitment/messages/{mail}/told").status_code == 303
    assert line(Channel.PHONE).state is LineState.SENT
    assert line(Channel.EMAIL).state is LineState.CANCELLED
    person = f"/recruitment/applications/{room.people[0].public_id}"
    assert "E-mail: cancelled by somebody" in inside.get(person).text
    assert "ana@example.org" in inside.get(f"{person}/messages").text
    number = application_number(desk.call.code, room.people[0].number)
    declare(number, Tie.CLOSE, "", actor=desk.recruiter, at=NOON)
    barred = inside.get(f"{person}/messages")
    assert (barred.status_code, "ana@example.org" in barred.text) == (403, False)

    # An auditor reads the record, and no message.
    inside.sign_in(make_user(Role.AUDITOR))
    read = inside.post(person, data={"reason": "Muestra del mes"}).text
    assert "E-mail: cancelled" not in read
    assert "History" in read
    # Who works elsewhere sees nothing of it.
    other = make_recruiter(desk.call, desk.other)
    inside.sign_in(db.session.get_one(User, other.user_id))
    assert "Do not send" not in inside.get("/recruitment/messages").text
    assert inside.get(address).status_code == 404
    assert inside.get(f"{person}/messages").status_code == 404
    assert inside.post(f"/recruitment/messages/{mail}/again").status_code == 404


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_reminders_are_switched_on_by_somebody_who_sees_the_days(
    inside: Client, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/recruitment/sessions/{room.one.public_id}/reminders"

    shown = inside.get(address).text
    days = re.findall(r"days? before: ([0-9/]+)", shown)
    assert days[-3:] == ["27/11/2026", "02/12/2026", "03/12/2026"][-len(days) :]
    sent = {"way": "email_first", "phone": "2222 3333", "seen": hidden(shown, "seen")}
    assert inside.post(address, data=sent | {"seen": "x"}).status_code == 409
    assert inside.post(address, data=sent).status_code == 303
    assert db.session.scalars(select(SessionReminder)).one().phone == "2222 3333"
    assert "Switch the reminders off" in inside.get(address).text
    inside.post(address, data=sent | {"then": "off"})
    assert db.session.scalars(select(SessionReminder)).all() == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_text_is_drafted_by_one_and_approved_by_another(
    app: Flask, client: Client
) -> None:
    first, second = make_user(Role.HR_LEAD), make_user(Role.HR_LEAD)
    address = "/recruitment/messages/texts/papers"
    client.sign_in(first)
    words = {"subject": "Su {numero}", "text": "Usted reprobó", "sms": "Llame"}
    refused = client.post(address, data=words)
    assert refused.status_code == 422
    assert "reprobo" in refused.text
    client.post(address, data=words | {"text": "Faltan documentos"})
    (asked,) = db.session.scalars(select(Approval))
    decision = f"/access/approvals/{asked.public_id}"

    client.post(decision, data={"decision": "approve"})
    assert db.session.scalars(select(MessageTemplate)).all() == []
    client.sign_in(second)
    client.post(decision, data={"decision": "approve"})

    one = db.session.scalars(select(MessageTemplate)).one()
    assert (one.kind, one.edition) == (MessageKind.PAPERS, 1)
    assert (one.drafted_by_id, one.approved_by_id) == (first.id, second.id)
    assert "Faltan documentos" in client.get("/recruitment/messages/texts").text


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_list_is_told_by_its_filters(inside: Client, room: Room, desk: Desk) -> None:
    address = f"/recruitment/calls/{desk.call.code}/messages?phone=22223333"

    everybody = inside.get(f"{address}&kind=published&phase=0").text
    nobody = inside.get(f"{address}&kind=published&phase=1").text
    # The call asks for no documents: nobody misses any.
    papers = inside.get(f"{address}&kind=papers").text

    assert "2 persons would be told" in everybody
    assert "0 persons would be told" in nobody
    assert "0 persons would be told" in papers
    sent = {
        "kind": "published",
        "way": "both",
        "phone": "22223333",
        "seen": hidden(everybody, "seen"),
        "client_id": hidden(everybody, "client_id"),
    }
    assert inside.post(f"{address}&phase=0", data=sent).status_code == 409
    again = inside.get(f"{address}&kind=published&phase=0&way=both").text
    sent["seen"] = hidden(again, "seen")
    assert inside.post(f"{address}&phase=0", data=sent).status_code == 303
    assert count() == 2
