"""The last runs of the jobs."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from pncrecruit.db import db
from pncrecruit.jobs.models import JobRun


def recent_runs(limit: int = 50) -> Sequence[JobRun]:
    """Return the newest runs of all jobs."""
    return db.session.scalars(
        select(JobRun).order_by(JobRun.started_at.desc(), JobRun.id.desc()).limit(limit)
    ).all()


def last_run(name: str) -> JobRun | None:
    """Return the newest run of one job."""
    return db.session.scalar(
        select(JobRun)
        .where(JobRun.name == name)
        .order_by(JobRun.started_at.desc(), JobRun.id.desc())
        .limit(1)
    )


def succeeded(name: str, day: date) -> bool:
    """Say whether a job has succeeded for a day."""
    found = select(JobRun.id).where(
        JobRun.name == name, JobRun.day == day, JobRun.succeeded.is_(True)
    )
    return db.session.scalar(found.limit(1)) is not None


def newest_runs() -> dict[str, JobRun]:
    """Return the newest run of each job."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.name)
    runs = db.session.scalars(select(JobRun).where(JobRun.id.in_(newest)))
    return {run.name: run for run in runs}


def last_failures() -> Sequence[JobRun]:
    """Return the jobs whose newest run failed."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.name)
    return db.session.scalars(
        select(JobRun).where(JobRun.id.in_(newest), JobRun.succeeded.is_(False))
    ).all()
