"""The process that reads a file: `python -m pncrecruit.imports.reading.child`.

It gets the path, the file's name and the mapping on its standard input, and writes
JSON lines: the header, parts of drafts, then the end or a refusal. It knows no
database and no secret, and the system holds it to its memory and time.
"""

import gc
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from pncrecruit.errors import DomainError
from pncrecruit.imports.reading.limits import LIMITS, Limits, hold_to
from pncrecruit.imports.reading.table import Line, open_table
from pncrecruit.imports.rules.lines import LineReader
from pncrecruit.imports.rules.mapping import FileMapping, from_plain
from pncrecruit.imports.rules.problems import NothingInside, Problem, code_of
from pncrecruit.imports.rules.values import Cell, text

PART = 500  # lines


def read(
    path: Path, name: str, mapping: FileMapping, limits: Limits = LIMITS
) -> Iterator[dict[str, Any]]:
    """Yield the header, the lines in parts, and the end."""
    table = open_table(path, name, mapping, limits)
    reader = LineReader(mapping, table.header)
    yield {"header": table.header}
    part: list[object] = []
    count = 0
    for line in table.lines:
        if reader.is_blank(line[1]):
            continue
        count += 1
        part.append(_told(reader, line, limits))
        if len(part) == PART:
            yield {"lines": part}
            part = []
    if not count:
        raise NothingInside
    if part:
        yield {"lines": part}
    yield {"end": count}


def _told(reader: LineReader, line: Line, limits: Limits) -> tuple[object, ...]:
    number, cells = line
    problems: list[Problem] = []
    if any(isinstance(cell, str) and len(cell) > limits.cell for cell in cells):
        problems.append(Problem("", "value_too_long", {"limit": str(limits.cell)}))
        raw: list[Cell] = [text(cell)[:80] for cell in cells]
        return number, None, problems, raw
    draft = reader.draft(number, cells)
    plain = None if draft.returned else draft.plain()
    return number, plain, draft.problems, reader.typed(cells)


def main(commands: TextIO, answers: TextIO) -> None:
    """Read what was asked for, and answer; a refusal is an answer too."""
    hold_to(LIMITS)
    gc.disable()  # short-lived, and nothing here goes in circles
    asked = json.load(commands)
    try:
        mapping = from_plain(asked["mapping"])
        for part in read(Path(asked["path"]), asked["name"], mapping):
            answers.write(json.dumps(part, separators=(",", ":")))
            answers.write("\n")
    except DomainError as error:
        facts = {name: str(value) for name, value in error.facts.items()}
        refusal = {"refused": type(error).__name__, "code": code_of(error)}
        answers.write(json.dumps(refusal | {"facts": facts}))
        answers.write("\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
