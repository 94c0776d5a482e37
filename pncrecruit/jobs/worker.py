"""The runner: a queue in a file beside the database, and the night at its hour.

huey keeps the clock and tries a failed night again; what runs is the same that
`pncrecruit jobs run` does. Threads only: charts cannot be drawn after a fork.
"""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab

from pncrecruit.db import LOCAL, now
from pncrecruit.jobs import running
from pncrecruit.jobs.running import NIGHT_BEGINS, latest_night, night

RETRIES, RETRY_AFTER = 3, 1800  # a night that failed is tried again, in seconds


class NightFailed(RuntimeError):
    """Some job of a night failed: the queue tries the night again later."""


def queue_of(app: Flask, *, immediate: bool = False) -> Any:
    """Return the queue that the settings ask for, with the night on its clock."""
    place = app.config["JOBS_QUEUE"]
    huey: Huey
    if immediate or not place:
        path = Path(app.config["DATA_DIR"]) / "jobs.db"
        huey = SqliteHuey("pncrecruit", filename=str(path), immediate=immediate)
    else:
        huey = PostgresHuey("pncrecruit", dsn=place)
    hour, minute = _in_utc(NIGHT_BEGINS)

    # huey's clock is that of UTC here; Guatemala keeps the same hour all year.
    def at_night() -> int:
        return work(app)

    again = {"retries": RETRIES, "retry_delay": RETRY_AFTER}
    when = crontab(hour=str(hour), minute=str(minute))
    huey.periodic_task(when, name="night", **again)(at_night)
    huey.periodic_task(crontab(), name="minute")(lambda: each_minute(app))
    huey.catch_up = huey.task(name="catch_up", **again)(at_night)
    return huey


def work(app: Flask) -> int:
    """Run what of the last night has not succeeded yet. Raises NightFailed."""
    with app.app_context():
        made = night(latest_night(now()))
        failed = [run.name for run in made if not run.succeeded]
    if failed:
        structlog.get_logger().error("night.failed", jobs=failed)
        raise NightFailed(", ".join(failed))
    return len(made)


def each_minute(app: Flask) -> None:
    """Do what is done each minute."""
    with app.app_context():
        running.minute()


def serve(app: Flask) -> None:
    """Work until a signal ends it; what the last night missed is done at once."""
    huey = queue_of(app)
    huey.catch_up()
    with contextlib.suppress(KeyboardInterrupt):
        huey.create_consumer(
            workers=1,
            worker_type="thread",
            flush_locks=True,
            graceful_signal="TERM",
        ).run()


def _in_utc(hour: int) -> tuple[int, int]:
    local = datetime(2026, 1, 1, hour, tzinfo=LOCAL)
    there = local.astimezone(UTC)
    return there.hour, there.minute
