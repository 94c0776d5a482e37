"""Where service records come from."""

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.officers.models import DataSource

OURS = "pncrecruit"


def by_key(key: str) -> DataSource | None:
    """Return a source by its key."""
    return db.session.scalar(select(DataSource).where(DataSource.key == key))
