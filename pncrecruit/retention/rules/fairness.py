"""Whom alerts reach and what follows: the table by cohort, and how it adds up."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pncrecruit.words import N_

# What is counted of each cohort, in persons of the year before a day.
SERVED, ALERTED, HELPED, REFUSED, SILENT, DECLINED = (
    "served",
    "alerted",
    "helped",
    "refused",
    "silent",
    "declined",
)
LEFT, CAUGHT = "left", "caught"
NOT_ALERTED, STAYED, MISSED = "not_alerted", "stayed", "missed"

COLUMNS: Final = {
    SERVED: N_("Served in the year"),
    ALERTED: N_("Had an alert"),
    HELPED: N_("An action was answered"),
    REFUSED: N_("Only “no action” was answered"),
    SILENT: N_("Nobody answered"),
    DECLINED: N_("Wanted no support"),
    LEFT: N_("Left by own will"),
    CAUGHT: N_("Of these: had an alert before"),
}
# Of what a column is a share.
PARENTS: Final = {
    ALERTED: SERVED,
    HELPED: ALERTED,
    REFUSED: ALERTED,
    SILENT: ALERTED,
    DECLINED: ALERTED,
    LEFT: SERVED,
    CAUGHT: LEFT,
}
# Each total, and the parts that a reader could take from it.
COLUMN_SUMS: Final = (
    (SERVED, (ALERTED, NOT_ALERTED)),
    (SERVED, (LEFT, STAYED)),
    (ALERTED, (HELPED, REFUSED, SILENT, DECLINED)),
    (LEFT, (CAUGHT, MISSED)),
)

WOMEN, MEN, ALL = "women", "men", "all"
PEOPLES: Final = ("maya", "xinka", "garifuna", "other")
INDIGENOUS, STATED, NOT_STATED = "indigenous", "answered", "not_stated"
ROWS: Final = {
    ALL: N_("All"),
    WOMEN: N_("Women"),
    MEN: N_("Men"),
    INDIGENOUS: N_("Indigenous (Maya and Xinka)"),
    "maya": N_("Maya"),
    "xinka": N_("Xinka"),
    "garifuna": N_("Garifuna"),
    "other": N_("Ladino, Afro-descendant or foreign"),
    NOT_STATED: N_("No answer"),
}
ROW_SUMS: Final = (
    (ALL, (WOMEN, MEN)),
    (ALL, (*PEOPLES, NOT_STATED)),
    (INDIGENOUS, ("maya", "xinka")),
)


class Course(NamedTuple):
    """What happened to one officer in the year."""

    alerted: bool = False
    helped: bool = False
    refused: bool = False
    declined: bool = False
    left: bool = False
    caught: bool = False


def columns_of(course: Course) -> tuple[str, ...]:
    """Return the columns in which a person is counted."""
    found = [SERVED, LEFT if course.left else STAYED]
    found.append(ALERTED if course.alerted else NOT_ALERTED)
    if course.alerted:
        found.append(_answered(course))
    if course.left:
        found.append(CAUGHT if course.caught else MISSED)
    return tuple(found)


def _answered(course: Course) -> str:
    """Return what followed an alert: each person is counted in one column."""
    if course.helped:
        return HELPED
    if course.declined:
        return DECLINED
    return REFUSED if course.refused else SILENT


def counts(
    courses: Mapping[int, Course], cohorts: Mapping[str, frozenset[int]]
) -> dict[tuple[str, str], int]:
    """Count persons by cohort and column; ``cohorts`` holds keys of ``courses``.

    Every cell that a total is made of is there, also those that no page shows.
    """
    hidden = {part for _, parts in COLUMN_SUMS for part in parts}
    cells = {(row, column): 0 for row in ROWS for column in (*COLUMNS, *sorted(hidden))}
    for person, course in courses.items():
        rows = [row for row in ROWS if row == ALL or person in cohorts.get(row, ())]
        for column in columns_of(course):
            for row in rows:
                cells[row, column] += 1
    return cells
