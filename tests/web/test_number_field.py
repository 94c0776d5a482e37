"""What a person types as a number, and what no text may hold."""

from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from pncrecruit.web.form import Form, NumberField


class Measured(Form):
    """A form with a number and a text."""

    value = NumberField("Value")
    name = StringField("Name")


def sent(app: Flask, **values: str) -> Measured:
    with app.test_request_context("/"):
        form = Measured(MultiDict(values))
        form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "number"),
    [("158.5", "158.5"), ("158,5", "158.5"), (" 160 ", "160"), ("-2", "-2")],
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_point_and_a_comma_are_the_same(app: Flask, typed: str, number: str) -> None:
    form = sent(app, value=typed)

    assert form.value.data == Decimal(number)
    assert not form.errors


@pytest.mark.parametrize(
    "typed", ["NaN", "sNaN", "Infinity", "-inf", "1.5.0", "1,000,5", "9" * 40, "x"]
)
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_no_number_is_said_and_kept(app: Flask, typed: str) -> None:
    form = sent(app, value=typed)

    assert form.value.data is None or form.errors
    assert form.errors["value"]
    with app.test_request_context("/"):
        assert f'value="{typed}"' in form.value()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_no_number_at_all_is_said_once(app: Flask) -> None:
    class Counted(Form):
        """A form with a whole number that has bounds."""

        count = IntegerField(validators=[InputRequired(), NumberRange(1, 200)])

    with app.test_request_context("/"):
        told = {}
        for typed in ("abc", "", "201", "7"):
            form = Counted(MultiDict({"count": typed}))
            form.validate()
            told[typed] = len(form.count.errors)

    assert told == {"abc": 1, "": 1, "201": 1, "7": 0}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_text_loses_what_no_keyboard_types(app: Flask) -> None:
    assert sent(app, name="Ana\0 María").name.data == "Ana María"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_number_is_shown_with_its_decimals_or_as_many_as_asked(app: Flask) -> None:
    class Rounded(Form):
        """A form with a number of two decimals."""

        value = NumberField("Value", places=2)

    with app.test_request_context("/"):
        assert 'value="3.5"' in Measured(value=Decimal("3.5")).value()
        assert 'value="3.50"' in Rounded(value=Decimal("3.5")).value()
