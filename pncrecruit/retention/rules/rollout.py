"""The start of model alerts: which comisaría starts when, and what may be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.words import N_, Choice

WAVE_SIZE: Final = 3
MONTHS_APART: Final = 2
FEWEST: Final = 6  # comisarías: with fewer there are too few draws to tell chance by
BEFORE: Final = 12  # months from which each one's usual rate is taken
# An end is often recorded weeks after it: so long the record settles.
SETTLING: Final = timedelta(days=31)


class Verdict(Choice):
    """What the one estimate says."""

    NOT_ENOUGH = "not_enough", N_("Not enough yet to tell whether they help")
    FEWER = "fewer", N_("Fewer leave where model alerts had started")
    MORE = "more", N_("More leave where model alerts had started")
    OPEN = "open", N_("No difference can be told from chance")


class AlreadyDrawn(Conflict):
    message = N_("The order has been drawn: it is drawn once, and not again.")


class StartNotAhead(DomainError):
    message = N_("The start must be the first day of a month to come.")
    field = "starts_on"


class TooFewUnits(DomainError):
    message = N_("There are %(count)s comisarías; at least %(needed)s are needed.")


class TooLittlePast(DomainError):
    message = N_(
        "The record does not reach far enough back to say what such a start could show:"
        " %(months)s months before it, with some who left by their own will."
    )


@dataclass(frozen=True, slots=True)
class Start:
    """When a unit starts: ``month`` counts from the first wave's, which is 0."""

    unit_id: int
    month: int
    day: date


def month_after(first: date, months: int) -> date:
    """Return the first day of the month so many months after (before, below 0)."""
    month = first.year * 12 + first.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def starts_of(
    order: Sequence[int], starts_on: date, *, size: int, months_apart: int
) -> list[Start]:
    """Return the start of each unit of an order, ``size`` of them at once."""
    return [
        Start(unit_id, month, month_after(starts_on, month))
        for place, unit_id in enumerate(order)
        for month in (place // size * months_apart,)
    ]


def compared_months(starts: Sequence[Start]) -> int:
    """Return in how many months some have started and others have not."""
    return max((one.month for one in starts), default=0)


def told_on(starts_on: date, months: int) -> date:
    """Return the day on which the estimate may be made: once, and not before."""
    return month_after(starts_on, months) + SETTLING


def may_start(
    head_unit_id: int, starts: Mapping[int, date], starts_on: date | None, day: date
) -> bool:
    """Say whether the model may name people before a head on a day.

    Nowhere before an order was drawn. Units that were not drawn (directorates, the
    academy) start with the first wave and stand outside of the comparison.
    """
    if starts_on is None:
        return False
    return starts.get(head_unit_id, starts_on) <= day


def check_start(starts_on: date, *, today: date) -> None:
    """Refuse a start that is not the first day of a month to come."""
    if starts_on.day != 1 or starts_on <= today:
        raise StartNotAhead


def verdict(low: float, high: float) -> Verdict:
    """Return what an interval of a difference says."""
    if high < 0:
        return Verdict.FEWER
    return Verdict.MORE if low > 0 else Verdict.OPEN
