"""Which groups are counted, which questions a snapshot answers, and from how many."""

from typing import Final

from pncrecruit.errors import DomainError
from pncrecruit.words import N_, Choice

RULE_VERSION: Final = "2026-11"

# The peoples of the census question, and what sums of them are called.
MAYA, XINKA, GARIFUNA = "maya", "xinka", "garifuna"
OTHER: Final = "other"  # Afro-descendant, Ladino and foreign: those of no cohort
INDIGENOUS: Final = "indigenous"
ALL_THREE: Final = "maya_xinka_garifuna"
ANSWERED: Final = "answered"
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
    APPLICANTS = "applicants", N_("Who applied")
    FUNNEL = "funnel", N_("Who reached each phase, and who was lost")


NATION: Final = "nation"

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


def cohort_of(people: str | None) -> str:
    """Return the cohort that a people is counted in."""
    return people if people in (MAYA, XINKA, GARIFUNA) else OTHER


class NoSnapshot(DomainError):
    message = N_("The figures have not been made yet. They are made at night.")
    status = 404
