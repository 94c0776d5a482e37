"""Messages: sent once and as seen, never twice by a crash, true when they go."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from pncrecruit.access.rules import EVERYTHING
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.errors import NotTaken
from pncrecruit.jobs import queries, running
from pncrecruit.messages.actions import delivery, lines
from pncrecruit.messages.models import MessageDispatch, OutboxLine
from pncrecruit.messages.rules import (
    Channel,
    Fault,
    LineStands,
    LineState,
    MessageKind,
    NobodyToTell,
    PhoneMissing,
    SeenOtherwise,
)
from pncrecruit.recruitment.actions import sessions
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.queries.messages import to_call, why_untrue
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules import Result
from pncrecruit.web.mail import FileOutbox, FileTexts, SmtpOutbox
from tests.factories import NOON
from tests.mail_server import Mail, mail_server
from tests.recruitment.door import DAY
from tests.recruitment.room import Box, Room, deliver, mail

__all__ = ["mail_server"]
MINUTES = timedelta(minutes=1)


class Killed(BaseException):
    """The process ends here, as by kill -9: nothing after it runs."""


def deeds(verb: str) -> int:
    count = select(func.count()).where(AuditEntry.verb == verb)
    return db.session.scalar(count) or 0


def test_what_was_seen_is_sent_once_however_often_it_is_pressed(
    room: Room,
) -> None:
    pressed: dict[str, Any] = {"seen": room.prepared().seen, "client_id": uuid4()}

    assert room.send(**pressed) == room.send(**pressed) == 2
    assert db.session.scalars(select(func.count(MessageDispatch.id))).one() == 1
    assert deeds("message.send") == 1
    # Another press tells nobody what they know already.
    with pytest.raises(NobodyToTell):
        room.send()

    box = Box()
    assert deliver(box) == (1, 0, 0, 0)
    ((recipient, _subject, text),) = box.taken
    assert recipient == "ana@example.org"
    assert "viernes 4 de diciembre de 2026" in text
    assert "Hora: 12:00" in text
    assert "Salón municipal, Cobán" in text
    assert "2222 3333" in text
    assert "{" not in text
    # Nobody is lost: the other one is to be called.
    (call,) = db.session.scalars(
        select(OutboxLine).where(OutboxLine.channel == Channel.PHONE)
    )
    assert (call.application_id, call.state) == (
        room.people[1].id,
        LineState.WAITING,
    )


def test_nothing_is_sent_if_anything_changed_since_it_was_seen(
    room: Room,
) -> None:
    seen = room.prepared().seen
    room.person(room.people[0].id).email = "otra@example.org"
    db.session.flush()
    with pytest.raises(SeenOtherwise):
        room.send(seen=seen)
    seen = room.prepared().seen
    room.move(NOON + 11 * DAY)
    with pytest.raises(SeenOtherwise):
        room.send(seen=seen)
    with pytest.raises(PhoneMissing):
        room.about(phone=" ")
    assert db.session.scalars(select(OutboxLine)).all() == []


def test_a_crash_after_handing_over_never_sends_twice(room: Room) -> None:
    room.send()
    box = Box(Killed())

    with pytest.raises(Killed):
        deliver(box)
    db.session.rollback()
    box.then = None

    assert mail().state is LineState.SENDING
    assert deliver(box, NOON + 5 * MINUTES) == (0, 0, 0, 0)
    assert deliver(box, NOON + 11 * MINUTES) == (0, 0, 1, 0)
    assert deliver(box, NOON + 60 * MINUTES) == (0, 0, 0, 0)
    assert len(box.taken) == 1
    assert (mail().state, mail().fault) == (LineState.UNSURE, Fault.BROKEN_OFF)

    # A person decides.
    lines.send_again(mail(), room.people[0].public_id, actor=room.door.by, at=NOON)
    db.session.flush()
    assert deliver(box, NOON + 61 * MINUTES) == (1, 0, 0, 0)
    assert len(box.taken) == 2
    with pytest.raises(LineStands):
        lines.cancel(mail(), room.people[0].public_id, actor=room.door.by, at=NOON)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_stayed_is_tried_later_and_what_is_refused_or_doubtful_is_not(
    room: Room,
) -> None:
    room.send()
    silent = Box(NotTaken("no server", silent=True))
    at = NOON
    for tries in range(1, 5):
        deliver(silent, at)
        one = mail()
        assert (one.state, one.tries) == (LineState.WAITING, tries)
        assert one.not_before > at
        assert deliver(silent, at + MINUTES) == (0, 0, 0, 0)
        at = one.not_before
    night = at.replace(hour=5)  # 23 hours there: nobody is woken
    assert deliver(silent, night + DAY) == (0, 0, 0, 0)
    assert deliver(silent, NOON + DAY) == (0, 1, 0, 0)
    assert (mail().state, mail().fault) == (LineState.FAILED, Fault.UNREACHABLE)

    for then, state in (
        (NotTaken("550", final=True), LineState.FAILED),
        (TimeoutError(), LineState.UNSURE),
    ):
        lines.send_again(mail(), room.people[0].public_id, actor=room.door.by, at=NOON)
        deliver(Box(then), NOON + 2 * DAY)
        assert mail().state is state


def test_no_more_leave_in_a_minute_than_the_server_is_to_take(room: Room) -> None:
    room.person(room.people[1].id).email = "eva@example.org"
    db.session.flush()
    room.send()
    box = Box()

    assert deliver(box, most=1).sent == 1
    assert deliver(box, most=1).sent == 0
    assert deliver(box, NOON + 2 * MINUTES, most=1).sent == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda room: room.move(NOON + 12 * DAY),
        lambda room: sessions.cancel_session(
            room.one,
            version=room.one.version,
            reason="x",
            actor=room.door.by,
            at=NOON,
        ),
    ],
    ids=["moved", "cancelled"],
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_no_longer_true_is_not_sent(
    room: Room, spoil: Callable[[Room], None]
) -> None:
    room.send()
    spoil(room)
    box = Box()

    assert deliver(box) == (0, 0, 0, 1)
    assert (box.taken, mail().fault) == ([], Fault.UNTRUE)


def test_those_who_were_summoned_are_told_that_it_is_cancelled(
    room: Room,
) -> None:
    one: SessionRow = room.one
    sessions.cancel_session(
        one, version=one.version, reason="x", actor=room.door.by, at=NOON
    )
    assert room.send(MessageKind.CANCELLATION) == 2
    box = Box()
    assert deliver(box).sent == 1
    assert "sin efecto" in box.taken[0][1]


def test_who_left_is_neither_called_nor_told_of_a_cancellation(room: Room) -> None:
    room.send()
    one: SessionRow = room.one

    def to_be_called() -> list[int]:
        return [it.application_id for it in to_call(EVERYTHING, one.call_id, NOON)]

    _ana, eva = room.people
    assert to_be_called() == [eva.id]
    record_result(
        eva,
        Result.WITHDREW,
        client_id=uuid4(),
        version=eva.version,
        actor=room.door.by,
        at=NOON,
        reason_code="withdrew_other_job",
    )
    assert to_be_called() == []

    one = room.door.seen(one.public_id)
    sessions.cancel_session(
        one, version=one.version, reason="x", actor=room.door.by, at=NOON
    )
    assert room.send(MessageKind.CANCELLATION) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_an_address_that_was_corrected_meanwhile_gets_nothing(room: Room) -> None:
    room.send()
    room.person(room.people[0].id).email = "ana.maria@example.org"
    db.session.flush()
    box = Box()

    assert deliver(box).void == 1
    assert box.taken == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_without_settings_both_channels_write_files(room: Room, tmp_path: Path) -> None:
    row = room.person(room.people[1].id)
    row.phone = "+50251234567"
    db.session.flush()
    room.send()

    delivery.deliver(
        {Channel.EMAIL: FileOutbox(tmp_path), Channel.SMS: FileTexts(tmp_path)},
        most=60,
        is_true=why_untrue,
        clock=lambda: NOON,
    )

    (sms,) = tmp_path.glob("*.sms")
    (letter,) = tmp_path.glob("*.eml")
    assert sms.stat().st_mode & 0o777 == 0o600
    number, text = sms.read_text("utf-8").split("\n", 1)
    assert number == "+50251234567"
    assert text.startswith("Citación, expediente")
    assert message_from_bytes(letter.read_bytes(), policy=policy.default)["To"] == (
        "ana@example.org"
    )


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_mail_server_takes_it_or_its_refusal_is_final(
    room: Room, mail_server: int
) -> None:
    settings = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": mail_server,
        "SMTP_USER": "",
        "SMTP_PASSWORD": "",
        "SMTP_TLS": "none",
        "MAIL_FROM": "recluta@pnc.example",
    }
    room.person(room.people[1].id).email = "nobody@example.org"
    db.session.flush()
    room.send()

    assert deliver(SmtpOutbox(settings)) == (1, 1, 0, 0)
    (letter,) = (message_from_bytes(one, policy=policy.default) for one in Mail.letters)
    assert letter["To"] == "ana@example.org"
    refused = db.session.scalars(
        select(OutboxLine).where(OutboxLine.state == LineState.FAILED)
    ).one()
    assert refused.fault is Fault.REFUSED

    # A server that is not there keeps the message here.
    lines.send_again(refused, room.people[1].public_id, actor=room.door.by, at=NOON)
    deliver(SmtpOutbox(settings | {"SMTP_PORT": 1}), NOON + 2 * MINUTES)
    db.session.refresh(refused)
    assert refused.state is LineState.WAITING


def test_an_app_has_a_channel_for_each_machine(app: Flask) -> None:
    assert isinstance(app.extensions["outbox"], FileOutbox)
    assert isinstance(app.extensions["texts"], FileTexts)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_job_of_each_minute_sends_by_the_channels_of_the_installation(
    app: Flask, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "outbox", FileOutbox(tmp_path))
    room.send()

    with time_machine.travel(NOON.replace(hour=10), tick=False):
        running.minute()  # four in the morning: nobody is woken
    assert list(tmp_path.iterdir()) == []
    with time_machine.travel(NOON, tick=False):
        running.minute()

    (letter,) = tmp_path.iterdir()
    assert letter.suffix == ".eml"
    assert mail().state is LineState.SENT
    assert queries.recent_runs() == []
