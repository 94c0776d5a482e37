"""The force as it stands in one month of the simulation."""

from dataclasses import dataclass

import numpy as np

from pncrecruit.reference import distance_km, municipalities

from .ladder import SUPERIOR, blocked
from .ledger import FIRST_MONTH, Ledger
from .places import Units
from .population import Days, Persons, Texts
from .truth import Bools, Exposure, Floats, Ints, Truth

OBSERVED_MONTHS = 120
OWN_DEPARTMENT = 0.22  # share of postings in the department where the home is
KEPT_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """Who enters the force, in which month (counted from January 1998)."""

    persons: Persons
    appointed: Ints


class Force:
    """The force in one month; an officer is a row, and keeps it."""

    def __init__(self, plan: Plan, units: Units, truth: Truth, months: int) -> None:
        n = len(plan.appointed)
        self.units, self.truth, self.months = units, truth, months
        self.start = months - OBSERVED_MONTHS
        self.appointed = plan.appointed
        self.women: Bools = plan.persons.sex == "F"
        self.garifuna: Bools = plan.persons.people == "garifuna"
        self.born: Ints = (
            plan.persons.born.astype("datetime64[M]") - FIRST_MONTH
        ).astype(np.int64)
        places = np.array(list(municipalities()))
        self.home: Ints = np.searchsorted(places, plan.persons.residence)
        self.home_department = plan.persons.residence.astype("<U2")
        self.km: Floats = distance_km(places[:, None], units.municipality[None, :])
        self.serving = np.zeros(n, dtype=bool)
        self.unit: Ints = np.full(n, -1)
        self.posted: Ints = np.full(n, -1)
        self.rank: Ints = np.zeros(n, dtype=np.int64)
        self.rank_since = plan.appointed.copy()
        self.asked_since: Ints = np.full(n, -1)
        self.asked_for: Ints = np.full(n, -1)
        self.asked_on: Days = np.full(n, np.datetime64("NaT", "D"))
        self.rest = np.zeros((KEPT_MONTHS, n), dtype=np.int64)
        self.refused = np.zeros((KEPT_MONTHS, n), dtype=np.int64)
        self.harassed_until: Ints = np.full(n, -1)
        self.sustained_until: Ints = np.full(n, -1)
        self.ended: Days = np.full(n, np.datetime64("NaT", "D"))
        self.end_kind: Texts = np.full(n, "", dtype="<U24")
        self.true_cause: Texts = np.full(n, "", dtype="<U12")
        self.ledger = Ledger()
        self._department = units.municipality.astype("<U2")
        self._at_headquarters: Bools = np.isin(
            units.kind, ("national", "district", "comisaria", "directorate")
        )

    def exposure(self, rows: Ints, month: int) -> Exposure:
        """Return what the true hazard of these officers depends on."""
        unit = self.unit[rows]
        recent = [(month - back) % KEPT_MONTHS for back in range(1, 7)]
        asked = self.asked_since[rows]
        return Exposure(
            tenure=month - self.appointed[rows],
            distance_km=self.km[self.home[rows], unit],
            blocked=blocked(self.rank[rows], month - self.rank_since[rows]),
            lacking=self.units.lacking[unit],
            no_womens_quarters=self.women[rows] & ~self.units.womens_quarters[unit],
            harassment=self.harassed_until[rows] > month,
            unanswered=(asked >= 0) & (month - asked >= 2),
            rest_cancelled=self.rest[recent][:, rows].sum(axis=0),
            leave_refused=self.refused[:, rows].sum(axis=0),
            garifuna=self.garifuna[rows],
            month=month % 12 + 1,
        )

    def choose_units(self, rng: np.random.Generator, rows: Ints) -> Ints:
        """Return a unit for each: by the posts there, some in the home department."""
        posts = self.units.posts
        chosen = rng.choice(len(posts), len(rows), p=posts)
        at_home = rng.random(len(rows)) < OWN_DEPARTMENT
        chosen[at_home] = self.units_at_home(rng, rows[at_home])
        top = self.rank[rows] >= SUPERIOR
        weight = posts * self._at_headquarters
        chosen[top] = rng.choice(len(posts), int(top.sum()), p=weight / weight.sum())
        return chosen.astype(np.int64)

    def units_at_home(self, rng: np.random.Generator, rows: Ints) -> Ints:
        """Return a unit in the department of each officer's home."""
        chosen = np.zeros(len(rows), dtype=np.int64)
        wanted = self.home_department[rows]
        for department in np.unique(wanted):
            here = np.flatnonzero(wanted == department)
            near = np.flatnonzero(self._department == department)
            weight = self.units.posts[near]
            chosen[here] = rng.choice(near, len(here), p=weight / weight.sum())
        return chosen

    def post(
        self, rows: Ints, units: Ints, days: Days, month: int, *, asked: bool
    ) -> None:
        """Post officers to units from these days on."""
        self.unit[rows] = units
        self.posted[rows] = month
        self.ledger.add("posting", officer=rows, unit=units, start=days, asked=asked)
