"""The run within budgets: the line, the unit's case, silence, hand-over, the past."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import actor as actor_of
from pncrecruit.access.rules import GrantState, Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.audit.queries import TrailFilter, trail
from pncrecruit.db import db
from pncrecruit.officers.actions.facts import correct_fact, record_fact
from pncrecruit.officers.models import Facility, Officer, ServiceFact, Unit
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.persons.kinds import Sex
from pncrecruit.retention.actions.alerts import answer, close, finish
from pncrecruit.retention.actions.outcomes import compute_outcomes
from pncrecruit.retention.actions.passing import hand_over, pass_on
from pncrecruit.retention.actions.run import Run, run_alerts
from pncrecruit.retention.models import Alert, AlertAnswer, AlertOutcome
from pncrecruit.retention.queries.alerts import alert_page
from pncrecruit.retention.queries.desks import desks, line, sites_of
from pncrecruit.retention.rules import AlertState, AnswerKind, OutcomeState
from tests.conftest import Client
from tests.factories import make_actor, make_country, make_officer, make_user, tell_all

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
SINCE = date(2024, 1, 1)
EVERYTHING = Role.HR_LEAD
LIST = Permission.ALERT_LIST


@pytest.fixture
def units(app: Flask) -> dict[str, Unit]:
    made = make_country()
    made["23"].alert_budget = 2
    db.session.flush()
    return made


def fact(officer: Officer, kind: FactKind, start: date, **more: object) -> None:
    draft = FactDraft(kind, start, start, **more)  # type: ignore[arg-type]
    record_fact(officer, draft, actor=make_actor(Role.HR_LEAD), at=NOON)


def posted(unit: Unit, sex: Sex = Sex.MALE) -> Officer:
    officer = make_officer(unit, sex=sex)
    fact(officer, FactKind.POSTING, SINCE, unit_id=unit.id, code="ordered")
    return officer


def move(officer: Officer, unit: Unit, day: date) -> None:
    """Post an officer elsewhere: the old posting ends as the new one begins."""
    old = db.session.scalars(
        select(ServiceFact).where(
            ServiceFact.officer_id == officer.id, ServiceFact.kind == FactKind.POSTING
        )
    ).one()
    draft = FactDraft(
        FactKind.POSTING,
        old.valid_from,
        day,
        valid_to=day,
        unit_id=old.unit_id,
        code="ordered",
        reason="traslado",
    )
    correct_fact(officer, old.id, draft, actor=make_actor(EVERYTHING), at=NOON)
    fact(officer, FactKind.POSTING, day, unit_id=unit.id, code="asked")


def worn(unit: Unit, day: date = DAY) -> Officer:
    """Return an officer whose rest was cancelled three times of late."""
    officer = posted(unit)
    for days in (5, 10, 15):
        fact(officer, FactKind.REST_CANCELLED, day - timedelta(days=days), amount=1)
    return officer


def run(day: date = DAY) -> Run:
    """Run a night, and tell whoever has a case of it at once."""
    done = run_alerts(day, author=SYSTEM, at=NOON + (day - DAY))
    tell_all()
    return done


def cases(*states: AlertState) -> list[Alert]:
    wanted = states or tuple(AlertState)
    return list(
        db.session.scalars(
            select(Alert).where(Alert.state.in_(wanted)).order_by(Alert.id)
        )
    )


def states() -> list[AlertState]:
    return [one.state for one in cases()]


def give(alert: Alert, user: User | None = None) -> AlertAnswer:
    return answer(
        alert,
        AnswerKind.ACTION,
        action="agree_shift",
        reason="",
        due_on=DAY + timedelta(days=7),
        today=DAY,
        actor=actor_of(user) if user else make_actor(Role.MANAGER),
        at=NOON,
    )


def test_a_head_gets_no_more_in_a_month_than_the_budget_and_the_rest_waits(
    units: dict[str, Unit],
) -> None:
    for _ in range(5):
        worn(units["23-11"])
    worn(units["62"])

    done = run()

    assert (done.found, done.raised, done.waiting) == (6, 3, 3)
    (desk,) = [
        one
        for one in desks(
            make_actor(EVERYTHING).scope(LIST), retention_team=True, day=DAY
        )
        if one.code == "23"
    ]
    assert (desk.budget, desk.taken, desk.waiting) == (2, 2, 3)
    waiting = cases(AlertState.WAITING)
    assert all(one.raised_on is None and one.due_on is None for one in waiting)


def test_an_answer_frees_no_place_in_its_month_and_the_next_month_brings_new_ones(
    units: dict[str, Unit],
) -> None:
    for _ in range(5):
        worn(units["23-11"])
    run()
    for alert in cases(AlertState.OPEN):
        give(alert)

    assert run(DAY + timedelta(days=2)).raised == 0
    following = run(date(2026, 12, 1))
    assert (following.raised, following.waiting) == (2, 1)


def test_who_does_not_answer_gets_no_new_case_until_the_next_level_has_it(
    units: dict[str, Unit],
) -> None:
    for _ in range(4):
        worn(units["23-11"])
    run()

    assert run(date(2026, 12, 1)).raised == 0
    pass_on(date(2026, 12, 9), author=SYSTEM, at=NOON)
    assert run(date(2026, 12, 9)).raised == 2


def test_a_request_past_its_term_waits_for_no_place(units: dict[str, Unit]) -> None:
    for _ in range(3):
        worn(units["23-11"])
    for _ in range(4):
        officer = posted(units["23-11"])
        fact(officer, FactKind.TRANSFER_REQUEST, DAY - timedelta(days=90), code="open")

    done = run()

    opened = cases(AlertState.OPEN)
    assert (done.raised, done.waiting) == (6, 1)
    assert [one.urgent for one in opened].count(True) == 4


def bare(unit: Unit, *, quarters: bool, since: date) -> None:
    before = db.session.scalar(
        select(Facility.id)
        .where(Facility.unit_id == unit.id)
        .order_by(Facility.id.desc())
        .limit(1)
    )
    site = Facility(
        unit_id=unit.id,
        womens_quarters=quarters,
        valid_from=since,
        known_on=since,
        recorded_at=NOON,
        supersedes_id=before,
    )
    db.session.add(site)
    db.session.flush()


def test_what_concerns_a_site_becomes_one_case_of_the_unit_with_how_many(
    units: dict[str, Unit],
) -> None:
    bare(units["23-11"], quarters=False, since=SINCE)
    for _ in range(3):
        posted(units["23-11"], Sex.FEMALE)
    posted(units["23-11"], Sex.MALE)

    run()

    (alert,) = cases()
    assert (alert.officer_id, alert.unit_id, alert.people) == (
        None,
        units["23"].id,
        3,
    )
    assert alert.suggestions == ["repair_site", "move_site"]
    (site,) = sites_of(units["23"].id, DAY)
    assert (site.code, site.women) == ("23-11", 3)


def test_the_units_case_expires_when_the_site_is_mended_and_its_outcome_says_so(
    units: dict[str, Unit],
) -> None:
    bare(units["23-11"], quarters=False, since=SINCE)
    posted(units["23-11"], Sex.FEMALE)
    run()

    bare(units["23-11"], quarters=True, since=DAY + timedelta(days=30))
    run(DAY + timedelta(days=31))

    (alert,) = cases()
    assert alert.state is AlertState.EXPIRED
    half_a_year = timedelta(days=180)
    compute_outcomes(DAY + half_a_year, author=SYSTEM, at=NOON + half_a_year)
    found = db.session.scalars(select(AlertOutcome.state)).all()
    assert set(found) == {OutcomeState.MENDED}
    assert len(found) == 2


def test_what_was_promised_is_not_forgotten_when_the_cause_is_gone(
    units: dict[str, Unit],
) -> None:
    worn(units["23-11"])
    run()
    (alert,) = cases()
    given = give(alert)

    run(DAY + timedelta(days=90))
    assert states() == [AlertState.ANSWERED]
    finish(
        alert,
        given,
        done_on=DAY,
        version=given.version,
        today=DAY,
        actor=make_actor(Role.MANAGER),
        at=NOON,
    )
    run(DAY + timedelta(days=91))
    assert states() == [AlertState.EXPIRED]


def test_after_closing_nobody_is_named_again_for_a_while(
    units: dict[str, Unit],
) -> None:
    worn(units["23-11"])
    run()
    (alert,) = cases()
    given = give(alert)
    head = make_actor(Role.MANAGER)
    finish(
        alert, given, done_on=DAY, version=given.version, today=DAY, actor=head, at=NOON
    )
    close(alert, reason="hecho", version=alert.version, today=DAY, actor=head, at=NOON)

    assert run(DAY + timedelta(days=20)).found == 0


def test_silence_goes_one_level_up_is_counted_and_ends_at_the_team(
    units: dict[str, Unit],
) -> None:
    make_user(Role.MANAGER, unit=units["23"])
    make_user(Role.MANAGER, unit=units["DIST-ORIENTE"])
    worn(units["23-11"])
    run()
    (alert,) = cases()
    late = DAY + timedelta(days=15)

    assert pass_on(DAY + timedelta(days=14), author=SYSTEM, at=NOON) == (0, 0)
    assert pass_on(late, author=SYSTEM, at=NOON) == (1, 0)
    assert pass_on(late, author=SYSTEM, at=NOON) == (0, 0)
    assert alert.passed_to_unit_id == units["DIST-ORIENTE"].id
    assert alert.due_on == late + timedelta(days=14)
    again = late + timedelta(days=15)
    assert pass_on(again, author=SYSTEM, at=NOON) == (0, 1)
    assert pass_on(again + timedelta(days=40), author=SYSTEM, at=NOON) == (0, 0)
    (after,) = cases()
    assert (after.passed_to_unit_id, after.silences) == (None, 2)
    assert len(trail(TrailFilter(verb="alert.pass_on"))) == 2


def test_an_officer_who_moves_takes_the_case_along_and_the_new_head_has_a_term(
    units: dict[str, Unit],
) -> None:
    officer = worn(units["23-11"])
    run()
    (alert,) = cases()
    moved = DAY + timedelta(days=10)
    move(officer, units["62"], moved)

    done = run(moved)

    assert done.handed_over == 1
    assert (alert.unit_id, alert.head_unit_id) == (units["62"].id, units["62"].id)
    assert (alert.handed_over_on, alert.due_on) == (moved, moved + timedelta(days=14))


def test_a_new_head_gets_the_actions_of_the_one_who_left(
    units: dict[str, Unit],
) -> None:
    first = make_user(Role.MANAGER, unit=units["23"])
    worn(units["23-11"])
    run()
    (alert,) = cases()
    given = give(alert, first)

    assert hand_over(author=SYSTEM, at=NOON) == 0
    grant = db.session.scalars(
        select(RoleGrant).where(RoleGrant.user_id == first.id)
    ).one()
    grant.state = GrantState.REVOKED
    db.session.flush()
    assert hand_over(author=SYSTEM, at=NOON) == 0  # nobody heads the unit
    second = make_user(Role.MANAGER, unit=units["23"])
    assert hand_over(author=SYSTEM, at=NOON) == 1
    assert given.owner_id == second.id
    assert hand_over(author=SYSTEM, at=NOON) == 0


def test_a_day_before_the_last_one_is_left_as_it_is(units: dict[str, Unit]) -> None:
    worn(units["23-11"])
    run()

    earlier = run(DAY - timedelta(days=30))

    assert earlier.late
    (alert,) = cases()
    assert alert.state is AlertState.OPEN


def test_who_is_in_line_is_named_to_the_team_alone_and_no_page_opens_it(
    client: Client, units: dict[str, Unit]
) -> None:
    for _ in range(3):
        worn(units["23-11"])
    run()
    (waiting,) = cases(AlertState.WAITING)
    manager = make_user(Role.MANAGER, unit=units["23"])
    lead = make_user(Role.HR_LEAD, retention_team=True)
    other = make_user(Role.HR_LEAD)

    scope = actor_of(manager).scope(LIST)
    assert alert_page(waiting.public_id, scope, retention_team=False) is None
    client.sign_in(manager)
    assert client.get(f"/retention/alerts/{waiting.public_id}").status_code == 404
    assert client.get("/retention/alerts/line").status_code == 404
    assert "1 is in line" in client.get("/retention/alerts").text
    client.sign_in(other)
    assert client.get("/retention/alerts/line").status_code == 404
    client.sign_in(lead)
    assert client.get("/retention/alerts/line").status_code == 200
    assert [len(rows) for rows in line(DAY).values()] == [1]


def test_the_page_of_a_units_case_names_nobody(
    client: Client, units: dict[str, Unit]
) -> None:
    bare(units["23-11"], quarters=False, since=SINCE)
    posted(units["23-11"], Sex.FEMALE)
    run()
    (alert,) = cases()
    client.sign_in(make_user(Role.MANAGER, unit=units["23"]))

    page = client.get(f"/retention/alerts/{alert.public_id}")

    assert page.status_code == 200
    assert "Tzul" not in page.text.split("<main")[1]
    assert "Unit 23-11" in page.text
