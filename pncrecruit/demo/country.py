"""The demo country: made by a seed, whole, in arrays, with its truth."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from . import truth as true
from .calls import Applications, Call, Measures, Runs, Transitions, joined
from .careers import simulate
from .faults import Faults, with_faults
from .intakes import (
    APPOINTED_AGO,
    appointed,
    graduated_late,
    plan,
    planned_calls,
    run_calls,
)
from .ledger import FIRST_MONTH, as_date, first_day
from .places import Units, units
from .population import Persons, Skills, cuis, skills
from .records import Officers, Record, Table, kept_rows, written
from .truth import Truth

OFFICERS, APPLICANTS, SEED = 6_000, 6_000, 2026


@dataclass(frozen=True, slots=True)
class Country:
    """A synthetic force, its calls, and what is true of them."""

    seed: int
    today: date
    observed_from: date
    units: Units
    persons: Persons
    skills: Skills
    officers: Officers
    record: Record
    faults: Faults
    calls: tuple[Call, ...]
    applications: Applications
    transitions: Transitions
    measures: Measures
    truth: Truth
    # Person-months and voluntary ends by exposure: key, level, months, ends.
    counts: Table


def country(
    seed: int = SEED,
    *,
    today: date,
    officers: int = OFFICERS,
    applicants: int = APPLICANTS,
    flat_hazard: bool = False,
) -> Country:
    """Make the country of a seed, as it is known on a day."""
    places, intake, hall, life, cut, spoilt = (
        np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(6)
    )
    tree = units(places)
    true_hazard = true.truth(flat=flat_hazard)
    calls = planned_calls(today, officers, applicants)
    candidates, runs = run_calls(hall, calls, officers, applicants, today)
    graduates = np.flatnonzero(runs[0].applications.standing == "completed")
    months = int((np.datetime64(today, "M") - FIRST_MONTH).astype(int))
    sworn = first_day(months - APPOINTED_AGO)
    closed = graduated_late(appointed(runs[0], graduates, sworn), runs[1])
    runs = (closed, runs[1])
    entering = plan(intake, months, officers, candidates.take(graduates))
    force = simulate(life, entering, tree, true_hazard, months)
    kept = kept_rows(cut, force, officers, len(graduates))
    entered = kept[: len(kept) - len(graduates)]
    everyone = candidates.followed_by(entering.persons.take(entered))
    named = replace(everyone, cui=cuis(cut, everyone.origin))
    person = np.concatenate(
        [len(candidates) + np.arange(len(entered)), graduates]
    ).astype(np.int64)
    staff, record = written(force, kept, person, graduates, months)
    named, posting, faults = with_faults(spoilt, named, record.posting)
    record = replace(record, posting=posting)
    return Country(
        seed=seed,
        today=today,
        observed_from=as_date(first_day(force.start)),
        units=tree,
        persons=named,
        skills=skills(hall, named),
        officers=staff,
        record=record,
        faults=faults,
        calls=calls,
        applications=joined([one.applications for one in runs]),
        transitions=_shifted([one.transitions for one in runs], runs),
        measures=_shifted([one.measures for one in runs], runs),
        truth=true_hazard,
        counts=_summed(force.ledger.table("count")),
    )


def _shifted(parts: list[Any], runs: tuple[Runs, ...]) -> Any:
    """Join tables of several calls; applications are counted through."""
    sizes = [len(one.applications.person) for one in runs]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return joined(
        [
            replace(part, application=part.application + start)
            for part, start in zip(parts, starts, strict=True)
        ]
    )


def _summed(counts: Table) -> Table:
    """Add up person-months and ends by exposure and level."""
    key, level = counts["key"], counts["level"]
    pairs, which = np.unique(
        np.strings.add(np.strings.add(key, "/"), level.astype("<U3")),
        return_inverse=True,
    )
    return {
        "key": np.array([pair.split("/")[0] for pair in pairs]),
        "level": np.array([int(pair.split("/")[1]) for pair in pairs]),
        "months": np.bincount(which, weights=counts["months"]),
        "ends": np.bincount(which, weights=counts["ends"]),
    }
