"""A people as small as the Garifuna: counts or ranges, never a rate from a few."""

from collections.abc import Hashable
from datetime import date

import pytest

from pncrecruit.analysis.disclosure import Cell, Protection, Sum
from pncrecruit.db import db
from pncrecruit.equity.figures import ALL, Course, call_tables, serving_tables
from pncrecruit.equity.figures.groups import (
    FAR,
    LEFT,
    LEFT_OTHER,
    LEFT_OWN,
    NEAR,
    PROCESS,
    UNPLACED,
    WAITING,
    Life,
    movement_table,
    process_table,
)
from pncrecruit.equity.figures.pooled import pooled, pooled_phases, years_until
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.figures.tables import Answer
from pncrecruit.equity.rules import (
    ANSWERED,
    COHORTS,
    GARIFUNA,
    MAYA,
    SUMS,
    XINKA,
    window,
)
from pncrecruit.officers.models import ServiceFact
from pncrecruit.officers.rules import FactKind
from pncrecruit.persons.kinds import Sex
from tests.conftest import Client
from tests.equity.attack import exposed
from tests.equity.conftest import World
from tests.equity.test_pages import rows_of
from tests.factories import NOON

MINIMUM = 5


def life(people: str, n: int, **known: object) -> list[Life]:
    one = Life(people, True, False, "", True)
    return [one._replace(**known) for _ in range(n)]  # type: ignore[arg-type]


def force(garifuna: int = 40) -> list[Life]:
    made = life(GARIFUNA, 2, place=FAR, request=WAITING)
    made += life(GARIFUNA, garifuna - 2, place=NEAR)
    for people, near, far in ((MAYA, 300, 200), (XINKA, 20, 3), ("ladino", 600, 500)):
        made += life(people, near, place=NEAR) + life(people, far, place=FAR)
        made += life(people, 9, place=FAR, request=WAITING)
        made += life(people, 7, serves=False, left=LEFT_OWN)
        made += life(people, 3, serves=False, left=LEFT_OTHER)
    return made + life(GARIFUNA, 4, serves=False, left=LEFT_OWN)


def tables(lives: list[Life]) -> tuple[dict[Hashable, Cell], list[Sum]]:
    """Return all that is shown of these lives, with everything that ties it."""
    answers = [Answer("M", True, one.people, "01") for one in lives if one.serves]
    serving = serving_tables(answers, departments=("01",), series=Series())["sex"]
    process = process_table(lives, serving, series=Series())
    moved = movement_table(lives, series=Series())
    cells: dict[Hashable, Cell] = dict(process.cells.items())
    cells.update(moved.cells.items())
    sums = [
        Sum((row, ALL), tuple((row, part) for part in parts))
        for row in process.rows
        for parts in (PROCESS[:3], PROCESS[3:5], PROCESS[5:])
    ]
    sums += [Sum((r, LEFT), ((r, LEFT_OWN), (r, LEFT_OTHER))) for r in moved.rows]
    for table in (process, moved):
        sums += [
            Sum((row, column), tuple((part, column) for part in parts))
            for row, parts in {**SUMS, ANSWERED: COHORTS}.items()
            if row in table.rows
            for column in table.columns
        ]
    return cells, sums


@pytest.mark.parametrize("garifuna", [9, 12, 40])
def test_who_waits_or_left_does_not_follow_from_all_that_is_shown(
    garifuna: int,
) -> None:
    cells, sums = tables(force(garifuna))

    assert cells[GARIFUNA, WAITING].value is None
    assert exposed(cells, sums, minimum=MINIMUM) == []


def test_a_people_whose_number_is_not_shown_has_no_process_figures() -> None:
    few = [one for one in force() if one.people != GARIFUNA] + life(GARIFUNA, 3)
    answers = [Answer("M", True, one.people, "01") for one in few if one.serves]
    serving = serving_tables(answers, departments=("01",), series=Series())["sex"]

    made = process_table(few, serving, series=Series())

    assert serving.cells[GARIFUNA, ALL].value is None
    assert not {GARIFUNA, ANSWERED, *SUMS} & set(made.rows)
    # Nobody is without a known place, whatever they answered: that is no secret.
    assert all(made.cells[row, UNPLACED].value in {0, None} for row in made.rows)


def test_five_years_end_with_a_quarter_and_stay_the_same_within_it() -> None:
    assert window(date(2026, 11, 24)) == (date(2021, 10, 1), date(2026, 9, 30))
    assert window(date(2026, 10, 1)) == window(date(2026, 12, 31))
    assert window(date(2026, 2, 28)) == (date(2021, 1, 1), date(2025, 12, 31))


def test_a_sum_with_a_range_is_a_range() -> None:
    shown = Cell(12, 12, 12, Protection.SHOWN)
    small = Cell(None, 0, 4, Protection.SMALL)
    endless = Cell(None, 8, None, Protection.COMPANION)

    assert pooled([shown, shown]).value == 24
    assert pooled([shown, small])[:3] == (None, 12, 16)
    assert pooled([shown, endless])[:3] == (None, 20, None)
    withheld = small._replace(protection=Protection.WITHHELD)
    assert pooled([shown, withheld]).protection is Protection.WITHHELD


@pytest.mark.parametrize(("passed", "rated"), [(9, False), (10, True)])
def test_a_rate_is_made_of_thirty_and_more_only(passed: int, rated: bool) -> None:
    # In each of two calls 5 were lost.
    def call() -> list[Course]:
        made = [Course("M", GARIFUNA, True, 0, True, False)] * 5
        made += [Course("M", GARIFUNA, True, 1, False, False)] * passed
        for people in (MAYA, XINKA, "ladino"):
            made += [Course("M", people, True, 0, True, False)] * 20
            made += [Course("M", people, True, 1, False, False)] * 20
        return made

    funnels = [
        call_tables(call(), phases=2, series=Series())["funnel"] for _ in range(2)
    ]

    found = pooled_phases(GARIFUNA, [("papers", [(0, one) for one in funnels])])[0]

    assert found.decided == 2 * (5 + passed)
    assert (found.rate is not None) == rated


def test_how_long_a_rate_is_out_of_reach() -> None:
    assert years_until(30, 79, 0.05) == pytest.approx(7.59, abs=0.01)
    assert years_until(30, 79, 0.0) is None


def test_the_page_gives_counts_and_what_to_do_next(
    client: Client, world: World
) -> None:
    for people in ("maya", "xinka", "ladino"):
        world.serve(people, 30)
        world.apply(people, 20, furthest=1)
        world.apply(people, 20, furthest=1, sex=Sex.FEMALE)
    world.serve("garifuna", 12)
    world.apply("garifuna", 6, furthest=1)
    world.apply("garifuna", 7, furthest=1, sex=Sex.FEMALE)
    for officer in world.serve("ladino", 6, separated_on=date(2025, 5, 1)):
        for kind, day, code in (
            (FactKind.APPOINTMENT, date(2020, 1, 1), None),
            (FactKind.SEPARATION, date(2025, 5, 1), "resignation"),
        ):
            db.session.add(
                ServiceFact(
                    officer_id=officer.id,
                    kind=kind,
                    valid_from=day,
                    known_on=day,
                    code=code,
                    recorded_at=NOON,
                    source_id=officer.source_id,
                )
            )
    db.session.flush()
    world.snapshot()
    client.sign_in(world.hr)

    page = client.get("/equity/small-groups").text
    calls = rows_of(client.get("/equity/small-groups/calls.csv").text)
    moved = rows_of(client.get("/equity/small-groups/movements.csv").text)
    process = rows_of(client.get("/equity/small-groups/process.csv").text)

    # 0.13 % of 102 who answered.
    assert "Garifuna: 12 serve; at the census&#39;s share there would be 0" in page
    assert "Structured stay interviews" in page
    assert ["Papers", "13", "0", "no rate: fewer than 30 decided"] in calls
    assert moved[0][1:3] == ["Persons of the group: from", "Persons of the group: to"]
    assert moved[3][:3] == ["Left by own will", "0", "4"]
    assert process[3][1] == "12"  # no home is recorded
    assert client.get("/equity/small-groups?group=maya").status_code == 404
    assert client.get("/equity/small-groups/blood.csv").status_code == 404
    world.hr.language = "es_GT"
    db.session.commit()
    assert "Grupo" in client.get("/equity/small-groups?group=xinka").text


def test_before_the_first_night_the_page_says_so(client: Client, world: World) -> None:
    client.sign_in(world.hr)

    page = client.get("/equity/small-groups").text

    assert "has not been counted yet" in page
    assert client.get("/equity/small-groups/process.csv").status_code == 404
