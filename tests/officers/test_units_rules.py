"""What may lie below what, codes, and how a history is told."""

from dataclasses import dataclass
from datetime import date

import pytest

from pncrecruit.officers.rules import UnitKind
from pncrecruit.officers.rules import units as rules


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (UnitKind.NATIONAL, None),
        (UnitKind.DISTRICT, UnitKind.NATIONAL),
        (UnitKind.COMISARIA, UnitKind.DISTRICT),
        (UnitKind.SUBSTATION, UnitKind.COMISARIA),
        (UnitKind.SUBSTATION, UnitKind.STATION),
        (UnitKind.ACADEMY, UnitKind.DIRECTORATE),
        (UnitKind.OFFICE, UnitKind.COMISARIA),
    ],
)
def test_a_unit_may_lie_where_the_force_has_it(
    kind: UnitKind, parent: UnitKind | None
) -> None:
    rules.check_place(kind, parent)


@pytest.mark.parametrize(
    ("kind", "parent", "error"),
    [
        (UnitKind.NATIONAL, UnitKind.NATIONAL, rules.NationalHasNoParent),
        (UnitKind.COMISARIA, None, rules.ParentNeeded),
        (UnitKind.COMISARIA, UnitKind.STATION, rules.WrongPlace),
        (UnitKind.STATION, UnitKind.SUBSTATION, rules.WrongPlace),
        (UnitKind.DISTRICT, UnitKind.COMISARIA, rules.WrongPlace),
    ],
)
def test_a_unit_may_not_lie_elsewhere(
    kind: UnitKind, parent: UnitKind | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        rules.check_place(kind, parent)


def test_every_kind_but_the_national_can_lie_somewhere() -> None:
    placed = {kind for kinds in rules.BELOW.values() for kind in kinds}

    assert placed == set(UnitKind) - {UnitKind.NATIONAL}
    assert set(rules.BELOW) == set(UnitKind)


@pytest.mark.parametrize(
    ("kind", "code", "comisaria"),
    [
        (UnitKind.COMISARIA, "23", None),
        (UnitKind.SUBSTATION, "23-11", "23"),
        (UnitKind.STATION, "23-1", "23"),
        (UnitKind.OFFICE, "SGED", None),
        (UnitKind.DISTRICT, "DIST-NORTE", None),
    ],
)
def test_codes_as_the_force_writes_them(
    kind: UnitKind, code: str, comisaria: str | None
) -> None:
    rules.check_code(kind, code, comisaria)


@pytest.mark.parametrize(
    ("kind", "code", "comisaria"),
    [
        (UnitKind.COMISARIA, "231", None),
        (UnitKind.COMISARIA, "२३", None),
        (UnitKind.SUBSTATION, "24-11", "23"),
        (UnitKind.SUBSTATION, "23-11", None),
        (UnitKind.SUBSTATION, "23", "23"),
        (UnitKind.OFFICE, "23", "23"),
        (UnitKind.OFFICE, "sged", None),
        (UnitKind.OFFICE, "A", None),
        (UnitKind.OFFICE, "OFICINA DE LA PAZ", None),
    ],
)
def test_codes_that_do_not_fit(
    kind: UnitKind, code: str, comisaria: str | None
) -> None:
    with pytest.raises(rules.WrongCode):
        rules.check_code(kind, code, comisaria)


def test_not_known_is_not_no() -> None:
    rules.check_facility(rules.FacilityFacts(water=False))

    with pytest.raises(rules.NothingKnown):
        rules.check_facility(rules.FacilityFacts())


def test_closing_says_what_is_in_the_way() -> None:
    rules.check_closing(officers=0, units_below=0)

    with pytest.raises(rules.OfficersServeHere, match="3 officers"):
        rules.check_closing(officers=3, units_below=2)
    with pytest.raises(rules.UnitsBelow, match="2 open units"):
        rules.check_closing(officers=0, units_below=2)


@dataclass(frozen=True)
class Row:
    """A row of a history."""

    id: int
    valid_from: date
    valid_to: date | None
    known_on: date
    supersedes_id: int | None


def test_what_was_known_then_is_told_as_it_was_known() -> None:
    first = Row(1, date(2016, 1, 1), None, date(2016, 1, 1), None)
    ended = Row(2, date(2016, 1, 1), date(2020, 3, 1), date(2020, 4, 1), 1)
    second = Row(3, date(2020, 3, 1), None, date(2020, 4, 1), None)
    rows = [second, ended, first]

    assert rules.current(rows) == [ended, second]
    assert rules.current(rows, known_by=date(2020, 3, 15)) == [first]
