"""The lines that come back of a batch; each time they are taken is on the trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pncrecruit.audit.actions import Author, record
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.queries import batches as queries
from pncrecruit.imports.rules import LineState

MOST = 200_000
# Its number, its cells as read, and what is wrong with it.
Returned = tuple[int, Sequence[object], Sequence[Any]]


def returned_lines(
    batch: ImportBatch, *, author: Author, at: datetime
) -> list[Returned]:
    """Return the lines that come back of a batch, at most ``MOST``."""
    lines = queries.lines(batch.id, LineState.RETURNED, limit=MOST)
    record(
        "import.download_errors",
        ("import_batch", batch.public_id),
        author=author,
        at=at,
        lines=len(lines),
    )
    return [(one.line, one.raw or [], one.problems or []) for one in lines]
