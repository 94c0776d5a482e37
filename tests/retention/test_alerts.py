"""From the record to an alert, its answer, its closing and its computed outcome."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.audit.queries import TrailFilter, trail
from pncrecruit.db import db
from pncrecruit.errors import NotYetCome
from pncrecruit.officers.actions.facts import record_fact
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.retention.actions.alerts import answer, close
from pncrecruit.retention.actions.outcomes import compute_outcomes
from pncrecruit.retention.actions.run import run_alerts
from pncrecruit.retention.models import Alert, AlertAnswer, AlertOutcome
from pncrecruit.retention.queries.alerts import alert_page, alerts
from pncrecruit.retention.rules import AlertState, AnswerKind, Audience, OutcomeState
from pncrecruit.retention.rules.alerts import CloseNeedsAnswer
from tests.conftest import Client
from tests.factories import make_actor, make_country, make_officer, make_user

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
SINCE = date(2024, 1, 1)
LEAD_ROLE = Role.HR_LEAD


@pytest.fixture
def units(app: Flask) -> dict[str, Unit]:
    return make_country()


def fact(officer: Officer, kind: FactKind, start: date, **more: object) -> None:
    draft = FactDraft(kind, start, start, **more)  # type: ignore[arg-type]
    record_fact(officer, draft, actor=make_actor(LEAD_ROLE), at=NOON)


def posted(unit: Unit) -> Officer:
    """Return an officer whose record says where they serve."""
    officer = make_officer(unit)
    fact(officer, FactKind.POSTING, SINCE, unit_id=unit.id, code="ordered")
    return officer


def waiting(unit: Unit) -> Officer:
    """Return an officer of a unit whose transfer request has waited for 90 days."""
    officer = posted(unit)
    fact(officer, FactKind.TRANSFER_REQUEST, DAY - timedelta(days=90), code="open")
    db.session.flush()
    return officer


def run(day: date = DAY) -> list[Alert]:
    run_alerts(day, author=SYSTEM, at=NOON + (day - DAY))
    return list(db.session.scalars(select(Alert).order_by(Alert.id)))


def test_an_unanswered_request_becomes_an_alert_with_its_cause_and_date(
    units: dict[str, Unit],
) -> None:
    officer = waiting(units["23-11"])

    (alert,) = run()

    assert alert.officer_id == officer.id
    assert [cause["code"] for cause in alert.causes] == ["request_unanswered"]
    assert alert.due_on == DAY + timedelta(days=14)
    assert alert.audience is Audience.MANAGER


def test_running_it_twice_for_a_day_changes_nothing(units: dict[str, Unit]) -> None:
    waiting(units["23-11"])

    first = [(one.id, one.version) for one in run()]
    second = [(one.id, one.version) for one in run()]

    assert first == second


def test_an_alert_expires_when_its_cause_is_gone(units: dict[str, Unit]) -> None:
    officer = waiting(units["23-11"])
    run()
    fact(officer, FactKind.TRANSFER_REQUEST, DAY, valid_to=DAY, code="answered")

    (alert,) = run(DAY + timedelta(days=2))

    assert alert.state is AlertState.EXPIRED


def test_a_second_press_of_the_answer_changes_nothing(units: dict[str, Unit]) -> None:
    waiting(units["23-11"])
    (alert,) = run()
    head = make_actor(Role.MANAGER)

    def press(reason: str) -> AlertAnswer:
        return answer(
            alert,
            AnswerKind.ACTION,
            action="answer_request",
            reason=reason,
            due_on=DAY + timedelta(days=7),
            today=DAY,
            actor=head,
            at=NOON,
        )

    first = press("by Friday")

    assert press(" by Friday") is first
    assert press("by Monday") is not first


def test_it_is_answered_closed_with_a_reason_and_its_outcome_is_computed(
    units: dict[str, Unit],
) -> None:
    officer = waiting(units["23-11"])
    (alert,) = run()
    head = make_actor(Role.MANAGER)

    with pytest.raises(CloseNeedsAnswer):
        close(alert, reason="x", version=alert.version, today=DAY, actor=head, at=NOON)
    answer(
        alert,
        AnswerKind.ACTION,
        action="answer_request",
        reason="",
        due_on=DAY + timedelta(days=7),
        today=DAY,
        actor=head,
        at=NOON,
    )
    close(
        alert,
        reason="Se respondió la solicitud",
        version=alert.version,
        today=DAY,
        actor=head,
        at=NOON,
    )
    left = DAY + timedelta(days=30)
    draft = FactDraft(FactKind.SEPARATION, left, left, code="resignation")
    later = NOON + timedelta(days=100)
    record_fact(officer, draft, actor=make_actor(LEAD_ROLE), at=later)

    term = DAY + timedelta(days=90)
    with pytest.raises(NotYetCome):
        compute_outcomes(term, author=SYSTEM, at=NOON)
    with pytest.raises(NotYetCome):
        run_alerts(term, author=SYSTEM, at=NOON)
    eve = term - timedelta(days=1)
    assert compute_outcomes(eve, author=SYSTEM, at=later) == 0
    assert compute_outcomes(term, author=SYSTEM, at=later) == 1
    assert compute_outcomes(term, author=SYSTEM, at=later) == 0
    outcome = db.session.scalars(select(AlertOutcome)).one()
    assert (outcome.days, outcome.state) == (90, OutcomeState.LEFT_VOLUNTARILY)


def manager_of(unit: Unit) -> Actor:
    actor = make_actor(Role.MANAGER)
    return Actor(actor.user_id, None, "M", actor.roles, units=(unit.id,))


def test_a_manager_sees_the_own_unit_and_below_and_nothing_else(
    units: dict[str, Unit],
) -> None:
    waiting(units["23-11"])
    (alert,) = run()
    own = manager_of(units["23"]).scope(Permission.ALERT_LIST)
    other = manager_of(units["62"]).scope(Permission.ALERT_LIST)

    assert [row.public_id for row in alerts(own, retention_team=False)] == [
        alert.public_id
    ]
    assert alerts(other, retention_team=False) == []
    assert alert_page(alert.public_id, other, retention_team=False) is None


def test_leave_refused_by_the_manager_is_seen_by_the_retention_team_alone(
    units: dict[str, Unit],
) -> None:
    officer = posted(units["23-11"])
    for days in (20, 200):
        fact(
            officer,
            FactKind.LEAVE_REFUSED,
            DAY - timedelta(days=days),
            code="annual_leave",
        )

    (alert,) = run()

    assert alert.audience is Audience.RETENTION_TEAM
    head = manager_of(units["23"]).scope(Permission.ALERT_LIST)
    assert alerts(head, retention_team=False) == []
    lead = make_actor(LEAD_ROLE).scope(Permission.ALERT_LIST)
    assert alerts(lead, retention_team=False) == []
    assert len(alerts(lead, retention_team=True)) == 1


def test_the_page_keeps_who_read_it_and_shows_no_score(
    client: Client, units: dict[str, Unit]
) -> None:
    waiting(units["23-11"])
    (alert,) = run()
    user = make_user(Role.MANAGER, unit=units["23"])
    client.sign_in(user)

    page = client.get(f"/retention/alerts/{alert.public_id}")
    absent = client.get(f"/retention/alerts/{uuid4()}")

    assert (page.status_code, absent.status_code) == (200, 404)
    (row,) = trail(TrailFilter(verb="alert.view"))
    assert row.subject_id == str(alert.public_id)
    assert "%" not in page.text.split("<main")[1].split("</main>")[0]
