"""The jobs in words: no figure that a run keeps is shown by its name in the code."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pncrecruit.jobs.running import next_night
from pncrecruit.jobs.words import FIGURES, length
from tests.conftest import Client

PACKAGE = Path(__file__).resolve().parents[2] / "pncrecruit"
# Kept, but no number: the log and the auditor's page read them.
NO_FIGURES = {"last_hash"}


def kept_figures() -> set[str]:
    """Return the name of every figure that a job of the night keeps."""
    found = set()
    for path in PACKAGE.glob("*/nightly.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "Done"
                and node.args
                and isinstance(node.args[0], ast.Dict)
            ):
                keys = node.args[0].keys
                found |= {key.value for key in keys if isinstance(key, ast.Constant)}
    return {str(one) for one in found}


def test_every_figure_that_a_job_keeps_has_words() -> None:
    assert len(kept_figures()) > 10
    assert kept_figures() - FIGURES.keys() - NO_FIGURES == set()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(9.61, "9.6 s"), (113, "1 min 53 s"), (7500, "2 h 5 min")],
)
def test_how_long_it_took_is_said_in_its_two_largest_units(
    client: Client, seconds: float, said: str
) -> None:
    with client.application.test_request_context():
        assert length(timedelta(seconds=seconds)) == said


def test_the_next_night_begins_at_two_in_guatemala() -> None:
    evening = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # 17:00 there
    small_hours = datetime(2026, 11, 24, 7, 59, tzinfo=UTC)  # 01:59 there

    assert next_night(evening).astimezone(UTC) == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert next_night(small_hours).astimezone(UTC) == datetime(
        2026, 11, 24, 8, tzinfo=UTC
    )
