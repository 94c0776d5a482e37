"""Editions after one another: no night gives away what the one before kept back."""

from collections.abc import Hashable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from pncrecruit.analysis.disclosure import Cell, Protection, Sum, protect
from pncrecruit.analysis.editions import Edition, held, protect_after
from pncrecruit.db import db
from pncrecruit.equity.figures import (
    ALL,
    Answer,
    Course,
    call_tables,
    read,
    serving_tables,
)
from pncrecruit.equity.figures.funnel import phases_over
from pncrecruit.equity.figures.series import (
    Series,
    Stands,
    edition_json,
    edition_of,
)
from pncrecruit.equity.models import FigureEdition, FigureSnapshot, FigureTable
from pncrecruit.equity.queries import snapshots
from pncrecruit.equity.rules import (
    ANSWERED,
    COHORTS,
    GARIFUNA,
    MAYA,
    NATION,
    OTHER,
    SUMS,
    XINKA,
    Question,
)
from pncrecruit.recruitment.rules import CallState
from tests.equity.attack import exposed
from tests.equity.conftest import World

MINIMUM = 5
TIE = [Sum("all", ("a", "b", "c"))]


def joined(
    editions: Sequence[Edition], sums: Sequence[Sum]
) -> tuple[dict[Hashable, Cell], list[Sum]]:
    """Return all editions as one system, for a reader who saw who changed.

    A cell whose count did not change between two editions is one and the same, so what
    either of them tells of it holds in both.
    """
    cells: dict[Hashable, Cell] = {}
    ties: set[Sum] = set()
    names: dict[Hashable, Hashable] = {}
    before: dict[Hashable, int] = {}
    for number, edition in enumerate(editions):
        for key, cell in edition.cells.items():
            if before.get(key) != edition.counts[key]:
                names[key] = (number, key)
            last = cells.get(names[key], cell)
            tops = [high for high in (last.high, cell.high) if high is not None]
            kinds = {last.protection, cell.protection}
            kind = next(one for one in Protection if one in kinds)
            cells[names[key]] = Cell(
                cell.value, max(last.low, cell.low), min(tops, default=None), kind
            )
        ties |= {
            Sum(names[one.total], tuple(names[part] for part in one.parts))
            for one in sums
            if {one.total, *one.parts} <= edition.cells.keys()
        }
        before |= edition.counts
    return cells, list(ties)


def test_a_count_stays_until_it_is_off_by_k() -> None:
    last: dict[Hashable, int] = {"a": 20, "b": 20, "c": 20}

    now = held({"a": 24, "b": 15, "c": 20, "new": 2}, last, minimum=MINIMUM)

    assert now == {"a": 20, "b": 15, "c": 20, "new": 2}


def test_two_nights_that_are_each_safe_give_a_cell_away() -> None:
    # What the second night shows of b, which the first hid beside a, tells a.
    first: dict[Hashable, int] = {"a": 2, "b": 30, "c": 90, "all": 122}
    second: dict[Hashable, int] = {"a": 2, "b": 30, "c": 20, "all": 52}
    alone = [
        Edition(counts, protect(counts, TIE, minimum=MINIMUM))
        for counts in (first, second)
    ]
    assert [one.cells["b"].value for one in alone] == [None, 30]
    assert exposed(*joined(alone, TIE), minimum=MINIMUM) == [(0, "a")]

    after = protect_after(second, TIE, alone[:1], minimum=MINIMUM)

    assert after is not None
    assert after["b"].value is None
    together = [alone[0], Edition(second, after)]
    assert exposed(*joined(together, TIE), minimum=MINIMUM) == []


@pytest.mark.parametrize(
    ("before", "now", "let_out"),
    [
        (7, 2, False),  # whoever knows that it moved by five knows: at most two
        (9, 2, True),
        (200, 3, True),
    ],
)
def test_a_figure_becomes_a_range_only_if_the_range_is_as_wide_as_ever(
    before: int, now: int, let_out: bool
) -> None:
    def counts(a: int, b: int) -> dict[Hashable, int]:
        return {"a": a, "b": b, "c": 20, "d": 60, "all": a + b + 80}

    tie = [Sum("all", ("a", "b", "c", "d"))]
    first = counts(before, 50)
    edition = Edition(first, protect(first, tie, minimum=MINIMUM))
    assert edition.cells["a"].value == before

    after = protect_after(counts(now, 90), tie, [edition], minimum=MINIMUM)

    assert (after is not None) == let_out


def test_a_range_becomes_a_figure_only_once_it_is_far_from_it() -> None:
    first: dict[Hashable, int] = {"a": 2, "b": 30, "c": 90, "all": 122}
    edition = Edition(first, protect(first, TIE, minimum=MINIMUM))

    def after(a: int) -> dict[Hashable, Cell] | None:
        counts: dict[Hashable, int] = {"a": a, "b": 80, "c": 90, "all": a + 170}
        return protect_after(counts, TIE, [edition], minimum=MINIMUM)

    # All know that it moved by five or more: from 8 it was 3 at the most.
    assert after(8) is None
    cells = after(9)
    assert cells is not None
    assert cells["a"].value == 9


# The same force, from month to month: some join, some leave, some answer only now.
FORCE = (
    (MAYA, "01", 60, 300),
    (MAYA, "14", 40, 210),
    (XINKA, "06", 12, 30),
    (XINKA, "01", 3, 9),
    (GARIFUNA, "18", 8, 14),
    (GARIFUNA, "01", 1, 2),
    ("ladino", "01", 150, 700),
    ("ladino", "14", 9, 60),
)
PLACES = ("01", "06", "14", "18")


def months(seed: int, n: int) -> list[list[Answer]]:
    random = np.random.default_rng(seed)
    serving = {
        (people, place, sex): persons
        for people, place, women, men in FORCE
        for sex, persons in (("F", women), ("M", men))
    }
    made = []
    for _ in range(n):
        made.append(
            [
                Answer(sex, True, people, place)
                for (people, place, sex), persons in serving.items()
                for _ in range(persons)
            ]
        )
        for key, persons in serving.items():
            moves = int(random.poisson(0.4 + 0.01 * persons))
            serving[key] = max(0, persons + int(random.integers(-moves, moves + 1)))
    return made


def ties() -> list[Sum]:
    found = []
    rows = (*COHORTS, *SUMS, ANSWERED)
    for name, columns in (("sex", ("F", "M")), ("department", (*PLACES, "-"))):
        found += [
            Sum((name, row, ALL), tuple((name, row, c) for c in columns))
            for row in rows
        ]
        for row, parts in {**SUMS, ANSWERED: COHORTS}.items():
            found += [
                Sum((name, row, c), tuple((name, part, c) for part in parts))
                for c in (*columns, ALL)
            ]
        found += [
            Sum(("either", row, ALL), ((name, row, ALL), ("behind", row, name)))
            for row in rows
        ]
    return found


@pytest.mark.parametrize("seed", range(2))
def test_who_kept_every_month_cannot_tell_a_small_cell(seed: int) -> None:
    editions: list[Edition] = []
    for people in months(seed, 6):
        series = Series(editions)
        try:
            serving_tables(people, departments=PLACES, series=series)
        except Stands:
            continue
        if series.moved and series.made:
            editions.append(series.made)

    assert len(editions) > 2
    for before, now in pairwise(editions):
        leaves = [
            key
            for key in now.counts
            if key[0] in {"sex", "department"}  # type: ignore[index]
            and key[1] in COHORTS  # type: ignore[index]
            and key[2] not in {ALL, "-"}  # type: ignore[index]
        ]
        moved = {abs(now.counts[key] - before.counts[key]) for key in leaves}
        assert not moved & set(range(1, MINIMUM))
    assert exposed(*joined(editions, ties()), minimum=MINIMUM) == []


def test_an_edition_is_the_same_after_it_was_kept() -> None:
    series = Series()
    serving_tables(months(1, 1)[0], departments=PLACES, series=series)
    assert series.made

    assert edition_of(edition_json(series.made)) == series.made


def applicants(in_second: int) -> list[Course]:
    made = []
    for people, lost, on in ((MAYA, 60, 90), (XINKA, 7, 9), (OTHER, 80, 120)):
        for sex in ("F", "M"):
            made += [Course(sex, people, True, 0, True, False)] * lost
            made += [Course(sex, people, True, 1, True, False)] * (on - in_second)
            made += [Course(sex, people, True, 1, False, False)] * in_second
    return made


def test_a_phase_is_told_once_it_is_over_and_then_stands() -> None:
    waiting, done = applicants(9), applicants(0)
    assert phases_over(waiting, phases=2, minimum=MINIMUM) == 1
    assert phases_over(done, phases=2, minimum=MINIMUM) == 2
    first = Series()
    one = call_tables(waiting, phases=2, series=first, over=1)["funnel"]
    assert first.made
    # In the meantime one more Maya woman is known to have been lost in the papers.
    done.append(Course("F", MAYA, True, 0, True, False))

    two = call_tables(done, phases=2, series=Series([first.made]), over=2)["funnel"]

    assert "lost:1" not in one.columns
    assert two.cells[MAYA, "lost:0"] == one.cells[MAYA, "lost:0"]
    assert two.cells[MAYA, "lost:1"].value == 180
    assert two.cells[MAYA, "reached:2"].value == 0


# Told day by day, and of nobody's people: headcounts by sex.
BY_SEX = ("projection", "public")


def kept(day: date) -> dict[str, Any]:
    rows = db.session.execute(
        select(FigureTable.question, FigureTable.figures)
        .join(FigureSnapshot, FigureSnapshot.id == FigureTable.snapshot_id)
        .where(FigureSnapshot.as_of == day, FigureTable.question.not_in(BY_SEX))
    )
    return {row[0]: row[1] for row in rows}


def test_a_joiner_overnight_changes_no_figure_by_people(world: World) -> None:
    for people, n in (("maya", 40), ("xinka", 9), ("garifuna", 7), ("ladino", 80)):
        world.serve(people, n)
    days = [date(2026, 11, 24), date(2026, 11, 25), date(2026, 12, 1)]
    world.snapshot(days[0])
    world.serve("garifuna", 1)
    world.serve("maya", 12)
    world.snapshot(days[1])
    world.snapshot(days[2])

    first, second = map(kept, days[:2])

    assert first == second
    edition = snapshots.table(Question.SERVING, NATION)
    assert edition
    assert edition.counted_on == days[2]
    assert edition.table.cells[MAYA, ALL].value == 52
    before = read(second[Question.SERVING])
    assert before.cells[MAYA, ALL].value == 40
    assert edition.table.cells[GARIFUNA, ALL] == before.cells[GARIFUNA, ALL]
    counted = db.session.scalars(
        select(FigureEdition.counted_on).where(FigureEdition.family == "serving")
    )
    assert list(counted) == [days[0], days[2]]


def test_of_an_open_call_nothing_is_told_by_people(world: World) -> None:
    world.call.state = CallState.OPEN
    world.apply("maya", 30)
    world.snapshot()

    assert snapshots.tables(Question.FUNNEL) == {}
