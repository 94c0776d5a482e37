"""Careers in months, and the model's inputs at months: what folds and fits ask for."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pncrecruit.analysis.person_months import Careers, careers, month_of
from pncrecruit.retention.features.asof import OPEN, Floats, Ints
from pncrecruit.retention.features.inputs import History, inputs

# What has no day in the calendar of a record stays far outside of it.
_FAR = month_of(2400, 1)


class Window(NamedTuple):
    """The careers that lie in the window of observation.

    ``kept`` are positions in the force of those who do; ``first`` and ``last`` the
    months that the record covers.
    """

    careers: Careers
    kept: Ints
    first: int
    last: int


@dataclass(frozen=True)
class MonthlyInputs:
    """The inputs of kept officers at months: a callable for folds and fits."""

    history: History
    kept: Ints

    def __call__(self, officer: Ints, month: Ints) -> Floats:
        """Return the inputs on the first day of months, shape (n_rows, n_inputs)."""
        return inputs(self.history, self.kept[officer], first_day(month))


def first_day(month: Ints) -> Ints:
    """Return the first day of months, in days since 1970."""
    since = (np.asarray(month) - month_of(1970, 1)).astype("timedelta64[M]")
    days = (np.datetime64("1970-01", "M") + since).astype("datetime64[D]")
    return days.astype(np.int64)


def month(day: Ints) -> Ints:
    """Return the month of days since 1970."""
    dates = np.minimum(day, OPEN).astype("datetime64[D]").astype("datetime64[M]")
    return dates.astype(np.int64) + month_of(1970, 1)


def window(
    appointed: Ints,
    left: Ints,
    cause: Ints,
    observed_from: Ints,
    day: int,
    *,
    known: Ints,
) -> Window:
    """Return the careers in months, as observed to the last month over on a day.

    Parameters
    ----------
    appointed, left, cause, observed_from : arrays of shape (n,)
        Days since 1970 and causes, as `Force` has them.
    day : int
        The last day looked at.
    known : array of shape (n,)
        Day since which the record says that the officer left; OPEN for who serves.
    """
    last = int(month(np.array([day + 1]))[0]) - 1
    told = (appointed < OPEN) & (left >= appointed)
    made, kept = careers(
        np.where(told, month(appointed), _FAR),
        np.where(told & (left < OPEN), month(left), _FAR),
        np.where(told, cause, 0),
        observed_from=month(observed_from),
        observed_to=last,
        known=np.where(told & (known < OPEN), month(known), _FAR),
    )
    first = int(made.start.min()) if kept.size else last
    return Window(made, kept, first, last)
