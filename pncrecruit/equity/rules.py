"""Which groups are counted, which questions a snapshot answers, and from how many."""

from datetime import date, timedelta
from typing import Final

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.words import N_, Choice

RULE_VERSION: Final = "2026-11"

# The peoples of the census question, and what sums of them are called.
MAYA, XINKA, GARIFUNA = "maya", "xinka", "garifuna"
OTHER: Final = "other"  # Afro-descendant, Ladino and foreign: those of no cohort
INDIGENOUS: Final = "indigenous"
ALL_THREE: Final = "maya_xinka_garifuna"
ANSWERED: Final = "answered"
SILENT: Final = "silent"  # who was not asked, or prefers not to say
EVERYBODY: Final = "everybody"
WOMEN: Final = "women"
COHORTS: Final = (MAYA, XINKA, GARIFUNA, OTHER)
SUMS: Final = {INDIGENOUS: (MAYA, XINKA), ALL_THREE: (MAYA, XINKA, GARIFUNA)}

GROUP_LABELS: Final = {
    MAYA: N_("Maya"),
    XINKA: N_("Xinka"),
    GARIFUNA: N_("Garifuna"),
    OTHER: N_("Ladino, Afro-descendant or foreign"),
    INDIGENOUS: N_("Indigenous (Maya and Xinka)"),
    ALL_THREE: N_("Maya, Xinka and Garifuna"),
    ANSWERED: N_("All who answered"),
    SILENT: N_("Did not answer"),
    EVERYBODY: N_("Everybody"),
}
# The same within a sentence.
SENTENCE_LABELS: Final = {
    WOMEN: N_("women"),
    MAYA: N_("Maya people"),
    XINKA: N_("Xinka people"),
    GARIFUNA: N_("Garifuna people"),
    INDIGENOUS: N_("Indigenous people (Maya and Xinka)"),
    ALL_THREE: N_("Maya, Xinka and Garifuna people together"),
}


class Question(Choice):
    """A question that a snapshot answers, for a parent: the nation, a call, ..."""

    SERVING = "serving", N_("Who serves")
    SERVING_BY_DEPARTMENT = "serving_by_department", N_("Who serves, by department")
    SERVING_BY_RANK = "serving_by_rank", N_("Who serves, by group of ranks")
    MOVEMENTS = "movements", N_("Who joined and who left")
    PROCESS = "process", N_("Who serves near home, waits and was supported")
    PROJECTION = "projection", N_("What a projection starts from")
    APPLICANTS = "applicants", N_("Who applied")
    PUBLIC = "public", N_("What everybody may read: women, men and calls")
    PUBLIC_SERVING = "public_serving", N_("What everybody may read: who serves")
    PUBLIC_CALL = "public_call", N_("What everybody may read: a finished call")
    FUNNEL = "funnel", N_("Who reached each phase, and who was lost")
    LOSSES = "losses", N_("Why people were lost in a phase")
    LIMITS = "limits", N_("How far people lie from a requirement")
    STAYS = "stays", N_("How long people stayed in a phase")


NATION: Final = "nation"


def phase_of(parent: str, part: int | str) -> str:
    """Return what a phase of a call, or a part of it, is called as a parent."""
    return f"{parent}:{part}"


def least_for_a_reason(minimum: int) -> int:
    """Return how many a reason of loss must concern to be told by itself."""
    return 2 * minimum


# Ranks joined so that peoples can be counted by them without naming anybody.
RANK_GROUPS: Final = {
    "agents": ("agente",),
    "inspectors": ("subinspector", "inspector"),
    "officers": (
        "oficial_tercero",
        "oficial_segundo",
        "oficial_primero",
        "subcomisario",
        "comisario",
        "comisario_general",
    ),
}
RANK_LABELS: Final = {
    "agents": N_("Agents"),
    "inspectors": N_("Sub-inspectors and inspectors"),
    "officers": N_("Officers (third officer and above)"),
}

# A people of less than this share of the population has a page of its own kind.
SMALL_SHARE: Final = 0.02
# Under this many people no rate is made of them.
LEAST_FOR_A_RATE: Final = 30
NEAR_KM: Final = 50.0
UNANSWERED_MONTHS: Final = 2.0
WINDOW_YEARS: Final = 5


def window(day: date) -> tuple[date, date]:
    """Return the first and last day of the five years up to the last full quarter.

    A window that moved every night would tell who came and went each day.
    """
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    start = date(first.year - WINDOW_YEARS, first.month, 1)
    return start, first - timedelta(days=1)


def cohort_of(people: str | None) -> str:
    """Return the cohort that a people is counted in."""
    return people if people in (MAYA, XINKA, GARIFUNA) else OTHER


class NoSnapshot(DomainError):
    message = N_("The figures have not been made yet. They are made at night.")
    status = 404


class PackChanged(Conflict):
    message = N_("These are not the data that were shown: draft them again.")


class PackBroken(DomainError):
    status = 503
    message = N_("The open data are not what was approved, and are not shown.")


# So many lines can still be told apart in one picture.
MOST_SCENARIOS: Final = 6


class TooManyScenarios(DomainError):
    message = N_("At most %(most)s scenarios are kept: withdraw one first.")
    status = 409
