"""The trail: chained, append-only, and every way of touching it is found."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pncrecruit.audit import checkpoints, queries
from pncrecruit.audit.actions import Author, record
from pncrecruit.audit.cli import audit
from pncrecruit.audit.models import AuditEntry
from pncrecruit.audit.queries import TrailFilter
from pncrecruit.audit.rules import FaultKind, Outcome, canonical, commitment
from pncrecruit.db import db, writing

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
ANA = Author(7, "Ana", "recruiter", "request-1")


def write(entries: int) -> None:
    for number in range(entries):
        record(
            "application.move",
            ("application", number),
            author=ANA,
            at=NOON + timedelta(minutes=number),
            standing=("active", "rejected"),
            reason="La talla medida fue 1.52 m\nen la segunda medición",
        )
    db.session.commit()


def without_guard(statement: str) -> None:
    """Do what only somebody with the database's own rights can do."""
    if db.engine.dialect.name == "postgresql":
        for table in ("audit_entry", "audit_value"):
            db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
    else:
        for deed in ("update", "delete"):
            for table in ("audit_entry", "audit_value"):
                db.session.execute(text(f"DROP TRIGGER {table}_no_{deed}"))
    db.session.execute(text(statement))
    db.session.commit()


def test_an_untouched_chain_is_whole(app: Flask) -> None:
    write(12)

    chain = queries.verify()

    assert (chain.entries, chain.fault) == (12, None)


def test_an_entry_of_a_refused_deed_says_so(app: Flask) -> None:
    record(
        "access.refused",
        ("permission", "x"),
        author=ANA,
        at=NOON,
        outcome=Outcome.REFUSED,
    )

    (row,) = queries.trail(TrailFilter(outcome="refused"))

    assert (row.actor_name, row.verb, row.outcome) == (
        "Ana",
        "access.refused",
        Outcome.REFUSED,
    )


def test_text_of_a_person_cannot_break_the_trail_into_lines(app: Flask) -> None:
    write(1)

    reason = {row.field: row.value for row in queries.values(1)}["reason"]

    assert "\n" not in reason
    assert json.loads(reason).endswith("en la segunda medición")


@pytest.mark.parametrize("table", ["audit_entry", "audit_value"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = 99", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_trail(
    app: Flask, table: str, deed: str
) -> None:
    write(1)

    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(deed.format(table)))


TAMPERING = {
    "edit": (
        "UPDATE audit_entry SET actor_name = 'Otra' WHERE id = 3",
        3,
        FaultKind.CHANGED,
    ),
    "edit a value": (
        (
            "UPDATE audit_value SET value = '[1,2]' WHERE entry_id = 4"
            " AND field = 'standing'"
        ),
        4,
        FaultKind.VALUE,
    ),
    "delete": ("DELETE FROM audit_entry WHERE id = 5", 6, FaultKind.MISSING),
    "swap": (
        "UPDATE audit_entry SET id = CASE id WHEN 2 THEN -2 ELSE id END",
        3,
        FaultKind.MISSING,
    ),
    "relink": (
        "UPDATE audit_entry SET previous_hash = hash WHERE id = 2",
        2,
        FaultKind.RELINKED,
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found_and_its_place_named(own_app: Flask, how: str) -> None:
    statement, place, kind = TAMPERING[how]
    write(8)
    if "entry" in statement and how in ("delete", "swap"):
        without_guard("DELETE FROM audit_value")
        db.session.execute(text(statement))
        db.session.commit()
    else:
        without_guard(statement)

    fault = queries.verify().fault

    assert fault is not None
    assert (fault.entry, fault.kind) == (place, kind)


def test_a_chain_that_was_cut_is_found_by_its_checkpoint(
    own_app: Flask, tmp_path: Path
) -> None:
    file, private, public = (tmp_path / name for name in ("c", "private", "public"))
    checkpoints.make_key(private, public)
    write(8)
    checkpoints.add(file, private, at=NOON)
    without_guard("DELETE FROM audit_value WHERE entry_id > 6")
    db.session.execute(text("DELETE FROM audit_entry WHERE id > 6"))
    db.session.commit()

    assert queries.verify().fault is None
    _, fault = checkpoints.check(file, public)

    assert fault is not None
    assert (fault.entry, fault.kind) == (6, FaultKind.CUT)


def test_a_chain_made_anew_is_found_by_its_checkpoint(
    own_app: Flask, tmp_path: Path
) -> None:
    file, private, public = (tmp_path / name for name in ("c", "private", "public"))
    checkpoints.make_key(private, public)
    write(4)
    checkpoints.add(file, private, at=NOON)
    without_guard("DELETE FROM audit_value")
    db.session.execute(text("DELETE FROM audit_entry"))
    db.session.commit()
    write(4)

    assert queries.verify().fault is None
    _, fault = checkpoints.check(file, public)

    assert fault is not None
    assert (fault.entry, fault.kind) == (4, FaultKind.CHECKPOINT)


def test_a_forged_checkpoint_is_refused(own_app: Flask, tmp_path: Path) -> None:
    file, private, public = (tmp_path / name for name in ("c", "private", "public"))
    checkpoints.make_key(private, public)
    write(3)
    checkpoints.add(file, private, at=NOON)
    forged = json.loads(file.read_text()) | {"count": 2}
    file.write_text(json.dumps(forged) + "\n")

    _, fault = checkpoints.check(file, public)

    assert fault is not None
    assert fault.kind is FaultKind.CHECKPOINT


def test_order_is_by_number_when_the_clock_goes_back(app: Flask) -> None:
    record("a.first", ("x", 1), author=ANA, at=NOON)
    record("a.second", ("x", 1), author=ANA, at=NOON - timedelta(hours=2))

    assert [row.verb for row in queries.trail(TrailFilter())] == ["a.second", "a.first"]
    assert queries.verify().fault is None


def test_a_value_erased_by_law_leaves_the_chain_whole(own_app: Flask) -> None:
    write(3)
    without_guard("DELETE FROM audit_value WHERE entry_id = 2")

    assert queries.verify().fault is None
    assert queries.values(2) == []


def test_a_commitment_hides_its_value_without_the_salt() -> None:
    value = canonical(("active", "rejected"))

    assert commitment("salt one", value) != commitment("salt two", value)


def test_the_command_says_whole_or_names_the_place(own_app: Flask) -> None:
    write(3)
    runner: CliRunner = own_app.test_cli_runner()

    good = runner.invoke(audit, ["verify", "--json"])
    said = runner.invoke(audit, ["verify"])
    without_guard("UPDATE audit_entry SET verb = 'x' WHERE id = 2")
    bad = runner.invoke(audit, ["verify"])

    found = json.loads(good.output)
    assert (good.exit_code, found["whole"], found["end_checked"]) == (0, True, False)
    assert "Without a checkpoint a missing end cannot be seen" in said.output
    assert bad.exit_code == 1
    assert "entry 2" in bad.output


def test_two_writers_make_one_chain(own_app: Flask) -> None:
    def work() -> None:
        with own_app.app_context(), writing():
            for number in range(20):
                record("x.y", ("x", number), author=ANA, at=NOON)
                db.session.commit()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    chain = queries.verify()
    assert (chain.entries, chain.fault) == (80, None)


def test_a_page_of_the_trail_is_one_statement(
    app: Flask, same_statements: Callable[..., int]
) -> None:
    def grow(rows: int) -> None:
        write(rows)

    assert same_statements(grow, lambda: queries.trail(TrailFilter())) == 1
    assert db.session.get(AuditEntry, 1) is not None
