"""What a command tells of a file: its counts, its faults, the lines that come back."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask_babel import force_locale, gettext

from pncrecruit.imports.actions.returning import Returned
from pncrecruit.imports.actions.staging import Told
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.queries import batches as queries
from pncrecruit.imports.rules import RecordKind
from pncrecruit.imports.rules.found import Finding, Findings
from pncrecruit.imports.rules.said import adding_nothing
from pncrecruit.imports.wording import all_said, said
from pncrecruit.web.download import csv_text

_OWNER_ONLY = 0o600


def faults_of(batch: ImportBatch) -> Findings:
    """Return what is wrong with the lines of a batch."""
    found = Findings()
    for line, problems in queries.problems(batch.id):
        found.add(line, problems)
    return found


def plain(
    told: Told, found: Findings, record: RecordKind, *, dry_run: bool
) -> dict[str, Any]:
    """Return what became of the lines, as JSON keeps it."""
    return {
        "lines": told.lines,
        "accepted": told.accepted,
        "warned": told.warned,
        "returned": told.returned,
        "adds_nothing": adding_nothing(told.problems),
        "dry_run": dry_run,
        "already_imported": False,
        "problems": [
            {
                "code": one.code,
                "field": one.field,
                "warning": one.warning,
                "lines": one.lines,
                "first_line": one.first,
                "values": [value._asdict() for value in one.values],
                "other_values": one.other_values,
                "es": _sentence(one, record, "es_GT"),
                "en": _sentence(one, record, "en"),
            }
            for one in found.rows
        ],
    }


def in_lines(found: Findings, record: RecordKind) -> list[str]:
    """Return the faults for a terminal: lines, code, an example, and what stood there.

    The words are those of the first line; the values follow with their counts.
    """
    told = []
    for one in found.rows:
        words = _sentence(one, record, "en")
        told.append(
            f"  {one.lines:>9,}  {one.code}, first in line {one.first}: {words}"
        )
        if len(one.values) > 1:
            values = ", ".join(f"“{it.value}” ({it.lines:,})" for it in one.values)
            more = f", and {one.other_values:,} others" if one.other_values else ""
            told.append(f"             what stood there: {values}{more}")
    return told


def _sentence(one: Finding, record: RecordKind, language: str) -> str:
    with force_locale(language):
        return said((one.field, one.code, one.facts), record)


def returned_table(
    header: Sequence[str],
    lines: Sequence[Returned],
    record: RecordKind,
) -> tuple[list[str], list[list[object]]]:
    """Return the lines that come back as typed, each with its number and reason."""
    width = len(header)
    rows = [
        [
            *[*raw, *([""] * (width - len(raw)))][:width],
            number,
            " ".join(all_said(problems, record)),
        ]
        for number, raw, problems in lines
    ]
    return [*header, gettext("line"), gettext("reason")], rows


def write_returned(
    file: Path,
    header: Sequence[str],
    lines: Sequence[Returned],
    record: RecordKind,
    *,
    language: str,
) -> None:
    """Write the lines that come back to a new file that its owner alone can read.

    Raises FileExistsError.
    """
    with force_locale(language):
        text = csv_text(*returned_table(header, lines, record))
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(opened, "w", encoding="utf-8", newline="") as out:
        out.write(text)
