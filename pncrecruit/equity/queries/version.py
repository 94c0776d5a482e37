"""What the state of all records is called: it changes with every deed and job."""

from typing import NamedTuple

from sqlalchemy import func, select

from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.jobs.models import JobRun


class Version(NamedTuple):
    """The last entry of the trail and the last job: every change makes one of them.

    Deeds are recorded in their own transaction, and entries are committed in their
    order; what changes by the day alone is changed by a job, which is noted after it.
    """

    deed: int
    job: int


_VERSION = select(
    select(func.max(AuditEntry.id)).scalar_subquery(),
    select(func.max(JobRun.id)).scalar_subquery(),
)


def version() -> Version:
    """Return the version of the records as this request sees them."""
    deed, job = db.session.connection().execute(_VERSION).one()
    return Version(deed or 0, job or 0)
