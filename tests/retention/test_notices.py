"""A person is told of a case no later than the head: sheets, wishes, reviews."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import actor as actor_of
from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.audit.queries import TrailFilter, trail
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import Conflict
from pncrecruit.officers.actions.facts import record_fact
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.retention.actions.notices import (
    answer_review,
    choose,
    hand_over,
    print_batch,
)
from pncrecruit.retention.actions.passing import pass_on
from pncrecruit.retention.actions.run import run_alerts
from pncrecruit.retention.models import Alert, AlertNotice
from pncrecruit.retention.queries import followup
from pncrecruit.retention.queries import notices as queries
from pncrecruit.retention.queries.alerts import alert_page, alerts, tally
from pncrecruit.retention.queries.desks import desks
from pncrecruit.retention.rules import AlertState, Audience
from pncrecruit.retention.rules.alerts import AlertRules
from pncrecruit.retention.rules.fairness import Course, columns_of
from pncrecruit.retention.rules.notices import (
    HandedBeforePrinted,
    HandedInFuture,
    NothingToPrint,
    ReviewNotAsked,
    ReviewResult,
    Wish,
)
from tests.conftest import Client
from tests.factories import make_actor, make_country, make_officer, make_user

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
SINCE = date(2024, 1, 1)
LATER = DAY + timedelta(days=5)


@pytest.fixture
def units(app: Flask) -> dict[str, Unit]:
    return make_country()


@pytest.fixture
def team(app: Flask) -> Actor:
    return actor_of(make_user(Role.HR_LEAD, retention_team=True))


def fact(officer: Officer, kind: FactKind, start: date, **more: object) -> None:
    draft = FactDraft(kind, start, start, **more)  # type: ignore[arg-type]
    record_fact(officer, draft, actor=make_actor(Role.HR_LEAD), at=NOON)


def worn(unit: Unit, *, request: bool = False, refused: bool = False) -> Officer:
    """Return an officer whose rest was cancelled three times of late."""
    officer = make_officer(unit)
    fact(officer, FactKind.POSTING, SINCE, unit_id=unit.id, code="ordered")
    for days in (5, 10, 15):
        fact(officer, FactKind.REST_CANCELLED, DAY - timedelta(days=days), amount=1)
    if request:
        fact(officer, FactKind.TRANSFER_REQUEST, DAY - timedelta(days=90), code="open")
    for days in (20, 200) if refused else ():
        fact(
            officer,
            FactKind.LEAVE_REFUSED,
            DAY - timedelta(days=days),
            code="annual_leave",
        )
    return officer


def run(day: date = DAY) -> Alert:
    run_alerts(day, author=SYSTEM, at=NOON + (day - DAY))
    return db.session.scalars(select(Alert).order_by(Alert.id)).all()[-1]


def printed(head: Unit | None, team: Actor) -> AlertNotice:
    return print_batch(head.id if head else None, actor=team, at=NOON)[1][0]


def hand(
    notice: AlertNotice,
    team: Actor,
    wish: Wish = Wish.HEAD,
    review: str = "",
    day: date = LATER,
) -> None:
    hand_over(
        notice,
        handed_on=day,
        wish=wish,
        review=review,
        version=notice.version,
        today=LATER,
        actor=team,
        at=NOON,
    )


def seen_by_head(unit: Unit) -> list[list[str]]:
    """Return the causes of each case that the head of a unit sees."""
    scope = head_of(unit).scope(Permission.ALERT_LIST)
    everything = tuple(AlertState)
    rows = alerts(scope, retention_team=False, states=everything)
    return [[cause["code"] for cause in row.causes] for row in rows]


def head_of(unit: Unit) -> Actor:
    actor = make_actor(Role.MANAGER)
    return Actor(actor.user_id, None, "M", actor.roles, units=(unit.id,))


def test_the_head_sees_a_case_only_when_its_person_has_the_sheet(
    units: dict[str, Unit], team: Actor
) -> None:
    worn(units["23-11"])
    alert = run()
    scope = head_of(units["23"]).scope(Permission.ALERT_READ)
    (desk,) = desks(scope, retention_team=False, day=DAY)

    assert seen_by_head(units["23"]) == []
    assert alert_page(alert.public_id, scope, retention_team=False) is None
    assert tally(scope, retention_team=False, today=DAY) == (0, 0, 0, 0)
    assert (desk.taken, desk.untold) == (1, 1)

    notice = printed(units["23"], team)
    assert seen_by_head(units["23"]) == []
    hand(notice, team)

    assert seen_by_head(units["23"]) == [["rest_cancelled"]]
    assert alert_page(alert.public_id, scope, retention_team=False) is not None
    assert alert.due_on == LATER + timedelta(days=14)


def test_no_term_runs_before_the_person_was_told(
    units: dict[str, Unit], team: Actor
) -> None:
    make_user(Role.MANAGER, unit=units["DIST-ORIENTE"])
    worn(units["23-11"])
    alert = run()

    assert pass_on(DAY + timedelta(days=60), author=SYSTEM, at=NOON) == (0, 0)
    hand(printed(units["23"], team), team)
    assert pass_on(DAY + timedelta(days=60), author=SYSTEM, at=NOON) == (1, 0)
    assert alert.silences == 1


def test_a_duty_waits_for_no_sheet_but_the_other_causes_do(
    units: dict[str, Unit], team: Actor
) -> None:
    worn(units["23-11"], request=True)
    alert = run()

    assert seen_by_head(units["23"]) == [["request_unanswered"]]
    scope = head_of(units["23"]).scope(Permission.ALERT_READ)
    page = alert_page(alert.public_id, scope, retention_team=False)
    assert page is not None
    assert page.suggestions == ["answer_request", "propose_swap", "stay_interview"]

    hand(printed(units["23"], team), team)
    (causes,) = seen_by_head(units["23"])
    assert set(causes) == {"request_unanswered", "rest_cancelled"}


def test_another_cause_is_told_by_another_sheet_first(
    units: dict[str, Unit], team: Actor
) -> None:
    officer = worn(units["23-11"])
    alert = run()
    hand(printed(units["23"], team), team)
    fact(officer, FactKind.TRANSFER_REQUEST, DAY - timedelta(days=90), code="open")
    fact(officer, FactKind.REST_CANCELLED, DAY, amount=1)
    alert.causes = [{"code": "little_training", "facts": {"hours": 2}}, *alert.causes]
    db.session.flush()

    assert seen_by_head(units["23"]) == [["rest_cancelled"]]
    hand(printed(units["23"], team), team)
    assert seen_by_head(units["23"]) == [["little_training", "rest_cancelled"]]
    with pytest.raises(NothingToPrint):
        printed(units["23"], team)


def test_what_may_concern_the_head_is_never_sent_through_the_head(
    units: dict[str, Unit], team: Actor
) -> None:
    worn(units["23-11"], refused=True)
    run()

    with pytest.raises(NothingToPrint):
        printed(units["23"], team)
    assert [one.head_code for one in queries.to_print()] == [""]
    hand(printed(None, team), team)
    assert seen_by_head(units["23"]) == []


def test_another_contact_takes_the_case_out_of_the_heads_hands_for_good(
    units: dict[str, Unit], team: Actor
) -> None:
    officer = worn(units["23-11"])
    alert = run()
    hand(printed(units["23"], team), team, Wish.OTHER_CONTACT)
    fact(officer, FactKind.TRANSFER_REQUEST, DAY - timedelta(days=90), code="open")
    run(DAY + timedelta(days=6))

    assert alert.audience is Audience.RETENTION_TEAM
    assert len(alert.causes) == 2
    assert seen_by_head(units["23"]) == []


def test_no_support_closes_the_case_and_leaves_the_person_alone_but_for_duties(
    units: dict[str, Unit], team: Actor
) -> None:
    officer = worn(units["23-11"])
    alert = run()
    hand(printed(units["23"], team), team, Wish.DECLINED)

    assert (alert.state, alert.closed_on) == (AlertState.DECLINED, LATER)
    assert seen_by_head(units["23"]) == []
    assert run_alerts(LATER, author=SYSTEM, at=NOON + (LATER - DAY)).found == 0

    fact(officer, FactKind.TRANSFER_REQUEST, DAY - timedelta(days=90), code="open")
    duty = run(LATER + timedelta(days=1))
    assert [cause["code"] for cause in duty.causes] == ["request_unanswered"]
    assert duty.urgent


def test_after_half_a_year_a_case_may_be_opened_again(
    units: dict[str, Unit], team: Actor
) -> None:
    officer = worn(units["23-11"])
    run()
    hand(printed(units["23"], team), team, Wish.DECLINED)
    rest = timedelta(days=AlertRules().declined_off)
    for days in (1, 2, 3):
        day = LATER + rest - timedelta(days=days)
        fact(officer, FactKind.REST_CANCELLED, day, amount=1)
    eve, day = LATER + rest - timedelta(days=1), LATER + rest

    assert run_alerts(eve, author=SYSTEM, at=NOON + (eve - DAY)).found == 0
    assert run_alerts(day, author=SYSTEM, at=NOON + (day - DAY)).found == 1


def test_who_declines_later_is_closed_as_their_wish_and_counts_as_no_silence(
    units: dict[str, Unit], team: Actor
) -> None:
    worn(units["23-11"])
    alert = run()
    notice = printed(units["23"], team)
    with pytest.raises(Conflict):
        choose(
            notice,
            Wish.DECLINED,
            version=notice.version,
            today=LATER,
            actor=team,
            at=NOON,
        )
    hand(notice, team)
    choose(
        notice, Wish.DECLINED, version=notice.version, today=LATER, actor=team, at=NOON
    )

    assert alert.state is AlertState.DECLINED
    assert seen_by_head(units["23"]) == [["rest_cancelled"]]
    assert followup.declined_until(LATER) == {alert.id}
    assert followup.declined_until(DAY) == frozenset()
    columns = columns_of(Course(alerted=True, refused=True, declined=True))
    assert ("declined" in columns, "silent" in columns) == (True, False)


def test_a_review_is_answered_once_and_can_withdraw_the_case(
    units: dict[str, Unit], team: Actor
) -> None:
    worn(units["23-11"])
    alert = run()
    notice = printed(units["23"], team)
    hand(notice, team, review="Los descansos se repusieron")
    assert [row.review_asked for row in queries.reviews()] == [
        "Los descansos se repusieron"
    ]

    def reviewed() -> None:
        answer_review(
            notice,
            ReviewResult.WITHDRAWN,
            words="Tiene razón.",
            version=notice.version,
            today=LATER,
            actor=team,
            at=NOON,
        )

    reviewed()
    assert (alert.state, alert.closing_reason) == (AlertState.CLOSED, "Tiene razón.")
    assert queries.reviews() == []
    with pytest.raises(ReviewNotAsked):
        reviewed()


def test_days_that_cannot_be_are_refused_and_a_second_record_too(
    units: dict[str, Unit], team: Actor
) -> None:
    worn(units["23-11"])
    run()
    notice = printed(units["23"], team)

    with pytest.raises(HandedInFuture):
        hand(notice, team, day=LATER + timedelta(days=1))
    with pytest.raises(HandedBeforePrinted):
        hand(notice, team, day=DAY - timedelta(days=1))
    hand(notice, team)
    with pytest.raises(Conflict):
        hand(notice, team)


def test_each_step_is_in_the_audit_trail(units: dict[str, Unit], team: Actor) -> None:
    worn(units["23-11"])
    alert = run()
    notice = printed(units["23"], team)
    hand(notice, team, Wish.DECLINED)

    for verb in ("alert_notice.print", "alert_notice.hand_over"):
        (row,) = trail(TrailFilter(verb=verb))
        assert row.subject_id == str(alert.public_id)


def test_the_team_prints_and_records_on_its_pages(
    client: Client, units: dict[str, Unit]
) -> None:
    officer = worn(units["23-11"])
    alert = run()
    client.sign_in(make_user(Role.HR_LEAD, retention_team=True))

    listed = client.get("/retention/notices")
    sheets = client.post(
        "/retention/notices/print", data={"head": "23"}, follow_redirects=True
    )
    again = client.post("/retention/notices/print", data={"head": "23"})

    assert "Unit 23" in listed.text
    assert "María Elena Tzul Ixcoy" in sheets.text
    assert "3 rest days cancelled" in sheets.text
    assert again.status_code == 422
    notice = db.session.scalars(select(AlertNotice)).one()
    address = f"/retention/notices/{notice.public_id}"
    assert client.get(address).status_code == 200
    kept = client.post(
        address,
        data={
            "handed_on": f"{local_day(now()):%d/%m/%Y}",
            "wish": "other_contact",
            "review": "",
            "version": notice.version,
        },
    )
    assert kept.status_code == 302
    db.session.refresh(alert)
    assert alert.contact_chosen
    assert alert.officer_id == officer.id
    assert {row.verb for row in trail(TrailFilter(subject_kinds=("alert",)))} >= {
        "alert_notice.view",
        "alert_notice.print",
        "alert_notice.hand_over",
    }


def test_to_an_hr_lead_off_the_team_there_are_no_notices(
    client: Client, units: dict[str, Unit]
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))

    for address in ("/retention/notices", f"/retention/notices/{uuid4()}"):
        assert client.get(address).status_code == 404
    assert client.post("/retention/notices/print", data={}).status_code == 404
