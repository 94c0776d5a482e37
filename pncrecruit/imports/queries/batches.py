"""Batches and their lines."""

from sqlalchemy import func, select

from pncrecruit.access.models import User
from pncrecruit.db import db
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules import BatchState


def same_file(
    sha256: str, mapping_hash: str, call_id: int | None
) -> ImportBatch | None:
    """Return the batch of the same file by the same mapping, unless it was undone."""
    return db.session.scalar(
        select(ImportBatch)
        .where(
            ImportBatch.sha256 == sha256,
            ImportBatch.mapping_hash == mapping_hash,
            ImportBatch.call_id.is_not_distinct_from(call_id),
            ImportBatch.state.not_in([BatchState.UNDONE, BatchState.UNDOING]),
        )
        .order_by(ImportBatch.id.desc())
        .limit(1)
    )


def account_of(email: str) -> User | None:
    """Return the enabled account of an address: who acts in a command."""
    return db.session.scalar(
        select(User).where(func.lower(User.email) == email.strip().lower(), User.active)
    )
