"""The flat back-test as somebody runs it: a table, a shell, and no database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pncrecruit.paths import resource
from tests.analysis.test_backtest import force

# Read at the start of every Python: the web and the database are not installed.
NOT_INSTALLED = """
import sys
for name in ("flask", "flask_sqlalchemy", "flask_babel", "sqlalchemy", "wtforms"):
    sys.modules[name] = None
"""


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """A folder of somebody who has a table and this library."""
    (tmp_path / "sitecustomize.py").write_text(NOT_INSTALLED)
    return tmp_path


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it there, with nothing of this project in the environment."""
    known = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    root = resource("pyproject.toml").parent
    return subprocess.run(
        [sys.executable, "-m", "pncrecruit.analysis.backtest", *arguments],
        cwd=folder,
        env={**known, "PYTHONPATH": f"{folder}{os.pathsep}{root}"},
        check=False,
        capture_output=True,
        text=True,
    )


COLUMNS = ("--start", "start", "--end", "end", "--event", "event")


def test_a_table_gives_one_line_of_json_without_web_and_database(shell: Path) -> None:
    force(shell / "force.csv", strong=1.0, n=1_200)

    done = command(shell, "force.csv", *COLUMNS, "--as-of", "2018-12", "--json")

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    found = json.loads(done.stdout)
    assert found["cold_start"] is False
    assert found["officers"] == 1_200
    assert {one["name"] for one in found["challenges"]} == {"boosted_trees", "cox"}
    assert all(
        {"log_loss", "observed_over_expected", "gain"} <= one.keys()
        for one in found["folds"]
    )


def test_a_table_without_leavers_is_a_cold_start_and_a_faulty_one_an_error(
    shell: Path,
) -> None:
    quiet = "start,end,event\n" + "2015-01,,\n" * 40
    (shell / "quiet.csv").write_text(quiet)
    window = ("--observed-from", "2015-01", "--as-of", "2018-12")

    cold = command(shell, "quiet.csv", *COLUMNS, *window, "--json")
    wrong = command(shell, "quiet.csv", "--start", "begin", *COLUMNS[2:])

    assert cold.returncode == 0
    assert "Cold start" in cold.stderr
    assert json.loads(cold.stdout)["cold_start"] is True
    assert wrong.returncode == 2
    assert "no column is named begin" in wrong.stderr
