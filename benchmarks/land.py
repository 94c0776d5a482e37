"""The demo's records as the model reads them, without a database between."""

from dataclasses import fields, replace
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pncrecruit.demo.country import Country
from pncrecruit.officers.rules import SeparationCause
from pncrecruit.reference import separation_kinds
from pncrecruit.retention.features.asof import OPEN, Facts, Floats, Ints
from pncrecruit.retention.features.inputs import History, unit_at
from pncrecruit.retention.queries.careers import ANNUAL_LEAVE
from pncrecruit.retention.queries.ends import CAUSES, SERVING, VOLUNTARY

LONG_AGO: Final = -10_000
Anything = npt.NDArray[Any]


class Told(NamedTuple):
    """Records, how careers ended, and the first and the last day of observation."""

    history: History
    left: Ints
    cause: Ints
    first: int
    last: int


def told(land: Country) -> Told:
    """Return what the record of a country tells; officers by their rows."""
    staff, record = land.officers, land.record
    n = len(staff)
    every = np.arange(n)
    appointed = _days(staff.appointed)
    born = land.persons.born[staff.person].astype("datetime64[D]")
    home = land.persons.residence[staff.person]
    known = home != ""
    kinds = separation_kinds()
    cause = np.array(
        [
            CAUSES[SeparationCause(kinds[one].cause)] if one else SERVING
            for one in staff.end_kind.tolist()
        ]
    )
    annual = record.leave["refused"] & (record.leave["kind"] == ANNUAL_LEAVE)
    posting, order = record.posting, _order(record.rank)
    units = land.units
    history = History(
        born=np.where(np.isnat(born), np.nan, born.astype(np.int64).astype(float)),
        appointed=appointed,
        rank=_facts(
            record.rank["officer"][order],
            record.rank["start"][order],
            _next(record.rank["officer"][order], record.rank["start"][order]),
        ),
        posting=_facts(
            posting["officer"], posting["start"], posting["end"], place=posting["unit"]
        ),
        home=_facts(
            every[known],
            staff.appointed[known],
            place=home[known].astype(np.int64),
        ),
        rest=_facts(
            record.rest["officer"],
            record.rest["day"],
            record.rest["day"] + record.rest["days"],
            value=record.rest["days"],
        ),
        leave=_facts(
            record.leave["officer"][annual],
            record.leave["day"][annual],
            (record.leave["day"] + record.leave["days"])[annual],
        ),
        request=_facts(
            record.request["officer"],
            record.request["asked"],
            record.request["answered"],
        ),
        training=_facts(
            record.training["officer"],
            record.training["day"],
            value=record.training["hours"],
        ),
        site=Facts(
            np.arange(len(units.posts)),
            np.full(len(units.posts), LONG_AGO),
            np.full(len(units.posts), OPEN),
            np.full(len(units.posts), LONG_AGO),
            units.lacking.astype(np.float64),
            np.full(len(units.posts), -1),
        ),
        loss=_facts(np.zeros(0, np.int64), np.zeros(0, "datetime64[D]")),
        pay=_pay(record.pay),
        shift=_facts(
            posting["officer"],
            posting["start"],
            posting["end"],
            value=np.array([_share(one) for one in units.shift.tolist()])[
                posting["unit"]
            ],
        ),
        unit_municipality=units.municipality.astype(np.int64),
    )
    left = _days(staff.ended)
    gone = np.flatnonzero(cause == VOLUNTARY)
    unit = unit_at(history, gone, left[gone])
    ended = staff.ended[gone]
    history = replace(history, loss=_facts(unit[unit >= 0], ended[unit >= 0]))
    last = np.datetime64(land.today, "M").astype("datetime64[D]") - 1
    return Told(
        history,
        left,
        np.where(left <= int(last.astype(int)), cause, SERVING),
        int(np.datetime64(land.observed_from, "D").astype(int)),
        int(last.astype(int)),
    )


def side_by_side(one: Told, times: int) -> Told:
    """Return a force so many times as large; units are shared."""
    n = one.left.size
    shared = ("site", "loss", "unit_municipality")
    made: dict[str, Any] = {}
    for field in fields(History):
        value = getattr(one.history, field.name)
        if field.name in shared:
            made[field.name] = value
        elif isinstance(value, Facts):
            holder = np.concatenate([value.holder + n * at for at in range(times)])
            rest = [np.tile(column, times) for column in value[1:]]
            made[field.name] = Facts._make([holder, *rest])
        else:
            made[field.name] = np.tile(value, times)
    return one._replace(
        history=History(**made),
        left=np.tile(one.left, times),
        cause=np.tile(one.cause, times),
    )


def _days(values: Anything) -> Ints:
    day = values.astype("datetime64[D]")
    return np.where(np.isnat(day), OPEN, day.astype(np.int64))


def _facts(
    holder: Anything,
    start: Anything,
    end: Anything | None = None,
    *,
    value: Anything | None = None,
    place: Anything | None = None,
) -> Facts:
    """Return facts that are known since they are true."""
    n = holder.size
    values: Floats = np.ones(n) if value is None else value.astype(np.float64)
    return Facts(
        holder.astype(np.int64),
        _days(start),
        np.full(n, OPEN) if end is None else _days(end),
        _days(start),
        values,
        np.full(n, -1) if place is None else place.astype(np.int64),
    )


def _pay(pay: dict[str, Anything]) -> Facts:
    end = (pay["year"] - 1969).astype("datetime64[Y]").astype("datetime64[D]")
    months = 12 - (pay["start"].astype("datetime64[M]").astype(int) % 12)
    return _facts(pay["officer"], pay["start"], end, value=pay["amount"] * months)


def _order(rank: dict[str, Anything]) -> Ints:
    return np.lexsort((rank["start"], rank["officer"]))


def _next(officer: Anything, start: Anything) -> Anything:
    end = np.full(start.size, np.datetime64("NaT", "D"))
    same = officer[1:] == officer[:-1]
    end[:-1] = np.where(same, start[1:], np.datetime64("NaT", "D"))
    return end


def _share(pattern: str) -> float:
    on, _, off = pattern.partition("x")
    return int(on) / (int(on) + int(off))
