"""What is true in the demo country: hazards, planted effects, chances in each phase.

Nothing here is an estimate of the real force. The numbers were chosen so that a model
that reads the record can be right, that a bad one shows, and that each planted effect
is large enough to be found in six thousand careers.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Effect(NamedTuple):
    """One term of the true monthly log-odds of leaving by own will."""

    key: str
    coefficient: float
    means: str


TENURE_BANDS = ((24, 0.5), (72, 0.25), (144, 0.0), (200, -0.6), (10_000, -1.1))
SEASON_MONTHS = (1, 7)  # after the December and July bonuses

EFFECTS = (
    Effect("distance", 0.7, "per 100 km between home and posting, up to 300 km"),
    Effect("blocked", 0.5, "60 months and more past the time a promotion asks for"),
    Effect("conditions", 0.7, "per thing the site lacks: water, enough beds"),
    Effect("no_womens_quarters", 0.8, "a woman at a site without separate quarters"),
    Effect("harassment", 1.4, "reported harassment in the last 12 months"),
    Effect("unanswered", 0.9, "a transfer request unanswered for 60 days and more"),
    Effect("rest_cancelled", 0.25, "per rest cancelled in the last 6 months, up to 4"),
    Effect("leave_refused", 0.5, "leave refused twice and more in the last 12 months"),
    Effect("season", 0.35, "in January and July"),
    Effect("garifuna", 0.45, "Garifuna officers, for reasons that no record holds"),
)
LEVEL = -7.6  # log-odds of an officer of 6 to 12 years without any of the above
FLAT_LEVEL = -6.1  # the same where only the tenure and the season matter

# Other ends, as chances a month.
RETIREMENT_AT_20_YEARS = 0.020
RETIREMENT_AT_50 = 0.006
DISABILITY = 0.00004
DEATH_AT_30, DEATH_DOUBLES_EACH_YEARS = 0.00008, 12.0
DISMISSAL, DISMISSAL_AFTER_SUSTAINED = 0.00025, 0.03
CONTRACT_ENDED = 0.00008
SHARE_DESERTING, SHARE_REASON_LOST, SHARE_DYING_ON_DUTY = 0.18, 0.05, 0.2

WOMEN_AMONG_APPLICANTS = 0.35
GARIFUNA_SHARE = 0.025  # oversampled: the census has 0.13 %
PROMOTION_PENALTY_OF_WOMEN = -0.6  # on the score that decides who is promoted
INDIGENOUS_SHORTER_BY_CM = 2.0  # what makes the height requirement weigh on peoples


class Phase(NamedTuple):
    """A phase of the demo's calls, and what happens in it by chance."""

    key: str
    kind: str
    name_es: str
    name_en: str
    absent: float  # does not attend
    withdraws: float
    passes: float  # where no raw measure decides


# The kinds are those of a call's phases; the selected alone reach the last ones.
PHASES = (
    Phase("papers", "papers", "Revisión de papelería", "Papers", 0.14, 0.03, 0.955),
    Phase(
        "academic", "test", "Evaluación académica", "Knowledge test", 0.08, 0.02, 1.0
    ),
    Phase(
        "physical", "measurement", "Evaluación física", "Physical test", 0.05, 0.02, 1.0
    ),
    Phase(
        "medical",
        "fitness_evaluation",
        "Evaluación médica",
        "Medical",
        0.03,
        0.015,
        0.9,
    ),
    Phase(
        "psychological",
        "fitness_evaluation",
        "Evaluación psicológica",
        "Psychological",
        0.02,
        0.01,
        0.88,
    ),
    Phase(
        "reliability",
        "investigation",
        "Evaluación de confiabilidad",
        "Reliability",
        0.02,
        0.015,
        0.83,
    ),
    Phase(
        "selection", "selection", "Listado de seleccionados", "Selection", 0.0, 0.0, 1.0
    ),
    Phase("course", "course", "Curso básico", "Basic course", 0.0, 0.04, 0.96),
    Phase("graduation", "graduation", "Graduación", "Graduation", 0.0, 0.0, 1.0),
)
HEIGHT = {"F": (156.6, 5.2), "M": (165.4, 6.0)}  # mean and spread of applicants, cm
HEIGHT_ASKED = {"F": 155, "M": 160}
ACADEMIC = {"F": (71.0, 13.0), "M": (69.5, 13.0)}  # of 100; 60 passes
PHYSICAL = {
    "F": (61.0, 13.5),
    "M": (71.2, 13.5),
}  # one table for both: the planted effect
PASS_MARK = 60


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the true hazard of each officer depends on, in one month."""

    tenure: Ints  # months since appointment
    distance_km: Floats
    blocked: Bools
    lacking: Ints  # 0 to 2
    no_womens_quarters: Bools
    harassment: Bools
    unanswered: Bools
    rest_cancelled: Ints
    leave_refused: Ints
    garifuna: Bools
    month: int  # 1 to 12


@dataclass(frozen=True, slots=True)
class Truth:
    """The true monthly hazard of leaving by own will, and how it was made.

    `flat` leaves only tenure and season: no model can then beat the tenure band.
    """

    flat: bool
    level: float
    effects: tuple[Effect, ...]

    def coefficient(self, key: str) -> float:
        """Return the coefficient of an effect, on the log-odds of a month."""
        return next(effect.coefficient for effect in self.effects if effect.key == key)

    def hazard(self, seen: Exposure) -> Floats:
        """Return the chance of leaving by own will within the month."""
        limits = [limit for limit, _ in TENURE_BANDS]
        values = np.array([value for _, value in TENURE_BANDS])
        logit = self.level + values[np.searchsorted(limits, seen.tenure, side="right")]
        terms: dict[str, npt.ArrayLike] = {
            "distance": np.minimum(seen.distance_km, 300.0) / 100,
            "blocked": seen.blocked,
            "conditions": seen.lacking,
            "no_womens_quarters": seen.no_womens_quarters,
            "harassment": seen.harassment,
            "unanswered": seen.unanswered,
            "rest_cancelled": np.minimum(seen.rest_cancelled, 4),
            "leave_refused": seen.leave_refused >= 2,
            "season": seen.month in SEASON_MONTHS,
            "garifuna": seen.garifuna,
        }
        for effect in self.effects:
            logit = logit + effect.coefficient * np.asarray(terms[effect.key])
        chance: Floats = 1 / (1 + np.exp(-logit))
        return chance


def truth(*, flat: bool = False) -> Truth:
    """Return the truth of the default country, or of the one with a flat hazard."""
    if flat:
        season = tuple(effect for effect in EFFECTS if effect.key == "season")
        return Truth(True, FLAT_LEVEL, season)
    return Truth(False, LEVEL, EFFECTS)
