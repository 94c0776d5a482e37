"""What is wrong with the lines of a file, gathered by field and kind of fault."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pncrecruit.imports.rules.problems import WARNINGS

MOST = 10  # distinct values that are told of a fault, the most frequent ones
KEPT = 10_000  # distinct values that are kept apart while a file is read


class ValueCount(NamedTuple):
    """A value as it was typed, how many lines have it, and the first of them."""

    value: str
    lines: int
    first: int


@dataclasses.dataclass(slots=True)
class Finding:
    """A fault of a field: how many lines have it, the first, and what stood there.

    ``facts`` are those of the first line, an example for the words.
    """

    field: str
    code: str
    first: int
    facts: Mapping[str, str]
    lines: int = 0
    # value -> [lines, first]
    seen: dict[str, list[int]] = dataclasses.field(default_factory=dict)

    @property
    def warning(self) -> bool:
        """Whether the line came in all the same."""
        return self.code in WARNINGS

    @property
    def values(self) -> list[ValueCount]:
        """The most frequent values, at most ``MOST``."""
        told = [ValueCount(value, *counts) for value, counts in self.seen.items()]
        return sorted(told, key=lambda one: (-one.lines, one.first))[:MOST]

    @property
    def other_values(self) -> int:
        """How many distinct values are not told."""
        return max(0, len(self.seen) - MOST)


class Findings:
    """Gathers the faults of lines as they come."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._found: dict[tuple[str, str], Finding] = {}

    def add(self, line: int, problems: Iterable[Sequence[Any]]) -> None:
        """Count the faults of a line: each a field, a code and facts."""
        for one in problems:
            name, code, facts = str(one[0]), str(one[1]), one[2]
            found = self._found.setdefault(
                (name, code), Finding(name, code, line, dict(facts))
            )
            found.lines += 1
            value = facts.get("value")
            if value is not None and (value in found.seen or len(found.seen) < KEPT):
                found.seen.setdefault(value, [0, line])[0] += 1

    @property
    def rows(self) -> list[Finding]:
        """The faults, the most frequent first."""
        return sorted(
            self._found.values(), key=lambda one: (-one.lines, one.code, one.field)
        )
