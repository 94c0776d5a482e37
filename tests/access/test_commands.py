"""Commands of access: the first administrator, and how much of the matrix is built."""

import json

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select

from pncrecruit.access.matrix import matrix
from pncrecruit.access.models import User
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import Role
from pncrecruit.cli import main
from pncrecruit.db import db

NAMES = ("--given-names", "Ana", "--first-surname", "Cux")


def run(app: Flask, *words: str, typed: str = "") -> Result:
    db.session.commit()
    result = CliRunner().invoke(
        main, words, input=typed, obj=ScriptInfo(create_app=lambda: app)
    )
    db.session.expire_all()
    return result


@pytest.fixture
def ours(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr("pncrecruit.cli.create_app", lambda: own_app)
    return own_app


def test_the_first_administrator_comes_from_the_command_line(ours: Flask) -> None:
    result = run(
        ours,
        *("user", "create", "--email", "ana@example.org", *NAMES, "--password-stdin"),
        typed="tres-rios-y-cinco-puentes\n",
    )

    assert result.exit_code == 0, result.output
    user = db.session.scalars(select(User)).one()
    assert actor(user).roles == {Role.ADMIN}
    assert "tres-rios" not in result.output


def test_a_password_is_asked_for_and_not_shown(ours: Flask) -> None:
    words = "tres-rios-y-cinco-puentes"
    result = run(
        ours,
        *("user", "create", "--email", "ana@example.org", *NAMES),
        typed=f"{words}\n{words}\n",
    )

    assert result.exit_code == 0, result.output
    assert words not in result.output


@pytest.mark.parametrize(
    ("password", "email"),
    [("short", "ana@example.org"), ("tres-rios-y-cinco-puentes", "no address")],
)
def test_what_does_not_fit_makes_no_account(
    ours: Flask, password: str, email: str
) -> None:
    result = run(
        ours,
        *("user", "create", "--email", email, *NAMES, "--password-stdin"),
        typed=f"{password}\n",
    )

    assert result.exit_code != 0
    assert db.session.scalars(select(User)).all() == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_coverage_counts_the_rows_of_the_matrix(ours: Flask) -> None:
    result = run(ours, "access", "coverage", "--json")
    told = json.loads(result.output)
    text = run(ours, "access", "coverage").output

    assert told["total"] == len(matrix())
    assert told["built"] + len(told["missing"]) == told["total"]
    assert 0 < told["built"] < told["total"]
    assert f"{told['built']} of {told['total']} rows" in text
