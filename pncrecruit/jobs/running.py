"""Run jobs: each in a transaction of its own, and kept whatever becomes of it."""

import zlib
from datetime import date, datetime, timedelta

import structlog
from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import text

from pncrecruit.db import LOCAL, db, local_day, now, writing
from pncrecruit.errors import DomainError
from pncrecruit.jobs import queries
from pncrecruit.jobs.actions import record_run
from pncrecruit.jobs.models import JobRun
from pncrecruit.jobs.registry import Done, Job, Night, jobs
from pncrecruit.jobs.words import label
from pncrecruit.web.said import said

NIGHT_BEGINS = 2  # o'clock in Guatemala


def run(job: Job, day: date) -> JobRun:
    """Run one job for a day, and keep how it went: also when it failed.

    No failure is hidden: a rule's refusal is kept in its words, anything else with its
    kind, and the whole of it goes to the log. A second one of the same job waits.
    """
    started = now()
    with writing():
        try:
            _wait_for(job)
            done = job.work(_night(day, started))
        except DomainError as error:
            done = Done(fault=in_words(error))
            db.session.rollback()
        except Exception as error:  # noqa: BLE001 - kept and logged, whatever it is
            db.session.rollback()
            structlog.get_logger().exception("job.failed", job=job.name, day=str(day))
            done = Done(fault=_unforeseen(error))
        kept = record_run(
            job.name,
            day=day,
            started_at=started,
            ended_at=now(),
            summary=done.figures or None,
            error=_worded(done.fault),
        )
        db.session.commit()
    return kept


def night(day: date, *, again: bool = False) -> list[JobRun]:
    """Run all jobs for a day in their order; those that succeeded are not run again.

    ``again`` runs these too. A job whose forerunner failed is not begun, and that is
    kept as its own failure.
    """
    made: list[JobRun] = []
    failed: set[str] = set()
    for job in jobs():
        if why_not(job, day):
            continue
        if not again and queries.succeeded(job.name, day):
            continue
        missing = [name for name in job.after if name in failed]
        one = _not_begun(job, day, missing[0]) if missing else run(job, day)
        if not one.succeeded:
            failed.add(job.name)
        made.append(one)
    return made


def minute() -> None:
    """Do what is done each minute; it is kept as a run only where it failed anew."""
    day = local_day(now())
    for job in jobs():
        if not job.each_minute:
            continue
        with writing():
            try:
                job.work(_night(day, now()))
                db.session.commit()
            except Exception as error:  # noqa: BLE001 - kept and logged, whatever it is
                db.session.rollback()
                structlog.get_logger().exception("job.failed", job=job.name)
                _keep_once(job, day, _unforeseen(error))


def _keep_once(job: Job, day: date, fault: str) -> None:
    """Keep a failure, but not the same one again in each minute of a day."""
    last = queries.last_run(job.name)
    if last is not None and (last.day, last.error) == (day, fault):
        return
    record_run(job.name, day=day, started_at=now(), ended_at=now(), error=fault)
    db.session.commit()


def why_not(job: Job, day: date) -> str:
    """Return in words what this installation lacks for a job, "" if nothing."""
    reason = lacking(job, day)
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        return gettext(reason) if reason else ""


def lacking(job: Job, day: date) -> str:
    """Return as a msgid what this installation lacks for a job, "" if nothing."""
    return job.why_not(_night(day, now())) if job.why_not else ""


def latest_night(at: datetime) -> date:
    """Return the day of the last night that has begun at an instant."""
    local = at.astimezone(LOCAL)
    day = local_day(at)
    return day if local.hour >= NIGHT_BEGINS else day - timedelta(days=1)


def next_night(at: datetime) -> datetime:
    """Return the instant at which the next night begins."""
    local = at.astimezone(LOCAL)
    begins = local.replace(hour=NIGHT_BEGINS, minute=0, second=0, microsecond=0)
    return begins if local < begins else begins + timedelta(days=1)


def _night(day: date, at: datetime) -> Night:
    return Night(
        day,
        at,
        local_day(at),
        current_app.config,
        current_app.extensions.get("outbox"),
        current_app.extensions.get("texts"),
    )


def _not_begun(job: Job, day: date, missing: str) -> JobRun:
    at = now()
    with writing():
        with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
            fault = gettext("Not begun, for %(job)s failed.", job=label(missing))
        kept = record_run(job.name, day=day, started_at=at, ended_at=at, error=fault)
        db.session.commit()
    return kept


def _wait_for(job: Job) -> None:
    """Let no other process run the same job meanwhile; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        key = zlib.crc32(job.name.encode())
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _worded(fault: str) -> str:
    """Return a fault, which may be a msgid, in the installation's language."""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        return gettext(fault) if fault else ""


def in_words(error: DomainError) -> str:
    """Return what a rule said, in the installation's language."""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        return said(error)


def _unforeseen(error: Exception) -> str:
    """Return words without what the error says: that may hold what is personal."""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        return gettext(
            "Something that nobody foresaw (%(kind)s). Nothing of it was kept; the log"
            " says where.",
            kind=type(error).__name__,
        )
