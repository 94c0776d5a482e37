"""Who may be the person in front of us: candidates found by the database."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.persons.actions import PersonChanged, set_contact
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.queries import matches, slips_of
from pncrecruit.persons.rules.likeness import Likeness, PersonKey, one_slip_away
from tests.factories import NOON, make_person

CUI = "9999000130101"
BORN = date(2003, 5, 17)


def key(name: str = "María Elena Tzul Ixcoy", **known: object) -> PersonKey:
    values: dict[str, object] = {"birth_date": BORN, "municipality_code": "1601"}
    return PersonKey(name, **(values | known))  # type: ignore[arg-type]


def test_the_holder_of_a_cui_is_the_same_whatever_the_name(app: Flask) -> None:
    person = make_person("Otro Nombre", "Distinto", cui=CUI, birth_date=None)

    found = matches(key(cui=CUI))

    assert [(one.likeness, one.person.id) for one in found] == [
        (Likeness.SAME, person.id)
    ]


@pytest.mark.parametrize(
    "name", ["MARIA ELENA TZUL IXCOY", "Tzul Ixcoy, María Elena", "Maria Elena Tzul"]
)
def test_a_name_typed_otherwise_is_found(app: Flask, name: str) -> None:
    person = make_person()

    found = matches(key(name))

    assert [one.person.id for one in found] == [person.id]
    assert found[0].likeness in (Likeness.LIKELY, Likeness.POSSIBLE)


def test_a_birth_date_with_day_and_month_swapped_is_found(app: Flask) -> None:
    person = make_person(birth_date=date(2003, 7, 5))

    assert [one.person.id for one in matches(key(birth_date=date(2003, 5, 7)))] == [
        person.id
    ]


def test_others_born_that_day_are_left_out(app: Flask) -> None:
    make_person("Juan", "Pérez", sex=Sex.MALE)

    assert matches(key()) == []


@given(st.dates(date(1950, 1, 1), date(2012, 12, 31)))
def test_every_slip_is_one_that_the_rule_knows(day: date) -> None:
    found = slips_of(day)

    assert day in found
    assert all(one_slip_away(day, other) for other in found)


def test_a_stale_version_of_the_contact_is_refused(app: Flask) -> None:
    person = make_person()

    with pytest.raises(PersonChanged):
        set_contact(
            person,
            phone="5123 4567",
            email="",
            residence_municipality="1601",
            version=person.version - 1,
            author=SYSTEM,
            at=NOON,
        )
    assert person.phone is None
