"""Addresses built from patterns are those that Flask builds."""

from uuid import UUID

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import (
    AnyConverter,
    BuildError,
    IntegerConverter,
    UUIDConverter,
)

from pncrecruit.web.addresses import Product

REFUSALS = (BuildError, TypeError, ValueError)
SOMEBODY = UUID("b3a1c0de-0000-4000-8000-0123456789ab")


@pytest.fixture(scope="module")
def pages() -> Product:
    product = Product("sample")
    for place in ("/", "/a/<int:number>/b/<string:code>", "/b/<path:code>"):
        product.add_url_rule(place, f"page{len(place)}", str)
    product.add_url_rule("/c/<uuid:code>", "record", str)
    product.add_url_rule("/d/<int(fixed_digits=4):number>", "filled", str)
    product.add_url_rule("/e", "two", str)
    product.add_url_rule("/e/<string:code>", "two", str)
    product.add_url_rule("/f", "first", str, defaults={"number": 1})
    product.add_url_rule("/f/<int:number>", "first", str)
    return product


VALUES = st.one_of(
    st.text(),
    st.sampled_from(("2026-1", "a b", "..", "%2F", "stands-in-0-", SOMEBODY, None)),
    st.integers(min_value=0),
    st.lists(st.text(max_size=3), max_size=3),
    st.booleans(),
)


@given(
    endpoint=st.sampled_from(("page1", "page31", "page14", "record", "filled", "two")),
    values=st.dictionaries(st.sampled_from(("number", "code", "sort", "q")), VALUES),
    anchor=st.sampled_from((None, "place", "a b")),
)
def test_every_value_stands_where_flask_puts_it(
    pages: Product, endpoint: str, values: dict[str, object], anchor: str | None
) -> None:
    with pages.test_request_context("/", base_url="http://localhost/prefix"):
        expected: object
        try:
            expected = Flask.url_for(pages, endpoint, _anchor=anchor, **values)  # type: ignore[arg-type]
        except REFUSALS as error:
            expected = type(error)
        for _ in range(2):  # the first builds the pattern
            try:
                built: object = url_for(endpoint, _anchor=anchor, **values)  # type: ignore[arg-type]
            except REFUSALS as error:
                built = type(error)
            assert built == expected


def test_an_endpoint_of_two_rules_is_left_to_flask(pages: Product) -> None:
    with pages.test_request_context():
        built = [url_for("first", number=number) for number in (2, 1, 2)]

    assert built == ["/f/2", "/f", "/f/2"]


def _value_for(converter: object) -> str | int | UUID:
    if isinstance(converter, UUIDConverter):
        return SOMEBODY
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 7 if isinstance(converter, IntegerConverter) else "2026-1"


def test_every_address_of_the_product_is_flasks_own(app: Flask) -> None:
    wrong = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = {
                name: _value_for(one) for name, one in rule._converters.items()
            } | {"page": "x"}
            expected = Flask.url_for(app, rule.endpoint, **values)  # type: ignore[arg-type]
            built = [url_for(rule.endpoint, **values) for _ in range(2)]  # type: ignore[arg-type]
            if built != [expected] * 2:
                wrong.append((expected, built))

    assert wrong == []
