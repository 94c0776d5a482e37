"""Files that are kept: their rows, and their content once it was found whole."""

from pathlib import Path

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.documents import keeping
from pncrecruit.documents.models import StoredFile
from pncrecruit.documents.rules import FileLost


def file(file_id: int) -> StoredFile | None:
    """Return a file that was not removed."""
    found = db.session.get(StoredFile, file_id)
    return found if found and found.removed_at is None else None


def content_of(row: StoredFile, folder: Path) -> bytes:
    """Return a file's content. Raises FileLost if it is not what was handed in."""
    try:
        content = keeping.read(folder, row.key)
    except OSError as error:
        raise FileLost from error
    if keeping.digest(content) != row.sha256:
        raise FileLost
    return content


def keys_kept() -> set[str]:
    """Return the keys of the files that belong to a record."""
    return set(
        db.session.scalars(
            select(StoredFile.key).where(StoredFile.removed_at.is_(None))
        )
    )
