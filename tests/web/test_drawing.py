"""What a template writes is what Jinja would have written, character for character."""

import pytest
from flask import Flask, render_template_string
from flask_babel import lazy_gettext
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from pncrecruit.web.drawing import Drawing, written
from tests.web.gallery.page import create_gallery

PIECES = {
    "parts.html": (
        "{% macro cell(what) %}<td title='{{ what }}'>{{ what }}</td>{% endmacro %}"
    ),
    "page.html": (
        "{% from 'parts.html' import cell %}{% set kept %}<i>{{ what }}</i>{% endset %}"
        "{{ cell(what) }}{{ kept }}{{ what ~ '<' }}{{ what | upper }}{{ [what] }}"
        "{% for one in (what, what) %}{{ one }}{{ loop.index }}{% endfor %}"
        "{% filter replace('a', '<') %}{{ what }}{% endfilter %}{{ missing }}"
        "{% autoescape false %}{{ what }}{% endautoescape %}"
    ),
}


class Named(str):
    """A text of another class than str."""

    __slots__ = ()


@pytest.fixture(scope="module")
def gallery() -> Flask:
    return create_gallery("es")


@given(st.text())
def test_text_is_written_as_markupsafe_escapes_it(text: str) -> None:
    assert str(written(text)) == str(escape(text))
    assert str(written(Named(text))) == str(escape(text))
    assert str(written(Markup(text))) == text  # noqa: S704 - that it is left alone


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.binary()))
def test_other_values_are_written_as_markupsafe_escapes_them(value: object) -> None:
    assert str(written(value)) == str(escape(value))


@pytest.mark.parametrize("what", ["<b>&'\"", Markup("<b>"), 5, None, Named("<x>")])
def test_a_page_is_the_one_that_jinja_draws(what: object) -> None:
    plain = Environment(autoescape=True, loader=DictLoader(PIECES))
    ours = Environment(autoescape=True, loader=DictLoader(PIECES))
    ours.code_generator_class = Drawing

    page, other = (one.get_template("page.html") for one in (plain, ours))

    assert other.render(what=what) == page.render(what=what)
    assert other.module.__dict__.keys() == page.module.__dict__.keys()


def test_the_product_draws_so_and_escapes(app: Flask) -> None:
    with app.test_request_context():
        page = render_template_string(
            "{{ text }}{{ lazy }}", text="<script>", lazy=lazy_gettext("Search")
        )

    assert app.jinja_env.code_generator_class is Drawing
    assert page.startswith("&lt;script&gt;")


def test_a_template_says_its_messages_and_calls_what_wants_the_context(
    gallery: Flask,
) -> None:
    @pass_context
    def seen(context: Context, name: str) -> object:
        return context[name]

    source = (
        "{{ _('Search') }} {{ _('Select %(what)s', what=text) }} {{ _(word) }}"
        "{% for this in (text,) %}{% set one = this %}{{ seen('one') }}{% endfor %}"
        "{% for _ in (seen,) %}{{ _('word') }}{% endfor %}"  # a name of the template's
        "{% autoescape false %}{{ _('Select %(what)s', what=text) }}{% endautoescape %}"
    )
    with gallery.test_request_context():
        page = render_template_string(source, text="<i>", word="Sex", seen=seen)

    assert page == ("Buscar Seleccionar &lt;i&gt; Sexo&lt;i&gt;SexSeleccionar <i>")
