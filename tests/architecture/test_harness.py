"""The harness itself: tests leave nothing behind, the counters count."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select, text

from pncrecruit.access.models import Setting
from pncrecruit.access.rules import Role
from pncrecruit.db import db, now
from tests.conftest import Client, Sent
from tests.databases import Databases
from tests.factories import make_user

Counter = Callable[[], AbstractContextManager[list[Sent]]]


def add_settings(count: int) -> None:
    for number in range(count):
        key = f"{number}-{db.session.query(Setting).count()}"
        db.session.add(Setting(key=key, value={}, changed_at=now()))
        db.session.flush()
    db.session.commit()


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_commits_is_gone_in_the_next(app: Flask, time: str) -> None:
    assert db.session.query(Setting).filter_by(key="left behind").count() == 0

    db.session.add(Setting(key="left behind", value={}, changed_at=now()))
    db.session.commit()

    assert db.session.query(Setting).filter_by(key="left behind").count() == 1


def test_a_rollback_takes_back_no_more_than_in_production(app: Flask) -> None:
    add_settings(1)
    db.session.add(Setting(key="taken back", value={}, changed_at=now()))
    db.session.flush()

    db.session.rollback()

    assert db.session.query(Setting).count() == 1


def test_each_engine_is_what_it_is_called(app: Flask, engine_name: str) -> None:
    assert db.engine.dialect.name == engine_name


def test_own_databases_are_apart(own_app: Flask, databases: Databases) -> None:
    add_settings(1)

    assert databases.copy() != own_app.config["SQLALCHEMY_DATABASE_URI"]
    assert db.session.query(Setting).count() == 1


def test_statements_are_counted(app: Flask, statements: Counter) -> None:
    with statements() as seen:
        db.session.execute(text("SELECT 1"))
        db.session.execute(text("SELECT 2"))

    assert [sent.text for sent in seen] == ["SELECT 1", "SELECT 2"]


def test_a_statement_for_each_row_is_found(
    app: Flask,
    same_statements: Callable[[Callable[[int], object], Callable[[], object]], int],
) -> None:
    def one_for_each() -> None:
        for key in db.session.scalars(select(Setting.key)).all():
            db.session.execute(select(Setting.id).where(Setting.key == key))

    def one_for_all() -> None:
        db.session.execute(select(Setting.id, Setting.key)).all()

    assert same_statements(add_settings, one_for_all) == 1
    with pytest.raises(AssertionError, match="asks more for 50 rows"):
        same_statements(add_settings, one_for_each)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_table_that_is_read_whole_is_found(
    app: Flask, scanned: Callable[[Callable[[], object]], set[str]]
) -> None:
    whole = select(Setting.value).where(Setting.changed_at == now())
    one = select(Setting.value).where(Setting.key == "key")

    assert scanned(lambda: db.session.execute(whole)) == {"setting"}
    assert scanned(lambda: db.session.execute(one)) == set()


def test_two_people_of_one_test_are_two(client: Client) -> None:
    other, nobody = (client.application.test_client() for _ in range(2))
    assert isinstance(other, Client)
    auditor = make_user(Role.AUDITOR, name="Ana Ixcoy")
    recruiter = make_user(Role.RECRUITER, name="Beto Tzul")

    client.sign_in(auditor)
    other.sign_in(recruiter)

    assert "Ana Ixcoy" in client.get("/access/profile").text
    assert "Beto Tzul" in other.get("/access/profile").text
    assert "Ana Ixcoy" in client.get("/access/profile").text
    assert nobody.get("/access/profile").status_code == 401
