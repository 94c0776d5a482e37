"""The lines that come back of a batch; each time they are taken is on the trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pncrecruit.audit.actions import Author, record
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.queries import batches as queries
from pncrecruit.imports.rules import LineState
from pncrecruit.imports.rules.mapping import from_plain
from pncrecruit.persons.rules import CUI_LENGTH, grouped_cui

MOST = 200_000
# Its number, its cells as read, and what is wrong with it.
Returned = tuple[int, Sequence[object], Sequence[Any]]


def returned_lines(
    batch: ImportBatch, *, author: Author, at: datetime
) -> list[Returned]:
    """Return the lines that come back of a batch, at most ``MOST``.

    A spreadsheet leaves their CUIs whole.
    """
    lines = queries.lines(batch.id, LineState.RETURNED, limit=MOST)
    record(
        "import.download_errors",
        ("import_batch", batch.public_id),
        author=author,
        at=at,
        lines=len(lines),
    )
    mapping = from_plain(batch.mapping)
    cuis = {one.column for one in mapping.columns if one.field == "cui"}
    places = {place for place, name in enumerate(batch.header) if name in cuis}
    return [
        (one.line, _as_text(one.raw or [], places), one.problems or []) for one in lines
    ]


def _as_text(raw: Sequence[object], places: set[int]) -> list[object]:
    """Return a line with its CUIs grouped: as a number a spreadsheet cuts them short.

    They come in again as they are. Whatever is not 13 digits is left as typed.
    """
    return [
        grouped_cui(str(cell)) if place in places and _is_cui(str(cell)) else cell
        for place, cell in enumerate(raw)
    ]


def _is_cui(text: str) -> bool:
    return len(text) == CUI_LENGTH and text.isascii() and text.isdigit()
