"""Faults as real records have them: what is missing, and lines that cannot be true."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .population import Days, Persons
from .truth import Ints

NO_CUI, NO_BIRTH_DATE, NO_HOME = 0.004, 0.003, 0.004
BACKWARDS, OVERLAPPING = 0.0015, 0.003

Table = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Faults:
    """Where the faults are: rows of persons, and postings that no import may accept.

    `backwards` are posting lines (officer, unit, start, end) that end before they
    start: an import returns them. `overlapping` are rows of the posting table.
    """

    no_cui: Ints
    no_birth_date: Ints
    no_home: Ints
    backwards: Table
    overlapping: Ints


def with_faults(
    rng: np.random.Generator, who: Persons, posting: Table
) -> tuple[Persons, Table, Faults]:
    """Return persons and postings with faults in them, and where these are."""
    n = len(who)
    no_cui, no_birth, no_home = (
        np.flatnonzero(rng.random(n) < share)
        for share in (NO_CUI, NO_BIRTH_DATE, NO_HOME)
    )
    cui, born, residence = who.cui.copy(), who.born.copy(), who.residence.copy()
    cui[no_cui], residence[no_home] = "", ""
    born[no_birth] = np.datetime64("NaT", "D")
    closed = ~np.isnat(posting["end"])
    lines = len(closed)
    turned = np.flatnonzero(closed & (rng.random(lines) < BACKWARDS))
    backwards = {
        "officer": posting["officer"][turned],
        "unit": posting["unit"][turned],
        "start": posting["end"][turned],
        "end": posting["start"][turned],
    }
    overlapping = np.flatnonzero(closed & (rng.random(lines) < OVERLAPPING))
    end: Days = posting["end"].copy()
    end[overlapping] += 45
    found = Faults(no_cui, no_birth, no_home, backwards, overlapping)
    changed = replace(who, cui=cui, born=born, residence=residence)
    return changed, {**posting, "end": end}, found
