"""The fields of a form are drawn as WTForms draws them, character for character."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale, lazy_gettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, Length, NumberRange

from pncrecruit.web.form import Form
from tests.web.gallery.page import create_gallery

NASTY = "<b>\"&'</b>"
CHOICES = [
    SelectChoice("", lazy_gettext("Search")),
    SelectChoice(NASTY, NASTY, {"data-x": NASTY, "disabled": True}),
    SelectChoice("b", Markup("<i>b</i>")),
    SelectChoice(7),
]
NUMBERS = [SelectChoice(True, "yes"), SelectChoice(1, "one"), SelectChoice(0, "none")]


class Everything(Form):
    """A field of every kind."""

    text = StringField(NASTY, validators=[InputRequired(), Length(min=2, max=80)])
    area = TextAreaField("Area", validators=[Length(max=200)])
    hidden = HiddenField(render_kw={"data_draft_keep": True, "data-off": False})
    number = IntegerField("Number", validators=[NumberRange(min=0, max=9)])
    decimal = DecimalField("Decimal")
    day = DateField("Day")
    secret = PasswordField("Secret")
    file = FileField("File")
    flag = BooleanField("Flag")
    one = SelectField("One", choices=CHOICES, validators=[InputRequired()])
    typed = SelectField("Typed", choices=NUMBERS, coerce=int)
    several = SelectMultipleField("Several", choices=CHOICES)
    grouped = SelectField(
        "Grouped", choices=[SelectChoice("a", "A", optgroup=NASTY), SelectChoice("b")]
    )
    radio = RadioField("Radio", choices=CHOICES)


SENT = MultiDict(
    dict.fromkeys(("text", "area", "hidden", "one", "several", "radio"), NASTY)
    | {"number": "x", "decimal": "1.5", "day": "1/1", "flag": "1", "typed": "0"}
)
GIVEN: tuple[dict[str, Any], ...] = (
    {},
    {"class": "form-control", "aria-describedby": NASTY, "data-date": True},
    {"class_": Markup('a"b'), "id": "own", "value": NASTY, "required": False},
    {"rows": 2, "data_long_select": True, "maxlength": 10, "checked": False},
)


@pytest.fixture(scope="module")
def gallery() -> Flask:
    return create_gallery("es")


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("sent", [None, SENT])
def test_a_field_is_drawn_as_by_its_widget(
    gallery: Flask, sent: MultiDict[str, str] | None, given: dict[str, Any]
) -> None:
    with gallery.test_request_context():
        form = Everything(formdata=sent, meta={"csrf": False})
        for field in (*form, *form.radio):
            expected = DefaultMeta.render_field(form.meta, field, dict(given))
            assert field(**given) == expected
            assert type(field(**given)) is Markup


def test_messages_follow_the_language_of_the_reader(gallery: Flask) -> None:
    with gallery.test_request_context():
        said: list[str] = []
        for language in ("es_GT", "en", "es_GT"):
            with force_locale(language):
                form = Everything(formdata=MultiDict(), meta={"csrf": False})
                form.validate()
                said += form.text.errors

    assert said[0] == said[2] == "Este campo es obligatorio."
    assert said[1] == "This field is required."
