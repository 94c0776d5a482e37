"""How many lines fared how, by problem: for a page, a command, a file."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pncrecruit.imports.rules.problems import ADDS_NOTHING, WARNINGS, message


class Counted(NamedTuple):
    """A problem, how many lines have it, and the first of them."""

    code: str
    message: str
    lines: int
    first: int
    warning: bool


def counted(problems: Mapping[str, Sequence[Any]]) -> list[Counted]:
    """Return the problems of a batch, the most frequent first."""
    found = [
        Counted(code, message(code), int(lines), int(first), code in WARNINGS)
        for code, (lines, first) in problems.items()
    ]
    return sorted(found, key=lambda one: (-one.lines, one.code))


def adding_nothing(problems: Mapping[str, Sequence[Any]]) -> int:
    """Return how many of the good lines of a file would add nothing to the records."""
    return sum(int(problems[code][0]) for code in ADDS_NOTHING if code in problems)
