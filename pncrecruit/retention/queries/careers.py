"""Careers from the database, as known on a day, in the arrays that the model reads."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.officers.models import DataSource, Facility, ServiceFact, Unit
from pncrecruit.officers.queries import Careers, FactArrays, career_arrays
from pncrecruit.officers.rules import FactKind
from pncrecruit.retention.features.asof import OPEN, Facts, Ints
from pncrecruit.retention.features.inputs import History, unit_at
from pncrecruit.retention.queries.ends import (
    NEVER,
    VOLUNTARY,
    days,
    days_since,
    ends_of,
)

KINDS = (
    FactKind.APPOINTMENT,
    FactKind.RANK,
    FactKind.POSTING,
    FactKind.SEPARATION,
    FactKind.REENTRY,
    FactKind.HOME,
    FactKind.REST_CANCELLED,
    FactKind.LEAVE_REFUSED,
    FactKind.TRANSFER_REQUEST,
    FactKind.TRAINING,
    FactKind.PAY,
    FactKind.SHIFT,
)
# Annual leave alone: an input never says that somebody was ill or had a child.
ANNUAL_LEAVE = "annual_leave"


@dataclass(frozen=True)
class Force:
    """Everybody who serves or served, as known on a day.

    ``officer_id`` of shape (n,) ascends; ``appointed``, ``left`` (OPEN while serving)
    and ``observed_from`` are days since 1970, ``cause`` a value of CAUSES or SERVING;
    ``known`` is the day since which the record says that the officer left.
    ``day`` is the last day on which the record was looked at.
    """

    officer_id: Ints
    appointed: Ints
    left: Ints
    cause: Ints
    known: Ints
    observed_from: Ints
    day: date
    history: History
    unit_id: Ints


def last_extraction() -> date | None:
    """Return the last day that an imported source saw, if there is one."""
    return db.session.scalar(
        select(DataSource.extracted_on)
        .where(DataSource.extracted_on.is_not(None))
        .order_by(DataSource.extracted_on.desc())
        .limit(1)
    )


def force(day: date) -> Force:
    """Return the force as it was known at the end of a day."""
    found = career_arrays(day, day, kinds=KINDS)
    unit_id, municipality, posts = _units()
    n = found.officer_id.size
    appointed = _first(found.facts[FactKind.APPOINTMENT], n)
    separations = found.facts[FactKind.SEPARATION]
    left, cause, known = ends_of(found, n)
    observed = days(found.observed_from)[found.source] if n else appointed
    postings = _facts(found.facts[FactKind.POSTING], unit_id)
    requests = found.facts[FactKind.TRANSFER_REQUEST]
    history = History(
        born=_born(found),
        appointed=appointed,
        rank=_facts(found.facts[FactKind.RANK]),
        posting=postings,
        home=_homes(found.facts[FactKind.HOME]),
        rest=_facts(found.facts[FactKind.REST_CANCELLED]),
        leave=_facts(_only(found.facts[FactKind.LEAVE_REFUSED], ANNUAL_LEAVE)),
        request=_facts(requests)._replace(known=_first_known(requests)),
        training=_facts(found.facts[FactKind.TRAINING]),
        site=_sites(day, unit_id, posts),
        loss=_nothing(),
        pay=_facts(found.facts[FactKind.PAY]),
        shift=_shifts(found.facts[FactKind.SHIFT]),
        unit_municipality=municipality,
    )
    history = _with_losses(history, separations, cause)
    return Force(
        officer_id=found.officer_id,
        appointed=appointed,
        left=left,
        cause=cause,
        known=known,
        observed_from=np.where(observed == NEVER, appointed, observed),
        day=day,
        history=history,
        unit_id=unit_id,
    )


def _ends_of(facts: FactArrays) -> Ints:
    end = days(facts.valid_to)
    return np.where(end == NEVER, OPEN, end)


def _facts(facts: FactArrays, units: Ints | None = None) -> Facts:
    place = facts.unit_id if units is None else _position(units, facts.unit_id)
    return Facts(
        facts.officer,
        days(facts.valid_from),
        _ends_of(facts),
        days(facts.known_on),
        np.nan_to_num(facts.amount),
        place,
    )


def _nothing() -> Facts:
    empty = np.zeros(0, dtype=np.int64)
    return Facts(empty, empty, empty, empty, np.zeros(0), empty)


def _position(units: Ints, wanted: Ints) -> Ints:
    if not units.size:
        return np.full(wanted.shape, -1)
    found = np.searchsorted(units, wanted).clip(max=units.size - 1)
    return np.where(units[found] == wanted, found, -1)


def _only(facts: FactArrays, code: str) -> FactArrays:
    if code not in facts.labels:
        kept = np.zeros(facts.officer.shape, dtype=bool)
    else:
        kept = facts.code == facts.labels.index(code)
    return FactArrays(
        facts.fact_id[kept],
        facts.officer[kept],
        facts.valid_from[kept],
        facts.valid_to[kept],
        facts.known_on[kept],
        facts.unit_id[kept],
        facts.code[kept],
        facts.labels,
        facts.amount[kept],
    )


def _homes(facts: FactArrays) -> Facts:
    codes = np.array([int(one) for one in facts.labels] or [-1], dtype=np.int64)
    return _facts(facts)._replace(place=codes[np.maximum(facts.code, 0)])


def _shifts(facts: FactArrays) -> Facts:
    """Read patterns such as 11x6 as the share of days on duty."""
    shares = [_share(label) for label in facts.labels] or [np.nan]
    return _facts(facts)._replace(value=np.array(shares)[np.maximum(facts.code, 0)])


def _share(label: str) -> float:
    on, _, off = label.partition("x")
    if not (on.isdigit() and off.isdigit() and int(on) + int(off)):
        return float("nan")
    return int(on) / (int(on) + int(off))


def _born(found: Careers) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    born = days(found.born)
    return np.where(born == NEVER, np.nan, born.astype(np.float64))


def _first(facts: FactArrays, n: int) -> Ints:
    """Return each officer's first day; OPEN for one whose appointment is not known."""
    first = np.full(n, OPEN, dtype=np.int64)
    np.minimum.at(first, facts.officer, days(facts.valid_from))
    return first


def _first_known(facts: FactArrays) -> Ints:
    """Return since when a request is known: since it was asked, not since its answer.

    The answer is a later version of the same row; read by its own date alone, every
    answered request would seem never to have waited.
    """
    known = days(facts.known_on)
    answers = db.session.execute(
        select(ServiceFact.supersedes_id, ServiceFact.id).where(
            ServiceFact.kind == FactKind.TRANSFER_REQUEST,
            ServiceFact.supersedes_id.is_not(None),
        )
    )
    earlier = {row.supersedes_id: row.id for row in answers}
    if not earlier:
        return known
    successors = np.array(sorted(earlier.values()), dtype=np.int64)
    is_answer = np.isin(facts.fact_id, successors)
    return np.where(is_answer, np.minimum(known, days(facts.valid_from)), known)


def _units() -> tuple[Ints, Ints, Ints]:
    """Return the units' identifiers, municipalities and posts, -1 where not known."""
    rows = db.session.execute(
        select(Unit.id, Unit.municipality, Unit.establishment).order_by(Unit.id)
    ).all()
    columns = (
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
    )
    ids, places, posts = columns
    return (
        np.array(ids, dtype=np.int64),
        np.array([-1 if one is None else int(one) for one in places], dtype=np.int64),
        np.array([-1 if one is None else one for one in posts], dtype=np.int64),
    )


def _sites(day: date, unit_id: Ints, posts: Ints) -> Facts:
    """Return how much each site lacked, and since when that is known: water, beds."""
    rows = db.session.execute(
        select(
            Facility.unit_id,
            Facility.valid_from,
            Facility.valid_to,
            Facility.known_on,
            Facility.water,
            Facility.beds,
        )
        .where(Facility.valid_from <= day, Facility.known_on <= day)
        .order_by(Facility.id)
    ).all()
    if not rows:
        return _nothing()
    holder = _position(unit_id, np.array([row[0] for row in rows], dtype=np.int64))
    lacks = [
        float(row[4] is False) + float(row[5] is not None and 0 <= row[5] < posts[at])
        for row, at in zip(rows, holder.tolist(), strict=True)
    ]
    return Facts(
        holder,
        np.array([days_since(row[1]) for row in rows]),
        np.array([OPEN if row[2] is None else days_since(row[2]) for row in rows]),
        np.array([days_since(row[3]) for row in rows]),
        np.array(lacks),
        np.full(len(rows), -1),
    )


def _with_losses(history: History, ends: FactArrays, cause: Ints) -> History:
    """Add who left each unit by own will, known when the separation was."""
    day = days(ends.valid_from)
    wanted = cause[ends.officer] == VOLUNTARY
    who, when = ends.officer[wanted], day[wanted]
    unit = unit_at(history, who, when)
    at_unit = unit >= 0
    count = int(at_unit.sum())
    losses = Facts(
        unit[at_unit],
        when[at_unit],
        np.full(count, OPEN),
        days(ends.known_on)[wanted][at_unit],
        np.ones(count),
        np.full(count, -1),
    )
    return History(
        **{
            name: getattr(history, name)
            for name in History.__dataclass_fields__
            if name != "loss"
        },
        loss=losses,
    )
