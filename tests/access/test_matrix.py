"""Pages against the matrix: the status of every route for every role, and the scope."""

import re
from collections import defaultdict

import pytest
from flask import Flask, url_for

from pncrecruit.access.matrix import matrix
from pncrecruit.access.models import User
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import ACCOUNT_ROLES, Role
from pncrecruit.db import db
from pncrecruit.officers.rules import UnitKind
from tests.access.conftest import TOKEN
from tests.access.matrix import (
    DETAILS,
    NOBODY,
    SURFACES,
    Detail,
    Surface,
    address_of,
    load,
)
from tests.conftest import Client
from tests.factories import make_unit, make_user

load()
PAGE = {"Accept": "text/html"}
UUID_TEXT = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16}")


def somebody(role: Role) -> User:
    """Make an account of a role, with all that the role can have."""
    unit = make_unit("PNC", UnitKind.NATIONAL) if role is Role.MANAGER else None
    return make_user(role, unit=unit, retention_team=role is Role.HR_LEAD)


@pytest.mark.parametrize("role", ACCOUNT_ROLES)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_every_route_answers_a_role_as_the_matrix_says(
    app: Flask, client: Client, role: Role
) -> None:
    rows = {(row.role, row.deed): row for row in matrix()}
    client.sign_in(somebody(role))
    wrong: list[str] = []
    asked = 0
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if permission is None:
            continue
        row = rows[role, permission.value]
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(address_of(app, rule), method=method, headers=PAGE)
            asked += 1
            refused = answer.status_code in (401, 403)
            if row.allowed == refused or (refused and answer.status_code != row.deny):
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")

    assert wrong == []
    assert asked


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_nobody_unknown_opens_more_than_the_matrix_says(
    app: Flask, client: Client
) -> None:
    open_to_all = {
        row.deed for row in matrix() if row.allowed and row.role is Role.ANONYMOUS
    }
    wrong: list[str] = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        permission: Permission | None = getattr(view, "permission", None)
        if permission is None or rule.endpoint.startswith("security."):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(address_of(app, rule), method=method, headers=PAGE)
            asks = answer.status_code == (303 if method == "GET" else 401)
            # A page for staff may ask more than the matrix does, never less.
            if not asks and permission.value not in open_to_all:
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")
            elif asks and method == "GET":
                assert "/account/sign-in?next=" in answer.headers["Location"]

    assert wrong == []


@pytest.mark.parametrize("one", SURFACES, ids=lambda one: one.endpoint)
def test_a_surface_shows_exactly_what_is_in_scope(
    app: Flask, client: Client, one: Surface
) -> None:
    user = (one.user or somebody)(one.role)
    inside = [one.make(user, True) for _ in range(3)]
    outside = [one.make(user, False) for _ in range(3)]
    with app.test_request_context():
        address = url_for(one.endpoint, **one.values(user))
    client.sign_in(user)

    shown = client.get(address, headers=PAGE).text

    assert [text for text in inside if text not in shown] == []
    assert [text for text in outside if text in shown] == []


@pytest.mark.parametrize("one", DETAILS, ids=lambda one: one.endpoint)
def test_a_record_out_of_scope_is_as_one_that_does_not_exist(
    app: Flask, client: Client, one: Detail
) -> None:
    user = (one.user or somebody)(one.role)
    inside, outside = one.make(user, True), one.make(user, False)
    absent = {
        name: NOBODY if len(str(value)) == 36 else 0 for name, value in inside.items()
    }
    db.session.commit()
    client.sign_in(user)
    before = one.effect()

    with app.test_request_context():
        addresses = [url_for(one.endpoint, **at) for at in (outside, absent, inside)]
    beyond, nothing, within = (
        client.open(at, method=one.method, data=one.data or None, headers=PAGE)
        for at in addresses[:2] + addresses[2:]
    )

    assert beyond.status_code == nothing.status_code == 404
    bodies = [
        UUID_TEXT.sub("", TOKEN.sub("", answer.text.replace(at, "?")))
        for answer, at in ((beyond, addresses[0]), (nothing, addresses[1]))
    ]
    assert bodies[0] == bodies[1]
    same = ("Content-Type", "Cache-Control", "Content-Security-Policy")
    assert [beyond.headers.get(name) for name in same] == [
        nothing.headers.get(name) for name in same
    ]
    assert within.status_code < 400
    if one.method == "POST":
        assert one.effect() != before


def test_every_deed_of_the_matrix_is_there_once() -> None:
    counts: dict[tuple[Role, str], int] = defaultdict(int)
    for row in matrix():
        counts[row.role, row.deed] += 1
    assert set(counts.values()) == {1}
