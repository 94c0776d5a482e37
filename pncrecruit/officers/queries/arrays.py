"""Careers as NumPy arrays, for what asks about all officers at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Float, Integer, cast, func, select, type_coerce

from pncrecruit.bulk import uncollected
from pncrecruit.db import db
from pncrecruit.officers.models import DataSource, Officer, ServiceFact
from pncrecruit.officers.queries.facts import known
from pncrecruit.officers.rules import FactKind
from pncrecruit.persons.models import Person

EPOCH = date(1970, 1, 1)
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class FactArrays:
    """The facts of one kind: equally long arrays, by officer and then by start.

    ``officer`` is the position in the officers' arrays. Days are datetime64[D];
    ``valid_to`` is NaT while open and is not part of the time. ``unit_id`` and
    ``code`` are -1 where there is none; ``code`` is a position in ``labels``.
    """

    fact_id: Ints
    officer: Ints
    valid_from: Days
    valid_to: Days
    known_on: Days
    unit_id: Ints
    code: Ints
    labels: tuple[str, ...]
    amount: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Careers:
    """All listed officers, and their facts by kind, as known on a day.

    ``officer_id`` ascends; ``source`` is a position in ``sources``, whose window of
    observation is in ``observed_from`` and ``extracted_on`` (NaT where none was told).
    """

    officer_id: Ints
    born: Days
    source: Ints
    sources: tuple[str, ...]
    observed_from: Days
    extracted_on: Days
    facts: Mapping[FactKind, FactArrays]


def career_arrays(
    day: date, known_on: date, *, kinds: Collection[FactKind] | None = None
) -> Careers:
    """Return the careers up to a day, with what was known on a day.

    Facts that start after ``day`` are left out, those that ended are in: a history
    is asked for here, not a state. Sex and peoples are not in it, nor may they be.
    """
    sources = db.session.execute(
        select(
            DataSource.id,
            DataSource.key,
            _days(DataSource.observed_from),
            _days(DataSource.extracted_on),
        ).order_by(DataSource.id)
    ).all()
    place = {row[0]: index for index, row in enumerate(sources)}
    people = db.session.execute(
        select(Officer.id, Officer.source_id, _days(Person.birth_date))
        .join(Person, Person.id == Officer.person_id)
        .where(Officer.listed)
        .order_by(Officer.id)
    ).all()
    officer_id = np.array([row[0] for row in people], dtype=np.int64)
    with uncollected():
        facts = {
            kind: _arrays(kind, day, known_on, officer_id)
            for kind in (kinds if kinds is not None else FactKind)
        }
    return Careers(
        officer_id=officer_id,
        born=_as_days([row[2] for row in people]),
        source=np.array([place[row[1]] for row in people], dtype=np.int64),
        sources=tuple(row[1] for row in sources),
        observed_from=_as_days([row[2] for row in sources]),
        extracted_on=_as_days([row[3] for row in sources]),
        facts=facts,
    )


def _arrays(kind: FactKind, day: date, known_on: date, officers: Ints) -> FactArrays:
    rows = db.session.execute(
        select(
            ServiceFact.id,
            ServiceFact.officer_id,
            _days(ServiceFact.valid_from),
            _days(ServiceFact.valid_to),
            _days(ServiceFact.known_on),
            ServiceFact.unit_id,
            ServiceFact.code,
            type_coerce(ServiceFact.amount, Float()),
        )
        .where(ServiceFact.kind == kind, ServiceFact.valid_from <= day, known(known_on))
        .order_by(ServiceFact.officer_id, ServiceFact.valid_from, ServiceFact.id)
    ).all()
    columns = list(zip(*rows, strict=True)) or [()] * 8
    holders = np.array(columns[1], dtype=np.int64)
    officer = np.searchsorted(officers, holders)
    # Officers that are not listed (an undone batch) are in no figure.
    kept = np.zeros(len(holders), dtype=bool)
    inside = officer < len(officers)
    kept[inside] = officers[officer[inside]] == holders[inside]
    labels: dict[str, int] = {}
    code = [
        -1 if one is None else labels.setdefault(one, len(labels)) for one in columns[6]
    ]
    unit = [-1 if one is None else one for one in columns[5]]
    return FactArrays(
        fact_id=np.array(columns[0], dtype=np.int64)[kept],
        officer=officer[kept].astype(np.int64),
        valid_from=_as_days(columns[2])[kept],
        valid_to=_as_days(columns[3])[kept],
        known_on=_as_days(columns[4])[kept],
        unit_id=np.array(unit, dtype=np.int64)[kept],
        code=np.array(code, dtype=np.int64)[kept],
        labels=tuple(labels),
        amount=np.array(columns[7], dtype=np.float64)[kept],
    )


def _days(column: Any) -> ColumnElement[int]:
    """Return a date as days since 1970: numbers travel faster than dates."""
    if db.session.get_bind().dialect.name == "sqlite":
        return cast(func.julianday(column) - 2440587.5, Integer)
    return type_coerce(column - EPOCH, Integer())


def _as_days(values: Any) -> Days:
    numbers = np.array(
        [_NOT_A_TIME if one is None else one for one in values], np.int64
    )
    return numbers.astype("datetime64[D]")


_NOT_A_TIME = np.iinfo(np.int64).min
