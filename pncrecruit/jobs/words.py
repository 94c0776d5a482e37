"""What jobs and the figures they keep are called, and how long is written."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from flask import current_app
from flask_babel import force_locale, gettext

from pncrecruit.audit.rules import Fault
from pncrecruit.jobs.models import JobRun
from pncrecruit.jobs.registry import jobs
from pncrecruit.web.filters import number
from pncrecruit.words import N_

# What runs by command alone, and is kept beside the jobs of the night.
BY_COMMAND: Final[Mapping[str, str]] = {"model_train": N_("Training of the model")}

# The figures that a run keeps, by the name that the code gives them.
FIGURES: Final[Mapping[str, str]] = {
    "actions_handed_over": N_("Supports with a new person in charge"),
    "alarms": N_("Alarms of drift"),
    "cells": N_("Figures counted"),
    "edition": N_("Edition"),
    "entries": N_("Entries of the audit log"),
    "estimates": N_("Estimates made"),
    "expired": N_("Expired"),
    "failed": N_("Not delivered"),
    "found": N_("Found"),
    "gate_open": N_("Model good enough for cases"),
    "handed_over": N_("With a new person in charge"),
    "in_line": N_("Waiting for a place in a month"),
    "late": N_("Late"),
    "made": N_("New editions"),
    "messages": N_("Messages sent"),
    "opened": N_("Cases opened"),
    "outcomes": N_("Outcomes computed"),
    "passed_on": N_("Passed on to the next level"),
    "raised": N_("Cases opened"),
    "reminded": N_("Sessions reminded of"),
    "removed": N_("Files removed that belong to no record"),
    "scored": N_("Officers scored"),
    "sent": N_("Letters sent"),
    "to_the_team": N_("Passed on to the retention team"),
    "unsure": N_("Perhaps delivered"),
    "updated": N_("Updated"),
    "version": N_("Version of the model"),
    "waiting": N_("Waiting for a place in a month"),
}
_MINUTE, _HOUR = 60, 3600


class Figure(NamedTuple):
    """A figure that a run kept, in words."""

    label: str
    value: str


def label(name: str) -> str:
    """Return what a job, or a command that is kept like one, is called."""
    known = {one.name: one.label for one in jobs()} | dict(BY_COMMAND)
    return str(gettext(known[name])) if name in known else name


def figures(run: JobRun) -> list[Figure]:
    """Return what a run did, in figures; what is no number is for the log alone."""
    found = []
    for name, value in (run.summary or {}).items():
        if name not in FIGURES or not isinstance(value, int):
            continue
        said = (
            (gettext("Yes") if value else gettext("No"))
            if isinstance(value, bool)
            else number(value)
        )
        found.append(Figure(gettext(FIGURES[name]), said))
    return found


def duration(run: JobRun) -> str:
    """Return how long a run took: 9.6 s, 1 min 53 s, 2 h 5 min."""
    if run.ended_at is None:
        return "–"
    return length(run.ended_at - run.started_at)


def length(time: timedelta) -> str:
    """Return a length of time in its two largest units."""
    seconds = time.total_seconds()
    if seconds < _MINUTE:
        return gettext("%(s)s s", s=number(seconds, 1))
    if seconds < _HOUR:
        minutes, rest = divmod(round(seconds), _MINUTE)
        return gettext("%(min)s min %(s)s s", min=minutes, s=rest)
    hours, minutes = divmod(round(seconds / _MINUTE), _MINUTE)
    return gettext("%(h)s h %(min)s min", h=hours, min=minutes)


def broken_chain(fault: Fault | None) -> str:
    """Return in the installation's language where the chain breaks, "" if nowhere."""
    if fault is None:
        return ""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        return gettext(
            "Entry %(entry)s: %(what)s",
            entry=fault.entry,
            what=gettext(fault.kind.label),
        )
