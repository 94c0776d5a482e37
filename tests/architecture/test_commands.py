"""Commands: each loads, explains itself in full sentences, and finds its settings."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pncrecruit.cli import COMMANDS, main
from tools.setup import ENV_FILE

CONTEXT = click.Context(main)


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for child in command.list_commands(CONTEXT):
            found = command.get_command(CONTEXT, child)
            assert found is not None
            yield from commands(found, f"{name} {child}")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_explains_itself(name: str) -> None:
    top = main.get_command(CONTEXT, name)
    assert top is not None
    if name == "db":
        return  # Flask-Migrate's own
    for full_name, command in commands(top, name):
        assert (command.help or "").strip().endswith("."), full_name
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert (option.help or "").strip().endswith("."), (
                    f"{full_name} {option.opts[0]}"
                )


def run_coverage(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person would who has set nothing but what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = Path(sys.executable).parent / "pncrecruit"
    return subprocess.run(
        [command, "access", "coverage", "--json"],
        check=False,
        capture_output=True,
        text=True,
        env={**kept, "DATA_DIR": str(folder), **settings},
    )


def test_commands_run_in_a_folder_that_was_set_up(tmp_path: Path) -> None:
    assert ENV_FILE.exists(), "make setup writes it"
    done = run_coverage(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stated_mode_is_not_mixed_with_the_file(tmp_path: Path) -> None:
    done = run_coverage(tmp_path, PNCRECRUIT_MODE="production")
    assert done.returncode != 0
    assert "SECRET_KEY must be set" in done.stderr
