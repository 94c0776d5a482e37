"""The pack and the signed-in pages together, which move on different days: attacked."""

from collections.abc import Hashable, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

import pytest

from pncrecruit.analysis.companions import Sum
from pncrecruit.analysis.disclosure import MINIMUM, Cell, Protection
from pncrecruit.analysis.editions import Edition
from pncrecruit.equity.figures import ALL, SEXES, Answer
from pncrecruit.equity.figures.funnel import Course, call_tables
from pncrecruit.equity.figures.public import (
    FINISHED,
    PUBLIC_MINIMUM,
    public_call,
    public_range,
    public_serving,
)
from pncrecruit.equity.figures.series import Series, Stands
from pncrecruit.equity.figures.serving import serving_tables
from pncrecruit.equity.figures.tables import Shown, add_totals, tallied
from tests.equity.attack import attacked, exposed

NAMES = ("maya", "xinka", "garifuna", "ladino")
FEW = (1, 3, 6, 12, 14, 30, 40, 60, 200)
MOVES = (-9, -3, 0, 0, 1, 2, 12)


class Night(NamedTuple):
    """What is told inside on a night, and the pack if one was made of it."""

    inside: Edition
    pack: Edition | None


def of_table() -> list[Sum]:
    sums: list[Sum] = []
    add_totals(tallied("sex", SEXES, []), sums, "sex", SEXES)
    return sums


@cache
def years(seed: int, *, nights: int = 5, quarter: int = 2) -> list[Night]:
    """Let people come and go month by month; a pack every second month."""
    drawn = Random(seed)
    there = {
        (name, sex): drawn.choice(FEW) + (100 if name == "ladino" else 0)
        for name in NAMES
        for sex in SEXES
    }
    inside: list[Edition] = []
    packs: list[Edition] = []
    told: list[Night] = []
    for night in range(nights):
        people = [
            Answer(sex, True, name)
            for (name, sex), n in there.items()
            for _ in range(n)
        ]
        series = Series(inside)
        try:
            shown = serving_tables(people, departments=(), series=series)["sex"]
        except Stands:
            shown = table_of(inside[-1])
        else:
            assert series.made
            inside.append(series.made)
        pack = None
        if night % quarter == 0:
            public = Series(packs, minimum=PUBLIC_MINIMUM)
            try:
                public_serving(shown, series=public)
            except Stands:
                pass
            else:
                assert public.made
                pack = public.made
                packs.append(pack)
        told.append(Night(inside[-1], pack))
        for place, n in there.items():
            there[place] = max(n + drawn.choice(MOVES), 0)
    return told


def table_of(edition: Edition) -> Shown:
    cells = {
        (key[1], key[2]): cell
        for key, cell in edition.cells.items()
        if isinstance(key, tuple) and key[0] == "sex"
    }
    rows = tuple(dict.fromkeys(row for row, _ in cells))
    return Shown(rows, (*SEXES, ALL), cells, 0, 0, 0, 0)


def read_from(cell: Cell) -> tuple[int, int | None]:
    """Return what a reader knows of a figure that was rounded or is a range."""
    low, high = public_range(cell)
    if low is None:
        return 0, None
    near = cell.value is not None
    return max(low - 2 * near, 0), None if high is None else high + 2 * near


def joined(
    nights: Sequence[Night], *, packs: bool
) -> tuple[dict[Hashable, Cell], list[Sum]]:
    """Return everything that somebody knows who kept all of it.

    The reader is taken to know which counts did not change between two nights, and
    whether a figure of a pack is that of its night.
    """
    cells: dict[Hashable, Cell] = {}
    sums: list[Sum] = []
    before: Edition | None = None
    for at, night in enumerate(nights):
        for key, cell in night.inside.cells.items():
            if not isinstance(key, tuple) or key[0] != "sex":
                continue
            low, high = cell.low, cell.high
            if packs and night.pack is not None:
                name = ("public", *key[1:])
                told = night.pack.cells[name]
                if not lags(night.pack.counts[name], cell):
                    from_, to = read_from(told)
                    ends = [end for end in (high, to) if end is not None]
                    low, high = max(low, from_), min(ends) if ends else None
            cells[at, key] = Cell(None, low, high, cell.protection)
            if before is not None and before.counts[key] == night.inside.counts[key]:
                sums.append(Sum((at - 1, key), ((at, key),)))
        sums += [
            Sum((at, one.total), tuple((at, part) for part in one.parts))
            for one in of_table()
        ]
        before = night.inside
    return cells, sums


def lags(count: int, cell: Cell) -> bool:
    """Say whether a pack's count is of an earlier quarter, for it moved by too few."""
    return cell.value is not None and count != cell.value


@pytest.mark.parametrize("seed", [0, 10])
def test_packs_and_the_nights_around_them_give_no_small_cell_away(seed: int) -> None:
    nights = years(seed)
    assert sum(night.pack is not None for night in nights) > 1
    of = (Protection.SMALL,)

    alone = attacked(*joined(nights, packs=False), of=of)
    both = attacked(*joined(nights, packs=True), of=of)

    assert both
    for place, (low, high) in both.items():
        assert (low, high) == pytest.approx(alone[place], abs=1e-6), place
        assert low <= 1e-6, place
        assert high >= MINIMUM - 1 - 1e-6, place


@pytest.mark.parametrize("seed", [0, 10])
def test_the_packs_alone_give_nothing_under_ten_away(seed: int) -> None:
    """Last year's beside this year's: the table of those who changed in between."""
    packs = [night.pack for night in years(seed) if night.pack is not None]
    cells: dict[Hashable, Cell] = {}
    sums: list[Sum] = []
    for at, pack in enumerate(packs):
        for key, cell in pack.cells.items():
            low, high = read_from(cell)
            cells[at, key] = cell._replace(value=None, low=low, high=high)
        sums += [
            Sum((at, one.total), tuple((at, part) for part in one.parts))
            for one in public_sums(SEXES)
        ]
        if at:
            last = packs[at - 1].counts
            sums += [
                Sum((at - 1, key), ((at, key),))
                for key, n in pack.counts.items()
                if last[key] == n
            ]

    assert exposed(cells, sums, minimum=PUBLIC_MINIMUM) == []


def public_sums(columns: tuple[str, ...]) -> list[Sum]:
    sums: list[Sum] = []
    add_totals(tallied("public", columns, []), sums, "public", columns)
    return sums


def test_people_who_come_between_two_nights_are_not_in_the_pack() -> None:
    """The pack is of what is told inside, and that stands until k have come."""
    force = [
        Answer(sex, True, name)
        for name, n in (("maya", 40), ("xinka", 12), ("garifuna", 15), ("ladino", 90))
        for sex in SEXES
        for _ in range(n)
    ]
    first = Series()
    inside = serving_tables(force, departments=(), series=first)["sex"]
    assert first.made
    more = [*force, *[Answer("F", True, "garifuna")] * 4]
    later = Series([first.made])
    again = serving_tables(more, departments=(), series=later)["sex"]
    packs = [
        public_serving(shown, series=Series(minimum=PUBLIC_MINIMUM))[0].cells
        for shown in (inside, again)
    ]

    assert packs[0] == packs[1]
    assert packs[0]["garifuna", "F"].value == 15


def test_a_finished_call_tells_nobody_more_than_its_funnel() -> None:
    drawn = Random(7)
    courses = [
        Course(sex, name, True, 1, not passed, passed)
        for name, n in (("maya", 60), ("xinka", 13), ("garifuna", 14), ("ladino", 200))
        for sex in SEXES
        for passed in (drawn.random() < 0.5 for _ in range(n))
    ]
    shown = call_tables(courses, phases=2, series=Series())
    applied, funnel = shown["applied"], shown["funnel"]
    series = Series(minimum=PUBLIC_MINIMUM)
    table = public_call(applied, funnel, series=series)[0]

    for row in table.rows:
        for column, known in (
            (ALL, applied.cells[row, ALL]),
            (FINISHED, funnel.cells[row, "reached:2"]),
        ):
            low, high = read_from(table.cells[row, column])
            assert low <= known.low, (row, column)
            assert high is None or known.high is not None, (row, column)
            assert high is None or high >= (known.high or 0), (row, column)
