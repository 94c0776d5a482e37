"""Enrolling a second factor: one key until its code is right, then codes to keep."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.models import User
from pncrecruit.access.rules import Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db, now
from tests.access.conftest import sign_in
from tests.conftest import Client

CODES = "/account/recovery-codes"
KEY = re.compile(r"<code>([A-Z2-7 -]{16,})</code>")
FACTORS = (
    select(AuditEntry.verb)
    .where(AuditEntry.verb.startswith("own_second_factor."))
    .order_by(AuditEntry.id)
)


@pytest.mark.parametrize(
    ("role", "onward"), [(Role.AUDITOR, "/"), (Role.RECRUITER, "/access/profile")]
)
def test_enrolling_keeps_its_key_and_leads_to_codes_shown_once(
    app: Flask,
    client: Client,
    with_password: Callable[..., User],
    role: Role,
    onward: str,
) -> None:
    user = with_password(role)  # an auditor must enrol, a recruiter may
    totp: Any = app.extensions["security"].totp_factory
    sign_in(client, user.email)

    page = client.post("/account/second-factor", data={"setup": "authenticator"})
    wrong = client.post("/account/code", data={"code": "000000"})
    with client.session_transaction() as session:
        secret = session["tf_totp_secret"]
    right = {"code": totp.generate_totp_password(secret)}
    done = client.post("/account/code", data=right)
    again = client.post("/account/code", data=right)
    shown, later = client.get(CODES), client.get(f"{CODES}?show_codes=1")

    assert "data:image/svg+xml" in page.text
    assert wrong.status_code == 422
    assert KEY.findall(wrong.text) == KEY.findall(page.text) != []
    assert "data:image/svg+xml" in wrong.text
    assert 'href="#code"' in wrong.text
    assert (done.status_code, done.headers["Location"]) == (303, CODES)
    assert again.headers["Location"] == "/"  # pressed twice: nobody is signed out
    assert user.tf_primary_method == "authenticator"
    assert db.session.scalars(FACTORS).all() == ["own_second_factor.enrol"]
    codes = app.extensions["security"].mf_recovery_codes_util.get_recovery_codes(user)
    assert codes
    assert all(code in shown.text for code in codes)
    assert f'href="{onward}"' in shown.text
    assert not any(code in client.get(CODES).text + later.text for code in codes)


def test_a_key_is_not_enrolled_long_after_the_password_was_given(
    client: Client, with_password: Callable[..., User]
) -> None:
    user = with_password(Role.RECRUITER)
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, user.email)
        client.post("/account/second-factor", data={"setup": "authenticator"})
        clock.shift(timedelta(minutes=29))
        in_time = client.post("/account/code", data={"code": "000000"})
        clock.shift(timedelta(minutes=2))
        late = client.post("/account/code", data={"code": "000000"})

    assert in_time.status_code == 422
    assert late.headers["Location"] == "/account/second-factor"


def test_the_log_tells_a_first_telephone_from_the_next_and_new_codes(
    app: Flask, client: Client, with_password: Callable[..., User]
) -> None:
    user = with_password(Role.RECRUITER)
    totp: Any = app.extensions["security"].totp_factory

    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, user.email)
        for _telephone in range(2):
            client.post("/account/second-factor", data={"setup": "authenticator"})
            with client.session_transaction() as session:
                secret = session["tf_totp_secret"]
            right = {"code": totp.generate_totp_password(secret)}
            client.post("/account/code", data=right)
            client.get(CODES)
            clock.shift(timedelta(minutes=1))  # a code is good once
        client.post(CODES, data={"generate_new_codes": "1"})

    assert db.session.scalars(FACTORS).all() == [
        "own_second_factor.enrol",
        "own_second_factor.replace",
        "own_second_factor.new_codes",
    ]
