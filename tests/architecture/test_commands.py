"""Commands: each loads, and explains itself in full sentences."""

from collections.abc import Iterator

import click
import pytest

from pncrecruit.cli import COMMANDS, main

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
