"""Documentation names what there is: pages, files, commands, and the glossary."""

import re
from pathlib import Path

import click
import pytest

from pncrecruit.cli import main
from tools import glossary

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
# What starts a line of a block, or stands alone in code: `pncrecruit audit verify`.
COMMAND = re.compile(r"(?:^    |`)pncrecruit ([a-z][a-z -]*)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_named_exist(page: Path) -> None:
    for said in COMMAND.findall(page.read_text(encoding="utf-8")):
        command: click.Command | None = main
        for word in said.split():
            if not isinstance(command, click.Group) or word.startswith("-"):
                break
            command = command.get_command(click.Context(command), word)
            assert command is not None, said


def test_the_glossary_is_the_one_of_the_words_in_use() -> None:
    assert glossary.TARGET.read_text(encoding="utf-8") == glossary.page()
