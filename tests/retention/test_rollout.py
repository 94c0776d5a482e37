"""The start of model alerts in waves: drawn once, told once, holding nothing back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.queries import actor as actor_of
from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.audit.queries import TrailFilter, trail
from pncrecruit.db import db
from pncrecruit.officers.actions.facts import record_fact
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.officers.rules import FactKind, UnitKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.retention.actions.findings import of_model
from pncrecruit.retention.actions.rollout import draw, estimate_once
from pncrecruit.retention.actions.run import run_alerts
from pncrecruit.retention.features.inputs import NAMES
from pncrecruit.retention.models import Alert, AlertRollout
from pncrecruit.retention.queries import rollout as queries
from pncrecruit.retention.queries.models import Ranked
from pncrecruit.retention.rules.alerts import AlertRules
from pncrecruit.retention.rules.rollout import (
    SETTLING,
    AlreadyDrawn,
    StartNotAhead,
    TooFewUnits,
    TooLittlePast,
    Verdict,
    compared_months,
    may_start,
    month_after,
    starts_of,
    told_on,
    verdict,
)
from tests.conftest import Client
from tests.factories import make_actor, make_officer, make_unit, make_user

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
FIRST = date(2026, 12, 1)
SINCE = date(2018, 1, 1)
COMISARIAS = 7


@pytest.fixture
def team(app: Flask) -> Actor:
    return actor_of(make_user(Role.HR_LEAD, retention_team=True))


def make_district() -> Unit:
    """Make what comisarías lie below."""
    return make_unit(
        "DIST-NORTE", UnitKind.DISTRICT, make_unit("PNC", UnitKind.NATIONAL)
    )


def serving(unit: Unit, actor: Actor, *, left: date | None = None) -> Officer:
    """Return an officer of a unit since long ago; ``left`` says that they resigned."""
    officer = make_officer(unit)
    facts = [
        FactDraft(FactKind.APPOINTMENT, SINCE, SINCE, unit_id=unit.id),
        FactDraft(FactKind.POSTING, SINCE, SINCE, unit_id=unit.id, code="ordered"),
    ]
    if left:
        facts.append(FactDraft(FactKind.SEPARATION, left, left, code="resignation"))
    for one in facts:
        record_fact(officer, one, actor=actor, at=NOON + timedelta(days=300))
    return officer


@pytest.fixture
def units(app: Flask) -> list[Unit]:
    """Seven comisarías; from some of them somebody left in the last two years."""
    actor, district = make_actor(Role.HR_LEAD), make_district()
    made = [
        make_unit(f"{number}1", UnitKind.COMISARIA, district)
        for number in range(1, COMISARIAS + 1)
    ]
    for place, unit in enumerate(made):
        serving(unit, actor)
        serving(unit, actor, left=month_after(date(2026, 6, 15), place % 4))
    return made


def test_waves_start_every_two_months_and_the_day_of_the_estimate_is_known() -> None:
    starts = starts_of([9, 4, 7, 2, 5], FIRST, size=2, months_apart=2)

    assert [one.day for one in starts] == [
        FIRST,
        FIRST,
        date(2027, 2, 1),
        date(2027, 2, 1),
        date(2027, 4, 1),
    ]
    assert compared_months(starts) == 4
    assert told_on(FIRST, 4) == date(2027, 4, 1) + SETTLING


def test_before_an_order_nowhere_then_each_in_its_turn_others_with_the_first() -> None:
    later = {2: date(2027, 2, 1)}

    assert not may_start(1, {}, None, DAY)
    assert not may_start(1, later, FIRST, DAY)
    assert may_start(1, later, FIRST, FIRST)
    assert not may_start(2, later, FIRST, FIRST)
    assert may_start(2, later, FIRST, date(2027, 2, 1))


def test_an_interval_that_holds_nothing_says_that_nothing_can_be_told() -> None:
    said = [verdict(*ends) for ends in ((-2, -1), (1, 2), (-1, 1))]

    assert said == [Verdict.FEWER, Verdict.MORE, Verdict.OPEN]


def test_the_order_is_drawn_once_by_its_seed_and_published(
    units: list[Unit], team: Actor
) -> None:
    kept = draw(FIRST, seed=5, actor=team, at=NOON)

    again = np.random.default_rng(5).permutation(COMISARIAS)
    assert kept.order == [units[place].id for place in again.tolist()]
    assert [one.code for one in queries.places(kept)] == [
        units[place].code for place in again.tolist()
    ]
    assert kept.least > 0
    assert kept.left_before == 5  # in the four months before; two left earlier
    with pytest.raises(AlreadyDrawn):
        draw(FIRST, seed=6, actor=team, at=NOON)
    (row,) = trail(TrailFilter(verb="alert_rollout.draw"))
    assert row.subject_id == FIRST.isoformat()


def test_a_start_that_cannot_be_or_could_show_nothing_is_refused(
    app: Flask, team: Actor
) -> None:
    with pytest.raises(StartNotAhead):
        draw(date(2026, 11, 1), seed=1, actor=team, at=NOON)
    with pytest.raises(StartNotAhead):
        draw(date(2026, 12, 2), seed=1, actor=team, at=NOON)
    with pytest.raises(TooFewUnits):
        draw(FIRST, seed=1, actor=team, at=NOON)
    district = make_district()
    for number in range(6):
        make_unit(f"{number}1", UnitKind.COMISARIA, district)
    with pytest.raises(TooLittlePast):
        draw(FIRST, seed=1, actor=team, at=NOON)


def test_the_model_names_nobody_new_before_its_turn(
    units: list[Unit], team: Actor
) -> None:
    officer = serving(units[0], make_actor(Role.HR_LEAD))
    one = Ranked(officer.id, 0.5, [1.0] * len(NAMES), [100.0] * len(NAMES))

    def named(*, start: bool) -> int:
        return len(
            of_model(
                [one],
                units={officer.id: units[0].id},
                heads={units[0].id: units[0].id},
                known={},
                may_start=lambda _head: start,
                rules=AlertRules(),
            )
        )

    assert (named(start=False), named(start=True)) == (0, 1)


def test_what_rules_find_waits_for_no_turn(units: list[Unit], team: Actor) -> None:
    draw(FIRST, seed=5, actor=team, at=NOON)
    for unit in units:
        officer = serving(unit, make_actor(Role.HR_LEAD))
        for days in (5, 10, 15):
            day = DAY - timedelta(days=days)
            fact = FactDraft(FactKind.REST_CANCELLED, day, day, amount=Decimal(1))
            record_fact(officer, fact, actor=make_actor(Role.HR_LEAD), at=NOON)

    run_alerts(DAY, author=SYSTEM, at=NOON)

    heads = set(db.session.scalars(select(Alert.head_unit_id)))
    assert heads == {unit.id for unit in units}


def test_the_estimate_is_made_on_its_day_and_never_again(
    units: list[Unit], team: Actor
) -> None:
    kept = draw(FIRST, seed=5, actor=team, at=NOON)
    due = told_on(FIRST, compared_months(queries.starts(kept)))
    last = db.session.get_one(Unit, kept.order[-1])
    serving(last, make_actor(Role.HR_LEAD), left=date(2026, 12, 20))

    assert not estimate_once(due - timedelta(days=1), author=SYSTEM, at=NOON)
    assert kept.estimate == {}
    assert estimate_once(due, author=SYSTEM, at=NOON)
    found = dict(kept.estimate)
    assert not estimate_once(due + timedelta(days=90), author=SYSTEM, at=NOON)

    assert kept.estimate == found
    assert found["left"] == 1
    assert found["effect"] < 0  # it was one that had not started
    assert found["low"] <= found["effect"] <= found["high"]


def test_all_read_the_order_and_the_team_alone_what_it_shows(
    client: Client, units: list[Unit], team: Actor
) -> None:
    client.sign_in(make_user(Role.HR_LEAD, retention_team=True))
    before = client.get("/retention/start")
    refused = client.post("/retention/start", data={"starts_on": "02/01/2030"})
    draw(FIRST, seed=5, actor=team, at=NOON)
    ours = client.get("/retention/start").text

    assert "Draw the order" in before.text
    assert refused.status_code == 422
    assert "Not enough yet" in ours
    assert "Least difference that would probably be seen" in ours
    client.sign_in(make_user(Role.MANAGER, unit=units[0]))
    theirs = client.get("/retention/start").text
    assert "Unit 11" in theirs
    assert "Least difference" not in theirs
    client.sign_in(make_user(Role.HR_LEAD))
    assert client.post("/retention/start", data={}).status_code == 404
    assert len(db.session.scalars(select(AlertRollout)).all()) == 1
