"""The tree of units: opened, changed, moved, closed, and told as of any day."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from pncrecruit.access.models import UnitAncestor
from pncrecruit.access.queries import within_units
from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.officers.actions import facilities
from pncrecruit.officers.actions import units as actions
from pncrecruit.officers.models import Facility, Unit, UnitPeriod
from pncrecruit.officers.queries import unit_records as records
from pncrecruit.officers.queries import units as queries
from pncrecruit.officers.rules import OfficerStatus, UnitKind
from pncrecruit.officers.rules import units as rules
from tests.factories import (
    LONG_AGO,
    NOON,
    TODAY,
    make_country,
    make_officer,
    make_source,
    make_unit,
)

APRIL = date(2020, 4, 1)


def facts(unit: Unit, **changes: object) -> rules.UnitFacts:
    values: dict[str, object] = {
        "name": unit.name,
        "municipality": unit.municipality,
        "establishment": unit.establishment,
        "alert_budget": unit.alert_budget,
    }
    return rules.UnitFacts(**(values | changes))  # type: ignore[arg-type]


def renamed(unit: Unit, name: str, since: date) -> None:
    actions.update(
        unit,
        facts(unit, name=name),
        version=unit.version,
        since=since,
        author=SYSTEM,
        at=NOON,
    )
    db.session.flush()


def closure() -> set[tuple[int, int]]:
    """Recompute who lies above whom, from the parents alone."""
    parents = queries.parents_of_today()
    pairs = set()
    for unit_id in parents:
        above: int | None = unit_id
        while above is not None:
            pairs.add((unit_id, above))
            above = parents[above]
    return pairs


def kept() -> set[tuple[int, int]]:
    rows = db.session.execute(select(UnitAncestor.unit_id, UnitAncestor.ancestor_id))
    return {(row.unit_id, row.ancestor_id) for row in rows}


def test_opening_a_unit_writes_its_place_its_history_and_the_trail(app: Flask) -> None:
    units = make_country()

    path = [unit.code for unit in queries.path(units["23-11"].id)]

    assert path == ["PNC", "DIST-ORIENTE", "23", "23-1", "23-11"]
    assert kept() == closure()
    row = records.history(units["23-11"].id)[0]
    assert (row.valid_from, row.valid_to, row.parent_code) == (LONG_AGO, None, "23-1")
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject_id == "23-11")
    ).one()
    assert entry.verb == "unit.open"


@pytest.mark.parametrize(
    ("code", "kind", "parent", "error"),
    [
        ("23", UnitKind.COMISARIA, "DIST-NORTE", rules.CodeTaken),
        ("24", UnitKind.COMISARIA, "23", rules.WrongPlace),
        ("62-1", UnitKind.SUBSTATION, "23", rules.WrongCode),
        ("NADA", UnitKind.OFFICE, None, rules.ParentNeeded),
        ("NADA", UnitKind.OFFICE, "NO-SUCH", rules.ParentNeeded),
    ],
)
def test_a_unit_that_does_not_fit_is_refused(
    app: Flask, code: str, kind: UnitKind, parent: str | None, error: type[DomainError]
) -> None:
    make_country()
    before = len(queries.tree())
    draft = rules.UnitDraft(code, "A unit", kind, parent, LONG_AGO)

    with pytest.raises(error):
        actions.open_unit(draft, author=SYSTEM, at=NOON)

    assert len(queries.tree()) == before


def test_a_rename_keeps_the_old_name_for_the_days_it_held(app: Flask) -> None:
    unit = make_country()["23"]

    renamed(unit, "Comisaría de Chiquimula", APRIL)

    def name_on(day: date) -> str:
        return next(row.name for row in queries.as_of(day) if row.code == "23")

    assert unit.name == "Comisaría de Chiquimula"
    assert name_on(APRIL - timedelta(days=1)) == "Unit 23"
    assert name_on(APRIL) == name_on(TODAY) == "Comisaría de Chiquimula"
    assert len(db.session.scalars(select(UnitPeriod)).all()) == 8 + 2


def test_what_was_not_yet_known_is_not_told(app: Flask) -> None:
    unit = make_country()["23"]
    renamed(unit, "Comisaría de Chiquimula", APRIL)

    # Everything in this test was recorded today, so nothing was known yesterday.
    assert queries.as_of(TODAY, known_by=TODAY - timedelta(days=1)) == []
    assert len(queries.as_of(TODAY, known_by=TODAY)) == 8


def test_the_same_day_again_is_a_correction(app: Flask) -> None:
    unit = make_country()["23"]
    renamed(unit, "Chiquimla", APRIL)

    renamed(unit, "Chiquimula", APRIL)

    assert [row.name for row in records.history(unit.id)] == ["Chiquimula", "Unit 23"]


def test_a_change_before_the_latest_state_is_refused(app: Flask) -> None:
    unit = make_country()["23"]
    renamed(unit, "Chiquimula", APRIL)

    with pytest.raises(rules.BeforeKnown):
        renamed(unit, "Otra", APRIL - timedelta(days=1))
    with pytest.raises(rules.InTheFuture):
        renamed(unit, "Otra", TODAY + timedelta(days=1))


def test_the_second_of_two_editors_is_told(app: Flask) -> None:
    unit = make_country()["23"]
    read = unit.version
    renamed(unit, "Chiquimula", APRIL)

    with pytest.raises(Conflict):
        actions.update(
            unit,
            facts(unit, name="Otra"),
            version=read,
            since=TODAY,
            author=SYSTEM,
            at=NOON,
        )

    assert unit.name == "Chiquimula"


def test_moving_a_unit_takes_along_what_lies_below_it(app: Flask) -> None:
    units = make_country()

    actions.move(units["23"], units["DIST-NORTE"], since=APRIL, author=SYSTEM, at=NOON)

    path = [unit.code for unit in queries.path(units["23-11"].id)]
    assert path == ["PNC", "DIST-NORTE", "23", "23-1", "23-11"]
    assert kept() == closure()
    manager = Scope(ScopeKind.UNIT, units=(units["DIST-ORIENTE"].id,))
    seen = db.session.scalars(select(Unit.code).where(within_units(Unit.id, manager)))
    assert set(seen) == {"DIST-ORIENTE"}  # scope follows the present
    then = {row.code: row.parent_id for row in queries.as_of(APRIL - timedelta(days=1))}
    assert then["23"] == units["DIST-ORIENTE"].id


def test_a_unit_cannot_be_moved_below_itself(app: Flask) -> None:
    national = make_unit("PNC", UnitKind.NATIONAL)
    upper = make_unit("ARRIBA", UnitKind.OFFICE, national)
    lower = make_unit("ABAJO", UnitKind.OFFICE, upper)

    for parent in (upper, lower):
        with pytest.raises(rules.Cycle):
            actions.move(upper, parent, since=APRIL, author=SYSTEM, at=NOON)


def test_a_site_stays_in_its_comisaria(app: Flask) -> None:
    units = make_country()

    with pytest.raises(rules.WrongCode):
        actions.move(units["23-11"], units["62"], since=APRIL, author=SYSTEM, at=NOON)


def test_a_change_of_kind_must_keep_what_lies_below(app: Flask) -> None:
    units = make_country()

    with pytest.raises(rules.ChildrenInTheWay):
        actions.move(
            units["23-1"],
            units["23"],
            kind=UnitKind.SUBSTATION,
            since=APRIL,
            author=SYSTEM,
            at=NOON,
        )


def test_a_unit_with_people_or_units_is_not_closed(app: Flask) -> None:
    units = make_country()
    officer = make_officer(units["23-11"])

    with pytest.raises(rules.UnitsBelow):
        actions.close(units["23-1"], on=APRIL, author=SYSTEM, at=NOON)
    with pytest.raises(rules.OfficersServeHere):
        actions.close(units["23-11"], on=APRIL, author=SYSTEM, at=NOON)

    officer.status = OfficerStatus.SEPARATED
    db.session.flush()
    actions.close(units["23-11"], on=APRIL, author=SYSTEM, at=NOON)

    assert "23-11" not in {row.code for row in queries.tree()}
    assert "23-11" in {row.code for row in queries.tree(with_closed=True)}
    day_before = {row.code for row in queries.as_of(APRIL - timedelta(days=1))}
    assert "23-11" in day_before
    assert "23-11" not in {row.code for row in queries.as_of(APRIL)}
    with pytest.raises(rules.UnitClosed):
        actions.close(units["23-11"], on=TODAY, author=SYSTEM, at=NOON)
    with pytest.raises(rules.ParentClosed):
        make_unit("OFI-1", UnitKind.OFFICE, _closed(units["23-1"]))


def _closed(unit: Unit) -> Unit:
    actions.close(unit, on=APRIL, author=SYSTEM, at=NOON)
    db.session.flush()
    return unit


def test_the_tree_counts_who_serves(app: Flask) -> None:
    units, source = make_country(), make_source()
    for code in ("23", "23-11", "23-11"):
        make_officer(units[code], source=source)
    make_officer(units["23-11"], source=source, status=OfficerStatus.SEPARATED)

    rows = {row.code: row for row in queries.tree()}

    assert (rows["23"].serving, rows["23"].serving_below) == (1, 3)
    assert (rows["PNC"].serving, rows["PNC"].serving_below) == (0, 3)
    assert rows["23"].establishment_below == 280
    assert rows["23"].units_below == 2
    assert (rows["62"].serving_below, rows["62"].units_below) == (0, 0)
    assert [row.code for row in queries.tree()][:2] == ["PNC", "DIST-NORTE"]
    counted = records.headcount(units["DIST-ORIENTE"].id)
    assert sum(row.persons for row in counted) == 3


def test_what_a_site_offers_is_a_history_too(app: Flask) -> None:
    unit = make_country()["23-11"]

    def said(since: date, **offer: object) -> None:
        facilities.record_facility(
            unit,
            rules.FacilityFacts(**offer),  # type: ignore[arg-type]
            version=unit.version,
            since=since,
            author=SYSTEM,
            at=NOON,
        )

    said(LONG_AGO, beds=4, womens_quarters=False)
    said(APRIL, beds=10, womens_quarters=True)

    assert records.facilities_on(LONG_AGO)[unit.id].beds == 4
    assert records.facilities_on(TODAY)[unit.id].womens_quarters is True
    stale = unit.version - 1
    with pytest.raises(Conflict):
        facilities.record_facility(
            unit,
            rules.FacilityFacts(beds=1),
            version=stale,
            since=TODAY,
            author=SYSTEM,
            at=NOON,
        )


@pytest.mark.parametrize("model", [UnitPeriod, Facility])
def test_the_database_refuses_to_change_history(
    app: Flask, model: type[UnitPeriod] | type[Facility]
) -> None:
    unit = make_country()["23-11"]
    facilities.record_facility(
        unit,
        rules.FacilityFacts(beds=4),
        version=unit.version,
        since=LONG_AGO,
        author=SYSTEM,
        at=NOON,
    )

    for statement in (update(model).values(valid_to=TODAY), delete(model)):
        with pytest.raises(DatabaseError), db.session.begin_nested():
            db.session.execute(statement)


@pytest.fixture
def forest(app: Flask) -> list[Unit]:
    """A national unit and twelve offices, all directly below it."""
    national = make_unit("PNC", UnitKind.NATIONAL)
    return [
        national,
        *(make_unit(f"OFI-{n}", UnitKind.OFFICE, national) for n in range(12)),
    ]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    moves=st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 12)), min_size=1, max_size=12
    )
)
def test_after_any_moves_the_ancestors_are_the_recomputed_closure(
    forest: list[Unit], moves: list[tuple[int, int]]
) -> None:
    for moved, parent in moves:
        with suppress(rules.Cycle, rules.SamePlace):
            actions.move(
                forest[moved], forest[parent], since=TODAY, author=SYSTEM, at=NOON
            )
        db.session.flush()

        assert kept() == closure()

    today = {row.id: row.parent_id for row in queries.as_of(TODAY)}
    assert today == queries.parents_of_today()
