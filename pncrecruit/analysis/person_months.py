"""Careers cut into months: who was at risk in each month, and who left in it.

Months are whole numbers, ``year * 12 + month - 1``. "At month T" means on its first
day: what happened in T is not known yet, and the months from T on are the future.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis.intervals import Floats

Ints = npt.NDArray[np.int64]

SERVING: Final = 0
VOLUNTARY: Final = 1
OTHER: Final = 2
# Left, and the record does not say why: a band of every figure, never a guess.
UNKNOWN: Final = 5
MOST_LAG: Final = 12


@dataclass(frozen=True, slots=True)
class Careers:
    """Stretches of service with their ends; arrays of shape (n_officers,).

    ``start`` is the first month counted, never before observation began; ``stop`` the
    month of leaving, or the last month in which the officer was seen to serve;
    ``known`` the month in which the record learned of the end, never before ``stop``.
    """

    appointed: Ints
    start: Ints
    stop: Ints
    cause: Ints
    known: Ints

    def __len__(self) -> int:
        """Return the number of officers."""
        return int(self.stop.size)


class PersonMonths(NamedTuple):
    """One row for each month at risk; arrays of shape (n_rows,)."""

    officer: Ints
    month: Ints
    cause: Ints
    weight: Floats


class Label(NamedTuple):
    """What happened to those serving at a month, within a horizon.

    ``officer`` holds their positions; ``cause`` is 0 for who stayed through all of it.
    """

    officer: Ints
    cause: Ints


def month_of(year: int, month: int) -> int:
    """Return a calendar month as a number: January 2018 is 24216."""
    if not 1 <= month <= 12:
        raise ValueError(f"no month has the number {month}")
    return year * 12 + month - 1


def careers(
    appointed: npt.ArrayLike,
    left: npt.ArrayLike,
    cause: npt.ArrayLike,
    *,
    observed_from: npt.ArrayLike,
    observed_to: int,
    known: npt.ArrayLike | None = None,
) -> tuple[Careers, Ints]:
    """Return the careers that lie in a window of observation, and whose they are.

    Parameters
    ----------
    appointed : array-like of shape (n,)
        Month of appointment.
    left : array-like of shape (n,)
        Month of leaving; anything for those who had not left (cause 0).
    cause : array-like of shape (n,)
        0 still serving, 1 by own will, 2 and more for each other cause.
    observed_from : array-like of shape (n,) or a scalar
        First month in which leaving would have been recorded; there is no default,
        because time before it is immortal and must never be counted.
    observed_to : int
        Last month of which the record is complete; who leaves later is serving still.
    known : array-like of shape (n,), optional
        Month in which the leaving was recorded; the month of leaving if not given.
        What was recorded after ``observed_to`` is not known: that officer serves still.

    Returns
    -------
    careers : Careers
    kept : array of shape (n_kept,)
        Positions, in the arrays given, of those with at least one month at risk.

    Raises
    ------
    ValueError
        If somebody left before being appointed, or a cause is negative.
    """
    a, e, c, o, k = np.broadcast_arrays(
        *(
            np.asarray(x, dtype=np.int64)
            for x in (
                appointed,
                left,
                cause,
                observed_from,
                left if known is None else known,
            )
        )
    )
    if (c < 0).any():
        raise ValueError("a cause of leaving is 0 or more")
    if (e < a)[c > 0].any():
        raise ValueError("somebody left before being appointed")
    gone = (c > 0) & (e <= observed_to) & (k <= observed_to)
    stop = np.where(gone, e, observed_to)
    start = np.maximum(a, o)
    kept = np.flatnonzero(start <= stop)
    return (
        Careers(
            a[kept],
            start[kept],
            stop[kept],
            np.where(gone, c, SERVING)[kept],
            np.where(gone, np.maximum(k, e), stop)[kept],
        ),
        kept,
    )


def known_at(c: Careers, month: int) -> Careers:
    """Return the careers as they were known on the first day of a month.

    Who left in that month or later was serving, and so was, as far as anybody knew,
    who had left before it and was recorded in it or later. Who had not begun is left
    with an empty stretch (``stop`` before ``start``), so that positions stay the same.
    """
    later = (c.stop >= month) | (c.known >= month)
    return Careers(
        c.appointed,
        c.start,
        np.where(later, month - 1, c.stop),
        np.where(later, SERVING, c.cause),
        np.where(later, month - 1, c.known),
    )


def lag(c: Careers, month: int) -> int:
    """Return after how many months nearly all ends were recorded, as seen at a month.

    The delay that 19 of 20 ends known by then did not exceed, at most a year. The last
    months before ``month`` are too young by so much: who seems to have stayed through
    them may have left, so that they are neither learned from nor judged.
    """
    seen = (c.cause > SERVING) & (c.known < month)
    if not seen.any():
        return 0
    delay = np.quantile(c.known[seen] - c.stop[seen], 0.95, method="inverted_cdf")
    return int(min(delay, MOST_LAG))


def expand(c: Careers, *, first: int | None = None) -> PersonMonths:
    """Return every month at risk as a row, with what ended it.

    Parameters
    ----------
    c : Careers
        Stretches may be empty.
    first : int, optional
        Leave out the months before this one.

    Returns
    -------
    PersonMonths
        Sorted by officer and month, each with weight 1. The cause is that of leaving
        in the officer's last month if it was the end, 0 in all others.
    """
    start = c.start if first is None else np.maximum(c.start, first)
    length = np.maximum(c.stop - start + 1, 0)
    officer = np.repeat(np.arange(len(c)), length)
    before = np.cumsum(length) - length
    month = np.arange(officer.size) - np.repeat(before - start, length)
    last = month == c.stop[officer]
    cause = np.where(last, c.cause[officer], SERVING)
    return PersonMonths(officer, month, cause, np.ones(officer.size))


def sample(
    rows: PersonMonths, *, controls: int, random: np.random.Generator
) -> PersonMonths:
    """Keep every month of leaving, and some of the others with more weight.

    Parameters
    ----------
    rows : PersonMonths
    controls : int
        How many months of staying to keep for each month of leaving.
    random : numpy Generator

    Returns
    -------
    PersonMonths
        Weights add up to those of all rows: without them risks would come out twenty
        times too high.
    """
    stays = np.flatnonzero(rows.cause == SERVING)
    leaves = np.flatnonzero(rows.cause != SERVING)
    wanted = controls * max(leaves.size, 1)
    if stays.size <= wanted:
        return rows
    kept = random.choice(stays, wanted, replace=False)
    factor = rows.weight[stays].sum() / rows.weight[kept].sum()
    chosen = np.sort(np.concatenate([leaves, kept]))
    weight = np.where(rows.cause == SERVING, factor, 1.0) * rows.weight
    return PersonMonths(
        rows.officer[chosen], rows.month[chosen], rows.cause[chosen], weight[chosen]
    )


def recent(month: npt.ArrayLike, *, now: int, half_life: float) -> Floats:
    """Return weights that halve with every ``half_life`` months before ``now``.

    A month that has not ended before ``now`` raises ValueError: it is the future.
    """
    m = np.asarray(month, dtype=np.int64)
    if (m >= now).any():
        raise ValueError("a month that is not over has no weight")
    weight: Floats = np.exp2((m - (now - 1)) / half_life)
    return weight


def serving_at(c: Careers, month: int) -> Ints:
    """Return the positions of those in service on the first day of a month.

    Who was appointed in that month begins in it and is not in service yet.
    """
    return np.flatnonzero(
        (c.appointed < month) & (c.start <= month) & (c.stop >= month)
    )


def label(c: Careers, month: int, horizon: int, *, observed_to: int) -> Label:
    """Return what happened in the months from ``month`` to ``month + horizon - 1``.

    Raises
    ------
    ValueError
        If the window is not over: an unfinished window never means "stayed".
    """
    if month + horizon - 1 > observed_to:
        raise ValueError("the window of the label is not over")
    officer = serving_at(c, month)
    within = c.stop[officer] <= month + horizon - 1
    return Label(officer, np.where(within, c.cause[officer], SERVING))
