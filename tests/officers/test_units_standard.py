"""The units and ranks that every installation starts from."""

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db
from pncrecruit.officers.actions.standard import load_standard
from pncrecruit.officers.cli import units
from pncrecruit.officers.models import Rank
from pncrecruit.officers.queries.units import path, tree
from pncrecruit.officers.rules import UnitKind
from tests.factories import NOON, unit_of


def test_the_standard_units_are_loaded_once(app: Flask) -> None:
    first = load_standard(author=SYSTEM, at=NOON)

    again = load_standard(author=SYSTEM, at=NOON)

    kinds = [row.kind for row in tree()]
    assert kinds.count(UnitKind.COMISARIA) == 27
    assert kinds.count(UnitKind.DISTRICT) == 7
    assert kinds.count(UnitKind.ACADEMY) == 3
    assert db.session.scalar(select(func.count()).select_from(Rank)) == 9
    assert first == (len(kinds), 9)
    assert again == (0, 0)
    assert [one.code for one in path(unit_of("23").id)] == ["PNC", "D-ORIENTE", "23"]


def test_the_command_says_what_it_added(app: Flask) -> None:
    runner = CliRunner()

    first = runner.invoke(units, ["load-standard", "--since", "2010-01-01"])
    second = runner.invoke(units, ["load-standard"])

    assert first.exit_code == second.exit_code == 0
    assert first.output == "40 units and 9 ranks added.\n"
    assert second.output == "0 units and 0 ranks added.\n"
