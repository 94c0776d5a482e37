"""The commands of retention: no day is looked at before it has come."""

import pytest
from click import Group
from flask import Flask

from pncrecruit.retention.cli import alerts, model


@pytest.mark.parametrize(
    ("group", "name"),
    [(model, "train"), (model, "score"), (model, "backtest"), (alerts, "run")],
)
def test_a_day_that_has_not_come_is_refused(group: Group, name: str) -> None:
    runner = Flask("without a database").test_cli_runner()

    done = runner.invoke(group, [name, "--as-of", "2999-01-01"])

    assert done.exit_code == 2
    assert "2999-01-01 has not come yet" in done.output
