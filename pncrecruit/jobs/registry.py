"""What a job is, and which there are: each domain makes its own known when loaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Night:
    """What a job is told: the day it is for, the instant, and the settings."""

    day: date
    at: datetime
    today: date
    settings: Mapping[str, Any]
    outbox: Any = None
    texts: Any = None  # what takes each SMS


@dataclass(frozen=True, slots=True)
class Done:
    """What a job did, in figures; ``fault`` says in words what of it went wrong.

    What was done is kept all the same. A job of which nothing may be kept raises.
    """

    figures: dict[str, object] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One job: what it is called, when in the night it comes, and what it needs.

    ``work`` must do no harm when it runs twice for a day, or for a day of the past.
    ``after`` names jobs without whose success it is not begun. ``why_not`` says in
    words (a msgid) what an installation lacks for it: it is then left out of the night.
    ``each_minute`` says that the worker does it all day long, too.
    """

    name: str
    label: str
    order: int
    work: Callable[[Night], Done]
    after: tuple[str, ...] = ()
    why_not: Callable[[Night], str] | None = None
    each_minute: bool = False


_jobs: dict[str, Job] = {}


def register(job: Job) -> Job:
    """Make a job known; once for each name."""
    known = _jobs.setdefault(job.name, job)
    if known is not job:
        raise ValueError(f"two jobs are called {job.name}")
    return job


def forget(name: str) -> None:
    """Make a job unknown again: for tests that bring their own."""
    del _jobs[name]


def jobs() -> list[Job]:
    """Return all jobs in the order of the night."""
    return sorted(_jobs.values(), key=lambda job: (job.order, job.name))


def job(name: str) -> Job | None:
    """Return a job by its name."""
    return _jobs.get(name)
