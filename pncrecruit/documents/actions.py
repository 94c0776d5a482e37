"""Keep a file that was handed in, remove one, and sweep what belongs to nothing."""

from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from pncrecruit.db import db
from pncrecruit.documents import keeping
from pncrecruit.documents.models import StoredFile
from pncrecruit.documents.queries import keys_kept
from pncrecruit.documents.reading import readable

# A file is written before the transaction that names it ends.
_UNNAMED_FOR = timedelta(days=1)
_LONGEST_NAME = 80


def keep(
    content: bytes, name: str, *, folder: Path, user_id: int | None, at: datetime
) -> StoredFile:
    """Keep a file; its bytes are on the disk before its row is.

    A transaction that fails afterwards leaves bytes that ``sweep`` removes. Raises
    FileUnfit, or OSError when there is no room.
    """
    kept = readable(content, name)
    row = StoredFile(
        key=keeping.write(folder, kept.content),
        sha256=keeping.digest(kept.content),
        size=len(kept.content),
        media_type=kept.media_type,
        name=_cleaned(name),
        stored_at=at,
        stored_by_id=user_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def remove(row: StoredFile, *, at: datetime) -> None:
    """Remove a file: nobody reads it from now on, the next sweep destroys its bytes."""
    row.removed_at = at
    db.session.flush()


def sweep(folder: Path, *, at: datetime) -> int:
    """Destroy the bytes of removed files and of transactions that never ended."""
    return keeping.sweep(folder, keys_kept(), (at - _UNNAMED_FOR).timestamp())


def _cleaned(name: str) -> str:
    base = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(letter for letter in base if letter.isprintable())
    return printable[-_LONGEST_NAME:]
