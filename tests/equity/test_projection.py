"""The projection's page: levers, what a target needs, scenarios kept and compared."""

from datetime import date

import numpy as np
import pytest
from sqlalchemy import select

from pncrecruit.access.rules import Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.equity.figures.flows import Record, flows, stock_of
from pncrecruit.equity.models import ProjectionScenario
from pncrecruit.equity.rules import MOST_SCENARIOS
from pncrecruit.officers.models import Officer, ServiceFact
from pncrecruit.officers.rules import FactKind
from pncrecruit.persons.kinds import Sex
from tests.conftest import Client
from tests.equity.conftest import World
from tests.equity.test_pages import rows_of
from tests.factories import NOON, make_user

LEVERS = {
    "group": "women",
    "entrants": "100",
    "intake": "50",
    "graduate": "90",
    "exits": "1",
    "rising": "1",
    "target": "30",
    "year": "10",
    "ranks": "",
}
DAY = 365.25


def test_flows_are_those_of_a_record_made_to_measure() -> None:
    # A thousand officers a year; each year one in ten of those who serve leaves.
    random = np.random.default_rng(7)
    n, starts = 6000, [int(one * DAY) for one in range(20, 26)]
    appointed = np.full(n, int(15.5 * DAY))
    left = np.full(n, 1 << 18)
    for start in starts[:-1]:
        serves = np.flatnonzero(left == 1 << 18)
        gone = random.random(serves.size) < 0.1
        left[serves[gone]] = start + 100
    woman = np.arange(n) % 4 == 0
    ranked = np.full((n, 3), 1 << 18)
    ranked[:, 0] = appointed
    record = Record(woman, appointed, left, np.ones(n, dtype=np.bool_), ranked)

    made = flows(record, starts)

    assert made["leave"][4] == pytest.approx(0.1, abs=0.01)
    assert made["leave_factor"] == pytest.approx([1.0, 1.0], abs=0.12)
    assert made["end"] == [0.0] * 31
    assert made["joined"] == 0
    stock = stock_of(record, starts[-1])
    assert stock.sum() == (left == 1 << 18).sum()
    assert stock[:, :, 9].sum() == stock[:, :, 10].sum() + stock.sum()


def recorded(officers: list[Officer], left_on: date | None = None) -> None:
    for officer in officers:
        facts: list[tuple[FactKind, date, str | None]] = [
            (FactKind.APPOINTMENT, officer.appointed_on, None)
        ]
        facts.append((FactKind.RANK, officer.appointed_on, "agente"))
        if left_on:
            facts.append((FactKind.SEPARATION, left_on, "resignation"))
        for kind, day, code in facts:
            db.session.add(
                ServiceFact(
                    officer_id=officer.id,
                    kind=kind,
                    valid_from=day,
                    known_on=day,
                    code=code,
                    recorded_at=NOON,
                    source_id=officer.source_id,
                )
            )
    db.session.flush()


def force(world: World) -> None:
    recorded(world.serve("ladino", 20, sex=Sex.FEMALE))
    recorded(world.serve("maya", 60))
    recorded(world.serve("ladino", 30, appointed_on=date(2023, 3, 1)))
    left = date(2025, 5, 1)
    recorded(world.serve("ladino", 6, separated_on=left), left)
    world.snapshot()


def test_levers_change_the_course_and_the_curve_says_what_a_target_needs(
    client: Client, world: World
) -> None:
    force(world)
    client.sign_in(world.hr)

    today = client.get("/equity/projection")
    moved = client.get("/equity/projection", query_string=LEVERS)
    rows = rows_of(client.get("/equity/projection.csv", query_string=LEVERS).text)

    assert today.status_code == 200
    assert "Women: 18.2" in today.text
    assert "The target of 30.0" in moved.text
    assert rows[1][:3] == ["2026", "20", "110"]
    assert [row[0] for row in rows[1:]] == [str(year) for year in range(2026, 2037)]
    # Half of a hundred a year enter, nine of ten of them finish.
    assert int(rows[2][1]) == pytest.approx(20 + 45, abs=2)
    by_rank = client.get(
        "/equity/projection", query_string={**LEVERS, "ranks": "agents"}
    )
    assert "it is too narrow" in by_rank.text
    assert "it is too narrow" not in moved.text


def test_a_scenario_is_kept_compared_and_withdrawn_with_a_trace(
    client: Client, world: World
) -> None:
    force(world)
    client.sign_in(world.hr)

    answer = client.post(
        "/equity/projection/scenarios", data={**LEVERS, "name": "Half women"}
    )

    assert answer.status_code == 302
    assert "Half women" in client.get(answer.location).text
    kept = db.session.scalars(select(ProjectionScenario)).one()
    assert kept.levers["intake"] == 0.5
    gone = client.post(f"/equity/projection/scenarios/{kept.public_id}/withdraw")
    assert gone.status_code == 302
    assert "No scenario is kept" in client.get("/equity/projection").text
    verbs = set(db.session.scalars(select(AuditEntry.verb)))
    assert {"projection.keep", "projection.withdraw"} <= verbs


def test_a_scenario_without_a_name_or_one_too_many_is_refused(
    client: Client, world: World
) -> None:
    force(world)
    client.sign_in(world.hr)

    assert client.post("/equity/projection/scenarios", data=LEVERS).status_code == 422
    wrong = {**LEVERS, "name": "x", "intake": "140"}
    assert client.post("/equity/projection/scenarios", data=wrong).status_code == 422
    for number in range(MOST_SCENARIOS):
        data = {**LEVERS, "name": f"Scenario {number}"}
        client.post("/equity/projection/scenarios", data=data)
    more = client.post(
        "/equity/projection/scenarios", data={**LEVERS, "name": "One more"}
    )
    assert more.status_code == 409


def test_a_projection_is_for_those_who_plan(client: Client, world: World) -> None:
    client.sign_in(make_user(Role.RECRUITER))
    assert client.get("/equity/projection").status_code == 403

    client.sign_in(make_user(Role.AUDITOR))
    assert "nothing to start from" in client.get("/equity/projection").text
    data = {**LEVERS, "name": "x"}
    assert client.post("/equity/projection/scenarios", data=data).status_code == 403


def test_the_page_is_in_spanish_too(client: Client, world: World) -> None:
    force(world)
    world.hr.language = "es_GT"
    client.sign_in(world.hr)

    assert "Lo que necesita la meta" in client.get("/equity/projection").text
