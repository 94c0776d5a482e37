"""Reasons of loss and time in phase: what is told, and that nothing follows from it."""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import inf
from uuid import uuid4

import numpy as np
import pytest

from pncrecruit.analysis.disclosure import Cell, Protection, Sum
from pncrecruit.db import db
from pncrecruit.equity.figures import ALL, SEXES, Course, Shown, call_tables
from pncrecruit.equity.figures.funnel import ROWS
from pncrecruit.equity.figures.limits import STEPS, Limit, passed, phase_tables
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.figures.stays import (
    BANDS,
    FURTHER,
    WAITING,
    Stay,
    Within,
    stay_table,
    within,
)
from pncrecruit.equity.queries.limits import MARK_REASONS, call_limits
from pncrecruit.equity.queries.stays import stays
from pncrecruit.equity.rules import ANSWERED, COHORTS, EVERYBODY, MAYA, SUMS
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    Measure,
    Phase,
    PhaseTransition,
)
from pncrecruit.recruitment.rules import Result, Standing
from tests.conftest import Client
from tests.equity.attack import attacked
from tests.equity.conftest import World
from tests.factories import NOON

MINIMUM = 5
HEIGHT = Limit("height", frozenset({"height_not_met"}), {"F": 155.0, "M": 160.0})
AGE = Limit("age_most", frozenset({"age_not_met"}), {"F": 30.0, "M": 30.0})
MARK = Limit("mark", MARK_REASONS, {"F": 70.0, "M": 70.0})
LIMITS = {one.key: one for one in (HEIGHT, AGE, MARK)}
REASONS = ("height_not_met", "age_not_met", "did_not_attend", "withdrew_distance")


def drawn(seed: int) -> tuple[list[Course], list[Stay]]:
    """Draw a call of one phase: who passed it, who was lost and why, in how long."""
    random = np.random.default_rng(seed)
    courses, found = [], []
    for people, persons in (
        (MAYA, 130),
        ("xinka", 12),
        ("garifuna", 9),
        ("ladino", 160),
    ):
        for _ in range(persons):
            sex = SEXES[int(random.random() < 0.6)]
            says = None if random.random() < 0.15 else people
            lost = bool(random.random() < 0.5)
            reason = str(random.choice(REASONS, p=(0.55, 0.25, 0.15, 0.05)))
            courses.append(
                Course(sex, says, True, 0 if lost else 1, lost, not lost, False)
            )
            days = int(random.gamma(2, 9))
            tall = float(random.normal(2, 6))
            if reason == REASONS[0] and lost:
                tall = -abs(tall)
            elif not lost:
                tall = abs(tall)
            far = {} if random.random() < 0.1 and not lost else {"height": tall}
            young = 3.0 if not lost or random.random() < 0.7 else -3.0
            far |= {"age_most": -inf if reason == REASONS[1] and lost else young}
            far |= {"mark": float(random.normal(5, 12))}
            found.append(Stay(sex, says, days, True, lost, reason if lost else "", far))
    return courses, found


def limit_ties(name: str, row: str, key: str, reasons: list[str]) -> list[Sum]:
    """Return what a reader knows of a limit from what its columns mean.

    Who is under it is lost for it, lost for another reason, or passed. Who was lost for
    it stands in a reason's own column or among the further ones, and nobody else
    stands in its own.
    """

    def at(*columns: str) -> tuple[tuple[str, str, str], ...]:
        return tuple((name, row, f"{key}|{one}") for one in columns)

    def lost(*columns: str) -> tuple[tuple[str, str, str], ...]:
        return tuple((name, row, one) for one in columns)

    bands = [f"band:{i}" for i in range(5)]
    own = [one for one in reasons if one in LIMITS[key].reasons]
    few = at("few") if FURTHER in reasons else ()
    ties = [
        Sum(at("all")[0], at(*bands, "unmeasured")),
        Sum(at("unmet")[0], at(*bands[:3])),
        Sum(at("unmet")[0], at("for", "other", "passed")),
        Sum(lost(ALL)[0], at("for", "for_only", "other", "lost")),
        Sum(at("mine")[0], at("for", "for_only")),
        Sum(at("mine")[0], (*lost(*own), *few)),
    ]
    return [*ties, Sum(lost(FURTHER)[0], (*few, *at("rest")))] if few else ties


def all_told(
    funnel: Shown, found: list[Stay], tables: Mapping[str, Series]
) -> tuple[dict[Hashable, Cell], list[Sum]]:
    """Return everything published of a call and what a reader can add up in it.

    How many women and men were lost is read live in the funnel and the impact page.
    """
    cells: dict[Hashable, Cell] = {
        (row, column): funnel.cells[row, column]
        for row in funnel.rows
        for column in funnel.columns
    }
    parts = ("reached:1", "lost:0", "waiting:0")
    sums = [Sum((row, "reached:0"), tuple((row, one) for one in parts)) for row in ROWS]
    sums += [
        Sum((row, column), tuple((part, column) for part in of))
        for row, of in {**SUMS, ANSWERED: COHORTS}.items()
        for column in funnel.columns
    ]
    for name, series in tables.items():
        assert series.made
        mine = series.made.cells
        cells |= {(name, *key): cell for key, cell in mine.items()}  # type: ignore[misc]
        rows = {key[0] for key in mine}  # type: ignore[index]
        columns = list(dict.fromkeys(key[1] for key in mine))  # type: ignore[index]
        plain = [c for c in columns if "|" not in c and c != ALL]
        for row in rows:
            if (row, ALL) in mine:
                sums.append(Sum((name, row, ALL), tuple((name, row, c) for c in plain)))
            for key in LIMITS:
                if (row, f"{key}|unmet") in mine:
                    sums += limit_ties(name, row, key, plain)
        groups: dict[str, tuple[str, ...]] = {**SUMS, ANSWERED: COHORTS}
        groups |= {EVERYBODY: (ANSWERED, "silent")}
        for row, of in (*groups.items(), (EVERYBODY, SEXES)):
            if {row, *of} <= rows:
                sums += [
                    Sum((name, row, c), tuple((name, part, c) for part in of))
                    for c in columns
                    if all((one, c) in mine for one in (row, *of))
                ]
        told = "lost:0" if name == "losses" else "reached:0"
        both = {ALL: told} | {f"{key}|all": "reached:0" for key in LIMITS}
        sums += [
            Sum((name, row, c), ((row, column),))
            for c, column in both.items()
            for row in rows
            if row in funnel.rows and (row, c) in mine
        ]
    for sex in SEXES:
        n = sum(one.lost and one.sex == sex for one in found)
        cells["impact", sex] = Cell(n, n, n, Protection.SHOWN)
        sums.append(Sum(("losses", sex, ALL), (("impact", sex),)))
    return cells, sums


@pytest.mark.parametrize(
    ("seed", "limits"), [(0, (HEIGHT,)), (1, (HEIGHT, AGE)), (1, (MARK,))]
)
def test_nothing_small_follows_from_the_funnel_and_these_tables_together(
    seed: int, limits: tuple[Limit, ...]
) -> None:
    courses, found = drawn(seed)
    made = {"losses": Series(), "stays": Series()}
    funnel = call_tables(courses, phases=1, series=Series())["funnel"]

    losses, *far = phase_tables(found, funnel, 0, limits, series=made["losses"])
    (stay,) = stay_table(found, funnel, 0, series=made["stays"])

    cells, sums = all_told(funnel, found, made)
    small = attacked(cells, sums, of=(Protection.SMALL,))
    assert small, "nothing small is shown: the attack would prove nothing"
    assert all(
        low <= 1e-6 and high >= MINIMUM - 1 - 1e-6 for low, high in small.values()
    )
    assert losses.cells[EVERYBODY, REASONS[0]].value
    assert all(any(one.cells[row, "unmet"].value for row in one.rows) for one in far)
    assert not any(one.protection is Protection.WITHHELD for one in stay.cells.values())


def test_at_what_was_asked_those_pass_who_were_counted() -> None:
    courses, found = drawn(2)
    funnel = call_tables(courses, phases=1, series=Series())["funnel"]
    _, heights = phase_tables(found, funnel, 0, [HEIGHT], series=Series())

    for row in (EVERYBODY, ANSWERED, *SEXES):
        mine = [one for one in found if row in {EVERYBODY, ANSWERED, one.sex}]
        if row == ANSWERED:
            mine = [one for one in mine if one.people]
        before = None
        for step in STEPS["height"]:
            of = passed(heights, row, step)
            assert of
            would = sum(one.slack.get("height", -99) >= step for one in mine)
            assert of[0].low <= would <= of[0].high
            assert before is None or (
                of[0].low <= before.low and of[0].high <= before.high
            )
            before = of[0]

    assert passed(heights, "xinka", 0) is None


def test_a_group_whose_total_is_hidden_has_no_line() -> None:
    courses, found = drawn(1)
    funnel = call_tables(courses, phases=1, series=Series())["funnel"]
    (losses,) = phase_tables(found, funnel, 0, [], series=Series())

    hidden = [row for row in COHORTS if funnel.cells[row, "lost:0"].value is None]

    assert hidden
    assert not set(hidden) & set(losses.rows)
    assert losses.columns[-2:] == (FURTHER, ALL) or FURTHER not in losses.columns
    for row in losses.rows:
        if row in funnel.rows:
            assert losses.cells[row, ALL] == funnel.cells[row, "lost:0"]


def test_the_band_of_a_median_comes_from_what_is_shown() -> None:
    def shown(*cells: Cell, total: int) -> Shown:
        columns = (*BANDS, WAITING, ALL)
        whole = Cell(total, total, total, Protection.SHOWN)
        line = dict(zip(columns, (*cells, whole), strict=True))
        return Shown(
            (MAYA,), columns, {(MAYA, c): one for c, one in line.items()}, 0, 0, 0, 0
        )

    def exact(n: int) -> Cell:
        return Cell(n, n, n, Protection.SHOWN)

    few, beside = Cell(None, 0, 4, Protection.SMALL), Cell(None, 5, 9, "companion")  # type: ignore[arg-type]
    none = exact(0)

    assert within(shown(few, exact(91), beside, none, none, none, total=100), MAYA) == (
        Within(1, 1, 1)
    )
    some = (few, exact(20), beside, exact(9), none, none)
    assert within(shown(*some, total=38), MAYA) == Within(1, 1, 2)
    assert within(shown(*(few,) * 6, total=12), MAYA) is None
    assert within(shown(*(none,) * 6, total=0), "xinka") is None


def moved(
    world: World, application: Application, result: Result, days: int, **more: object
) -> PhaseTransition:
    phase = db.session.query(Phase).filter_by(call_id=world.call.id, position=0).one()
    made = PhaseTransition(
        application_id=application.id,
        phase_id=phase.id,
        result=result,
        standing=Standing.ACTIVE,
        effective_at=NOON + timedelta(days=days),
        recorded_at=NOON + timedelta(days=days),
        client_id=uuid4(),
        **more,
    )
    db.session.add(made)
    db.session.flush()
    return made


def test_the_log_tells_days_and_reasons_and_never_present_state(world: World) -> None:
    lost, back, waits, undone = world.apply(MAYA, 4, sex=Sex.FEMALE)
    moved(world, lost, Result.FAILED, 3, reason_code="unfit_medical")
    moved(world, back, Result.FAILED, 2, reason_code="unfit_medical")
    moved(world, back, Result.REINSTATED, 4)
    moved(world, back, Result.PASSED, 9, to_position=1)
    first = moved(world, undone, Result.NO_SHOW, 5, reason_code="did_not_attend")
    moved(world, undone, Result.UNDONE, 6, undoes_id=first.id)
    lost.standing = Standing.ACTIVE  # present state says otherwise: it is not asked

    found = stays(world.call.id, NOON + timedelta(days=20))

    assert sorted(found[0], key=lambda one: (one.days, one.ended)) == [
        Stay("F", MAYA, 3, True, True, "unfit_medical"),
        Stay("F", MAYA, 9, True),
        Stay("F", MAYA, 20, False),
        Stay("F", MAYA, 20, False),
    ]
    assert found[1] == [Stay("F", MAYA, 11, False)]
    assert waits.standing is Standing.ACTIVE


def test_the_pages_tell_them_once_the_phase_is_over(
    client: Client, world: World
) -> None:
    for people, sex in ((MAYA, Sex.FEMALE), ("ladino", Sex.MALE)):
        for n, days, reason, tall in (
            (14, 20, "height_not_met", 151),
            (12, 24, "did_not_attend", 157),
            (30, 22, None, 165),
        ):
            at = 0 if reason else 1
            for one in world.apply(people, n, sex=sex, furthest=at, lost=not at):
                world_moved(one, world, days, reason)
                measured(one, tall)
    world.snapshot()
    client.sign_in(world.hr)

    page = client.get("/equity/funnel").text
    losses = client.get("/equity/funnel/losses.csv").text
    times = client.get("/equity/funnel/stays.csv").text
    other = client.get("/equity/requirements?at=-5").text
    rows = client.get("/equity/requirements.csv?at=-5").text

    assert "the most common reason was “Height requirement not met”, 28 of 52" in page
    assert "of women half had a result after 22 days or fewer" in page
    assert "15 to 30 days" in times
    assert "Did not attend,24,12,12" in losses
    assert client.get("/equity/funnel/blood.csv").status_code == 404
    assert (
        "Everybody: of 105 to 112 measured 65 to 72 met what was asked; with" in other
    )
    assert "Women: of 52 to 56 measured 35 to 49 met what was asked; with 150" in other
    assert "Everybody,105,112,65,72,91,98," in rows
    assert "Women,52,56,35,49,44,56," in rows  # nobody unmeasured is a small cell
    assert client.get("/equity/requirements?at=-4.9").status_code == 404


def test_a_call_that_asks_for_both_edges_of_age_has_one_table_of_them(
    world: World,
) -> None:
    # The call asks for 18 to 30 years on 30 January 2027, and of a phase for marks.
    for born, n in ((2003, 6), (1994, 3), (2010, 2)):
        for one in world.apply(MAYA, n):
            db.session.get_one(Person, one.person_id).birth_date = date(born, 5, 17)
    db.session.flush()

    told = call_limits(world.call.id, least=5)
    ages = sorted(one["age_most"] for one in told.slack.values())

    assert [one.key for one in told.limits[0]] == ["age_most"]
    assert told.limits[0][0].reasons == {"age_not_met"}
    assert ages == [-inf, -inf, -2, -2, -2, *(7,) * 6]


def world_moved(one: Application, world: World, days: int, reason: str | None) -> None:
    result = Result.FAILED if reason else Result.PASSED
    further = None if reason else 1
    moved(world, one, result, days, reason_code=reason, to_position=further)


def measured(one: Application, tall: int) -> None:
    db.session.add(
        Measure(
            application_id=one.id,
            kind="height_cm",
            value=Decimal(tall),
            measured_at=NOON,
            recorded_at=NOON,
        )
    )
    db.session.flush()
