"""Dates that are known to a day, a month or a year."""

from datetime import date, timedelta

from pncrecruit.persons.kinds import Precision

_SHOWN = {
    Precision.DAY: "{0.day:02}/{0.month:02}/{0.year:04}",
    Precision.MONTH: "{0.month:02}/{0.year:04}",
    Precision.YEAR: "{0.year:04}",
}


def day_after(day: date, precision: Precision) -> date:
    """Return the first day after the period that a date stands for."""
    if precision is Precision.YEAR:
        return date(day.year + 1, 1, 1)
    if precision is Precision.MONTH:
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + timedelta(days=1)


def last_day(day: date, precision: Precision) -> date:
    """Return the last day of the period that a date stands for."""
    return day_after(day, precision) - timedelta(days=1)


def shown(day: date, precision: Precision) -> str:
    """Return a date as it is read here, no more exact than it is known."""
    return _SHOWN[precision].format(day)
