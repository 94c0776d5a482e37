"""A physical test has two timers: which value counts, and when it is measured again."""

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from pncrecruit.errors import Conflict
from pncrecruit.recruitment.rules.measures import MeasureKind
from pncrecruit.words import N_

TIMERS = 2
# What two who count or time the same person may differ by, in the unit of the measure.
WITHIN = {
    MeasureKind.RUN: Decimal(1),
    MeasureKind.PUSH_UPS: Decimal(1),
    MeasureKind.SIT_UPS: Decimal(1),
    MeasureKind.PULL_UPS: Decimal(0),
    MeasureKind.LONG_JUMP: Decimal(2),
}
# Of two times the longer counts, as in athletics; of two counts or distances the less.
_LONGER = frozenset({MeasureKind.RUN})


class SameTimer(Conflict):
    message = N_(
        "You gave your reading already: the other one comes from somebody else."
    )
    field = "number"


class Measured(Conflict):
    message = N_("Both readings are there and agree: it is measured.")
    field = "number"


class Reading(NamedTuple):
    """What one timer read in an attempt."""

    timer_id: int
    value: Decimal
    attempt: int


class ReadingState(Enum):
    """What the readings of an attempt amount to."""

    WAITING = "waiting"
    AGREES = "agrees"
    DIFFERS = "differs"


class Judged(NamedTuple):
    """What an attempt amounts to, and the value that counts once they agree."""

    state: ReadingState
    value: Decimal | None = None


def judge(kind: MeasureKind, values: Sequence[Decimal]) -> Judged:
    """Return what the readings of one attempt amount to."""
    if len(values) < TIMERS:
        return Judged(ReadingState.WAITING)
    low, high = min(values), max(values)
    if high - low > WITHIN[kind]:
        return Judged(ReadingState.DIFFERS)
    return Judged(ReadingState.AGREES, high if kind in _LONGER else low)


def attempt_of(kind: MeasureKind, readings: Sequence[Reading], timers: set[int]) -> int:
    """Return the attempt that the next reading of a person belongs to.

    Raises SameTimer when they read this attempt already, Measured when it is done.
    """
    last = max((one.attempt for one in readings), default=1)
    now = [one for one in readings if one.attempt == last]
    state = judge(kind, [one.value for one in now]).state
    if state is ReadingState.AGREES:
        raise Measured
    if state is ReadingState.DIFFERS:
        return last + 1
    if any(one.timer_id in timers for one in now):
        raise SameTimer
    return last
