"""The weekly letter: on the chosen day, once, without a name; and how it leaves."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.models import User
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.retention.actions.digests import Sent, choose_day, send_digests
from pncrecruit.retention.letters import Composer
from pncrecruit.retention.models import Alert, DigestSent
from pncrecruit.retention.rules import (
    AlertKind,
    AlertState,
    Audience,
    Weekday,
)
from pncrecruit.web.mail import FileOutbox, SmtpOutbox
from tests.conftest import Client
from tests.factories import make_country, make_officer, make_user
from tests.mail_server import Mail, mail_server

__all__ = ["mail_server"]
MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)


class Box:
    """An outbox that keeps what it takes, or takes nothing."""

    def __init__(self, *, full: bool = False) -> None:
        self.full = full
        self.taken: list[tuple[str, str, str]] = []

    def put(self, recipient: str, subject: str, text: str) -> None:
        if self.full:
            raise ConnectionRefusedError
        self.taken.append((recipient, subject, text))


@pytest.fixture
def head(app: Flask) -> User:
    """A manager before whom one case waits."""
    units = make_country()
    opened(units["23-11"], units["23"])
    return make_user(Role.MANAGER, unit=units["23"], language="es_GT")


def opened(unit: Unit, head_unit: Unit) -> None:
    alert = Alert(
        officer_id=make_officer(unit).id,
        unit_id=unit.id,
        head_unit_id=head_unit.id,
        kind=AlertKind.SERVICE,
        audience=Audience.MANAGER,
        state=AlertState.OPEN,
        causes=[{"code": "rest_cancelled", "facts": {"times": 3}}],
        suggestions=["restore_rest"],
        found_on=MONDAY,
        raised_on=MONDAY,
        due_on=MONDAY + timedelta(days=14),
        told_on=MONDAY,
        told_causes=["rest_cancelled"],
    )
    db.session.add(alert)
    db.session.flush()


def send(day: date, box: Box) -> Sent:
    return send_digests(
        day, outbox=box, compose=Composer("https://pnc.example"), author=SYSTEM, at=NOON
    )


def test_a_letter_comes_on_monday_once_and_names_nobody(head: User) -> None:
    box = Box()

    assert send(MONDAY, box) == (1, 0)
    assert send(MONDAY, box) == (0, 0)
    assert send(MONDAY + timedelta(days=1), box) == (0, 0)
    ((recipient, subject, text),) = box.taken
    assert recipient == head.email
    assert "1 caso de este mes espera su respuesta." in text
    assert "https://pnc.example" in text
    for word in ("Tzul", "Unit", "23-11", "descanso"):
        assert word not in subject + text


def test_it_comes_on_the_day_that_was_chosen_or_not_at_all(head: User) -> None:
    box = Box()
    choose_day(Weekday.THURSDAY, actor=actor(head), at=NOON)
    assert send(MONDAY, box) == (0, 0)
    assert send(MONDAY + timedelta(days=3), box) == (1, 0)

    choose_day(Weekday.NEVER, actor=actor(head), at=NOON)
    for days in range(7, 14):
        assert send(MONDAY + timedelta(days=days), box) == (0, 0)


def test_a_letter_of_a_day_that_has_passed_is_not_sent_after_a_later_one(
    head: User,
) -> None:
    box = Box()
    send(MONDAY, box)

    assert send(MONDAY - timedelta(days=7), box) == (0, 0)


def test_what_the_outbox_refuses_is_counted_and_tried_again(head: User) -> None:
    assert send(MONDAY, Box(full=True)) == (0, 1)
    assert db.session.scalars(select(DigestSent)).all() == []
    assert send(MONDAY, Box()) == (1, 0)


def test_nobody_is_told_that_nothing_waits(app: Flask) -> None:
    make_user(Role.MANAGER, unit=make_country()["23"])

    assert send(MONDAY, Box()) == (0, 0)


def test_a_manager_chooses_the_day_and_others_have_no_letter(
    client: Client, head: User
) -> None:
    client.sign_in(head)
    page = client.post("/retention/alerts/letter", data={"weekday": "4"})
    assert page.status_code == 302
    client.sign_in(make_user(Role.HR_LEAD))
    assert client.get("/retention/alerts/letter").status_code == 404

    box = Box()
    assert send(MONDAY + timedelta(days=4), box) == (1, 0)


def test_without_a_mail_server_a_letter_is_a_file_of_its_owner(tmp_path: Path) -> None:
    FileOutbox(tmp_path / "outbox").put("a@example.org", "Á", "línea")

    (path,) = (tmp_path / "outbox").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert letter["Subject"] == "Á"


def test_with_a_mail_server_a_letter_goes_there_and_a_refusal_is_told(
    mail_server: int,
) -> None:
    box = SmtpOutbox(
        {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": mail_server,
            "SMTP_USER": "",
            "SMTP_PASSWORD": "",
            "SMTP_TLS": "none",
            "MAIL_FROM": "recluta@pnc.example",
        }
    )

    box.put("jefa@pnc.example", "Lo que le espera", "1 caso")
    with pytest.raises(OSError, match="nobody"):
        box.put("nobody@pnc.example", "x", "y")

    (letter,) = (message_from_bytes(one, policy=policy.default) for one in Mail.letters)
    assert letter["From"] == "recluta@pnc.example"
    assert letter["Subject"] == "Lo que le espera"
