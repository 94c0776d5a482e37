"""Commands of the jobs: what there is, run some, and work on through the nights."""

import json
import sys
from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from pncrecruit.commands import day_that_came
from pncrecruit.db import db, local_day, now
from pncrecruit.jobs import queries
from pncrecruit.jobs.models import JobRun
from pncrecruit.jobs.registry import Job, job, jobs
from pncrecruit.jobs.running import night, run, why_not

group = AppGroup("jobs", help="What runs in the night: list it, run it, work on it.")


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def list_command(as_json: bool) -> None:
    """List the jobs in the order of the night, and how each went last."""
    today, last = local_day(now()), queries.newest_runs()
    rows = [
        {
            "name": one.name,
            "label": one.label,
            "not_run_here": why_not(one, today),
            "last_day": last[one.name].day.isoformat() if one.name in last else None,
            "succeeded": last[one.name].succeeded if one.name in last else None,
            "error": last[one.name].error if one.name in last else None,
        }
        for one in jobs()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        how = row["not_run_here"] or row["error"] or _how(row["succeeded"])
        when = row["last_day"] or "never"
        click.echo(f"{row['name']:18} {when:10}  {how}")


def _how(succeeded: object) -> str:
    return "done" if succeeded else "failed" if succeeded is False else ""


@group.command("run")
@click.argument("names", nargs=-1)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day it is for; default: today.",
)
@click.option(
    "--again", is_flag=True, help="Run also what has succeeded for the day already."
)
@with_appcontext
def run_command(names: tuple[str, ...], as_of: datetime | None, again: bool) -> None:
    """Run jobs by NAMES, or without any the whole night in its order.

    Each is kept with its duration and how it went; running one twice for a day, or for
    a day of the past, does no harm. Exit status 0 only if none failed.
    """
    day = day_that_came(as_of) if as_of else local_day(now())
    chosen = [_named(name) for name in names]
    # Each job is a transaction of its own; nothing may be open around them.
    db.session.rollback()
    made = [run(one, day) for one in chosen] if chosen else night(day, again=again)
    for one in made:
        click.echo(_line(one))
    if not made:
        click.echo(f"{day}: everything has been done already.")
    sys.exit(0 if all(one.succeeded for one in made) else 1)


@group.command("worker")
@with_appcontext
def worker_command() -> None:
    """Work until a signal ends it: the jobs of each night, at 2 in the morning.

    What the last night missed is done at once. One worker is enough; its queue is a
    file beside the database unless JOBS_QUEUE names another place.
    """
    from pncrecruit.jobs.worker import serve  # noqa: PLC0415 - huey, for this alone

    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    db.session.remove()
    click.echo("Working: the jobs of each night.")
    serve(app)


def _named(name: str) -> Job:
    found = job(name)
    if found is None:
        known = ", ".join(one.name for one in jobs())
        raise click.ClickException(f"There is no job {name}. There are: {known}.")
    missing = why_not(found, local_day(now()))
    if missing:
        raise click.ClickException(f"{name}: {missing}")
    return found


def _line(made: JobRun) -> str:
    seconds = (made.ended_at - made.started_at).total_seconds() if made.ended_at else 0
    figures = ", ".join(
        f"{name} {value}"
        for name, value in (made.summary or {}).items()
        if isinstance(value, int)
    )
    return f"{made.day} {made.name}: {made.error or 'done'} ({seconds:.1f} s) {figures}"
