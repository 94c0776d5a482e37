"""Lists, search and board: what is found, in sight, in order, and at which price."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event
from stdnum.iso7064 import mod_37_36

from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import db
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.actions.batches import list_batch
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.queries import applications, board, detail
from pncrecruit.recruitment.queries.applications import ListFilter
from pncrecruit.recruitment.queries.listing import SORTS
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules.numbers import (
    Number,
    application_number,
    new_receipt_code,
    parse_number,
    receipt_hash,
    receipt_matches,
    sheet_number,
)
from pncrecruit.recruitment.rules.search import understood
from tests.factories import make_application, make_batch, make_draft, make_recruiter
from tests.recruitment.desk import VALID_CUI, Desk


def found(desk: Desk, q: str) -> list[str]:
    wanted = ListFilter(wanted=understood(q))
    rows = applications.page(desk.call.id, EVERYTHING, wanted).rows
    return [row.given_names for row in rows]


@pytest.mark.parametrize(
    "q", ["xicara tzul", "Tzul Xicará", "XICARA", "maria chen", "tzu xic", "Ch’en"]
)
def test_parts_of_a_name_in_any_order_without_accents(desk: Desk, q: str) -> None:
    make_application(
        desk.call,
        desk.office,
        desk.recruiter,
        given_names="María Tzul",
        first_surname="Xicará",
        second_surname="Ch'en",
    )
    make_application(
        desk.call,
        desk.office,
        desk.recruiter,
        given_names="Eva",
        first_surname="López",
        second_surname="Ixcoy",
    )

    assert found(desk, q) == ["María Tzul"]


def test_cui_phone_and_number_find_one(desk: Desk) -> None:
    make_application(desk.call, desk.office, desk.recruiter)
    make_application(
        desk.call,
        desk.office,
        desk.recruiter,
        given_names="Eva",
        cui=VALID_CUI,
        phone="51234567",
    )

    for q in (
        VALID_CUI,
        "9999 00013 0101",
        "5123 4567",
        "2",
        application_number(desk.call.code, 2),
    ):
        assert found(desk, q) == ["Eva"], q


def test_a_batch_is_found_by_name_once_it_is_listed(desk: Desk) -> None:
    batch = make_batch(desk.call, desk.office)
    desk.add_many([make_draft(given_names="Eva", first_surname="Ixcoy")], batch.id)
    assert found(desk, "ixcoy") == []

    list(list_batch(batch.id, actor=desk.recruiter, at=desk.call.changed_at))

    assert found(desk, "ixcoy") == ["Eva"]


def test_a_recruiter_sees_what_their_office_handles(desk: Desk) -> None:
    other = make_recruiter(desk.call, desk.other)
    mine = make_application(desk.call, desk.office, desk.recruiter)
    theirs = make_application(desk.call, desk.other, other)
    scope = desk.recruiter.scope(Permission.APPLICATION_LIST)

    listed = applications.page(desk.call.id, scope, ListFilter()).rows
    looked_up = applications.search(scope, understood("ana"))
    shown = board.cards(desk.call.id, 4, scope)

    assert [row.id for row in listed] == [mine.id]
    assert [row.id for row in looked_up] == [mine.id]
    assert [card.public_id for card in shown] == [str(mine.public_id)]
    assert detail.application(theirs.public_id, scope) is None
    framed = board.framed_counts(desk.call.code, scope)
    assert framed is not None
    assert framed[1] == {(0, Standing.ACTIVE): 1}


@pytest.mark.parametrize("sort", list(SORTS))
@pytest.mark.parametrize("descending", [True, False])
def test_pages_follow_one_another_and_back(
    desk: Desk, sort: str, descending: bool
) -> None:
    desk.add_many([make_draft() for _ in range(11)])

    def read(**cursor: object) -> applications.Listed:
        wanted = ListFilter(sort=sort, descending=descending, **cursor)  # type: ignore[arg-type]
        return applications.page(desk.call.id, EVERYTHING, wanted, limit=4)

    first = read()
    second = read(after=first.following)
    third = read(after=second.following)
    back = read(before=second.previous)

    seen = [row.id for page in (first, second, third) for row in page.rows]
    assert len(seen) == len(set(seen)) == 11
    assert first.previous is None
    assert third.following is None
    assert back.rows[0].id == first.rows[0].id
    assert len(back.rows) == 4
    assert first.total == 11


def test_filters_narrow(desk: Desk) -> None:
    tall = make_application(desk.call, desk.office, desk.recruiter)
    man = make_application(
        desk.call,
        desk.office,
        desk.recruiter,
        sex=Sex.MALE,
        residence_municipality="1801",
        birth_date=date(2001, 1, 1),
    )
    record_result(
        tall,
        Result.PASSED,
        client_id=uuid4(),
        version=tall.version,
        actor=desk.recruiter,
        at=desk.call.changed_at,
    )

    def ids(**known: object) -> list[int]:
        wanted = ListFilter(**known)  # type: ignore[arg-type]
        rows = applications.page(desk.call.id, EVERYTHING, wanted).rows
        return [row.id for row in rows]

    assert ids(sex=Sex.MALE) == [man.id]
    assert ids(department="18") == [man.id]
    assert ids(position=1) == [tall.id]
    assert ids(standing=Standing.REJECTED) == []


def test_a_list_is_one_statement(
    desk: Desk, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    desk.add_many([make_draft() for _ in range(60)])

    with statements() as seen:
        applications.page(desk.call.id, EVERYTHING, ListFilter())
    with statements() as searched:
        applications.page(
            desk.call.id, EVERYTHING, ListFilter(wanted=understood("ana xicara"))
        )
    with statements() as shown:
        board.framed_counts(desk.call.code, EVERYTHING)
        board.cards(desk.call.id, 4, EVERYTHING)

    assert (len(seen), len(searched), len(shown)) == (1, 1, 2)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "wanted",
    [
        ListFilter(),
        ListFilter(standing=Standing.ACTIVE, position=1),
        ListFilter(sort="name", descending=False),
        ListFilter(wanted=understood("ana xicara")),
        ListFilter(wanted=understood(VALID_CUI)),
        ListFilter(after=uuid4()),
    ],
    ids=["all", "phase", "name", "search", "cui", "after"],
)
def test_no_list_scans_the_applications(desk: Desk, wanted: ListFilter) -> None:
    desk.add_many([make_draft() for _ in range(20)])
    plans: list[str] = []

    def explain(_conn: object, _cursor: object, sql: str, params: Any, *_: Any) -> None:
        if sql.startswith("SELECT"):
            raw = db.session.connection().connection.cursor()
            raw.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plans.extend(row[3] for row in raw.fetchall())

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", explain)
    try:
        scope = desk.recruiter.scope(Permission.APPLICATION_LIST)
        applications.page(desk.call.id, scope, wanted)
    finally:
        event.remove(engine, "before_cursor_execute", explain)

    scans = re.compile(r"SCAN (application|person)\b(?! USING)|TEMP B-TREE")
    assert plans
    assert [step for step in plans if scans.search(step)] == []


def test_a_number_with_a_wrong_character_is_not_taken() -> None:
    number = application_number("58-2026", 123)

    read = parse_number(number.lower())
    assert read is not None
    assert (read.call_code, read.number, read.sheet) == ("58-2026", 123, False)
    assert parse_number(number.replace("123", "124")) is None
    paper = parse_number(sheet_number("58-2026", 7))
    assert paper is not None
    assert paper.sheet


def test_the_check_character_is_that_of_the_standard() -> None:
    for code in ("58-2026", "ESPOL-2027", "A", "9z"):
        for number in (0, 7, 123, 45_678, 999_999, 1_234_567):
            text = f"{code}-{number:06d}"
            plain = "".join(c for c in text.upper() if c.isalnum())

            check = mod_37_36.calc_check_digit(plain)
            assert application_number(code, number) == f"{text}-{check}"


def test_the_code_of_a_receipt_opens_its_own_receipt_alone() -> None:
    code = new_receipt_code()
    kept = receipt_hash("a", code)

    assert receipt_matches("a", code.lower().replace("-", " "), kept)
    assert not receipt_matches("b", code, kept)
    assert not receipt_matches("a", new_receipt_code(), kept)
    assert not receipt_matches("a", code, None)


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("58-2026-000123", Number("58-2026", 123, sheet=False)),
        ("lix-2026-f00007", Number("LIX-2026", 7, sheet=True)),
        ("5123-4567", None),
        ("2200-123456", None),
    ],
)
def test_a_number_is_found_without_its_check_character(
    text: str, paper: Number | None
) -> None:
    assert understood(text).paper == paper
