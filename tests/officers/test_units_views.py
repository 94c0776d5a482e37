"""The pages of units: the tree, one unit, and what a second person decides."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.actions import approvals
from pncrecruit.access.models import Approval
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import ApprovalClosed, Role, SecondPersonNeeded
from pncrecruit.db import db
from pncrecruit.officers.actions import units as actions
from pncrecruit.officers.queries import unit_records as records
from pncrecruit.officers.queries import units as queries
from pncrecruit.officers.rules import UnitKind
from pncrecruit.officers.rules import units as rules
from tests.conftest import Client
from tests.factories import (
    NOON,
    make_country,
    make_officer,
    make_person,
    make_source,
    make_unit,
    make_user,
    unit_of,
)

NEW = {
    "kind": "substation",
    "parent": "23",
    "code": "23-12",
    "name": "Subestación Olopa",
    "municipality": "2006",
    "establishment": "18",
    "since": "01/11/2026",
    "reason": "Orden general 12-2026",
}


def test_everyone_at_work_sees_the_tree(client: Client) -> None:
    units = make_country()
    make_officer(units["23-11"])
    for role in (Role.RECRUITER, Role.HR_LEAD, Role.MANAGER, Role.ADMIN, Role.AUDITOR):
        client.sign_in(make_user(role))

        page = client.get("/units").text

        assert "Unit 23" in page
        assert ("/units/new" in page) == (role is Role.HR_LEAD)
    assert "23-11" not in page  # sites are shown when asked for, or searched
    assert "23-11" in client.get("/units?all=1").text
    assert "23-11" in client.get("/units?q=unit+23-11").text


def test_the_tree_of_another_day_and_a_day_that_is_none(client: Client) -> None:
    make_country()
    client.sign_in(make_user(Role.AUDITOR))

    assert "Unit 62" in client.get("/units?on=01/05/2020").text
    assert "Unit 62" not in client.get("/units?on=31/12/2015").text
    wrong = client.get("/units?on=31/02/2020")
    assert wrong.status_code == 200
    assert "This is not a day: 31/02/2020" in wrong.text


def test_a_unit_shows_who_serves_and_what_it_was(client: Client) -> None:
    units = make_country()
    make_officer(units["23-11"])
    client.sign_in(make_user(Role.MANAGER))

    page = client.get("/units/23").text

    assert "Who serves, by rank" in page
    assert "01/01/2016" in page
    assert "/units/23/edit" not in page
    assert client.get("/units/99").status_code == 404


def test_a_new_unit_is_there_once_a_second_person_said_yes(client: Client) -> None:
    make_country()
    lead, second = make_user(Role.HR_LEAD), make_user(Role.HR_LEAD)
    client.sign_in(lead)

    answer = client.post("/units/new", data=NEW)

    assert answer.status_code == 303
    assert queries.by_code("23-12") is None
    request = db.session.scalars(select(Approval)).one()
    assert f"/access/approvals/{request.public_id}" in client.get("/units").text
    assert (
        "Subestación Olopa" in client.get(f"/access/approvals/{request.public_id}").text
    )
    with pytest.raises(SecondPersonNeeded):
        approvals.decide(request, approve=True, actor=actor(lead), at=request.asked_at)

    client.sign_in(second)
    decided = client.post(
        f"/access/approvals/{request.public_id}", data={"decision": "approve"}
    )

    assert decided.status_code == 303
    made = unit_of("23-12")
    assert (made.name, made.municipality) == ("Subestación Olopa", "2006")
    assert made.establishment == 18


def test_two_accounts_of_one_person_are_one(client: Client) -> None:
    make_country()
    person = make_person()
    first = make_user(Role.HR_LEAD, person=person)
    other = make_user(Role.HR_LEAD, person=person)
    client.sign_in(first)
    client.post("/units/new", data=NEW)
    request = db.session.scalars(select(Approval)).one()

    client.sign_in(other)
    answer = client.post(
        f"/access/approvals/{request.public_id}", data={"decision": "approve"}
    )

    assert answer.status_code == 403
    assert queries.by_code("23-12") is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"code": "62-1"}, "This code does not fit"),
        ({"code": "23"}, "This code does not fit"),
        ({"parent": ""}, "Say which unit it lies below"),
        ({"since": "31/02/2026"}, "Not a valid date"),
        ({"since": "01/01/2099"}, "cannot lie in the future"),
        ({"establishment": "-4"}, "from 0 to 100,000"),
        ({"establishment": "cien"}, "Not a valid integer"),
        ({"reason": ""}, "This field is required"),
        ({"kind": "galaxy"}, "Not a valid choice"),
    ],
)
def test_a_wrong_unit_is_told_at_its_field_and_keeps_what_was_typed(
    client: Client, changes: dict[str, str], message: str
) -> None:
    make_country()
    client.sign_in(make_user(Role.HR_LEAD))

    answer = client.post("/units/new", data=NEW | changes)

    assert answer.status_code == 422
    assert message in answer.text
    assert "Subestación Olopa" in answer.text
    assert db.session.scalars(select(Approval)).all() == []


def test_a_request_dies_when_the_record_changed(client: Client) -> None:
    units = make_country()
    lead, second = make_user(Role.HR_LEAD), make_user(Role.HR_LEAD)
    client.sign_in(lead)
    client.post(
        "/units/23/move",
        data={
            "parent": "DIST-NORTE",
            "kind": "comisaria",
            "since": "01/11/2026",
            "reason": "Orden",
        },
    )
    request = db.session.scalars(select(Approval)).one()
    assert (
        "Unit DIST-NORTE" in client.get(f"/access/approvals/{request.public_id}").text
    )
    unit = unit_of("23")
    actions.update(
        unit,
        rules.UnitFacts("Otro nombre", None, 200, 5),
        version=unit.version,
        since=NOON.date(),
        author=actor(lead).author,
        at=NOON,
    )
    db.session.flush()

    with pytest.raises(ApprovalClosed):
        approvals.decide(
            request, approve=True, actor=actor(second), at=request.asked_at
        )

    assert unit_of("23").parent_id == units["DIST-ORIENTE"].id


def test_a_move_and_a_closing_are_done_as_asked(client: Client) -> None:
    make_country()
    lead, second = make_user(Role.HR_LEAD), make_user(Role.HR_LEAD)
    client.sign_in(lead)
    moved = {
        "parent": "DIST-NORTE",
        "kind": "comisaria",
        "since": "01/11/2026",
        "reason": "Orden",
    }
    assert client.post("/units/23/move", data=moved).status_code == 303
    assert (
        client.post(
            "/units/23-11/close", data={"since": "02/11/2026", "reason": "Orden"}
        ).status_code
        == 303
    )
    for request in db.session.scalars(select(Approval)).all():
        approvals.decide(
            request, approve=True, actor=actor(second), at=request.asked_at
        )

    assert [one.code for one in queries.path(unit_of("23").id)][1] == "DIST-NORTE"
    assert unit_of("23-11").closed_on is not None
    assert "closed on 02/11/2026" in client.get("/units/23-11").text


def test_of_two_editors_the_second_sees_both_versions(client: Client) -> None:
    make_country()
    client.sign_in(make_user(Role.HR_LEAD))
    read = str(unit_of("23").version)
    form = {
        "name": "Comisaría Chiquimula",
        "municipality": "2001",
        "establishment": "210",
        "alert_budget": "5",
        "since": "01/11/2026",
        "version": read,
    }
    assert client.post("/units/23/edit", data=form).status_code == 303

    second = client.post("/units/23/edit", data=form | {"name": "Comisaría Oriente"})

    assert second.status_code == 409
    assert "Comisaría Chiquimula" in second.text
    assert "Comisaría Oriente" in second.text
    assert unit_of("23").name == "Comisaría Chiquimula"
    present = str(unit_of("23").version)
    again = form | {"name": "Comisaría Oriente", "version": present}
    assert client.post("/units/23/edit", data=again).status_code == 303
    assert unit_of("23").name == "Comisaría Oriente"


def test_what_a_site_offers_is_said_and_kept(client: Client) -> None:
    make_country()
    client.sign_in(make_user(Role.HR_LEAD))
    version = str(unit_of("23-11").version)
    form = {
        "womens_quarters": "no",
        "womens_baths": "unknown",
        "water": "yes",
        "beds": "12",
        "since": "01/11/2026",
        "version": version,
    }

    assert client.post("/units/23-11/facilities", data=form).status_code == 303

    (row,) = records.facilities(unit_of("23-11").id)
    assert (row.womens_quarters, row.womens_baths, row.water) == (False, None, True)
    stale = client.post("/units/23-11/facilities", data=form | {"beds": "14"})
    assert stale.status_code == 409
    assert 'value="14"' in stale.text


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER, Role.ADMIN])
@pytest.mark.parametrize(
    "path", ["new", "23/edit", "23/move", "23/close", "23/facilities", "99/edit"]
)
def test_only_hr_leads_change_the_tree(client: Client, role: Role, path: str) -> None:
    make_country()
    client.sign_in(make_user(role))

    for answer in (client.get(f"/units/{path}"), client.post(f"/units/{path}")):
        assert answer.status_code == 403


def test_pages_ask_as_often_for_many_units_as_for_few(
    app: Flask,
    client: Client,
    same_statements: Callable[[Callable[[int], object], Callable[[], object]], int],
) -> None:
    units, source = make_country(), make_source()
    client.sign_in(make_user(Role.HR_LEAD))
    made: list[Any] = []

    def grow(rows: int) -> None:
        while len(made) < rows:
            site = make_unit(f"62-{len(made) + 1}", UnitKind.SUBSTATION, units["62"])
            make_officer(site, source=source)
            made.append(site)

    assert same_statements(grow, lambda: client.get("/units?all=1")) < 12
    made.clear()
    units["62"] = units["23"]

    def grow_below(rows: int) -> None:
        while len(made) < rows:
            site = make_unit(f"23-{len(made) + 100}", UnitKind.SUBSTATION, units["23"])
            make_officer(site, source=source)
            made.append(site)

    assert same_statements(grow_below, lambda: client.get("/units/23")) < 20
