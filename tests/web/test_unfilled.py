"""Forms that nobody has filled in: drawn once, and each reader's own all the same."""

import re

import pytest
from flask import Flask, g, session
from flask_babel import force_locale, lazy_gettext
from jinja2.runtime import Macro
from markupsafe import Markup
from wtforms import (  # type: ignore[attr-defined]
    HiddenField,
    SelectChoice,
    SelectField,
)

from pncrecruit.web import unfilled
from pncrecruit.web.form import Form, VersionedForm
from pncrecruit.web.unfilled import Unfilled, fields_of
from tests.web.gallery.page import create_gallery

TOKEN = re.compile(r'csrf_token[^>]*value="([^"]+)"')
NASTY = "\"<&'"


class Asking(VersionedForm):
    """A form with hidden fields before and after what it asks."""

    kind = SelectField(
        lazy_gettext("Search"),
        choices=[SelectChoice("a", lazy_gettext("Search")), SelectChoice(NASTY)],
    )
    client_id = HiddenField()


@pytest.fixture(scope="module")
def app() -> Flask:
    app = create_gallery()
    app.config["WTF_CSRF_ENABLED"] = True
    unfilled.install(app)
    return app


def _asked(app: Flask) -> Macro:
    template = app.jinja_env.from_string(
        '{% from "components/forms.html" import field %}'
        "{% macro asked(form) %}{{ field(form.kind) }}{% endmacro %}"
    )
    with app.test_request_context():
        macro: Macro = template.module.asked  # type: ignore[attr-defined]
    return macro


def test_an_unfilled_form_is_drawn_as_the_form_itself(app: Flask) -> None:
    macro = _asked(app)
    drawn = {}
    for language in ("es_GT", "en", "es_GT"):
        for version in (7, NASTY):
            with app.test_request_context(), force_locale(language):
                form = Asking(formdata=None, data={"version": version})
                form.client_id.data = f"x{version}"
                ours = Unfilled(
                    lambda: Asking(formdata=None),
                    Asking,
                    version=version,
                    client_id=f"x{version}",
                )

                assert ours.hidden_tag() == form.hidden_tag()
                assert isinstance(ours.hidden_tag(), Markup)
                drawn[language] = fields_of(macro, ours)
                assert drawn[language] == fields_of(macro, form) != ""

    assert drawn["en"] != drawn["es_GT"]


def test_each_reader_has_a_token_of_their_own(app: Flask) -> None:
    tokens = set()
    for _ in range(2):
        with app.test_request_context():
            text = Unfilled(
                lambda: Asking(formdata=None), Asking, version=1, client_id=2
            )
            found = TOKEN.search(text.hidden_tag())
            assert found is not None
            assert found[1] == g.csrf_token
            assert session["csrf_token"] not in tokens
            tokens |= {found[1], session["csrf_token"]}


def test_a_form_is_made_once_for_each_key_and_language(app: Flask) -> None:
    made: list[Form] = []

    def make() -> Form:
        made.append(Asking(formdata=None))
        return made[-1]

    for key in ("one", "two", "one", "two"):
        with app.test_request_context(), force_locale("es_GT"):
            Unfilled(make, Asking, key, version=1, client_id=2).hidden_tag()

    assert len(made) == 2
