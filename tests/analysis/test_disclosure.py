"""Protected tables against an attacker who adds and subtracts all that is shown."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from pncrecruit.analysis.disclosure import (
    Cell,
    Protection,
    Sum,
    may_filter,
    protect,
    protect_table,
    rounded,
    two_way,
)

UNBOUNDED = 3  # linprog's word for a cell that nothing bounds from above


def attacked(
    shown: Mapping[Hashable, Cell], sums: Sequence[Sum]
) -> dict[Hashable, tuple[float, float]]:
    """Find what each small cell can be, with one equation a sum, one variable a cell.

    Written without the product's own attack: dense, with every cell as a variable.
    """
    keys = list(shown)
    place = {key: i for i, key in enumerate(keys)}
    matrix = np.zeros((len(sums), len(keys)))
    for row, one in enumerate(sums):
        matrix[row, place[one.total]] -= 1
        for part in one.parts:
            matrix[row, place[part]] += 1
    limits = [(shown[key].low, shown[key].high) for key in keys]
    found: dict[Hashable, tuple[float, float]] = {}
    for key in keys:
        if shown[key].protection not in {Protection.SMALL, Protection.COMPANION}:
            continue
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(keys))
            goal[place[key]] = sign
            end = linprog(goal, A_eq=matrix, b_eq=np.zeros(len(sums)), bounds=limits)
            if end.status == UNBOUNDED:
                ends.append(-sign * np.inf)
                continue
            assert end.x is not None
            ends.append(float(end.x[place[key]]))
        found[key] = (ends[0], ends[1])
    return found


def check(
    counts: Mapping[Hashable, int], sums: Sequence[Sum], minimum: int
) -> dict[Hashable, Cell]:
    shown = protect(counts, sums, minimum=minimum)

    for key, (low, high) in attacked(shown, sums).items():
        if counts[key] >= minimum:
            continue
        assert low <= 1e-6, key
        assert high >= minimum - 1 - 1e-6, key
    for key, cell in shown.items():
        assert cell.low <= counts[key]
        assert cell.high is None or counts[key] <= cell.high
        assert (cell.value is None) == (cell.protection is not Protection.SHOWN)
        if counts[key] < minimum:
            assert cell.protection is not Protection.SHOWN
        else:
            assert cell.protection is not Protection.SMALL
    return shown


TABLES = st.integers(1, 5).flatmap(
    lambda rows: st.integers(1, 5).flatmap(
        lambda columns: st.lists(
            st.one_of(st.integers(0, 6), st.integers(0, 300)),
            min_size=rows * columns,
            max_size=rows * columns,
        ).map(lambda cells: np.array(cells).reshape(rows, columns))
    )
)


@given(TABLES, st.sampled_from([5, 10]))
def test_no_small_cell_follows_from_a_table(table: np.ndarray, minimum: int) -> None:
    counts, sums = two_way(table)

    check(counts, sums, minimum)


def _country(random: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    sizes = random.lognormal(4, 1.3, (rows, 1)) * random.dirichlet(
        np.full(columns, 0.6), rows
    )
    return random.poisson(sizes)


@pytest.mark.parametrize("seed", range(4))
def test_no_small_cell_follows_from_departments_by_peoples(seed: int) -> None:
    random = np.random.default_rng(seed)
    counts, sums = two_way(_country(random, 22, 7))

    shown = check(counts, sums, 5)

    hidden = [c for c in shown.values() if c.protection is Protection.COMPANION]
    small = [c for c in shown.values() if c.protection is Protection.SMALL]
    assert len(hidden) <= 2 * len(small) + 4


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(200))
def test_no_small_cell_follows_from_two_hundred_tables(seed: int) -> None:
    random = np.random.default_rng(1000 + seed)
    shape = random.integers(2, 12, 2)
    counts, sums = two_way(_country(random, int(shape[0]), int(shape[1])))

    check(counts, sums, int(random.choice([5, 10])))


def test_two_tables_that_share_a_margin_are_protected_together() -> None:
    random = np.random.default_rng(4)
    by_people = _country(random, 6, 4)
    women = random.binomial(by_people, 0.2)
    counts, sums = two_way(by_people, "all")
    for name, table in (("women", women), ("men", by_people - women)):
        more, ties = two_way(table, name)
        counts |= more
        sums += ties
    sums += [
        Sum(("all", r, c), (("women", r, c), ("men", r, c)))
        for r in range(7)
        for c in range(5)
    ]

    check(counts, sums, 5)


def test_two_snapshots_with_the_joiners_between_them_are_protected_together() -> None:
    before = np.array([[40, 8, 12], [30, 9, 25]])
    joined = np.array([[3, 0, 1], [7, 2, 0]])
    counts, sums = two_way(before, "before")
    for name, table in (("joined", joined), ("after", before + joined)):
        more, ties = two_way(table, name)
        counts |= more
        sums += ties
    sums += [
        Sum(("after", r, c), (("before", r, c), ("joined", r, c)))
        for r in range(3)
        for c in range(4)
    ]

    check(counts, sums, 5)


def test_a_lone_small_cell_gets_company_in_its_row_and_column() -> None:
    table = protect_table([[2, 50, 60], [70, 80, 90], [40, 45, 55]])

    small = table.cells[0][0]
    assert small == Cell(None, 0, 4, Protection.SMALL)
    assert sum(c.value is None for c in table.cells[0][:-1]) >= 2
    assert sum(row[0].value is None for row in table.cells[:-1]) >= 2
    assert table.cells[-1][-1].value == 492


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    table = protect_table([[10, 20], [30, 40]])

    assert {c.protection for row in table.cells for c in row} == {Protection.SHOWN}
    assert [c.value for c in table.cells[-1]] == [40, 60, 100]


def test_two_small_cells_alone_are_not_company_enough() -> None:
    # 1 + 1 = 2: whoever sees the total knows that neither is above 2.
    shown = check(
        {"a": 1, "b": 1, "c": 30, "all": 32}, [Sum("all", ("a", "b", "c"))], 5
    )

    assert shown["c"].protection is Protection.COMPANION


def test_a_cell_that_can_only_be_0_is_shown_as_0() -> None:
    counts: dict[Hashable, int] = {"women": 40, "men": 0, "all": 40}
    ties = [Sum("all", ("women", "men"))]

    shown = protect(counts, ties, impossible=frozenset({"men"}))

    assert shown["men"].value == 0
    assert shown["women"].value == 40


def test_one_failed_and_four_passed_could_be_none_failed() -> None:
    # Were the total known to be 5 or more, nobody could believe in "0 failed".
    shown = check(*two_way(np.array([[1, 4], [60, 70]])), 5)

    assert shown[0, 2] == Cell(None, 0, 8, Protection.COMPANION)


def test_what_cannot_be_protected_is_withheld_altogether() -> None:
    # All others are 0 by what they mean, so that this one cannot be anything else.
    counts: dict[Hashable, int] = {"a": 0, "none": 0, "all": 0}

    shown = protect(
        counts, [Sum("all", ("a", "none"))], impossible=frozenset({"all", "none"})
    )

    assert {c.protection for c in shown.values()} == {Protection.WITHHELD}


@pytest.mark.parametrize(
    ("counts", "minimum", "why"),
    [
        ({"a": -1, "all": -1}, 5, "count"),
        ({"a": 2, "all": 3}, 5, "sum"),
        ({"a": 2, "all": 2}, 1, "protects nobody"),
    ],
)
def test_impossible_figures_are_refused(
    counts: dict[Hashable, int], minimum: int, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        protect(counts, [Sum("all", ("a",))], minimum=minimum)


def test_a_filter_needs_enough_people_on_both_sides() -> None:
    assert may_filter(5, 10)
    assert may_filter(0, 10)
    assert may_filter(10, 10)
    assert not may_filter(4, 10)
    assert not may_filter(6, 10)
    with pytest.raises(ValueError, match="part"):
        may_filter(11, 10)


def test_public_figures_are_rounded_to_five() -> None:
    assert rounded([0, 2, 3, 12, 13, 17, 18]).tolist() == [0, 0, 5, 10, 15, 15, 20]
