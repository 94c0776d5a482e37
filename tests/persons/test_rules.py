"""CUI, names, telephones and birth dates, by rule."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.errors import DomainError
from pncrecruit.persons.rules import (
    BirthDateImpossible,
    CuiReason,
    CuiStatus,
    PhoneNotUnderstood,
    accepted_cui,
    age_on,
    check_cui,
    cui_remainder,
    fold_name,
    grouped_cui,
    list_key,
    masked_cui,
    name_key,
    normalise_phone,
    plausible_birth_date,
)
from pncrecruit.reference import municipalities

VECTORS = list(
    csv.DictReader(
        (Path(__file__).parent / "cui_test_vectors.csv").read_text("utf-8").splitlines()
    )
)
serials = st.integers(0, 99_999_999).map("{:08d}".format)
places = st.sampled_from(sorted(municipalities()))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["cui"])
def test_the_published_vectors_come_out_as_expected(vector: dict[str, str]) -> None:
    check = check_cui(vector["cui"])

    assert check.status.value == vector["expected"]
    assert (check.reason.value if check.reason else "") == vector["reason_key"]


def test_there_are_thirteen_vectors() -> None:
    assert len(VECTORS) == 13


@given(serials, places)
def test_exactly_one_check_digit_is_right_unless_the_remainder_is_ten(
    serial: str, place: str
) -> None:
    checks = [check_cui(f"{serial}{digit}{place}") for digit in range(10)]

    statuses = [check.status for check in checks]
    if cui_remainder(serial) == 10:
        assert set(statuses) == {CuiStatus.REVIEW}
    else:
        assert statuses.count(CuiStatus.VALID) == 1
        assert statuses[cui_remainder(serial)] is CuiStatus.VALID
        assert statuses.count(CuiStatus.INVALID) == 9


@given(serials, places, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_never_taken_for_valid(
    serial: str, place: str, at: int, shift: int
) -> None:
    right = f"{serial}{cui_remainder(serial) % 10}{place}"
    wrong = str((int(serial[at]) + shift) % 10)

    check = check_cui(right[:at] + wrong + right[at + 1 :])

    if cui_remainder(serial) != 10:
        assert check.status is not CuiStatus.VALID


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(text: str) -> None:
    check = check_cui(text)

    assert (check.reason is None) == (check.status is CuiStatus.VALID)


def test_spaces_and_hyphens_of_every_kind_are_dropped() -> None:
    for text in ("9999 00013 0101", "9999-00013-0101", "9999\u00a000013\u20130101"):
        assert check_cui(text).digits == "9999000130101"
        assert check_cui(text).status is CuiStatus.VALID


def test_digits_of_another_script_are_not_digits() -> None:
    assert check_cui("٩٩٩٩٠٠٠١٣٠١٠١").reason is CuiReason.NOT_DIGITS


def test_an_invalid_cui_raises_with_its_facts_and_a_doubtful_one_does_not() -> None:
    assert accepted_cui("9999010100101").status is CuiStatus.REVIEW
    for vector in VECTORS:
        if vector["expected"] == "invalid":
            with pytest.raises(DomainError):
                accepted_cui(vector["cui"])


def test_a_cui_is_grouped_as_printed_and_masked_to_its_middle() -> None:
    assert grouped_cui("9999001291609") == "9999 00129 1609"
    assert masked_cui("9999001291609") == "•••• 00129 ••••"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Xicará", "xicara"),
        ("  José   ÁNGEL ", "jose angel"),
        ("Ch'orti'", "chorti"),
        ("Ch\u2019orti\u02bc", "chorti"),
        ("Q\ua78ceqchi\u00b4", "qeqchi"),
        ("Muñoz", "munoz"),
        ("Güitz", "guitz"),
        ("Ana-María", "anamaria"),
        ("Jose\u0301", "jose"),
        ("", ""),
    ],
)
def test_names_fold(name: str, folded: str) -> None:
    assert fold_name(name) == folded


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


def test_a_name_key_does_not_depend_on_the_order_of_its_parts() -> None:
    assert name_key("María José", "Tz'unún", None) == name_key("TZUNUN", "José María")


@pytest.mark.parametrize(
    "text", ["5123 4567", "5123-4567", "+502 5123 4567", "(502) 51234567"]
)
def test_a_telephone_is_kept_in_one_form(text: str) -> None:
    assert normalise_phone(text) == "+50251234567"


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert normalise_phone("+1 202 456 1111") == "+12024561111"


@pytest.mark.parametrize("text", ["", "123", "9123 4567", "no tiene", "5123 45678"])
def test_what_is_no_telephone_is_refused(text: str) -> None:
    with pytest.raises(PhoneNotUnderstood):
        normalise_phone(text)


def test_age_is_in_completed_years() -> None:
    assert age_on(date(2000, 2, 29), date(2018, 2, 28)) == 17
    assert age_on(date(2000, 2, 29), date(2018, 3, 1)) == 18


def test_only_an_impossible_birth_date_is_refused() -> None:
    today = date(2026, 11, 24)

    assert plausible_birth_date(date(2012, 1, 1), on=today) == date(2012, 1, 1)
    for born in (date(2027, 1, 1), date(2024, 5, 5), date(1900, 1, 1)):
        with pytest.raises(BirthDateImpossible):
            plausible_birth_date(born, on=today)


def test_lists_sort_by_surname_and_a_hyphen_parts_two() -> None:
    people = [
        ("Ana", "Zapeta", "", ""),
        ("Zoila", "Pérez-Tzul", "Choc", ""),
        ("Óscar", "Pérez", "Xicará", ""),
        ("Berta", "Pérez", "Ac", "Cux"),
    ]

    by_list = sorted(people, key=lambda names: list_key(*names))

    assert [given for given, *_ in by_list] == ["Berta", "Zoila", "Óscar", "Ana"]
    assert list_key("Zoila", "Pérez-Tzul", "", "").split()[-1] == "pereztzul"
