"""A page of figures is made anew when something changed, and for nobody else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask

from pncrecruit.access.guard import require
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM, record
from pncrecruit.db import db
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.jobs.actions import record_run
from pncrecruit.persons.kinds import Sex
from tests.conftest import Client, Sent
from tests.equity.conftest import World
from tests.factories import NOON, TODAY, make_user

Statements = Callable[[], AbstractContextManager[list[Sent]]]
PAGES = ("/equity/funnel", "/equity/representation")
EVERY_PAGE = (
    *PAGES,
    "/equity/attrition",
    "/equity/impact",
    "/equity/projection",
    "/equity/small-groups",
)


@pytest.fixture
def served(world: World) -> World:
    world.serve("maya", 30, sex=Sex.FEMALE)
    world.serve("ladino", 40)
    world.apply("maya", 30)
    world.snapshot()
    return world


def again(client: Client, page: str, tag: str | None) -> Any:
    assert tag
    return client.get(page, headers={"If-None-Match": tag})


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_an_unchanged_page_is_not_sent_again(
    client: Client, served: World, page: str, statements: Statements
) -> None:
    client.sign_in(served.hr)
    first = client.get(page)

    with statements() as seen:
        second = again(client, page, first.headers["ETag"])

    assert (first.status_code, second.status_code) == (200, 304)
    assert not second.data
    for answer in (first, second):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" in answer.headers["Vary"]
    asked = [one for one in seen if one.text.startswith("SELECT")]
    assert len(asked) == 2  # the session with its roles, the version


@pytest.mark.parametrize("page", PAGES)
def test_a_deed_or_a_job_makes_it_new(client: Client, served: World, page: str) -> None:
    client.sign_in(served.hr)
    tags = [client.get(page).headers["ETag"]]

    record("unit.renamed", ("unit", 1), author=SYSTEM, at=NOON, name=("a", "b"))
    answer = again(client, page, tags[0])
    tags.append(answer.headers["ETag"])
    record_run("officers", day=TODAY, started_at=NOON, ended_at=NOON)
    newer = again(client, page, tags[1])
    tags.append(newer.headers["ETag"])

    assert (answer.status_code, newer.status_code) == (200, 200)
    assert len(set(tags)) == 3


def test_nobody_gets_the_page_of_another(client: Client, served: World) -> None:
    """Not of another account, session, role, language, address; not after leaving."""
    page = PAGES[0]
    client.sign_in(served.hr)
    tag = client.get(page).headers["ETag"]
    assert again(client, page, tag).status_code == 304
    assert again(client, f"{page}?call={served.call.code}", tag).status_code == 200

    served.hr.language = "en" if served.hr.language != "en" else "es_GT"
    other = again(client, page, tag)
    assert (other.status_code, other.headers["ETag"] == tag) == (200, False)

    client.sign_in(served.hr)
    assert again(client, page, other.headers["ETag"]).status_code == 200
    client.sign_in(make_user(Role.HR_LEAD))
    assert again(client, page, other.headers["ETag"]).status_code == 200
    client.sign_in(make_user(Role.ADMIN))
    assert again(client, page, other.headers["ETag"]).status_code == 403
    client.delete_cookie("session")
    assert again(client, page, other.headers["ETag"]).status_code in {303, 401}


def test_a_page_with_a_message_is_made_and_not_kept(
    client: Client, served: World
) -> None:
    page = PAGES[0]
    client.sign_in(served.hr)
    tag = client.get(page).headers["ETag"]
    with client.session_transaction() as session:
        session["_flashes"] = [("success", "The figures were made.")]

    told, after = again(client, page, tag), again(client, page, tag)

    assert "The figures were made." in told.text
    assert "ETag" not in told.headers
    assert told.headers["Cache-Control"] == "no-store"
    assert after.status_code == 304


def test_a_page_that_logs_its_readers_logs_each_of_them(
    app: Flask, client: Client, served: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    @require(Permission.EQUITY_FIGURES_VIEW, logs_view=True)
    @unless_unchanged
    def page() -> str:
        read.append("page")
        record("figures.read", ("page", 1), author=SYSTEM, at=NOON)
        db.session.commit()
        return "figures"

    monkeypatch.setitem(app.view_functions, "equity.funnel", page)
    client.sign_in(served.hr)

    answers = [client.get(PAGES[0]) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert all("ETag" not in one.headers for one in answers)
    assert len(read) == 2
