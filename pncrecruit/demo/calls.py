"""What the calls of the demo country leave behind, in columns."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from .population import Days, Texts
from .truth import Floats, Ints


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the demo country."""

    code: str
    name: str
    state: str  # draft, open or finished
    seats: int
    opens_on: date
    closes_on: date
    age_on: date
    course_starts_on: date


@dataclass(frozen=True, slots=True)
class Applications:
    """Applications to the calls; `person` is a row of the persons of the applicants.

    `phase` is the phase waited for, or the one where it ended; `since` the day on which
    it came there.
    """

    person: Ints
    call: Ints
    number: Ints
    applied: Days
    office: Texts  # code of the comisaría that handles it
    schooling: Texts
    height_cm: Floats
    standing: Texts
    phase: Ints
    since: Days


@dataclass(frozen=True, slots=True)
class Transitions:
    """Results, in the order of each application."""

    application: Ints
    phase: Ints
    result: Texts
    to_phase: Ints  # -1 if none was entered
    standing: Texts
    reason: Texts
    raw_value: Texts
    day: Days


@dataclass(frozen=True, slots=True)
class Measures:
    """Raw measures and marks."""

    application: Ints
    phase: Ints
    kind: Texts  # height_cm, run_seconds, push_ups, mark
    value: Floats
    day: Days


@dataclass(frozen=True, slots=True)
class Runs:
    """What became of the applicants of one call."""

    applications: Applications
    transitions: Transitions
    measures: Measures


def joined(parts: list[Any]) -> Any:
    """Return the rows of several tables of one kind, one after the other."""
    kind = type(parts[0])
    return kind(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(kind)
        }
    )
