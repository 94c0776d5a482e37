"""Editions together: by rank beside by sex, and the two tables of a call."""

from collections.abc import Hashable, Mapping

import pytest

from pncrecruit.analysis.disclosure import Cell, Protection, Sum
from pncrecruit.equity.figures import (
    ALL,
    Answer,
    Course,
    Shown,
    call_tables,
    rank_table,
    serving_tables,
)
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.rules import (
    ALL_THREE,
    ANSWERED,
    COHORTS,
    GARIFUNA,
    INDIGENOUS,
    MAYA,
    OTHER,
    RANK_GROUPS,
    SUMS,
    XINKA,
)
from tests.equity.attack import attacked, exposed

MINIMUM = 5
# People, and who serve as agents, sub-inspectors, third officers, commissioners.
FORCE = (
    (MAYA, 700, 120, 40, 4),
    (XINKA, 60, 6, 3, 0),
    (GARIFUNA, 50, 8, 2, 1),
    ("ladino", 1500, 260, 90, 9),
)
RANKS = ("agente", "subinspector", "oficial_tercero", "comisario_general")


def force(garifuna: int = 50) -> list[Answer]:
    return [
        Answer("F" if i % 6 == 0 else "M", True, people, "01", rank)
        for people, *persons in FORCE
        for rank, n in zip(RANKS, persons, strict=True)
        for i in range(garifuna if (people, rank) == (GARIFUNA, "agente") else n)
    ]


def of_force(people: list[Answer]) -> tuple[Shown, Shown]:
    sex = serving_tables(people, departments=("01",), series=Series())["sex"]
    return sex, rank_table(people, sex, groups=RANK_GROUPS, series=Series())


def ties(table: Shown, rows: dict[str, tuple[str, ...]]) -> list[Sum]:
    groups = [column for column in table.columns if column != ALL]
    found = [Sum((row, ALL), tuple((row, g) for g in groups)) for row in table.rows]
    return found + [
        Sum((row, column), tuple((part, column) for part in parts))
        for row, parts in rows.items()
        for column in table.columns
    ]


def test_peoples_are_shown_by_group_of_ranks_and_its_totals_are_those_published() -> (
    None
):
    sex, table = of_force(force())

    assert table.cells[INDIGENOUS, "agents"].value == 760
    assert table.cells[ANSWERED, "officers"].value == 149
    for row in table.rows:
        assert table.cells[row, ALL] == sex.cells[row, ALL]
    assert table.cells[GARIFUNA, "officers"].protection is Protection.SMALL
    assert table.cells[GARIFUNA, "inspectors"].value is None


def test_no_small_cell_by_rank_follows_from_it_and_the_totals_that_all_know() -> None:
    _, table = of_force(force())

    cells: dict[Hashable, Cell] = dict(table.cells.items())
    rows = {
        ALL_THREE: (INDIGENOUS, GARIFUNA),
        ANSWERED: (INDIGENOUS, GARIFUNA, OTHER),
    }
    assert exposed(cells, ties(table, rows), minimum=MINIMUM) == []


def test_where_the_total_of_a_people_is_not_shown_the_three_are_one_by_rank() -> None:
    few = [one for one in force(0) if one.people != GARIFUNA]
    few += [Answer("M", True, GARIFUNA, "01", rank) for rank in ("agente",) * 3]
    sex, table = of_force(few)

    assert sex.cells[GARIFUNA, ALL].value is None
    assert GARIFUNA not in table.rows
    assert {cell.protection for cell in table.cells.values()} <= {
        Protection.SHOWN,
        Protection.WITHHELD,
    }


def course(people: str, furthest: int, *, lost: bool = False) -> Course:
    return Course("F", people, True, furthest, lost, finished=False)


def run() -> list[Course]:
    """Return a call whose third phase nobody has come to."""
    made = []
    for people, failed, waits in ((MAYA, 60, 90), (XINKA, 4, 7), (GARIFUNA, 1, 4)):
        made += [course(people, 0, lost=True)] * failed + [course(people, 1)] * waits
    made += [course("ladino", 0, lost=True)] * 80 + [course("ladino", 1)] * 120
    return made + [Course("M", *one[1:]) for one in made]


def test_what_nobody_has_come_to_is_0_and_no_range() -> None:
    funnel = call_tables(run(), phases=3, series=Series())["funnel"]

    for row in (GARIFUNA, ANSWERED):
        assert funnel.cells[row, "reached:2"].value == 0
        assert funnel.cells[row, "lost:1"].value == 0
    assert funnel.cells[GARIFUNA, "lost:0"].protection is Protection.SMALL
    assert funnel.cells[MAYA, "reached:1"].value == 180


def joined(
    tables: Mapping[str, Shown], phases: int
) -> tuple[dict[Hashable, Cell], list[Sum]]:
    """Return the cells of both tables of a call, and all that ties them."""
    cells: dict[Hashable, Cell] = {}
    sums: list[Sum] = []
    for name, table in tables.items():
        cells |= {(name, *key): cell for key, cell in table.cells.items()}
        for row, parts in {**SUMS, ANSWERED: COHORTS}.items():
            sums += [
                Sum((name, row, c), tuple((name, part, c) for part in parts))
                for c in table.columns
            ]
    for row in tables["funnel"].rows:
        applied, reached = ("applied", row, ALL), ("funnel", row, "reached:0")
        sums.append(Sum(applied, (("applied", row, "F"), ("applied", row, "M"))))
        sums.append(Sum(applied, (reached,)))
        for i in range(phases):
            after = (f"reached:{i + 1}", f"lost:{i}", f"waiting:{i}")
            ways: tuple[Hashable, ...] = tuple(("funnel", row, one) for one in after)
            sums.append(Sum(("funnel", row, f"reached:{i}"), ways))
    return cells, sums


def test_no_small_cell_of_a_funnel_follows_from_who_applied_or_the_other_way() -> None:
    tables = call_tables(run(), phases=3, series=Series())

    assert exposed(*joined(tables, 3), minimum=MINIMUM) == []


@pytest.mark.parametrize("failed", range(6))
def test_of_five_nobody_or_four_may_have_failed_under_any_name(failed: int) -> None:
    # 1 + 4 = 5 in a phase, whose total is also who applied: one figure, two names.
    made = [course(GARIFUNA, 0, lost=True)] * failed
    made += [course(GARIFUNA, 1)] * (5 - failed)
    made += [course("ladino", 0, lost=True)] * 50 + [course("ladino", 1)] * 60
    made += [course(MAYA, 0, lost=True)] * 50 + [course(MAYA, 1)] * 60
    tables = call_tables(made, phases=2, series=Series())

    cells, sums = joined(tables, 2)
    found = attacked(cells, sums)

    assert cells["funnel", OTHER, "reached:0"].value == 110
    for what, persons in (("lost:0", failed), ("waiting:1", 5 - failed)):
        if persons < MINIMUM:
            low, high = found["funnel", GARIFUNA, what]
            assert low <= 1e-6
            assert high >= MINIMUM - 1 - 1e-6
