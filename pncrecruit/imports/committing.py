"""Work that is done in parts: each is committed, and others get a moment to write."""

import time
from collections.abc import Iterator

from pncrecruit.bulk import uncollected
from pncrecruit.db import db
from pncrecruit.imports.actions.staging import drop
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules.mapping_faults import MappingWrong
from pncrecruit.imports.rules.problems import FileRefused

# Seconds: enough for who waits at the writers' lock to wake up and take it.
PAUSE = 0.005


def run(parts: Iterator[ImportBatch]) -> ImportBatch:
    """Commit part after part; return the batch as the last one left it."""
    last: ImportBatch | None = None
    try:
        with uncollected():
            for last in parts:  # noqa: B007 - the last one is what is asked for
                db.session.commit()
                time.sleep(PAUSE)
    except (FileRefused, MappingWrong):
        db.session.rollback()
        if last is not None:  # its first lines were kept before it broke
            drop(last)
            db.session.commit()
        raise
    if last is None:
        raise RuntimeError("an import ended without a batch")
    return last
