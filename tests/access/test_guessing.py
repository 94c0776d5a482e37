"""Guessing: names wait, addresses wait, codes are good once, links are good once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from pncrecruit.access.models import User
from pncrecruit.access.rules import Role, is_local, wait_after
from pncrecruit.db import db, now
from pncrecruit.web.mail import Outbox
from tests.access.conftest import PASSWORD, TOKEN, sign_in
from tests.conftest import Client

Maker = Callable[..., User]


class Kept:
    """An outbox that keeps what it was given."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, str]] = []

    def put(self, recipient: str, subject: str, text: str) -> None:
        self.letters.append((recipient, subject, text))


@pytest.fixture
def letters(app: Flask) -> Iterator[list[tuple[str, str, str]]]:
    before: Outbox = app.extensions["outbox"]
    kept = Kept()
    app.extensions["outbox"] = kept
    yield kept.letters
    app.extensions["outbox"] = before


@pytest.fixture
def fresh_limits(app: Flask) -> Iterator[None]:
    """Forget the attempts of other tests: they come from the same address."""
    limiter = next(iter(app.extensions["limiter"]))
    limiter.reset()
    yield
    limiter.reset()


pytestmark = pytest.mark.usefixtures("fresh_limits")


def fail(client: Client, email: str, times: int) -> list[int]:
    return [sign_in(client, email, "wrong").status_code for _ in range(times)]


@pytest.mark.parametrize("known", [True, False])
def test_a_name_waits_after_five_failures_known_or_not(
    client: Client, with_password: Maker, known: bool
) -> None:
    email = with_password(Role.RECRUITER).email if known else "nobody@example.org"

    first = fail(client, email, 5)
    sixth = sign_in(client, email, PASSWORD)

    assert first == [422] * 5
    assert sixth.status_code == 429


def test_who_waited_gets_in_with_the_right_password(
    client: Client, with_password: Maker
) -> None:
    user = with_password(Role.RECRUITER)
    with time_machine.travel(now(), tick=False) as clock:
        fail(client, user.email, 5)
        clock.shift(timedelta(seconds=61))
        answer = sign_in(client, user.email)

    assert answer.status_code == 302


def test_waiting_grows_to_a_quarter_of_an_hour() -> None:
    minutes = [wait_after(n).total_seconds() / 60 for n in (4, 5, 6, 7, 8, 9, 50)]
    assert minutes == [0, 1, 2, 4, 8, 15, 15]


def test_waiting_ends_no_session(
    app: Flask, client: Client, with_password: Maker
) -> None:
    user = with_password(Role.RECRUITER)
    sign_in(client, user.email)
    attacker = app.test_client()
    assert isinstance(attacker, Client)

    fail(attacker, user.email, 6)

    assert client.get("/access/profile").status_code == 200


def test_an_address_waits_after_twenty_failures(client: Client) -> None:
    answers = [
        sign_in(client, f"n{number}@example.org", "wrong").status_code
        for number in range(21)
    ]

    assert answers == [422] * 20 + [429]


def enrolled(app: Flask, user: User) -> Callable[[], str]:
    """Enrol a second factor; return what shows its present code."""
    totp: Any = app.extensions["security"].totp_factory
    user.tf_primary_method = "authenticator"
    user.tf_totp_secret = secret = totp.generate_totp_secret()
    db.session.commit()
    return lambda: str(totp.generate_totp_password(secret))


def test_a_code_is_good_once(app: Flask, client: Client, with_password: Maker) -> None:
    user = with_password(Role.HR_LEAD)
    code = enrolled(app, user)
    second = app.test_client()
    assert isinstance(second, Client)
    with time_machine.travel(now(), tick=False):
        shown = code()
        assert "/account/code" in sign_in(client, user.email).headers["Location"]
        first = client.post("/account/code", data={"code": shown})
        sign_in(second, user.email)
        replay = second.post("/account/code", data={"code": shown})

    assert first.status_code == 302
    assert client.get("/access/profile").status_code == 200
    assert replay.status_code == 422
    assert second.get("/access/profile").status_code in (303, 401)


def test_guessing_codes_makes_the_name_wait(
    app: Flask, client: Client, with_password: Maker
) -> None:
    user = with_password(Role.HR_LEAD)
    code = enrolled(app, user)
    sign_in(client, user.email)

    wrong = [
        client.post("/account/code", data={"code": "000000"}).status_code
        for _ in range(5)
    ]
    right = client.post("/account/code", data={"code": code()})

    assert wrong == [422] * 5
    assert right.status_code == 429


@pytest.mark.parametrize("role", [Role.HR_LEAD, Role.ADMIN, Role.AUDITOR])
def test_some_roles_need_a_second_factor(
    client: Client, with_password: Maker, role: Role
) -> None:
    answer = sign_in(client, with_password(role).email)

    assert answer.headers["Location"] == "/account/second-factor"
    assert client.get("/access/profile").status_code in (303, 401)


def test_a_role_that_needs_a_second_factor_cannot_go_without(
    app: Flask, client: Client, with_password: Maker
) -> None:
    user = with_password(Role.AUDITOR)
    enrolled(app, user)
    client.sign_in(user)

    answer = client.post("/account/second-factor", data={"setup": "disable"})

    assert answer.status_code == 422
    assert user.tf_primary_method == "authenticator"


def test_a_recovery_code_is_good_once(
    app: Flask, client: Client, with_password: Maker
) -> None:
    user = with_password(Role.HR_LEAD)
    enrolled(app, user)
    codes = app.extensions["security"].mf_recovery_codes_util.create_recovery_codes(
        user
    )
    db.session.commit()

    answers = []
    for _ in range(2):
        browser = app.test_client()
        assert isinstance(browser, Client)
        sign_in(browser, user.email)
        answers.append(
            browser.post("/account/recovery-code", data={"code": codes[0]}).status_code
        )

    assert answers == [302, 422]
    assert codes[1] not in str(user.mf_recovery_codes)  # kept encrypted


def link_of(letters: list[tuple[str, str, str]]) -> str:
    text = letters[-1][2]
    return next(part for part in text.split() if "/account/forgotten/" in part)


def test_the_link_to_a_new_password_is_good_once(
    client: Client, with_password: Maker, letters: list[tuple[str, str, str]]
) -> None:
    user = with_password(Role.RECRUITER)
    new = "siete-marimbas-azules"
    client.post("/account/forgotten", data={"email": user.email})
    link = link_of(letters)
    data = {"password": new, "password_confirm": new}

    first = client.post(link, data=data)
    second = client.post(link, data=data | {"password": PASSWORD})

    assert first.headers["Location"] == "/account/sign-in"
    assert second.headers["Location"] == "/account/forgotten"
    assert sign_in(client, user.email, new).status_code == 302


def test_the_link_is_good_for_half_an_hour(
    client: Client, with_password: Maker, letters: list[tuple[str, str, str]]
) -> None:
    user = with_password(Role.RECRUITER)
    new = "siete-marimbas-azules"
    with time_machine.travel(now(), tick=False) as clock:
        client.post("/account/forgotten", data={"email": user.email})
        clock.shift(timedelta(minutes=31))
        client.post(link_of(letters), data={"password": new, "password_confirm": new})
        late = sign_in(client, user.email, new)

    assert late.status_code == 422


def test_forgetting_tells_nothing_of_who_has_an_account(
    client: Client, with_password: Maker, letters: list[tuple[str, str, str]]
) -> None:
    user = with_password(Role.RECRUITER)
    known = client.post("/account/forgotten", data={"email": user.email})
    known_page = TOKEN.sub("", known.text).replace(user.email, "?")
    unknown = client.post("/account/forgotten", data={"email": "nobody@example.org"})
    unknown_page = TOKEN.sub("", unknown.text).replace("nobody@example.org", "?")

    assert (known.status_code, known.headers.get("Location")) == (
        unknown.status_code,
        unknown.headers.get("Location"),
    )
    assert known_page == unknown_page
    assert len(letters) == 1


@pytest.mark.parametrize(
    ("place", "local"),
    [
        ("/", True),
        ("/access/accounts?q=a", True),
        ("//example.org", False),
        ("/\\example.org", False),
        ("https://example.org", False),
        ("example", False),
        ("", False),
        ("/a\nb", False),
        ("/a\tb", False),
    ],
)
def test_one_goes_on_to_a_page_of_this_site_alone(place: str, local: bool) -> None:
    assert is_local(place) is local


def test_signing_in_goes_on_to_where_one_was_going(
    client: Client, with_password: Maker
) -> None:
    user = with_password(Role.RECRUITER)
    asked = client.get("/access/sessions", headers={"Accept": "text/html"})
    page = client.get(asked.headers["Location"])

    answer = sign_in(client, user.email, query_string={"next": "/access/sessions"})
    elsewhere = client.post("/account/sign-in?next=//example.org", data={})

    assert 'value="/access/sessions"' in page.text
    assert answer.headers["Location"] == "/access/sessions"
    assert elsewhere.status_code == 400


def test_a_form_without_its_token_is_refused(
    app: Flask, client: Client, with_password: Maker
) -> None:
    user = with_password(Role.RECRUITER)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = sign_in(client, user.email)
        client.sign_in(user)
        out = client.post("/account/sign-out")
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (answer.status_code, out.status_code) == (400, 400)
    assert client.get("/access/profile").status_code == 200


@pytest.mark.parametrize("path", ["/account/sign-out", "/access/language"])
def test_leaving_and_choosing_are_sent_as_forms(client: Client, path: str) -> None:
    assert client.get(path).status_code == 405
