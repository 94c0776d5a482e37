"""Whom alerts reach, by cohort: counted once, adding up, and protected."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from pncrecruit.access.rules import Role
from pncrecruit.analysis.disclosure import Protection
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db
from pncrecruit.officers.actions.facts import record_fact
from pncrecruit.officers.models import Unit
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.persons.kinds import Sex
from pncrecruit.retention.actions.alerts import answer
from pncrecruit.retention.actions.fairness import count_fairness
from pncrecruit.retention.actions.run import run_alerts
from pncrecruit.retention.models import Alert
from pncrecruit.retention.queries.followup import by_head, fairness
from pncrecruit.retention.rules import AnswerKind
from pncrecruit.retention.rules.fairness import (
    ALERTED,
    ALL,
    COLUMN_SUMS,
    HELPED,
    ROW_SUMS,
    SERVED,
    WOMEN,
    Course,
    counts,
)
from tests.conftest import Client
from tests.factories import make_actor, make_country, make_officer, make_user

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)


def test_every_total_is_the_sum_of_its_parts() -> None:
    courses = {
        1: Course(alerted=True, helped=True),
        2: Course(alerted=True, refused=True, left=True, caught=True),
        3: Course(left=True),
        4: Course(alerted=True),
        5: Course(),
    }
    groups = {
        "women": frozenset({1, 2, 3}),
        "men": frozenset({4, 5}),
        "maya": frozenset({1}),
        "indigenous": frozenset({1}),
        "not_stated": frozenset({2, 3, 4, 5}),
    }

    cells = counts(courses, groups)

    assert cells[ALL, SERVED] == 5
    assert cells[WOMEN, ALERTED] == 2
    rows = {row for row, _ in cells}
    columns = {column for _, column in cells}
    for row in rows:
        for sums in COLUMN_SUMS:
            assert cells[row, sums[0]] == sum(cells[row, part] for part in sums[1])
    for column in columns:
        for top, below in ROW_SUMS:
            assert cells[top, column] == sum(cells[part, column] for part in below)


@pytest.fixture
def units(app: Flask) -> dict[str, Unit]:
    return make_country()


def waiting(unit: Unit, sex: Sex, count: int) -> None:
    for _ in range(count):
        officer = make_officer(unit, sex=sex)
        for draft in (
            FactDraft(
                FactKind.POSTING,
                date(2024, 1, 1),
                date(2024, 1, 1),
                unit_id=unit.id,
                code="ordered",
            ),
            FactDraft(
                FactKind.TRANSFER_REQUEST,
                DAY - timedelta(90),
                DAY - timedelta(90),
                code="open",
            ),
        ):
            record_fact(officer, draft, actor=make_actor(Role.HR_LEAD), at=NOON)


def test_the_night_keeps_a_protected_table_once_and_the_page_shows_it(
    client: Client, units: dict[str, Unit]
) -> None:
    waiting(units["23-11"], Sex.FEMALE, 7)
    waiting(units["23-11"], Sex.MALE, 8)
    run_alerts(DAY, author=SYSTEM, at=NOON)

    first = count_fairness(DAY, minimum=5, author=SYSTEM, at=NOON)
    again = count_fairness(DAY, minimum=5, author=SYSTEM, at=NOON)
    found = fairness()

    assert first.id == again.id
    assert found is not None
    alerted = found.cells[WOMEN, ALERTED]
    assert alerted.high is not None
    assert alerted.low <= 7 <= alerted.high
    # Nobody was helped: a small figure, shown as a range and never as its value.
    assert found.cells[WOMEN, HELPED].protection is not Protection.SHOWN
    client.sign_in(make_user(Role.HR_LEAD))
    page = client.get("/retention/alerts/follow-up")
    assert page.status_code == 200
    assert "0 to 4" in page.text
    client.sign_in(make_user(Role.MANAGER, unit=units["23"]))
    assert client.get("/retention/alerts/follow-up").status_code == 403


def test_what_became_of_a_heads_cases_is_counted_once_each(
    units: dict[str, Unit],
) -> None:
    waiting(units["23-11"], Sex.MALE, 2)
    run_alerts(DAY, author=SYSTEM, at=NOON)
    (row,) = by_head(DAY)
    assert (row.opened, row.in_time, row.silent) == (2, 0, 0)

    alert = db.session.query(Alert).order_by(Alert.id).first()
    assert alert is not None
    answer(
        alert,
        AnswerKind.NO_ACTION,
        action="",
        reason="Ya se trasladó",
        due_on=None,
        today=DAY,
        actor=make_actor(Role.MANAGER),
        at=NOON,
    )

    (row,) = by_head(DAY)
    assert (row.opened, row.in_time, row.no_action, row.silent) == (2, 1, 1, 0)
