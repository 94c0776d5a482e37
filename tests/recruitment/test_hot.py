"""The pages that are opened most: what they ask does not grow, and nothing is scanned.

What does not flicker stands for time: the number of statements for 10 and for 50 rows,
and the plan of each statement. SQLite tells its plan without statistics; PostgreSQL
rightly reads a small table whole, so its tables are filled before it is asked, and
nothing is forbidden to its planner.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

import pytest
from sqlalchemy import text

from pncrecruit.access.models import User
from pncrecruit.access.rules import EVERYTHING, Role
from pncrecruit.db import Base, db
from pncrecruit.officers import actions as officers
from pncrecruit.officers.models import Officer
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.queries.moves import Moving, moving
from pncrecruit.recruitment.rules import Result
from tests.conftest import Client, Sent
from tests.factories import (
    NOON,
    TODAY,
    make_actor,
    make_application,
    make_draft,
    make_officer,
    make_small_call,
    make_user,
)
from tests.recruitment.desk import Desk
from tests.recruitment.door import Door

FILLED = 4_000  # rows that make PostgreSQL prefer an index
LARGE = ("application", "phase_transition", "service_fact", "summons")
# A record's own few lines may be sorted: nothing else of the table is touched.
OF_ONE_RECORD = ("detail", "officer", "sessions")

Statements = Callable[[], AbstractContextManager[list[Sent]]]


class Hot(NamedTuple):
    """The pages, and how each comes to more rows."""

    addresses: dict[str, str]
    grow: dict[str, Callable[[int], object]]


def lengthen(desk: Desk, one: Moving, transitions: int) -> None:
    """Defer an application and take it up again, so often."""
    for place in range(transitions):
        present = moving(one.public_id, EVERYTHING)
        assert present is not None
        record_result(
            present,
            Result.REINSTATED if place % 2 else Result.DEFERRED,
            client_id=uuid4(),
            version=present.version,
            actor=desk.recruiter,
            at=NOON + timedelta(minutes=present.version),
        )


def write_pay(officer: Officer, facts: int) -> None:
    """Write what an officer is paid, so often."""
    actor = make_actor()
    for place in range(facts):
        day = TODAY - timedelta(days=place + 1)
        draft = FactDraft(FactKind.PAY, day, day, amount=Decimal(6000 + place))
        officers.record_fact(officer, draft, actor=actor, at=NOON)


@pytest.fixture
def hot(desk: Desk) -> Hot:
    one = make_application(desk.call, desk.office, desk.recruiter)
    officer = make_officer(desk.office)
    calls = f"/recruitment/calls/{desk.call.code}"
    made = {"applicants": 1, "transitions": 0, "facts": 0}

    def applicants(rows: int) -> None:
        desk.add_many([make_draft() for _ in range(rows - made["applicants"])])
        made["applicants"] = rows

    def transitions(rows: int) -> None:
        lengthen(desk, one, rows - made["transitions"])
        made["transitions"] = rows

    def facts(rows: int) -> None:
        write_pay(officer, rows - made["facts"])
        made["facts"] = rows

    return Hot(
        {
            "list": f"{calls}/applicants",
            "by name": f"{calls}/applicants?sort=name",
            "one phase": f"{calls}/applicants?phase=0&standing=active",
            "found in a call": f"{calls}/applicants?q=ana+xicara",
            "search": "/recruitment/search?q=ana+xicara",
            "board": f"{calls}/board",
            "detail": f"/recruitment/applications/{one.public_id}",
            "officer": f"/officers/{officer.public_id}",
            "sessions": f"/recruitment/applications/{one.public_id}/session",
        },
        {
            "list": applicants,
            "search": applicants,
            "board": applicants,
            "detail": transitions,
            "officer": facts,
        },
    )


@pytest.mark.parametrize(
    ("page", "most"),
    [("list", 4), ("search", 2), ("board", 3), ("detail", 8), ("officer", 6)],
)
def test_a_page_asks_as_often_for_50_rows_as_for_10(
    client: Client,
    hot: Hot,
    same_statements: Callable[..., int],
    page: str,
    most: int,
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))

    def load() -> None:
        assert client.get(hot.addresses[page]).status_code == 200

    assert same_statements(hot.grow[page], load) <= most


def plans(asked: list[Sent], explain: str) -> list[str]:
    """Return the steps of the plans of what was asked."""
    connection = db.session.connection()
    return [
        str(row[-1])
        for sent in asked
        if sent.text.lstrip("( \n").startswith(("SELECT", "WITH"))
        for row in connection.exec_driver_sql(f"{explain} {sent.text}", sent.values)
    ]


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("role", [Role.HR_LEAD, None], ids=["lead", "recruiter"])
def test_no_hot_statement_scans_or_sorts_on_sqlite(
    client: Client, desk: Desk, hot: Hot, statements: Statements, role: Role | None
) -> None:
    desk.add_many([make_draft() for _ in range(20)])
    who = make_user(role) if role else db.session.get_one(User, desk.recruiter.user_id)
    client.sign_in(who)
    wrong = {}

    for page, address in hot.addresses.items():
        if page == "officer" and role is None:
            continue  # no page of a recruiter
        with statements() as asked:
            assert client.get(address).status_code == 200
        steps = plans(asked, "EXPLAIN QUERY PLAN")
        assert steps
        refused = rf"SCAN ({'|'.join(LARGE)})(_\d+)?\b"
        if page not in OF_ONE_RECORD:
            refused += "|TEMP B-TREE FOR ORDER BY"
        found = [step for step in steps if re.match(refused, step)]
        if found:
            wrong[page] = found

    assert wrong == {}


def cloned(table: str, source: str, **instead: str) -> None:
    """Write rows of a table like its first one, with some columns of their own."""
    columns = [one.name for one in Base.metadata.tables[table].columns]
    given = {name: instead.get(name, f"like_it.{name}") for name in columns}
    given |= {"id": f"100000 + {instead['id']}"}
    db.session.execute(
        text(
            f"INSERT INTO {table} ({', '.join(given)})"  # noqa: S608 - names of ours
            f" SELECT {', '.join(given.values())}"
            f" FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) AS like_it, {source}"
        )
    )


def fill(other_call: int) -> None:
    """Write thousands of applicants, transitions and facts beside those of a test.

    One in ten applies to the call of the test: in a call that has nearly everybody the
    first thousand are rightly counted by reading the table.
    """
    series = f"generate_series(1, {FILLED}) AS n"
    new = {"id": "n", "public_id": "gen_random_uuid()"}
    cloned("person", series, **new, cui="NULL", phone="NULL", external_id="NULL")
    cloned(
        "application",
        series,
        **new,
        client_id="gen_random_uuid()",
        person_id="100000 + n",
        call_id=f"CASE WHEN n % 10 = 0 THEN like_it.call_id ELSE {other_call} END",
        number="1000 + n",
        applied_at="like_it.applied_at - n * interval '1 minute'",
    )
    cloned(
        "phase_transition",
        series,
        id="n",
        application_id="100000 + n",
        client_id="gen_random_uuid()",
    )
    cloned("exam_session", series, **new, client_id="gen_random_uuid()")
    cloned(
        "summons",
        series,
        id="n",
        application_id="100000 + n",
        session_id="100000 + n",
    )
    cloned("officer", series, **new, person_id="100000 + n", nip="NULL")
    cloned("service_fact", series, id="n", officer_id="100000 + n")
    db.session.execute(text("ANALYZE"))


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_no_hot_statement_scans_on_postgresql(
    client: Client,
    desk: Desk,
    door: Door,
    hot: Hot,
    statements: Statements,
) -> None:
    door.session()
    assert door.bulk()[0] == 1
    hot.grow["detail"](2)
    hot.grow["officer"](2)
    fill(make_small_call("59-2026").id)
    client.sign_in(make_user(Role.HR_LEAD))
    wrong = {}

    for page, address in hot.addresses.items():
        with statements() as asked:
            assert client.get(address).status_code == 200
        steps = plans(asked, "EXPLAIN")
        assert steps
        refused = re.compile(rf"Seq Scan on ({'|'.join(LARGE)})\b")
        found = [step for step in steps if refused.search(step)]
        if found:
            wrong[page] = found

    assert wrong == {}
