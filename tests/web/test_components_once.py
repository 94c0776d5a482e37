"""What is drawn once and kept, and messages of templates: never another's words."""

import pytest
from flask import Flask, g
from flask_babel import force_locale
from markupsafe import Markup

from pncrecruit.web import catalogue
from tests.web.gallery.page import create_gallery

PIECE = (
    "{% macro _piece(what) %}{{ _('Search') }} {{ what }} {{ count() }}{% endmacro %}"
    "{% set piece = once(_piece) %}"
)


@pytest.fixture
def gallery() -> Flask:
    app = create_gallery("es")
    drawn = iter(range(100))
    app.add_template_global(lambda: next(drawn), "count")
    return app


def test_a_piece_is_drawn_once_for_its_arguments_and_the_language(
    gallery: Flask,
) -> None:
    with gallery.test_request_context():
        piece = gallery.jinja_env.from_string(PIECE).module.piece  # type: ignore[attr-defined]
        first = [piece("a"), piece("b"), piece("a")]
        with force_locale("en"):
            english = [piece("a"), piece("a")]
        gallery.debug = True
        anew = [piece("a"), piece("a")]

    assert first == ["Buscar a 0", "Buscar b 1", "Buscar a 0"]
    assert english == ["Search a 2", "Search a 2"]
    assert anew == ["Buscar a 3", "Buscar a 4"]


def test_a_text_is_never_drawn_as_the_markup_that_reads_the_same(
    gallery: Flask,
) -> None:
    gallery.jinja_env.autoescape = True
    with gallery.test_request_context():
        piece = gallery.jinja_env.from_string(PIECE).module.piece  # type: ignore[attr-defined]

        assert piece(Markup("<b>")) == "Buscar <b> 0"
        assert piece("<b>") == "Buscar &lt;b&gt; 1"


def test_words_follow_the_language_within_a_request(gallery: Flask) -> None:
    with gallery.test_request_context():
        said = [catalogue.gettext("Search")]
        with force_locale("en"):
            said.append(catalogue.gettext("Search"))
        said.append(catalogue.gettext("Search"))
        bound = catalogue.words()

        assert said == ["Buscar", "Search", "Buscar"]
        assert catalogue.words() is bound is g.get("_flask_babel").words
    assert catalogue.gettext("Search") == "Search"  # nobody asks: as it is written


def test_what_is_filled_in_is_escaped_on_a_page_alone(gallery: Flask) -> None:
    values = {"what": "<a>", "many": "<b>"}
    source = (
        "{{ _('Select %(what)s', what=what) }}"
        "{{ ngettext('%(num)d of %(many)s', '%(num)d of %(many)s', 2, many=many) }}"
        "{{ _('100%%') }}"
    )
    with gallery.test_request_context():
        plain = gallery.jinja_env.overlay(autoescape=False)
        page = gallery.jinja_env.overlay(autoescape=True)

        assert plain.from_string(source).render(values) == (
            "Seleccionar <a>2 of <b>100%"
        )
        assert page.from_string(source).render(values) == (
            "Seleccionar &lt;a&gt;2 of &lt;b&gt;100%"
        )
