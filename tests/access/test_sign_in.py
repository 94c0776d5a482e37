"""Signing in: who gets in, what others are told, and what is kept of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.models import ServerSession, User
from pncrecruit.access.rules import Role
from pncrecruit.access.signing_forms import waiting_text
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db, now
from tests.access.conftest import PASSWORD, TOKEN, sign_in
from tests.conftest import Client

Maker = Callable[..., User]


def test_a_recruiter_signs_in_and_out(client: Client, with_password: Maker) -> None:
    user = with_password(Role.RECRUITER)

    answer = sign_in(client, user.email)
    own = client.get("/access/profile")
    out = client.post("/account/sign-out")
    after = client.get("/access/profile")

    assert answer.status_code == 302
    assert own.status_code == 200
    assert user.email in own.text
    assert out.status_code == 302
    assert after.status_code in (303, 401)
    verbs = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs == ["account.sign_in", "account.sign_out"]
    assert db.session.scalars(select(ServerSession)).all() == []


def test_going_back_to_the_page_of_the_code_signs_nobody_out(
    client: Client, with_password: Maker
) -> None:
    client.sign_in(with_password(Role.HR_LEAD))

    back = client.get("/account/code")

    assert (back.status_code, back.headers["Location"]) == (303, "/")
    assert client.get("/access/profile").status_code == 200


def test_a_wrong_password_is_told_apart_from_nothing(
    client: Client, with_password: Maker
) -> None:
    user, disabled = with_password(Role.RECRUITER), with_password(Role.RECRUITER)
    disabled.active = False
    db.session.commit()

    answers = [
        sign_in(client, user.email, "not the password"),
        sign_in(client, "nobody@example.org", "not the password"),
        sign_in(client, disabled.email, PASSWORD),
    ]

    assert {answer.status_code for answer in answers} == {422}
    emails = (user.email, "nobody@example.org", disabled.email)
    texts = {
        TOKEN.sub("", answer.text).replace(email, "?")
        for answer, email in zip(answers, emails, strict=True)
    }
    assert len(texts) == 1


def test_what_is_left_empty_is_said_once_and_in_one_piece(
    client: Client, with_password: Maker
) -> None:
    empty = sign_in(client, "", "")
    client.sign_in(with_password(Role.RECRUITER, language="es_GT"))

    unconfirmed = client.post("/account/confirm", data={"password": ""})

    assert "Hay un problema" in empty.text
    assert 'href="#password">Contraseña: Escriba' in unconfirmed.text


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_one_minute_is_said_as_one(app: Flask) -> None:
    at = now()
    with app.test_request_context("/"):
        texts = [waiting_text(at + timedelta(seconds=s), at) for s in (20, 90)]

    assert texts == [
        "Demasiados intentos fallidos. Vuelva a intentarlo en un minuto.",
        "Demasiados intentos fallidos. Vuelva a intentarlo en 2 minutos.",
    ]


def test_the_pages_of_signing_in_speak_spanish_and_english(client: Client) -> None:
    spanish = client.post("/account/forgotten", data={"email": "n@example.org"}).text
    client.set_cookie("language", "en")
    english = client.post("/account/forgotten", data={"email": "n@example.org"}).text

    assert "el enlace va en camino" in spanish
    assert 'lang="es"' in spanish
    assert "the link is on its way" in english
    assert 'lang="en"' in english
