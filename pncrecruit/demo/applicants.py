"""Applicants of the demo country, from the counter to the oath."""

from datetime import date

import numpy as np
import numpy.typing as npt

from pncrecruit.reference import comisarias, departments, distance_km

from . import truth as true
from .calls import Applications, Call, Measures, Runs, Transitions
from .ledger import Ledger
from .population import Days, Persons, Texts
from .truth import Bools, Floats, Ints

AGE_ASKED = (18, 30)
SCHOOLING_ASKED = "diversificado"
SCHOOLING = (
    "diversificado",
    "tecnico_universitario",
    "universitario",
    "basicos",
    "primaria",
)
SCHOOLING_SHARES = (0.71, 0.1, 0.1, 0.06, 0.03)
OPEN_SINCE, OPEN_STILL = 75, 15  # days that the open call has run, and has to run
COURSE_DAYS = 300
# Days after the opening on which a phase is first held, and for how long.
SCHEDULE = {
    "papers": (1, 9),
    "academic": (38, 16),
    "physical": (56, 14),
    "medical": (70, 20),
    "psychological": (92, 12),
    "reliability": (108, 40),
    "selection": (165, 1),
    "course": (180 + COURSE_DAYS, 1),
    "graduation": (485, 1),
}
GRADUATION_AFTER = SCHEDULE["graduation"][0]
WITHDRAWALS = {
    "withdrew_own_decision": 0.2,
    "withdrew_other_job": 0.3,
    "withdrew_distance": 0.12,
    "withdrew_family": 0.13,
    "withdrew_travel_cost": 0.15,
    "withdrew_no_reason": 0.1,
}
PAPERS = {
    "criminal_record_missing": 0.3,
    "police_record_missing": 0.3,
    "document_missing": 0.25,
    "document_expired": 0.1,
    "police_record_entry": 0.05,
}
FAILURES = {
    "academic": "mark_below_pass",
    "physical": "measure_not_met",
    "medical": "unfit_medical",
    "psychological": "unfit_psychological",
    "reliability": "reliability_not_passed",
    "course": "course_failed",
}


def ages_born(rng: np.random.Generator, n: int, age_on: date) -> Days:
    """Return birth dates: nearly all within the ages asked, a few under or over."""
    age = rng.choice(np.arange(18, 31), n, p=_falling(13))
    age = np.where(rng.random(n) < 0.02, rng.choice([16, 17], n), age)
    age = np.where(rng.random(n) < 0.025, rng.integers(31, 36, n), age)
    days = (age * 365.25 + 1 + rng.integers(0, 364, n)).astype(np.int64)
    born: Days = np.datetime64(age_on, "D") - days
    return born


def _falling(n: int) -> Floats:
    weights = np.exp(-0.09 * np.arange(n))
    shares: Floats = weights / weights.sum()
    return shares


def run(
    rng: np.random.Generator,
    who: Persons,
    person: Ints,
    call: Call,
    *,
    number: int,
    today: date,
) -> Runs:
    """Take the applicants of a call through its phases, as far as they are by today."""
    race = _Race(rng, who, person, call, today)
    race.at_the_counter()
    for position in range(len(true.PHASES)):
        race.hold(position)
    return race.runs(number)


class _Race:
    """One call on its way; the state is where each application stands."""

    def __init__(
        self,
        rng: np.random.Generator,
        who: Persons,
        person: Ints,
        call: Call,
        today: date,
    ) -> None:
        n = len(who)
        self.rng, self.who, self.person, self.call = rng, who, person, call
        self.today = np.datetime64(today, "D")
        self.opens = np.datetime64(call.opens_on, "D")
        last = min(np.datetime64(call.closes_on, "D"), self.today - 1)
        window = int((last - self.opens).astype(int)) + 1
        self.applied: Days = np.sort(
            self.opens + (rng.beta(1.2, 1.4, n) * window).astype(np.int64)
        )
        self.women: Bools = who.sex == "F"
        self.schooling: Texts = rng.choice(SCHOOLING, n, p=SCHOOLING_SHARES)
        self.height = self._heights()
        self.office = _offices(rng, who.residence)
        seats = np.array([departments()[code].capital_code for code in departments()])
        seat = seats[np.searchsorted(list(departments()), who.residence.astype("<U2"))]
        self.km = distance_km(who.residence, seat)
        self.standing: Texts = np.full(n, "active", dtype="<U12")
        self.phase: Ints = np.zeros(n, dtype=np.int64)
        self.since: Days = self.applied.copy()
        self.ledger = Ledger()
        self.fitness = rng.normal(0, 1, n)

    def _heights(self) -> Floats:
        sex = self.who.sex
        mean = np.where(self.women, true.HEIGHT["F"][0], true.HEIGHT["M"][0])
        spread = np.where(self.women, true.HEIGHT["F"][1], true.HEIGHT["M"][1])
        shorter = np.isin(self.who.people, ("maya", "xinka"))
        mean = mean - true.INDIGENOUS_SHORTER_BY_CM * shorter
        heights: Floats = np.round(self.rng.normal(mean, spread, len(sex)) * 2) / 2
        return heights

    def at_the_counter(self) -> None:
        """Save everyone; what does not meet a requirement ends, with its raw value."""
        rows = np.arange(len(self.applied))
        self._measure(rows, 0, "height_cm", self.height, self.applied)
        age = _ages(self.who.born, self.call.age_on)
        needed = np.where(self.women, true.HEIGHT_ASKED["F"], true.HEIGHT_ASKED["M"])
        unmet = {
            "age_not_met": (
                (age < AGE_ASKED[0]) | (age > AGE_ASKED[1]),
                age.astype("<U4"),
            ),
            "schooling_not_met": (
                np.isin(self.schooling, ("basicos", "primaria")),
                self.schooling,
            ),
            "height_not_met": (
                self.height < needed,
                np.strings.add(_plain(self.height), " cm"),
            ),
        }
        for reason, (fails, raw) in unmet.items():
            ended = np.flatnonzero(fails & (self.standing == "active"))
            day = self.applied[ended]
            self._end(ended, 0, "not_met", day, reason=reason, raw=raw[ended])

    def hold(self, position: int) -> None:
        """Hold one phase for those who wait for it, if its day has come."""
        phase = true.PHASES[position]
        waiting = np.flatnonzero((self.standing == "active") & (self.phase == position))
        first, days = SCHEDULE[phase.key]
        earliest = self.opens + first + self.rng.integers(0, days, len(waiting))
        after = (
            self.since[waiting] + 1 + self.rng.integers(0, min(days, 8), len(waiting))
        )
        day = np.maximum(earliest, after) if first > 1 else after
        day = np.where(day.astype("datetime64[D]").astype(int) % 7 == 3, day + 1, day)
        held = day < self.today
        rows, day = waiting[held], day[held]
        chance = self.rng.random(len(rows))
        leaving = phase.withdraws * (0.7 + self.km[rows] / 100)
        leaving = leaving * np.where(self.women[rows], 1.1, 1.0)
        absent = chance < phase.absent
        withdrew = ~absent & (chance < phase.absent + leaving)
        self._end(
            rows[absent], position, "no_show", day[absent], reason="did_not_attend"
        )
        self._withdraw(rows[withdrew], position, day[withdrew])
        here = ~(absent | withdrew)
        self._evaluate(rows[here], position, day[here])

    def _withdraw(self, rows: Ints, position: int, day: Days) -> None:
        shares = list(WITHDRAWALS.values())
        reason = self.rng.choice(list(WITHDRAWALS), len(rows), p=shares)
        if true.PHASES[position].kind == "course":
            reason = np.full(len(rows), "course_left")
        self._end(rows, position, "withdrew", day, reason=reason)

    def _evaluate(self, rows: Ints, position: int, day: Days) -> None:
        phase = true.PHASES[position]
        passes = self.rng.random(len(rows)) < phase.passes
        raw: Texts = np.full(len(rows), "", dtype="<U8")
        if phase.key in ("academic", "physical"):
            points = self._points(rows, phase.key)
            passes = points >= true.PASS_MARK
            raw = _plain(points)
            self._measure(rows, position, "mark", points, day)
        if phase.key == "physical":
            seconds = np.round(900 - 4.5 * points + self.rng.normal(0, 20, len(rows)))
            self._measure(rows, position, "run_seconds", seconds, day)
            repeated = np.maximum(points // 2 + self.rng.integers(-4, 5, len(rows)), 0)
            self._measure(rows, position, "push_ups", repeated, day)
        failed = ~passes
        reason: npt.ArrayLike = FAILURES.get(phase.key, "")
        if phase.key == "papers":
            shares = list(PAPERS.values())
            reason = self.rng.choice(list(PAPERS), int(failed.sum()), p=shares)
        self._end(
            rows[failed],
            position,
            "failed",
            day[failed],
            reason=reason,
            raw=raw[failed],
        )
        self._go_on(rows[passes], position, day[passes], raw[passes])

    def _points(self, rows: Ints, key: str) -> Floats:
        table = true.ACADEMIC if key == "academic" else true.PHYSICAL
        mean = np.where(self.women[rows], table["F"][0], table["M"][0])
        luck = self.rng.normal(0, 1, len(rows))
        drawn = self.fitness[rows] if key == "physical" else luck
        points: Floats = np.clip(np.round(mean + table["M"][1] * drawn), 0, 100)
        return points

    def _go_on(self, rows: Ints, position: int, day: Days, raw: Texts) -> None:
        last = position + 1 == len(true.PHASES)
        self.standing[rows] = "completed" if last else "active"
        self.phase[rows] = position if last else position + 1
        self.since[rows] = day
        self._note(rows, position, "passed", day, reason="", raw=raw)

    def _end(
        self,
        rows: Ints,
        position: int,
        result: str,
        day: Days,
        *,
        reason: npt.ArrayLike,
        raw: npt.ArrayLike = "",
    ) -> None:
        standing = {"failed": "rejected", "withdrew": "withdrawn"}.get(result, result)
        self.standing[rows] = standing
        self.since[rows] = day
        self._note(rows, position, result, day, reason=reason, raw=raw)

    def _note(
        self,
        rows: Ints,
        position: int,
        result: str,
        day: Days,
        *,
        reason: npt.ArrayLike,
        raw: npt.ArrayLike,
    ) -> None:
        entered = result == "passed" and position + 1 < len(true.PHASES)
        self.ledger.add(
            "transition",
            application=rows,
            phase=position,
            result=result,
            to_phase=position + 1 if entered else -1,
            standing=self.standing[rows],
            reason=reason,
            raw_value=raw,
            day=day,
        )

    def _measure(
        self, rows: Ints, position: int, kind: str, value: Floats, day: Days
    ) -> None:
        self.ledger.add(
            "measure", application=rows, phase=position, kind=kind, value=value, day=day
        )

    def runs(self, number: int) -> Runs:
        """Return what became of everyone; the call has this number."""
        n = len(self.applied)
        applications = Applications(
            person=self.person,
            call=np.full(n, number),
            number=np.arange(1, n + 1),
            applied=self.applied,
            office=self.office,
            schooling=self.schooling,
            height_cm=self.height,
            standing=self.standing,
            phase=self.phase,
            since=self.since,
        )
        moves = self.ledger.table("transition")
        return Runs(
            applications,
            Transitions(**moves),  # type: ignore[arg-type]
            Measures(**self.ledger.table("measure")),  # type: ignore[arg-type]
        )


def _plain(values: Floats) -> Texts:
    """Return numbers as a person writes them: 155, 153.5."""
    written: Texts = np.strings.replace(values.astype("<U8"), ".0", "")
    return written


def _ages(born: Days, day: date) -> Ints:
    """Return ages in completed years on a day."""
    this = np.datetime64(day, "D")
    years = this.astype("datetime64[Y]").astype(int) - born.astype(
        "datetime64[Y]"
    ).astype(int)
    birthday = born - born.astype("datetime64[Y]").astype("datetime64[D]")
    passed = this - this.astype("datetime64[Y]").astype("datetime64[D]")
    ages: Ints = (years - (birthday > passed)).astype(np.int64)
    return ages


def _offices(rng: np.random.Generator, residence: Texts) -> Texts:
    """Return the comisaría of the department where each applicant lives."""
    department = residence.astype("<U2")
    office = np.full(len(residence), "", dtype="<U2")
    for code in departments():
        near = [
            one.code for one in comisarias().values() if one.department_code == code
        ]
        here = department == code
        office[here] = rng.choice(near, int(here.sum()))
    return office
