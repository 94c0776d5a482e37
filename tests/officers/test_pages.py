"""The pages of officers: who sees whom, how a record reads, who must say why."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from pncrecruit.access.rules import Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.officers import actions
from pncrecruit.officers.models import Officer
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from tests.conftest import Client
from tests.factories import (
    NOON,
    make_actor,
    make_country,
    make_officer,
    make_user,
    unit_of,
)

SINCE = date(2020, 1, 1)


@pytest.fixture
def officer(client: Client) -> Officer:
    """An officer of site 23-11 whose home lies elsewhere."""
    units = make_country()
    made = make_officer(units["23-11"])
    actor = make_actor()
    for draft in (
        FactDraft(FactKind.APPOINTMENT, SINCE, SINCE),
        FactDraft(FactKind.RANK, SINCE, SINCE, code="agente"),
        FactDraft(FactKind.POSTING, SINCE, SINCE, unit_id=units["23-11"].id),
        FactDraft(FactKind.HOME, SINCE, SINCE, code="1601"),
        FactDraft(FactKind.COMPLAINT, SINCE, SINCE, code="Secret matter"),
    ):
        actions.record_fact(made, draft, actor=actor, at=NOON)
    return made


def test_a_manager_sees_the_own_unit_and_below_and_nobody_else(
    client: Client, officer: Officer
) -> None:
    address = f"/officers/{officer.public_id}"
    client.sign_in(make_user(Role.MANAGER, unit=unit_of("23")))
    assert "Tzul" in client.get("/officers").text
    assert client.get(address).status_code == 200

    client.sign_in(make_user(Role.MANAGER, unit=unit_of("DIST-NORTE")))

    assert "Tzul" not in client.get("/officers").text
    assert client.get(address).status_code == 404
    assert client.get(f"/officers/{uuid4()}").status_code == 404


def test_the_record_tells_the_present_and_leaves_discipline_out(
    client: Client, officer: Officer
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))

    page = client.get(f"/officers/{officer.public_id}").text

    assert "Police Agent" in page
    assert "Cobán" in page
    assert "Secret matter" not in page


def test_an_auditor_reads_a_masked_list_and_gives_a_reason_for_one(
    client: Client, officer: Officer
) -> None:
    client.sign_in(make_user(Role.AUDITOR))
    address = f"/officers/{officer.public_id}"

    assert "Tzul" not in client.get("/officers").text
    asked = client.get(address).text
    assert "Tzul" not in asked
    assert client.post(address, data={"reason": ""}).status_code == 422
    told = client.post(address, data={"reason": "Complaint 12-2026"})

    assert told.status_code == 200
    assert "Tzul" in told.text
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "officer.read")
    ).one()
    assert entry.subject_id == str(officer.public_id)


@pytest.mark.parametrize("words", ["tzul", "TZÚL maría", "ixcoy"])
def test_names_are_found_without_accents_and_in_any_order(
    client: Client, officer: Officer, words: str
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))

    assert "Tzul" in client.get("/officers", query_string={"q": words}).text
    assert "Tzul" not in client.get("/officers?q=nobody").text


def test_the_list_asks_as_often_for_50_as_for_10(
    client: Client, same_statements: Callable[..., int]
) -> None:
    unit = make_country()["23-11"]
    client.sign_in(make_user(Role.HR_LEAD))
    made: list[Officer] = []

    def grow(rows: int) -> None:
        while len(made) < rows:
            made.append(make_officer(unit))

    assert same_statements(grow, lambda: client.get("/officers")) <= 10


def test_a_page_follows_a_page_and_no_name_stands_in_its_address(
    client: Client,
) -> None:
    unit = make_country()["23-11"]
    for _ in range(55):
        make_officer(unit)
    client.sign_in(make_user(Role.HR_LEAD))

    first = client.get("/officers").text

    assert first.count('class="row-link"') == 50
    assert "tzul" not in first.lower().split('rel="next"')[0].rsplit("href", 1)[1]
    after = first.split("after=")[1].split('"')[0].split("&")[0]
    assert client.get(f"/officers?after={after}").text.count('class="row-link"') == 5


def test_data_quality_is_for_those_who_may_read_imports(client: Client) -> None:
    client.sign_in(make_user(Role.HR_LEAD))
    assert client.get("/officers/data-quality").status_code == 200
    client.sign_in(make_user(Role.MANAGER, unit=make_country()["23"]))
    assert client.get("/officers/data-quality").status_code == 403
