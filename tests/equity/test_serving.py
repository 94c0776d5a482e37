"""Who serves by people: shown for a force of the usual make-up, and never exposing."""

from pncrecruit.analysis.disclosure import Protection
from pncrecruit.equity.figures import ALL, Answer, serving_tables
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.rules import ANSWERED, GARIFUNA, MAYA, XINKA

MINIMUM = 5
# People, department, women, men who answered: few Garifuna outside one department.
FORCE = (
    (MAYA, "01", 60, 300),
    (MAYA, "14", 40, 210),
    (XINKA, "06", 12, 30),
    (XINKA, "01", 3, 9),
    (GARIFUNA, "18", 8, 14),
    (GARIFUNA, "01", 1, 2),
    ("ladino", "01", 150, 700),
    ("ladino", "06", 30, 160),
    ("ladino", "14", 9, 60),
    ("ladino", "18", 20, 90),
)


def answers() -> list[Answer]:
    return [
        Answer(sex, True, people, department)
        for people, department, women, men in FORCE
        for sex, persons in (("F", women), ("M", men))
        for _ in range(persons)
    ]


def test_peoples_are_shown_for_the_nation_and_small_cells_are_not() -> None:
    tables = serving_tables(
        answers(), departments=("01", "06", "14", "18"), series=Series()
    )
    sex, department = tables["sex"], tables["department"]

    assert sex.cells[ANSWERED, ALL].value == sum(row[2] + row[3] for row in FORCE)
    assert sex.cells[MAYA, ALL].value == 610
    small = department.cells[GARIFUNA, "01"]
    assert (small.value, small.low, small.high) == (None, 0, MINIMUM - 1)
    assert small.protection is Protection.SMALL
    # Nor does it follow from the total and the others of its row.
    assert department.cells[GARIFUNA, ALL] == sex.cells[GARIFUNA, ALL]
    others = [department.cells[GARIFUNA, key] for key in ("06", "14", "18")]
    assert any(cell.value is None for cell in others)
