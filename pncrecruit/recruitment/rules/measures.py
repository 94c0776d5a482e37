"""What can be measured of an applicant, and which values are impossible."""

from decimal import Decimal
from typing import NamedTuple

from pncrecruit.errors import DomainError
from pncrecruit.recruitment.rules import PhaseKind
from pncrecruit.words import N_, Choice


class MeasureKind(Choice):
    """A raw measure; the label carries its unit."""

    HEIGHT = "height_cm", N_("Height without shoes (cm)")
    WEIGHT = "weight_kg", N_("Weight (kg)")
    RUN = "run_seconds", N_("Run (seconds)")
    PUSH_UPS = "push_ups", N_("Push-ups (repetitions)")
    SIT_UPS = "sit_ups", N_("Sit-ups (repetitions)")
    PULL_UPS = "pull_ups", N_("Pull-ups (repetitions)")
    LONG_JUMP = "long_jump_cm", N_("Long jump (cm)")


class Limits(NamedTuple):
    """Between which values a measure can lie."""

    low: int
    high: int


LIMITS = {
    MeasureKind.HEIGHT: Limits(100, 230),
    MeasureKind.WEIGHT: Limits(30, 250),
    MeasureKind.RUN: Limits(5, 7200),
    MeasureKind.PUSH_UPS: Limits(0, 300),
    MeasureKind.SIT_UPS: Limits(0, 300),
    MeasureKind.PULL_UPS: Limits(0, 100),
    MeasureKind.LONG_JUMP: Limits(0, 500),
}
HIGHEST_MARK = Decimal(100)
# The kinds of phase whose outcome is a mark.
MARKED = frozenset({PhaseKind.TEST, PhaseKind.LANGUAGE_TEST, PhaseKind.BOARD})


class MeasureImpossible(DomainError):
    message = N_("This value must lie between %(low)s and %(high)s.")
    field = "value"


class MarkImpossible(MeasureImpossible):
    message = N_("A mark lies between 0 and 100.")


class NoMarkHere(DomainError):
    message = N_("This phase has no marks.")
    field = "value"


def checked_measure(kind: MeasureKind, value: Decimal) -> Decimal:
    """Return a measure that is possible. Raises MeasureImpossible."""
    limits = LIMITS[kind]
    if not value.is_finite() or not limits.low <= value <= limits.high:
        raise MeasureImpossible(low=limits.low, high=limits.high)
    return value


def checked_mark(phase: PhaseKind, value: Decimal) -> Decimal:
    """Return a mark that a phase of this kind can have."""
    if phase not in MARKED:
        raise NoMarkHere
    if not value.is_finite() or not 0 <= value <= HIGHEST_MARK:
        raise MarkImpossible
    return value
