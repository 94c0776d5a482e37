"""How values are written: dates, numbers, names, identity numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask

from pncrecruit.web import filters
from tests.web.gallery.page import create_gallery

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def gallery() -> Flask:
    return create_gallery("es")


def test_days_and_instants_are_written_as_in_guatemala() -> None:
    late = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)

    assert filters.as_date(date(2004, 3, 27)) == "27/03/2004"
    assert filters.as_date(late) == "23/11/2026"
    assert filters.as_datetime(late) == "23/11/2026 21:30"
    assert filters.as_datetime(late.replace(tzinfo=None)) == "23/11/2026 21:30"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (lambda: filters.number(1234567), "1,234,567"),
        (lambda: filters.number(1234.567, 2), "1,234.57"),
        (lambda: filters.number(float("nan")), "–"),
        (lambda: filters.bounded(1000), "1,000"),
        (lambda: filters.bounded(1001), "1,000+"),
        (lambda: filters.share(0.3524), f"35.2{SPACE}%"),
        (lambda: filters.share(0), f"0.0{SPACE}%"),
        (lambda: filters.share(1, 0), f"100{SPACE}%"),
        (lambda: filters.interval(0.62, 0.701, 0), f"62 a 70{SPACE}%"),
        (lambda: filters.interval(None, 0.7), "–"),
        (lambda: filters.quetzal(Decimal("1234.5")), "Q1,234.50"),
        (lambda: filters.quetzal(6000, 0), "Q6,000"),
        (lambda: filters.cui("9999000130101"), "9999 00013 0101"),
        (lambda: filters.cui(None), "–"),
        (lambda: filters.masked_cui("9999000130101"), "•••• 00013 ••••"),
        (lambda: filters.phone("+50251234567"), "5123 4567"),
        (lambda: filters.phone("+12025550123"), "+1 202-555-0123"),
        (lambda: filters.phone("extensión"), "extensión"),
        (
            lambda: filters.name_order("María Elena", "Tzul Ixcoy"),
            "Tzul Ixcoy, María Elena",
        ),
        (lambda: filters.name_order(" ", "Ba'"), "Ba'"),
        (lambda: filters.name_order(None, None), "–"),
    ],
)
def test_a_value_is_written(gallery: Flask, written: object, expected: str) -> None:
    with gallery.test_request_context():
        assert callable(written)
        assert written() == expected


def test_the_locale_of_numbers_is_guatemala_and_the_page_says_its_language() -> None:
    for language in ("es", "en"):
        with create_gallery(language).test_request_context():
            assert filters.page_language() == language
            assert filters.number(1234.5, 1) == "1,234.5"
