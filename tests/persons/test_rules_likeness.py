"""What makes two records one person."""

from datetime import date

import pytest

from pncrecruit.persons.rules.likeness import (
    Likeness,
    PersonKey,
    likeness,
    one_slip_away,
)

BORN = date(2001, 4, 12)
ANA = PersonKey("Ana Lucía Caal Pop", "9999001291609", BORN, "1609")


def like(name: str, born: date | None = BORN, place: str | None = "1609") -> Likeness:
    return likeness(
        PersonKey(ANA.name, None, BORN, "1609"), PersonKey(name, None, born, place)
    )


def test_an_equal_cui_decides_whatever_the_name() -> None:
    assert likeness(ANA, PersonKey("Otra Persona", ANA.cui)) is Likeness.SAME


def test_two_records_without_a_cui_are_not_the_same_for_that() -> None:
    a, b = PersonKey("Ana Caal", None, BORN), PersonKey("Luis Tzoc", None, BORN)
    assert likeness(a, b) is Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("name", "born", "place", "expected"),
    [
        ("ANA LUCIA CAAL POP", BORN, "1609", Likeness.LIKELY),
        ("Caal Pop Ana Lucía", BORN, None, Likeness.LIKELY),
        ("Ana Lucía Caal Pop", date(2001, 12, 4), "1609", Likeness.LIKELY),
        ("Ana Lucía Caal Pop", date(2001, 12, 4), "0101", Likeness.POSSIBLE),
        ("Ana Lucía Caal", BORN, "1609", Likeness.LIKELY),
        ("Ana Lucía Caal", BORN, "0101", Likeness.POSSIBLE),
        ("Ana Lucía Caal Pop", date(1990, 7, 30), "1609", Likeness.DIFFERENT),
        ("Ana Lucía Caal Pop", None, "1609", Likeness.POSSIBLE),
        ("Ana Lucía Caal Pop", None, None, Likeness.DIFFERENT),
        ("María Elena Caal Choc", BORN, "1609", Likeness.DIFFERENT),
        ("Carlos Humberto Juárez", BORN, "1609", Likeness.DIFFERENT),
    ],
)
def test_names_birth_date_and_municipality_are_weighed(
    name: str, born: date | None, place: str | None, expected: Likeness
) -> None:
    assert like(name, born, place) is expected


def test_two_different_cuis_leave_a_possibility_at_most() -> None:
    other = PersonKey(ANA.name, "9999000130101", BORN, "1609")
    assert likeness(ANA, other) is Likeness.POSSIBLE


def test_likeness_is_the_same_both_ways() -> None:
    other = PersonKey("Ana L. Caal Pop", None, date(2001, 4, 13), "1609")
    assert likeness(ANA, other) is likeness(other, ANA)


def test_one_slip_is_a_digit_or_a_swap() -> None:
    assert one_slip_away(date(2001, 4, 12), date(2001, 4, 13))
    assert one_slip_away(date(2001, 4, 12), date(2001, 12, 4))
    assert not one_slip_away(date(2001, 4, 12), date(2003, 4, 21))
