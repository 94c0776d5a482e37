"""Officers and their service records in columns, taken from a simulated force."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from .force import Force
from .ledger import FIRST_MONTH, first_day
from .population import Days, Texts
from .truth import Ints

NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Officers:
    """Officers who serve, or left since the observation began; the unit is the last."""

    person: Ints
    appointed: Days
    ended: Days  # NaT while serving
    end_kind: Texts  # as recorded; "unknown" where the reason was lost
    true_cause: Texts
    rank: Ints  # 0 is Agente
    unit: Ints
    application: Ints  # -1 but for the graduates of the closed call

    def __len__(self) -> int:
        return len(self.person)


Table = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Record:
    """Service records in columns; `officer` is a row of the officers everywhere.

    posting: unit, start, end (NaT: still there), asked. rank: rank, start.
    pay: start, year, rank, amount. rest: day, unit, days.
    leave: day, kind, days, refused.
    request: asked, unit, answered (NaT: open), granted. training: day, course, hours.
    complaint: opened, closed (NaT: open), severity, sustained. harassment: day.
    """

    posting: Table
    rank: Table
    pay: Table
    rest: Table
    leave: Table
    request: Table
    training: Table
    complaint: Table
    harassment: Table


def kept_rows(
    rng: np.random.Generator, force: Force, officers: int, graduates: int
) -> Ints:
    """Return the rows to keep: a sample of all, the graduates last.

    Serving officers and those who left are thinned alike, so that no rate changes.
    """
    n = len(force.serving)
    old = np.arange(n) < n - graduates
    serving = np.flatnonzero(force.serving & old)
    seen = np.flatnonzero(old & (force.ended >= first_day(force.start)))
    wanted = officers - int(force.serving[~old].sum())
    if len(serving) < wanted:
        raise ValueError(
            f"only {len(serving)} of {wanted} officers serve: raise ENTERED"
        )
    share = wanted / len(serving)
    chosen = np.concatenate(
        [
            rng.permutation(serving)[:wanted],
            rng.permutation(seen)[: round(share * len(seen))],
        ]
    )
    return np.concatenate([np.sort(chosen), np.flatnonzero(~old)])


def written(
    force: Force, kept: Ints, person: Ints, graduates: Ints, months: int
) -> tuple[Officers, Record]:
    """Return officers and their records, renumbered to those who are kept."""
    application = np.full(len(kept), -1)
    application[len(kept) - len(graduates) :] = graduates
    staff = Officers(
        person=person,
        appointed=(FIRST_MONTH + force.appointed[kept]).astype("datetime64[D]"),
        ended=force.ended[kept],
        end_kind=force.end_kind[kept],
        true_cause=force.true_cause[kept],
        rank=force.rank[kept],
        unit=force.unit[kept],
        application=application,
    )
    place = np.full(len(force.serving), -1)
    place[kept] = np.arange(len(kept))
    tables: dict[str, Table] = {}
    for field in fields(Record):
        rows = force.ledger.table(field.name)
        here = place[rows["officer"]] >= 0
        table = {name: values[here] for name, values in rows.items()}
        tables[field.name] = {**table, "officer": place[table["officer"]]}
    tables["posting"] = _with_ends(tables["posting"])
    tables["request"] = _with_open(tables["request"], force, kept)
    closed = tables["complaint"]["closed"]
    later = closed >= first_day(months)
    tables["complaint"]["closed"] = np.where(later, NEVER, closed)
    return staff, Record(**tables)


def _with_ends(posting: Table) -> Table:
    """Let each posting end where the officer's next one starts."""
    order = np.lexsort((posting["start"], posting["officer"]))
    table = {name: values[order] for name, values in posting.items()}
    same = table["officer"][1:] == table["officer"][:-1]
    end = np.full(len(order), NEVER)
    end[:-1] = np.where(same, table["start"][1:], NEVER)
    return {**table, "end": end}


def _with_open(request: Table, force: Force, kept: Ints) -> Table:
    """Add the requests that wait for an answer, or waited when the career ended."""
    rows = np.flatnonzero(force.asked_since[kept] >= 0)
    waiting = kept[rows]
    added = {
        "officer": rows,
        "asked": force.asked_on[waiting],
        "unit": force.asked_for[waiting],
        "answered": np.full(len(rows), NEVER),
        "granted": np.zeros(len(rows), dtype=bool),
    }
    return {name: np.concatenate([request[name], added[name]]) for name in request}
