"""The real roster's curves, computed again from its file by other means."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from statsmodels.duration.survfunc import SurvfuncRight

from pncrecruit.analysis.survival import aalen_johansen, kaplan_meier, spells
from pncrecruit.retention.features.monthly import month
from pncrecruit.retention.queries.careers import force
from pncrecruit.retention.queries.cohorts import cohorts
from pncrecruit.retention.queries.ends import SERVING

OBSERVED, LAST = 2015 * 12, 2018 * 12 + 11
KINDS = ("voluntary", "retirement", "involuntary", "death", "unknown")
NEAR = 1e-9


class Career(NamedTuple):
    """A line of the file, in months of service: entry, exit, and why it ended."""

    entry: int
    exit: int
    cause: int


def _month(text: str) -> int:
    year, month_of_year = text.split("-")
    return int(year) * 12 + int(month_of_year) - 1


def of_the_file(path: Path) -> dict[str, list[Career]]:
    """Read the careers of each sex and of each group that the file itself names."""
    found: dict[str, list[Career]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            begin = _month(line["appointed"])
            end = _month(line["separated"]) if line["separated"] else LAST
            cause = KINDS.index(line["sep_kind"]) + 1 if line["separated"] else 0
            career = Career(max(OBSERVED - begin, 0), end - begin + 1, cause)
            found["women" if line["sex"] == "F" else "men"].append(career)
            found[f"chicago={line['race']}"].append(career)
    return dict(found)


def check(path: Path) -> dict[str, int]:
    """Hold the product's curves against the file's. Returns how many each group has."""
    known = force(date(2018, 12, 31))
    appointed = month(known.appointed)
    left = np.where(known.cause == SERVING, LAST, month(known.left))
    entry, leave = spells(appointed, np.maximum(month(known.observed_from), 0), left)
    sizes = {}
    groups = {one.key: sorted(one.members) for one in cohorts(known.officer_id)}
    for key, careers in of_the_file(path).items():
        who = np.array(groups[key])
        _same(careers, entry[who], leave[who], known.cause[who])
        sizes[key] = len(careers)
    return sizes


def _same(
    careers: list[Career], entry: np.ndarray, leave: np.ndarray, cause: np.ndarray
) -> None:
    ours = kaplan_meier(entry, leave, cause != SERVING)
    competing = aalen_johansen(entry, leave, cause, (1, 2, 3, 4, 5))
    began, ended, why = (np.array(column) for column in zip(*careers, strict=True))
    theirs = SurvfuncRight(ended, (why > 0).astype(int), entry=began)
    at = theirs.surv_times.astype(int) - 1
    assert np.abs(ours.survival[at] - theirs.surv_prob).max() < NEAR
    assert np.array_equal(ours.at_risk[at], theirs.n_risk)
    # Competing causes as the definition has them, a month and a person at a time.
    survival, greenwood, reached = 1.0, 0.0, np.zeros(5)
    for time in range(1, int(ended.max()) + 1):
        at_risk = int(((began < time) & (ended >= time)).sum())
        gone = np.array(
            [int(((ended == time) & (why == one)).sum()) for one in range(1, 6)]
        )
        if at_risk:
            reached = reached + survival * gone / at_risk
            survival *= 1 - gone.sum() / at_risk
            if at_risk > gone.sum():
                greenwood += gone.sum() / (at_risk * (at_risk - gone.sum()))
        assert abs(ours.variance[time - 1] - survival**2 * greenwood) < NEAR
        assert np.abs(competing.incidence[:, time - 1] - reached).max() < NEAR
    assert abs(float(competing.survival[-1]) - survival) < NEAR
