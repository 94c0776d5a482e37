"""Accounts in pages: made without a password, changed by others, never by oneself."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.actions.accounts import create_account
from pncrecruit.access.models import Approval, RoleGrant, User
from pncrecruit.access.queries import accounts as queries
from pncrecruit.access.queries import actor as actor_of
from pncrecruit.access.rules import (
    GrantState,
    PasswordCommon,
    PasswordLength,
    Role,
    check_password,
)
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db
from pncrecruit.persons.models import Person
from tests.access.matrix import extra_fields_change_nothing, state_of
from tests.conftest import Client
from tests.factories import NOON, make_user

NEW = {
    "given_names": "María Elena",
    "first_surname": "Tzul",
    "second_surname": "Ixcoy",
    "cui": "9999 00013 0101",
    "email": "Maria.Tzul@example.org",
    "language": "es_GT",
}


@pytest.fixture
def letters(app: Flask) -> Iterator[list[str]]:
    class Kept:
        def put(self, recipient: str, subject: str, text: str) -> None:
            sent.append(f"{recipient}\n{text}")

    sent: list[str] = []
    before = app.extensions["outbox"]
    app.extensions["outbox"] = Kept()
    yield sent
    app.extensions["outbox"] = before


@pytest.fixture
def admin(app: Flask, client: Client) -> User:
    user = make_user(Role.ADMIN)
    client.sign_in(user)
    return user


def by_email(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


def test_an_administrator_makes_an_account_and_never_learns_its_password(
    client: Client, admin: User, letters: list[str]
) -> None:
    from_form = client.post("/access/accounts/new", data=NEW)

    user = by_email("maria.tzul@example.org")
    assert from_form.headers["Location"] == f"/access/accounts/{user.public_id}"
    assert actor_of(user).roles == frozenset()
    assert [letter.splitlines()[0] for letter in letters] == [user.email]
    assert "/account/forgotten/" in letters[0]
    assert "/account/forgotten/" not in client.get(from_form.headers["Location"]).text


def test_the_same_cui_is_the_same_person(
    client: Client, admin: User, letters: list[str]
) -> None:
    client.post("/access/accounts/new", data=NEW)
    client.post("/access/accounts/new", data=NEW | {"email": "m2@example.org"})

    persons = db.session.scalars(
        select(User.person_id).where(
            User.email.in_(("m2@example.org", "maria.tzul@example.org"))
        )
    ).all()
    assert len(persons) == 2
    assert len(set(persons)) == 1
    assert len(db.session.scalars(select(Person)).all()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cui", "2222 33333 01"),
        ("cui", ""),
        ("email", "no address"),
        ("first_surname", ""),
        ("language", "xx"),
    ],
)
def test_what_does_not_fit_is_told_and_kept(
    client: Client, admin: User, letters: list[str], field: str, value: str
) -> None:
    answer = client.post("/access/accounts/new", data=NEW | {field: value})

    assert answer.status_code == 422
    assert "María Elena" in answer.text
    assert letters == []


def test_an_address_names_one_account(
    client: Client, admin: User, letters: list[str]
) -> None:
    client.post("/access/accounts/new", data=NEW)
    again = client.post("/access/accounts/new", data=NEW)

    assert again.status_code == 422
    assert len(letters) == 1


def test_a_stale_change_is_refused_and_what_was_typed_is_kept(
    client: Client, admin: User
) -> None:
    user = make_user(name="Rosa Lima")
    address = f"/access/accounts/{user.public_id}/edit"
    first = {"name": "Rosa Elena Lima", "email": user.email, "version": "1"}

    done = client.post(address, data=first)
    late = client.post(address, data=first | {"name": "R. Lima de León"})

    assert (done.status_code, late.status_code) == (303, 409)
    assert "R. Lima de León" in late.text
    assert db.session.get_one(User, user.id).name == "Rosa Elena Lima"


def test_fields_that_a_form_does_not_have_change_nothing(
    client: Client, admin: User
) -> None:
    user = make_user(name="Rosa Lima")
    extra_fields_change_nothing(
        client,
        f"/access/accounts/{user.public_id}/edit",
        {"name": "Rosa L.", "email": user.email, "version": "1"},
        user,
        may_change=frozenset({"name", "version"}),
    )
    own = db.session.get_one(User, admin.id)
    extra_fields_change_nothing(
        client,
        "/access/profile",
        {"name": "Somebody", "language": "en"},
        own,
        may_change=frozenset({"name"}),
    )


OWN_DEEDS = ("edit", "disable", "send-link", "roles/ask")


@pytest.mark.parametrize("deed", OWN_DEEDS)
def test_nobody_does_to_their_own_account_what_others_decide(
    client: Client, admin: User, letters: list[str], deed: str
) -> None:
    before = state_of(db.session.get_one(User, admin.id))
    answer = client.post(
        f"/access/accounts/{admin.public_id}/{deed}",
        data={
            "name": "X",
            "email": "x@example.org",
            "version": "1",
            "reason": "Why not",
            "role": "auditor",
        },
    )

    assert answer.status_code == 403
    assert state_of(db.session.get_one(User, admin.id)) == before
    assert letters == []
    assert db.session.scalars(select(Approval)).all() == []


def test_disabling_says_why(client: Client, admin: User) -> None:
    user = make_user(Role.RECRUITER)
    address = f"/access/accounts/{user.public_id}/disable"

    silent = client.post(address, data={"reason": ""})
    done = client.post(address, data={"reason": "Left the institution"})
    twice = client.post(address, data={"reason": "Left the institution"})

    answers = (silent.status_code, done.status_code, twice.status_code)
    assert answers == (422, 303, 409)
    assert not db.session.get_one(User, user.id).active


def test_enabling_waits_for_a_second_person(
    app: Flask, client: Client, admin: User
) -> None:
    user, lead = make_user(Role.RECRUITER), make_user(Role.HR_LEAD)
    user.active = False
    db.session.commit()

    client.post(f"/access/accounts/{user.public_id}/enable", data={"reason": "Back"})
    request = db.session.scalars(select(Approval)).one()
    still = db.session.get_one(User, user.id).active
    client.sign_in(lead)
    done = client.post(
        f"/access/approvals/{request.public_id}", data={"decision": "approve"}
    )

    assert (still, done.status_code) == (False, 303)
    assert db.session.get_one(User, user.id).active


def test_a_lost_telephone_needs_a_second_person(
    app: Flask, client: Client, admin: User
) -> None:
    user, auditor = make_user(Role.AUDITOR), make_user(Role.AUDITOR)
    user.tf_primary_method, user.tf_totp_secret = "authenticator", "{}"
    db.session.commit()

    client.post(
        f"/access/accounts/{user.public_id}/new-second-factor",
        data={"reason": "Stolen"},
    )
    request = db.session.scalars(select(Approval)).one()
    assert db.session.get_one(User, user.id).tf_primary_method
    client.sign_in(auditor)
    client.post(f"/access/approvals/{request.public_id}", data={"decision": "approve"})

    assert db.session.get_one(User, user.id).tf_primary_method is None


@pytest.mark.parametrize("role", [Role.HR_LEAD, Role.ADMIN, Role.AUDITOR])
def test_three_roles_may_revoke_a_role(app: Flask, client: Client, role: Role) -> None:
    user = make_user(Role.RECRUITER)
    grant = queries.grants_of(user.id)[0]
    client.sign_in(make_user(role))

    answer = client.post(
        f"/access/accounts/{user.public_id}/roles/{grant.id}/revoke",
        data={"reason": "Moved"},
    )

    assert answer.status_code == 303
    assert db.session.get_one(RoleGrant, grant.id).state is GrantState.REVOKED


def test_a_role_is_reached_through_its_account(client: Client, admin: User) -> None:
    one, other = make_user(Role.RECRUITER), make_user(Role.RECRUITER)
    grant = queries.grants_of(other.id)[0]

    answer = client.post(
        f"/access/accounts/{one.public_id}/roles/{grant.id}/revoke",
        data={"reason": "Moved"},
    )

    assert answer.status_code == 404
    assert actor_of(other).roles == {Role.RECRUITER}


def test_an_hr_lead_sees_names_alone(app: Flask, client: Client) -> None:
    user = make_user(Role.RECRUITER, name="Rosa Lima")
    client.sign_in(make_user(Role.HR_LEAD))

    page = client.get("/access/accounts").text

    assert "Rosa Lima" in page
    assert user.email not in page


def test_the_list_asks_as_often_for_fifty_as_for_ten(
    client: Client,
    admin: User,
    same_statements: Callable[[Callable[[int], object], Callable[[], object]], int],
) -> None:
    made: list[User] = []

    def grow(count: int) -> None:
        while len(made) < count - 1:
            made.append(make_user(Role.RECRUITER))
        db.session.commit()

    assert same_statements(grow, lambda: client.get("/access/accounts")) <= 5


def test_the_list_goes_on_page_by_page(client: Client, admin: User) -> None:
    names = [f"Name {number:03d}" for number in range(60)]
    for name in names:
        make_user(name=name)

    first = queries.accounts("name ")
    page = first[: queries.PAGE]
    second = queries.accounts("name ", after=(page[-1].name, page[-1].id))

    assert [row.name for row in (*page, *second)] == names


def test_the_language_is_kept_by_cookie_and_then_by_the_account(
    client: Client, admin: User
) -> None:
    answer = client.post(
        "/access/language", data={"language": "es_GT", "next": "//example.org"}
    )

    assert answer.headers["Location"] == "/"
    assert db.session.get_one(User, admin.id).language == "es_GT"
    assert 'lang="es"' in client.get("/access/profile").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/access/profile", 200),
        ("/access/sessions", 200),
        ("/account/password", 200),
        ("/access/accounts", 403),
        ("/recruitment/calls", 403),
    ],
)
def test_an_account_without_a_role_has_what_is_its_own(
    app: Flask, client: Client, path: str, status: int
) -> None:
    client.sign_in(make_user())

    assert client.get(path).status_code == status


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    answer = client.post("/access/language", data={"language": "xx", "next": "/"})

    assert "language=" not in str(answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("password", ["short", "x" * 129, "corta-clave"])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(PasswordLength):
        check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "policia123456",
        "Guatemala2026!",
        "p0l1c14-guatemala",
        "aaaaaaaaaaaaaaaa",
        "123456789012",
        "RosaLima-2026",
        "Quetzaltenango1",
        "contraseña1234",
    ],
)
def test_a_password_that_anyone_tries_is_refused(password: str) -> None:
    with pytest.raises(PasswordCommon):
        check_password(password, "Rosa Lima", "rosa.lima@example.org")


@pytest.mark.parametrize(
    "password",
    ["cuatro-volcanes-y-un-lago", "correct horse battery", "ñandú & güipil 7"],
)
def test_a_long_password_of_any_characters_is_welcome(password: str) -> None:
    check_password(password, "Rosa Lima", "rosa.lima@example.org")


def test_an_account_for_the_demo_has_its_password(app: Flask) -> None:
    user = create_account(
        email="demo@example.org",
        given_names="Rosa",
        first_surname="Lima",
        password="cuatro-volcanes-y-un-lago",
        author=SYSTEM,
        at=NOON,
    )

    assert user.password is not None
    assert user.password.startswith("$argon2id$")
    assert user.person_id is not None
