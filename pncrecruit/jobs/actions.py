"""Keep how a job ended, so that a page can show it."""

from datetime import date, datetime

from pncrecruit.db import db
from pncrecruit.jobs.models import JobRun

_LONGEST = 400


def record_run(
    name: str,
    *,
    day: date,
    started_at: datetime,
    ended_at: datetime,
    summary: dict[str, object] | None = None,
    error: str = "",
) -> JobRun:
    """Keep one run of a job. Summary and error hold no personal data."""
    run = JobRun(
        name=name,
        day=day,
        started_at=started_at,
        ended_at=ended_at,
        succeeded=not error,
        summary=summary,
        error=error[:_LONGEST] or None,
    )
    db.session.add(run)
    return run
