"""Signing in: who gets in, what others are told, and what is kept of it."""

from collections.abc import Callable

from sqlalchemy import select

from pncrecruit.access.models import ServerSession, User
from pncrecruit.access.rules import Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
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


def test_the_pages_of_signing_in_speak_spanish_and_english(client: Client) -> None:
    spanish = client.post("/account/forgotten", data={"email": "n@example.org"}).text
    client.set_cookie("language", "en")
    english = client.post("/account/forgotten", data={"email": "n@example.org"}).text

    assert "el enlace va en camino" in spanish
    assert 'lang="es"' in spanish
    assert "the link is on its way" in english
    assert 'lang="en"' in english
