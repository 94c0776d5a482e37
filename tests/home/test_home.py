"""The home pages: each role's own, what waits there, few statements, in Spanish."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from pncrecruit.access.models import Approval, User
from pncrecruit.access.queries import approvals
from pncrecruit.access.rules import ApprovalState, Role
from pncrecruit.audit.actions import SYSTEM, record
from pncrecruit.audit.rules import Outcome
from pncrecruit.db import db, local_day, now
from pncrecruit.home import queries
from pncrecruit.jobs.models import JobRun
from pncrecruit.persons.kinds import CuiState, Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.actions.call_requests import PUBLISH
from pncrecruit.recruitment.models import Application
from tests.conftest import Client, Sent
from tests.factories import (
    make_application,
    make_batch,
    make_call,
    make_country,
    make_officer,
    make_recruiter,
    make_user,
)

TITLES = {
    Role.HR_LEAD: "Panorama",
    Role.MANAGER: "Mi gente",
    Role.ADMIN: "Administración",
    Role.AUDITOR: "Bitácora",
    Role.RECRUITER: "Hoy",
}
ENGLISH = re.compile(
    r"\b(the|and|your|this|with|nobody|waits?|today|serving|women|none)\b",
    re.IGNORECASE,
)
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
Counter = Callable[[], AbstractContextManager[list[Sent]]]


def text_of(page: str) -> str:
    """Return the words of the page's own part, without the frame around it."""
    return TAGS.sub(" ", page[page.index("<main") : page.index("</main>")])


def own_page(client: Client, user: User, **arguments: str) -> str:
    user.language = "es_GT"
    client.sign_in(user)
    answer = client.get("/", query_string=arguments)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("role", TITLES)
def test_every_role_lands_on_its_own_page(client: Client, role: Role) -> None:
    page = own_page(client, make_user(role))

    assert f"<title>{TITLES[role]} ·" in page
    assert ENGLISH.findall(text_of(page)) == []


def test_who_is_nobody_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get("/", headers={"Accept": "text/html"})

    assert answer.status_code == 303
    assert "sign-in" in answer.location


def test_several_roles_see_the_first_and_links_to_the_others(client: Client) -> None:
    user = make_user(Role.AUDITOR, Role.HR_LEAD)

    page = own_page(client, user)
    assert "<title>Panorama ·" in page
    assert "/?role=auditor" in page

    assert "<title>Bitácora ·" in own_page(client, user, role="auditor")
    # A role that one does not have is not a page of one's own.
    assert "<title>Panorama ·" in own_page(client, user, role="admin")


def test_a_recruiter_sees_only_the_people_of_their_offices(client: Client) -> None:
    call = make_call()
    units = make_country()
    here, there = units["23"], units["62"]
    mine, other = make_recruiter(call, here), make_recruiter(call, there)
    own = make_application(call, here, mine)
    whole = db.session.get_one(Person, own.person_id)
    whole.cui_state = CuiState.CHECKED
    elsewhere = [make_application(call, there, other) for _ in range(2)]
    batch = make_batch(call, there)
    batch.returned, batch.state = 3, queries.STANDING_BATCHES[0]
    db.session.flush()

    page = text_of(own_page(client, _user(mine.user_id)))
    assert "1 persona espera un paso de usted" in page
    assert "feria.xlsx" not in page

    for one in elsewhere:
        person = db.session.get_one(
            Person, db.session.get_one(Application, one.id).person_id
        )
        person.cui_state = CuiState.REVIEW
    db.session.flush()
    assert "Hoy ninguno." in text_of(own_page(client, _user(mine.user_id)))
    page = text_of(own_page(client, _user(other.user_id)))
    assert "2 personas esperan un paso de usted" in page
    assert "Hoy ninguno." not in page


def _user(user_id: int) -> User:
    return db.session.get_one(User, user_id)


def test_a_recruiter_can_register_while_the_call_takes_applicants(
    client: Client,
) -> None:
    today = local_day(now())
    office = make_country()["23"]
    taking = make_call(
        "A-2026", opens_on=today - timedelta(days=3), closes_on=today + timedelta(9)
    )
    over = make_call("B-2026", closes_on=today + timedelta(9))
    over.closes_on = today - timedelta(days=1)
    db.session.flush()
    for call, offered in ((taking, True), (over, False)):
        page = own_page(client, _user(make_recruiter(call, office).user_id))
        assert (f"/recruitment/calls/{call.code}/applicants/new" in page) is offered


def test_a_manager_sees_the_strength_of_the_own_unit_and_below(client: Client) -> None:
    units = make_country()
    for _ in range(3):
        make_officer(units["23-11"], sex=Sex.MALE)
    make_officer(units["23"])
    make_officer(units["62"])

    manager = make_user(Role.MANAGER, unit=units["23"])
    page = " ".join(text_of(own_page(client, manager)).split())

    assert "En servicio 4 " in page
    assert "Plazas previstas 280 " in page
    assert "Mujeres 1 25.0" in page
    assert "Unit 62" not in page


def test_a_request_waits_for_the_second_person_and_not_for_the_first(
    client: Client,
) -> None:
    first, second = make_user(Role.HR_LEAD), make_user(Role.HR_LEAD)
    make_call(published=False)
    asked = Approval(
        kind=PUBLISH,
        subject_kind="recruitment_call",
        subject_id="LIX-2026",
        payload={"code": "LIX-2026"},
        base_version=1,
        asked_by_id=first.id,
        asked_at=now(),
        expires_at=now() + timedelta(hours=72),
        state=ApprovalState.PENDING,
    )
    db.session.add(asked)
    db.session.flush()
    assert len(approvals.waiting(now())) == 1

    assert "1 solicitud espera su decisión." in own_page(client, second)
    assert "Ninguna solicitud espera su decisión." in own_page(client, first)


def test_an_administrator_sees_only_what_failed_the_last_time(client: Client) -> None:
    start = now() - timedelta(days=2)
    for name, results in (("figures", (False, True)), ("alerts", (True, False))):
        for hours, succeeded in enumerate(results):
            run = JobRun(
                name=name,
                day=start.date(),
                started_at=start + timedelta(hours=hours),
                succeeded=succeeded,
            )
            db.session.add(run)
            db.session.flush()

    page = text_of(own_page(client, make_user(Role.ADMIN)))

    assert "1 tarea falló la última vez que se ejecutó." in page
    assert "alerts" in page
    assert "figures" not in page


def test_an_auditor_sees_what_was_refused_in_the_week(client: Client) -> None:
    for days in (1, 9):
        record(
            "access.refused",
            ("permission", f"deed-{days}"),
            author=SYSTEM,
            at=now() - timedelta(days=days),
            outcome=Outcome.REFUSED,
        )
    page = own_page(client, make_user(Role.AUDITOR))

    assert "deed-1" in page
    assert "deed-9" not in page


@pytest.mark.parametrize("role", TITLES)
def test_a_home_page_asks_little(
    app: Flask, client: Client, role: Role, statements: Counter
) -> None:
    client.sign_in(make_user(role, unit=make_country()["23"]))
    client.get("/")  # what is asked once a process is asked here
    with statements() as page:
        client.get("/")
    with statements() as frame:
        client.get("/access/profile")

    session = [sent.text for sent in frame if _of_the_session(sent.text)]
    own = [sent.text for sent in page if not _of_the_session(sent.text)]
    assert session  # the account and its roles are asked for by every page
    assert len(own) <= 8, "\n".join(own)


def _of_the_session(text: str) -> bool:
    tables = ("server_session", "user_account", "role_grant", "call_assignment")
    return any(f"FROM {name}" in text or f"UPDATE {name}" in text for name in tables)


def test_a_recruiters_page_asks_the_same_for_many(
    client: Client, same_statements: Callable[..., int]
) -> None:
    call, office = make_call(), make_country()["23"]
    recruiter = make_recruiter(call, office)
    made: list[object] = []

    def grow(size: int) -> None:
        while len(made) < size:
            made.append(make_application(call, office, recruiter))

    def load() -> None:
        client.sign_in(_user(recruiter.user_id))
        assert client.get("/").status_code == 200

    same_statements(grow, load)


def test_health_is_told_to_anyone(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_health_says_when_the_database_is_away(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object, **_named: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("no connection"))

    monkeypatch.setattr("sqlalchemy.orm.session.Session.execute", away)
    answer = app.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (503, {"status": "unavailable"})
