"""Who enters the force when, and who applies to which call."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from . import truth as true
from .applicants import GRADUATION_AFTER, OPEN_SINCE, OPEN_STILL, ages_born, run
from .calls import Call, Runs, Transitions, joined
from .force import Plan
from .ledger import FIRST_MONTH, as_date
from .population import Persons, persons
from .truth import Ints

# How many must have entered since 1998 for one who serves today, with some to spare.
ENTERED = 2.0
SHARE_CLOSED, CLOSED_PER_OFFICER = 0.38, 0.65
REAPPLY = 0.03
WAITING = 6  # who repeated the course, and wait to be appointed
COURSE = next(place for place, one in enumerate(true.PHASES) if one.key == "course")
APPOINTED_AGO = 2  # months since the graduates of the closed call were appointed


def planned_calls(today: date, officers: int, applicants: int) -> tuple[Call, ...]:
    """Return a finished call, one in mid-process, and a draft."""
    month = np.datetime64(today, "M") - APPOINTED_AGO
    appointed = as_date(month.astype("datetime64[D]"))
    closed = appointed - timedelta(days=2 + GRADUATION_AFTER)
    opened = today - timedelta(days=OPEN_SINCE)
    draft = today + timedelta(days=90)
    after = timedelta(days=180)
    n_closed = min(SHARE_CLOSED * applicants, CLOSED_PER_OFFICER * officers)

    def call(
        code: str, name: str, state: str, opens: date, *, days: int, seats: float
    ) -> Call:
        starts = opens + after
        return Call(
            code,
            name,
            state,
            max(int(seats / 10) * 10, 10),
            opens,
            opens + timedelta(days=days),
            starts,
            starts,
        )

    return (
        call(
            f"LVIII-{closed.year}",
            "LVIII promoción",
            "finished",
            closed,
            days=35,
            seats=n_closed * 0.14,
        ),
        call(
            f"LIX-{opened.year}",
            "LIX promoción",
            "open",
            opened,
            days=OPEN_SINCE + OPEN_STILL,
            seats=(applicants - n_closed) * 0.12,
        ),
        call(
            f"LX-{draft.year}",
            "LX promoción",
            "draft",
            draft,
            days=45,
            seats=officers * 0.08,
        ),
    )


def run_calls(
    rng: np.random.Generator,
    calls: tuple[Call, ...],
    officers: int,
    applicants: int,
    today: date,
) -> tuple[Persons, tuple[Runs, Runs]]:
    """Return the applicants, and the runs of the closed and of the open call."""
    n_closed = int(min(SHARE_CLOSED * applicants, CLOSED_PER_OFFICER * officers))
    first = _candidates(rng, n_closed, calls[0])
    closed = run(rng, first, np.arange(n_closed), calls[0], number=0, today=today)
    n_open = applicants - n_closed
    lost = np.flatnonzero(
        ~np.isin(closed.applications.standing, ("completed", "not_met"))
    )
    again = rng.permutation(lost)[: int(REAPPLY * n_open)]
    new = _candidates(rng, n_open - len(again), calls[1])
    everyone = first.followed_by(new)
    rows = np.concatenate([again, n_closed + np.arange(len(new))]).astype(np.int64)
    rows = rng.permutation(rows)
    opened = run(rng, everyone.take(rows), rows, calls[1], number=1, today=today)
    return everyone, (closed, opened)


def appointed(closed: Runs, graduates: Ints, day: np.datetime64) -> Runs:
    """Return the runs of the closed call with its graduates appointed on a day."""
    closed.applications.standing[graduates] = "appointed"
    n, moves = len(graduates), closed.transitions
    added = Transitions(
        application=graduates,
        phase=np.full(n, len(true.PHASES) - 1),
        result=np.full(n, "appointed"),
        to_phase=np.full(n, -1),
        standing=np.full(n, "appointed"),
        reason=np.full(n, ""),
        raw_value=np.full(n, ""),
        day=np.full(n, day),
    )
    return replace(closed, transitions=joined([moves, added]))


def graduated_late(closed: Runs, opened: Runs) -> Runs:
    """Let some whom the course lost repeat it: they wait to be appointed.

    Nobody who applied to the open call is one of them.
    Nothing is drawn, so that the force of a seed stays what it was.
    """
    held, moves = closed.applications, closed.transitions
    course = COURSE
    lost = np.flatnonzero(
        (moves.phase == course)
        & np.isin(moves.result, ("failed", "withdrew"))
        & ~np.isin(held.person[moves.application], opened.applications.person)
    )[:WAITING]
    rows = moves.application[lost]
    over = np.datetime64(moves.day[moves.phase == course + 1].max(), "D")
    moves.result[lost], moves.standing[lost] = "passed", "active"
    moves.to_phase[lost], moves.reason[lost] = course + 1, ""
    moves.day[lost] = over - 1
    held.standing[rows], held.phase[rows], held.since[rows] = (
        "completed",
        course + 1,
        over,
    )
    n = len(rows)
    added = Transitions(
        application=rows,
        phase=np.full(n, course + 1),
        result=np.full(n, "passed"),
        to_phase=np.full(n, -1),
        standing=np.full(n, "completed"),
        reason=np.full(n, ""),
        raw_value=np.full(n, ""),
        day=np.full(n, over),
    )
    return replace(closed, transitions=joined([moves, added]))


def _candidates(rng: np.random.Generator, n: int, call: Call) -> Persons:
    women = rng.random(n) < true.WOMEN_AMONG_APPLICANTS
    born = ages_born(rng, n, call.age_on)
    return persons(rng, women, born, answers=(0.84, 0.11, 0.05), sealed=0.15)


def plan(
    rng: np.random.Generator, months: int, officers: int, graduates: Persons
) -> Plan:
    """Return who enters when: the founders, two intakes a year, then the graduates."""
    last = months - APPOINTED_AGO
    intakes = np.array([m for m in range(2, last - 2) if m % 12 in (2, 9)])
    weights = np.concatenate([[6.0], 0.75 + intakes / months * 0.9])
    entered = np.concatenate([[0], intakes])
    n = int(officers * ENTERED)
    appointed = np.sort(rng.choice(entered, n, p=weights / weights.sum()))
    founders = appointed == 0
    age = np.where(founders, rng.uniform(20, 34, n), 18 + 11 * rng.beta(1.5, 2.2, n))
    first = (FIRST_MONTH + appointed).astype("datetime64[D]")
    born = first - (age * 365.25).astype(np.int64)
    women = rng.random(n) < 0.08 + 0.13 * (appointed / months) ** 1.3
    who = persons(rng, women, born, answers=(0.68, 0.09, 0.23), sealed=0.55)
    return Plan(
        who.followed_by(graduates),
        np.concatenate([appointed, np.full(len(graduates), last)]),
    )
