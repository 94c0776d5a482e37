"""Sessions: new at sign-in, ended by what ends rights, old after a rest."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, get_flashed_messages, session
from sqlalchemy import select

from pncrecruit.access.actions import accounts, roles
from pncrecruit.access.models import ServerSession, User
from pncrecruit.access.queries import accounts as queries
from pncrecruit.access.queries import actor as actor_of
from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, now
from pncrecruit.web.sessions import commit_and_say
from tests.access.conftest import PASSWORD, sign_in
from tests.conftest import Client
from tests.factories import make_actor, make_user

Maker = Callable[..., User]
OWN = "/access/profile"


def keys() -> set[str]:
    return set(db.session.scalars(select(ServerSession.key_hash)))


def is_in(client: Client) -> bool:
    return client.get(OWN).status_code == 200


def test_signing_in_makes_a_new_key(client: Client, with_password: Maker) -> None:
    user = with_password(Role.RECRUITER)
    client.get("/account/sign-in")
    before = client.get_cookie("session")

    sign_in(client, user.email)
    first = client.get_cookie("session")
    known = keys()
    client.post("/account/confirm", data={"password": PASSWORD})
    second = client.get_cookie("session")

    assert first is not None
    assert second is not None
    assert before is None or before.value != first.value
    assert first.value != second.value
    assert not keys() & known  # the old key is worth nothing any more
    assert first.value not in str(keys())  # only its hash is kept
    assert is_in(client)


def test_a_planted_cookie_is_not_taken_over(
    client: Client, with_password: Maker
) -> None:
    user = with_password(Role.RECRUITER)
    client.set_cookie("session", "planted-by-somebody-else")

    sign_in(client, user.email)

    cookie = client.get_cookie("session")
    assert cookie is not None
    assert cookie.value != "planted-by-somebody-else"


def test_the_cookie_is_for_the_server_alone(
    client: Client, with_password: Maker
) -> None:
    answer = sign_in(client, with_password(Role.RECRUITER).email)

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


def revoked(user: User) -> None:
    grant = queries.grant(user.id, queries.grants_of(user.id)[0].id)
    assert grant is not None
    roles.revoke_role(grant, reason="Moved", actor=make_actor(Role.ADMIN), at=now())


def disabled(user: User) -> None:
    accounts.disable_account(
        user, reason="Left", actor=make_actor(Role.ADMIN), at=now()
    )


def given(user: User) -> None:
    roles.grant_role(user, Role.HR_LEAD, author=SYSTEM, at=now())


@pytest.mark.parametrize("deed", [revoked, disabled, given])
def test_what_changes_rights_ends_every_session(
    client: Client, with_password: Maker, deed: Callable[[User], None]
) -> None:
    user = with_password(Role.RECRUITER)
    sign_in(client, user.email)
    assert is_in(client)

    deed(user)
    db.session.commit()

    assert not is_in(client)
    assert keys() == set()


def test_a_new_password_ends_the_other_sessions(
    app: Flask, client: Client, with_password: Maker
) -> None:
    user = with_password(Role.RECRUITER)
    other = app.test_client()
    assert isinstance(other, Client)
    for browser in (client, other):
        sign_in(browser, user.email)
    new = "siete-marimbas-azules"

    answer = client.post(
        "/account/password",
        data={
            "password": PASSWORD,
            "new_password": new,
            "new_password_confirm": new,
        },
    )

    assert answer.status_code == 302
    assert is_in(client)
    assert not is_in(other)
    assert sign_in(other, user.email, PASSWORD).status_code == 422
    assert sign_in(other, user.email, new).status_code == 302


@pytest.mark.parametrize(
    ("steps", "minutes", "still_in"),
    [(1, 29, True), (1, 31, False), (25, 29, False)],
)
def test_a_session_ends_after_a_rest_and_after_a_day(
    client: Client, with_password: Maker, steps: int, minutes: int, still_in: bool
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, with_password(Role.RECRUITER).email)
        for _ in range(steps):
            clock.shift(timedelta(minutes=minutes))
            found = is_in(client)

    assert found is still_in


def test_being_seen_is_written_once_a_minute(
    client: Client, with_password: Maker
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, with_password(Role.RECRUITER).email)
        began = db.session.scalar(select(ServerSession.seen_at))
        clock.shift(50)
        client.get(OWN)
        after_50 = db.session.scalar(select(ServerSession.seen_at))
        clock.shift(20)
        client.get(OWN)
        after_70 = db.session.scalar(select(ServerSession.seen_at))

    assert began == after_50
    assert after_70 is not None
    assert began is not None
    assert after_70 - began == timedelta(seconds=70)


def test_a_request_asks_twice_who_it_is(
    app: Flask, client: Client, statements: Callable[[], object]
) -> None:
    user = make_user(Role.RECRUITER)
    client.sign_in(user)
    client.get("/access/sessions")

    with statements() as seen:  # type: ignore[attr-defined]
        client.get("/access/sessions")

    # The page's own question apart: session, account and roles; assignments.
    assert len(seen) == 3


def test_scope_follows_the_present(app: Flask) -> None:
    user = make_user(Role.RECRUITER)
    assert actor_of(user).roles == {Role.RECRUITER}

    revoked(user)

    assert actor_of(user).roles == frozenset()


def test_a_deed_and_its_message_are_one_transaction(app: Flask, client: Client) -> None:
    client.sign_in(make_user(Role.RECRUITER))
    cookie = client.get_cookie("session")
    assert cookie is not None

    with app.test_request_context(headers={"Cookie": f"session={cookie.value}"}):
        commit_and_say("It was done.")

        assert not session.modified  # nothing is left to be kept by itself
    kept = db.session.scalars(select(ServerSession.data)).one()
    assert "It was done." in str(kept)


def test_a_deed_that_was_not_kept_is_not_said_to_be(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(make_user(Role.RECRUITER))
    cookie = client.get_cookie("session")
    assert cookie is not None

    def fail() -> None:
        raise OSError("the disk is full")

    with app.test_request_context(headers={"Cookie": f"session={cookie.value}"}):
        monkeypatch.setattr(db.session, "commit", fail)
        with pytest.raises(OSError, match="disk"):
            commit_and_say("It was done.")

        assert not session.modified
        assert not get_flashed_messages()
