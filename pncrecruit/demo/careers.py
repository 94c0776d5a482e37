"""Careers month by month: postings, promotions, requests, rest, and how they end."""

import numpy as np
import numpy.typing as npt

from . import truth as true
from .force import KEPT_MONTHS, Force, Plan
from .ladder import PYRAMID, RANKS, SUPERIOR, pay, promoted
from .ledger import day_in, first_day
from .places import Units
from .population import Days
from .truth import Bools, Exposure, Floats, Ints, Truth

TRANSFER = 1 / 40  # chance of an ordered transfer in a month
FAR_KM = 80
LEAVE, REFUSED = 0.05, 0.16
TRAINING, COMPLAINT = 0.02, 0.008
HARASSMENT_OF_WOMEN, HARASSMENT_OF_MEN = 0.004, 0.0002
SEVERITIES = {"minor": 0.75, "serious": 0.2, "very_serious": 0.05}
LEAVES = {"annual_leave": 0.5, "leave": 0.4, "paid_leave": 0.1}
COURSES = (
    "derechos_humanos",
    "primeros_auxilios",
    "tiro",
    "atencion_victimas",
    "manejo",
)


def simulate(
    rng: np.random.Generator, plan: Plan, units: Units, truth: Truth, months: int
) -> Force:
    """Let the force live from January 1998 to the month before `months`.

    Within a month the ends come first, so that the true hazard of a month depends only
    on what happened before it.
    """
    force = Force(plan, units, truth, months)
    for month in range(months):
        rows = np.flatnonzero(force.serving)
        if len(rows):
            rows = rows[~_leave(rng, force, rows, month)]
            _live(rng, force, rows, month)
        _enter(rng, force, month)
    return force


def _enter(rng: np.random.Generator, force: Force, month: int) -> None:
    rows = np.flatnonzero(force.appointed == month)
    if not len(rows):
        return
    force.serving[rows] = True
    if month == 0:  # the founders came with a rank
        drawn = rng.choice(len(RANKS), len(rows), p=PYRAMID)
        force.rank[rows] = np.where(force.women[rows], np.minimum(drawn, 1), drawn)
    days = np.full(len(rows), first_day(month))
    force.post(rows, force.choose_units(rng, rows), days, month, asked=False)
    force.ledger.add("rank", officer=rows, rank=force.rank[rows], start=days)
    if month >= force.start:
        _pay(force, rows, month)


def _pay(force: Force, rows: Ints, month: int) -> None:
    year = 1998 + month // 12
    force.ledger.add(
        "pay",
        officer=rows,
        start=first_day(month),
        year=year,
        rank=force.rank[rows],
        amount=pay(force.rank[rows], year),
    )


def _leave(rng: np.random.Generator, force: Force, rows: Ints, month: int) -> Bools:
    """End careers; return which of the rows ended."""
    age = (month - force.born[rows]) / 12
    tenure = month - force.appointed[rows]
    seen = force.exposure(rows, month)
    own_will = force.truth.hazard(seen)
    retirement = np.where(tenure >= 240, true.RETIREMENT_AT_20_YEARS, 0.0)
    retirement += np.where((age >= 50) & (tenure >= 120), true.RETIREMENT_AT_50, 0.0)
    retirement = np.where(force.rank[rows] >= SUPERIOR, retirement * 0.4, retirement)
    retirement = np.where(age >= 65, 1.0, retirement)
    sustained = force.sustained_until[rows] > month
    dismissal = true.DISMISSAL + true.DISMISSAL_AFTER_SUSTAINED * sustained
    death = true.DEATH_AT_30 * 2 ** ((age - 30) / true.DEATH_DOUBLES_EACH_YEARS)
    chances = np.stack(
        [
            own_will,
            retirement,
            np.full(len(rows), true.DISABILITY),
            dismissal,
            np.full(len(rows), true.CONTRACT_ENDED),
            death,
        ]
    )
    drawn = (rng.random(len(rows)) > np.cumsum(chances, axis=0)).sum(axis=0)
    ended: Bools = drawn < len(chances)
    if month >= force.start:
        _count(force, seen, drawn == 0)
    _record_ends(
        rng, force, rows[ended], drawn=drawn[ended], age=age[ended], month=month
    )
    return ended


def _record_ends(
    rng: np.random.Generator,
    force: Force,
    rows: Ints,
    *,
    drawn: Ints,
    age: Floats,
    month: int,
) -> None:
    chance = rng.random(len(rows))
    kind = np.select(
        [
            (drawn == 0) & (chance < true.SHARE_DESERTING),
            drawn == 0,
            (drawn == 1) & (age >= 65),
            drawn == 1,
            drawn == 2,
            drawn == 3,
            drawn == 4,
            chance < true.SHARE_DYING_ON_DUTY,
        ],
        [
            "desertion",
            "resignation",
            "retirement_compulsory",
            "retirement_voluntary",
            "retirement_disability",
            "dismissal",
            "contract_termination",
            "death_on_duty",
        ],
        "death",
    )
    causes = np.array(
        ["voluntary", "retirement", "retirement", "involuntary", "involuntary", "death"]
    )
    lost = rng.random(len(rows)) < true.SHARE_REASON_LOST
    force.serving[rows] = False
    force.ended[rows] = day_in(rng, month, len(rows))
    force.end_kind[rows] = np.where(lost, "unknown", kind)
    force.true_cause[rows] = causes[drawn]


def _count(force: Force, seen: Exposure, left: npt.NDArray[np.bool_]) -> None:
    """Keep person-months and voluntary ends by exposure, for simple counts."""
    levels = {
        "distance": np.minimum(seen.distance_km // 100, 3).astype(np.int64),
        "blocked": seen.blocked.astype(np.int64),
        "conditions": seen.lacking,
        "no_womens_quarters": seen.no_womens_quarters.astype(np.int64),
        "harassment": seen.harassment.astype(np.int64),
        "unanswered": seen.unanswered.astype(np.int64),
        "rest_cancelled": np.minimum(seen.rest_cancelled, 4),
        "leave_refused": (seen.leave_refused >= 2).astype(np.int64),
        "garifuna": seen.garifuna.astype(np.int64),
        "tenure": np.searchsorted(
            [limit for limit, _ in true.TENURE_BANDS], seen.tenure, side="right"
        ),
    }
    for key, level in levels.items():
        months = np.bincount(level)
        ends = np.bincount(level, weights=left)
        here = np.flatnonzero(months)
        force.ledger.add(
            "count", key=key, level=here, months=months[here], ends=ends[here]
        )


def _live(rng: np.random.Generator, force: Force, rows: Ints, month: int) -> None:
    slot = month % KEPT_MONTHS
    force.rest[slot] = force.refused[slot] = 0
    if month % 12 == 0 and month >= force.start:
        _pay(force, rows, month)
    if month % 12 == 8:
        _promote(rng, force, rows, month)
    _requests(rng, force, rows, month)
    stayed = rows[force.posted[rows] < month]
    moved = stayed[rng.random(len(stayed)) < TRANSFER]
    days = day_in(rng, month, len(moved))
    force.post(moved, force.choose_units(rng, moved), days, month, asked=False)
    _daily_life(rng, force, rows, month, slot)


def _promote(rng: np.random.Generator, force: Force, rows: Ints, month: int) -> None:
    waited = month - force.rank_since[rows]
    risen = rows[promoted(rng, force.rank[rows], waited, force.women[rows])]
    force.rank[risen] += 1
    force.rank_since[risen] = month
    days = np.full(len(risen), first_day(month))
    force.ledger.add("rank", officer=risen, rank=force.rank[risen], start=days)


def _requests(rng: np.random.Generator, force: Force, rows: Ints, month: int) -> None:
    """Answer some of the open transfer requests, and let new ones come in."""
    is_open = force.asked_since[rows] >= 0
    chance = force.units.answering[force.unit[rows]]
    answered = rows[is_open & (rng.random(len(rows)) < chance)]
    granted = rng.random(len(answered)) < 0.35
    days = np.maximum(day_in(rng, month, len(answered)), force.asked_on[answered] + 5)
    days = np.minimum(days, first_day(month + 1) - 1)
    if month >= force.start:
        _record_requests(force, answered, days, granted)
    force.asked_since[answered] = -1
    moved = answered[granted]
    force.post(moved, force.asked_for[moved], days[granted], month, asked=True)
    km = force.km[force.home[rows], force.unit[rows]]
    asks = rows[
        ~is_open & (rng.random(len(rows)) < np.where(km > FAR_KM, 0.018, 0.003))
    ]
    force.asked_since[asks] = month
    force.asked_on[asks] = day_in(rng, month, len(asks))
    force.asked_for[asks] = force.units_at_home(rng, asks)


def _record_requests(force: Force, rows: Ints, answered: Days, granted: Bools) -> None:
    force.ledger.add(
        "request",
        officer=rows,
        asked=force.asked_on[rows],
        unit=force.asked_for[rows],
        answered=answered,
        granted=granted,
    )


def _daily_life(
    rng: np.random.Generator, force: Force, rows: Ints, month: int, slot: int
) -> None:
    """Cancel rest, ask for leave, complain, harass, train: and write it down."""
    unit = force.unit[rows]
    cancelled = rng.poisson(force.units.rest_rate[unit])
    force.rest[slot, rows] = cancelled
    asks = rows[rng.random(len(rows)) < LEAVE]
    refused = rng.random(len(asks)) < REFUSED
    force.refused[slot, asks] = refused
    chance = np.where(force.women[rows], HARASSMENT_OF_WOMEN, HARASSMENT_OF_MEN)
    chance = np.minimum(chance * force.units.culture[unit], 0.05)
    harassed = rows[rng.random(len(rows)) < chance]
    force.harassed_until[harassed] = month + 13
    complained = rows[rng.random(len(rows)) < COMPLAINT]
    severity = rng.choice(
        list(SEVERITIES), len(complained), p=list(SEVERITIES.values())
    )
    sustained = rng.random(len(complained)) < 0.25
    heavy = complained[sustained & (severity == "very_serious")]
    force.sustained_until[heavy] = month + 12
    if month < force.start:
        return
    add = force.ledger.add
    times = np.repeat(rows, cancelled)
    days = day_in(rng, month, len(times))
    length = rng.integers(1, 5, len(times))
    add("rest", officer=times, day=days, unit=force.unit[times], days=length)
    add(
        "leave",
        officer=asks,
        day=day_in(rng, month, len(asks)),
        kind=rng.choice(list(LEAVES), len(asks), p=list(LEAVES.values())),
        days=rng.integers(1, 12, len(asks)),
        refused=refused,
    )
    trained = rows[rng.random(len(rows)) < TRAINING]
    add(
        "training",
        officer=trained,
        day=day_in(rng, month, len(trained)),
        course=rng.choice(COURSES, len(trained)),
        hours=rng.choice([8, 16, 24, 40], len(trained)),
    )
    opened = day_in(rng, month, len(complained))
    add(
        "complaint",
        officer=complained,
        opened=opened,
        closed=opened + rng.integers(40, 500, len(complained)),
        severity=severity,
        sustained=sustained,
    )
    add("harassment", officer=harassed, day=day_in(rng, month, len(harassed)))
