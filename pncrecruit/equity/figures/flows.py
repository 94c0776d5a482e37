"""The flows of a force over some years, from arrays: what a projection starts from."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pncrecruit.equity.figures.tables import ALL, SEXES, Shown
from pncrecruit.equity.rules import ANSWERED, RANK_GROUPS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SERVICE_YEARS = 31  # the last holds all with thirty years and more
RANKS = tuple(RANK_GROUPS)
# A rate by years of service is drawn towards that of all by so many person-years.
_PRIOR = 50.0
_ENOUGH = 5.0
_FAR = 1 << 18  # a day beyond any record


class Record(NamedTuple):
    """Officers of a record; arrays of shape (n,), days counted from 1970.

    ``left`` is far in the future for who serves; ``ranked`` of shape (n, n_ranks) is
    the day on which each group of ranks was reached, as far if it was not.
    """

    woman: Flags
    appointed: Ints
    left: Ints
    own: Flags
    ranked: Ints


def flows(record: Record, starts: Sequence[int]) -> dict[str, Any]:
    """Return yearly chances of leaving, ending and rising, and who joined.

    Parameters
    ----------
    record : Record
    starts : sequence of int
        The first day of each year that is looked at, and the day after the last one.

    Returns
    -------
    dict
        ``leave`` and ``end`` by year of service, ``leave_factor`` and ``promote`` by
        sex, ``before`` by rank, ``joined`` a year, ``intake`` by sex, ``spread``, and
        the counts that these were made of.
    """
    women = (record.woman, ~record.woman)
    risk, own, other = (np.zeros(SERVICE_YEARS) for _ in range(3))
    rates = []
    seen: list[tuple[Ints, Flags, Flags, Ints, Ints]] = []
    for start, stop in pairwise(starts):
        here = (record.appointed <= start) & (record.left > start)
        gone = here & (record.left <= stop)
        years = _service(start - record.appointed)
        risk += np.bincount(years[here], minlength=SERVICE_YEARS)
        willing = gone & record.own
        own += np.bincount(years[willing], minlength=SERVICE_YEARS)
        other += np.bincount(years[gone & ~record.own], minlength=SERVICE_YEARS)
        rates.append((int(willing.sum()), int(here.sum())))
        seen.append((years, here, willing, _rank(record, start), _rank(record, stop)))
    leave = _pooled(own, risk)
    joined = joined_by_year(record, starts)
    return {
        "leave": leave.tolist(),
        "end": _pooled(other, risk - own).tolist(),
        "leave_factor": [_factor(leave, seen, sex) for sex in women],
        "promote": [_promotions(record, seen, sex) for sex in women],
        "before": _before(record),
        "joined": int(joined.sum()) / (len(starts) - 1),
        "intake": _shares(joined.sum(0).tolist()),
        "spread": _spread(rates),
        "person_years": int(risk.sum()),
        "left_own": int(own.sum()),
        "ended": int(other.sum()),
    }


def joined_by_year(record: Record, starts: Sequence[int]) -> Ints:
    """Return who joined in each year and served at its end: women, and men.

    Who left before it ended is counted nowhere else, for chances are those of who
    serves when a year begins.

    Returns
    -------
    array of shape (len(starts) - 1, 2)
    """
    found = []
    for start, stop in pairwise(starts):
        new = (record.appointed > start) & (record.appointed <= stop)
        new &= record.left > stop
        found.append([int((new & sex).sum()) for sex in (record.woman, ~record.woman)])
    return np.array(found, dtype=np.int64).reshape(-1, len(SEXES))


def stock_of(record: Record, day: int) -> Floats:
    """Return who serves by sex, group of ranks and years of service."""
    here = (record.appointed <= day) & (record.left > day)
    years, rank = _service(day - record.appointed), _rank(record, day)
    stock = np.zeros((len(SEXES), len(RANKS), SERVICE_YEARS))
    np.add.at(stock, ((~record.woman[here]).astype(int), rank[here], years[here]), 1)
    return stock


def people_stock(stock: Floats, table: Shown, group: str) -> Floats:
    """Return a people and all others, from what is shown of them by rank alone.

    In each group of ranks the people has the share that is shown among those who
    answered (the middle of a range), and serves as long as all do.
    """
    everybody = stock.sum(0)
    mine = np.zeros(len(RANKS))
    for i, rank in enumerate(RANKS):
        mine[i] = _middle(table, group, rank) / max(_middle(table, ANSWERED, rank), 1.0)
    part = everybody * np.minimum(mine, 1.0)[:, np.newaxis]
    return np.stack([part, everybody - part])


def _middle(table: Shown, row: str, column: str) -> float:
    cell = table.cells[row, column]
    if cell.value is not None:
        return float(cell.value)
    top = cell.high if cell.high is not None else table.cells[row, ALL].high
    return (cell.low + (top if top is not None else cell.low)) / 2


def _service(days: Ints) -> Ints:
    years: Ints = np.clip(days / 365.25, 0, SERVICE_YEARS - 1).astype(np.int64)
    return years


def _rank(record: Record, day: int) -> Ints:
    reached = record.ranked <= day
    ranks: Ints = np.where(
        reached.any(1), reached.shape[1] - 1 - np.argmax(reached[:, ::-1], axis=1), 0
    )
    return ranks


def _pooled(events: Floats, risk: Floats) -> Floats:
    overall = float(events.sum() / risk.sum()) if risk.sum() > 0 else 0.0
    rates: Floats = (events + _PRIOR * overall) / (np.maximum(risk, 0.0) + _PRIOR)
    return np.minimum(rates, 1.0)


def _factor(leave: Floats, seen: Sequence[Any], sex: Flags) -> float:
    """Return how often a sex left beside what its years of service let expect."""
    foreseen = sum(float(leave[years[here & sex]].sum()) for years, here, *_ in seen)
    happened = sum(int((willing & sex).sum()) for _, _, willing, *_ in seen)
    return happened / foreseen if foreseen >= _ENOUGH else 1.0


def _promotions(record: Record, seen: Sequence[Any], sex: Flags) -> list[float]:
    """Return the yearly chance of the next group of ranks, for those who stayed."""
    before = _before(record)
    rose, stood = np.zeros(len(RANKS)), np.zeros(len(RANKS))
    for years, here, _, first, last in seen:
        for rank in range(len(RANKS) - 1):
            able = here & sex & (first == rank) & (years >= before[rank])
            stood[rank] += able.sum()
            rose[rank] += (able & (last > rank)).sum()
    rates = np.divide(rose, stood, out=np.zeros(len(RANKS)), where=stood > 0)
    return [float(one) for one in rates]


def _before(record: Record) -> list[int]:
    """Return after how many years of service the quickest twentieth rose."""
    found = []
    for rank in range(1, len(RANKS)):
        known = record.ranked[:, rank] < _FAR
        days = (record.ranked[:, rank] - record.appointed)[known]
        found.append(int(np.quantile(days, 0.05) / 365.25) if days.size else 0)
    return [*(max(one, 0) for one in found), 0]


def _shares(counts: Sequence[int]) -> list[float]:
    total = sum(counts)
    return [one / total if total else 1 / len(counts) for one in counts]


def _spread(rates: Sequence[tuple[int, int]]) -> float:
    """Return how much the rate differs between years, beyond what chance gives."""
    events = np.array([one for one, n in rates if one and n], dtype=np.float64)
    if events.size < 2:
        return 0.1
    logs = np.log(events / np.array([n for one, n in rates if one and n]))
    return float(np.sqrt(max(float(logs.var(ddof=1) - (1 / events).mean()), 0.0)))
