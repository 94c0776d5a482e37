"""`pncrecruit import` as an operator uses it: real commits, exit status, a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import func, select

from pncrecruit.cli import main
from pncrecruit.db import db, writing
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules import BatchState
from pncrecruit.imports.templates_of import fair_columns
from pncrecruit.officers.models import Officer, ServiceFact
from pncrecruit.officers.queries import facts_known
from pncrecruit.officers.queries.arrays import career_arrays
from pncrecruit.officers.rules import FactKind
from pncrecruit.recruitment.models import Application
from tests.factories import TODAY, make_call, make_country
from tests.imports import roster_curves
from tests.imports.conftest import OFFICERS, ROSTER

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS = ROOT / "docs" / "mappings"
ROSTERS = os.environ.get("PNCRECRUIT_ROSTER_DIR", "")


@pytest.fixture
def command(own_app: Flask) -> Any:
    """`command("import", ...)` on a database of its own."""

    def run(*words: str) -> Result:
        db.session.remove()
        with writing():
            return CliRunner().invoke(
                main.get_command(None, words[0]),  # type: ignore[arg-type]
                list(words[1:]),
                obj=ScriptInfo(create_app=lambda: own_app),
                catch_exceptions=False,
            )

    return run


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A small roster and its mapping."""
    roster, mapping = tmp_path / "roster.csv", tmp_path / "roster.toml"
    roster.write_text(ROSTER)
    mapping.write_text(OFFICERS)
    return str(roster), str(mapping)


def test_it_says_what_became_of_the_lines(command: Any, files: tuple[str, str]) -> None:
    roster, mapping = files
    Path(roster).write_text(ROSTER + "d,F,x,2010-13,,\n")

    told = command("import", "officers", roster, "--mapping", mapping, "--json")

    assert told.exit_code == 0
    result = json.loads(told.stdout)
    assert (result["lines"], result["accepted"], result["returned"]) == (4, 3, 1)
    (problem,) = result["problems"]
    assert problem["code"] == "date_impossible"
    assert problem["es"].startswith("Nombramiento: La fecha «2010-13»")
    assert problem["en"].startswith("Appointed on: The date “2010-13”")
    assert db.session.scalar(select(func.count(Officer.id))) == 3


def test_a_fault_is_told_by_field_with_its_values_and_the_lines_can_be_kept(
    command: Any, files: tuple[str, str], tmp_path: Path
) -> None:
    roster, mapping = files
    back = tmp_path / "back.csv"
    wrong = "d,zz,x,2010-01,,\ne,zz,x,2010-01,,\nf,?,x,2010-01,,\n,F,x,2010-01,,\n"
    Path(roster).write_text(ROSTER + wrong)
    words = ["import", "officers", roster, "--mapping", mapping, "--dry-run"]

    told = command(*words, "--returned", str(back))
    again = command(*words, "--returned", str(back), "--json")
    found = json.loads(command(*words, "--json").stdout)["problems"]

    assert [(one["field"], one["code"], one["lines"]) for one in found] == [
        ("sex", "value_unknown", 3),
        ("officer", "value_missing", 1),
    ]
    assert [one["value"] for one in found[0]["values"]] == ["zz", "?"]
    assert found[0]["en"].startswith("Sex: “zz” is not among")
    assert "Identifier: This must be given." in told.stdout
    assert "“zz” (2), “?” (1)" in told.stdout
    assert "{" not in told.stdout
    assert "%(" not in told.stdout
    lines = back.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 5
    assert lines[1].startswith("d,zz,")
    assert "Sexo: " in lines[1]
    assert again.exit_code == 1
    assert "back.csv is there already" in json.loads(again.stdout)["refused"]["en"]


def test_a_dry_run_tells_the_same_and_keeps_nothing(
    command: Any, files: tuple[str, str]
) -> None:
    roster, mapping = files

    told = command("import", "officers", roster, "--mapping", mapping, "--dry-run")

    assert told.exit_code == 0
    assert "3 would be applied" in told.stdout
    assert db.session.scalar(select(func.count(Officer.id))) == 0


def test_the_same_file_again_is_no_failure_and_changes_nothing(
    command: Any, files: tuple[str, str]
) -> None:
    roster, mapping = files
    command("import", "officers", roster, "--mapping", mapping)

    again = command("import", "officers", roster, "--mapping", mapping, "--json")

    assert again.exit_code == 0
    assert json.loads(again.stdout)["already_imported"] is True
    assert db.session.scalar(select(func.count(Officer.id))) == 3


@pytest.mark.parametrize(
    "content", ["id,sex\n1,F\n", "", ROSTER.replace("F", "?")[:40]]
)
def test_nothing_good_is_a_failure(
    command: Any, files: tuple[str, str], content: str
) -> None:
    roster, mapping = files
    Path(roster).write_text(content)

    told = command("import", "officers", roster, "--mapping", mapping)

    assert told.exit_code == 1
    assert db.session.scalar(select(func.count(Officer.id))) == 0


def test_applicants_come_in_by_whoever_runs_the_installation(
    command: Any, tmp_path: Path
) -> None:
    make_country()
    call = make_call().code
    db.session.commit()
    sheet = tmp_path / "feria.csv"
    row = "Ana,Caal,mujer,1601,diversificado,160,03/04/2003,En trámite"
    header = (
        "nombres,primer_apellido,sexo,municipio,escolaridad,estatura_cm,"
        "fecha_nacimiento,motivo_sin_cui"
    )
    missing = [one for one in fair_columns() if one not in header.split(",")]
    sheet.write_text(
        ",".join([header, *missing]) + "\n" + row + "," * len(missing) + "\n"
    )

    told = command("import", "applicants", str(sheet), "--call", call, "--json")

    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["accepted"] == 1
    assert db.session.scalar(select(func.count(Application.id))) == 1
    unknown = command("import", "applicants", str(sheet), "--call", "NONE")
    assert unknown.exit_code == 1
    assert "NONE" in unknown.stderr


@pytest.mark.scaled
def test_a_killed_import_goes_on_and_loses_and_doubles_nothing(
    own_app: Flask,
    command: Any,
    files: tuple[str, str],
    tmp_path: Path,
    count: Callable[[int, int], int],
) -> None:
    trials = count(3, 50)
    roster, mapping = files
    lines = [f"o{n},F,x,2010-03,2016-0{n % 9 + 1},death" for n in range(5_000)]
    Path(roster).write_text("id,sex,group,from,to,why\n" + "\n".join(lines))
    words = ["import", "officers", roster, "--mapping", mapping]
    environment = os.environ | {
        "PNCRECRUIT_MODE": "test",
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": str(own_app.config["SQLALCHEMY_DATABASE_URI"]),
    }
    seen: set[BatchState] = set()
    for trial in range(trials):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.imports.run_command", *words],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            # Each trial lets it come a little further: staged, then applied.
            _wait_for_lines(process, 1 + trial * 10_000 // trials)
            process.send_signal(signal.SIGKILL)
        db.session.remove()
        batch = db.session.scalars(select(ImportBatch)).first()
        if batch is not None:
            seen.add(batch.state)
            if batch.state is not BatchState.APPLIED:
                assert list(facts_known(TODAY)) == []

    told = command(*words)

    assert told.exit_code == 0
    assert seen
    assert db.session.scalar(select(func.count(Officer.id))) == 5_000
    facts = select(ServiceFact.kind, func.count()).group_by(ServiceFact.kind)
    counted = {row[0]: row[1] for row in db.session.execute(facts)}
    assert counted == {FactKind.APPOINTMENT: 5_000, FactKind.SEPARATION: 5_000}


def _wait_for_lines(process: "subprocess.Popen[bytes]", lines: int) -> None:
    """Wait until an import has come past some lines, or has ended."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        db.session.remove()
        batch = db.session.scalars(select(ImportBatch)).first()
        if batch is not None and batch.lines + batch.applied_lines >= lines:
            return
        time.sleep(0.02)


@pytest.mark.skipif(
    not ROSTERS, reason="PNCRECRUIT_ROSTER_DIR is not set: no real roster to import"
)
# A quarter of a million lines: every day on the embedded engine, on both in a proof.
@pytest.mark.parametrize(
    "engine_name",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)],
    indirect=True,
)
def test_the_real_roster_goes_in_whole(command: Any) -> None:
    expected = {
        "officers": ("chicago-officers", 15_679, 0, {}),
        "units": (
            "chicago-units",
            50_087,
            223,
            {
                "open_after_separation": 2_102,
                "end_before_start": 223,
                "before_appointment": 186,
                "postings_overlap": 26,
            },
        ),
        "pay": ("chicago-pay", 177_224, 0, {"before_appointment": 51}),
        "complaints": (
            "chicago-complaints",
            31_796,
            1,
            {
                "possibly_twice": 244,
                "after_separation": 35,
                "before_appointment": 21,
                "end_before_start": 1,
            },
        ),
    }

    for file, (mapping, lines, returned, problems) in expected.items():
        told = command(
            "import",
            "officers",
            str(Path(ROSTERS) / f"{file}.csv"),
            "--mapping",
            str(MAPPINGS / f"{mapping}.toml"),
            "--json",
        )
        result = json.loads(told.stdout)
        assert (result["lines"], result["returned"]) == (lines, returned)
        told_of = Counter[str]()
        for one in result["problems"]:
            told_of[one["code"]] += one["lines"]
        assert told_of == problems

    careers = career_arrays(TODAY, TODAY)
    assert len(careers.officer_id) == 15_679
    assert str(careers.observed_from[careers.source[0]]) == "2015-01-01"
    assert len(careers.facts[FactKind.SEPARATION].officer) == 2_128
    sizes = roster_curves.check(Path(ROSTERS) / "officers.csv")
    assert sizes["women"] + sizes["men"] == 15_679
    assert {"chicago=white", "chicago=black", "chicago=hispanic"} <= sizes.keys()
