"""Every component on one page, in both languages: sound markup, words, addresses."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pncrecruit.paths import resource
from tests.web.gallery.page import KNOWN, create_gallery

ICON = re.compile(r"""\bicon=?\(?\s*["']([a-z0-9-]+)["']""")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
DRAWN = {"line", "path", "rect", "use"}


class Page(HTMLParser):
    """What a test asks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.targets: set[str] = set()
        self.described: set[str] = set()
        self.icons: set[str] = set()
        self.inline: list[str] = []
        self.unclosed: list[str] = []
        self.mismatched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.unclosed.append(tag)
        self._note(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if not self.unclosed or self.unclosed.pop() != tag:
            self.mismatched.append(tag)

    def _note(self, tag: str, given: dict[str, str]) -> None:
        if "id" in given:
            self.ids[given["id"]] += 1
        if "style" in given or any(name.startswith("on") for name in given):
            self.inline.append(tag)
        if tag == "label" and "for" in given:
            self.targets.add(given["for"])
        if (
            tag == "a"
            and given.get("href", "").startswith("#")
            and given["href"] != "#"
        ):
            self.targets.add(given["href"][1:])
        if tag == "use":
            self.icons.add(given["href"].partition("#")[2])
        for name in ("aria-labelledby", "aria-describedby"):
            self.described |= set(given.get(name, "").split())


@pytest.fixture(scope="module", params=["es", "en"])
def app(request: pytest.FixtureRequest) -> Flask:
    """The gallery, in each language."""
    return create_gallery(request.param)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def in_sprite() -> set[str]:
    return set(
        re.findall(r'<symbol id="([^"]+)"', resource("static/icons.svg").read_text())
    )


ADDRESSES = ["/", "/?wrong&flash", "/sheet", *(f"/errors/{code}" for code in KNOWN)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_well_formed_and_obeys_the_policy(
    visitor: FlaskClient, address: str
) -> None:
    page = Page(visitor.get(address).text)

    assert page.inline == []
    assert (page.unclosed, page.mismatched) == ([], [])
    assert [name for name, times in page.ids.items() if times > 1] == []
    assert page.described - set(page.ids) == set()
    anchors = {"a", "b", "c", "d", "k"}  # the gallery's own entries lead nowhere
    assert page.targets - anchors - set(page.ids) == set()
    assert page.icons <= in_sprite()


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        name
        for path in resource("templates").rglob("*.html")
        for name in ICON.findall(path.read_text(encoding="utf-8"))
    }

    assert named
    assert named - in_sprite() == set()


def test_the_sprite_holds_what_the_list_names() -> None:
    listed = resource("static").parent / "tools" / "icons.txt"

    assert set(listed.read_text(encoding="utf-8").split()) == in_sprite()


@pytest.mark.parametrize(
    ("language", "expected", "absent"),
    [
        ("es", ("Ir al contenido", "Quitar filtro:", "Menú"), "Skip to content"),
        ("en", ("Skip to content", "Remove filter:", "Menu"), "Ir al contenido"),
    ],
)
def test_the_page_speaks_the_language_asked_for(
    language: str, expected: tuple[str, ...], absent: str
) -> None:
    page = create_gallery(language).test_client().get("/").text

    assert f'<html lang="{language}"' in page
    assert all(words in page for words in expected)
    assert absent not in page


def test_a_refused_form_keeps_what_was_typed_and_links_each_error() -> None:
    client = create_gallery().test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False

    answer = client.post(
        "/", data={"given": "Ch'umil", "cui": "", "born": "31/02/2000"}
    )

    page = answer.text
    assert answer.status_code == 422
    assert "Ch&#39;umil" in page
    assert 'href="#cui"' in page
    assert "Hay 3 problemas" in page
    assert 'href="#sex-0"' in page
    assert 'aria-describedby="cui-hint cui-errors cui-feedback"' in page
    assert 'aria-invalid="true"' in page


def test_text_from_people_is_escaped() -> None:
    client = create_gallery().test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False

    page = client.post("/", data={"given": "<script>alert(1)</script>"}).text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_sorting_a_column_keeps_the_filters_and_turns_round() -> None:
    page = (
        create_gallery().test_client().get("/?phase=1&sort=name&dir=asc&after=x").text
    )

    assert 'aria-sort="ascending"' in page
    assert 'href="/?dir=desc&amp;phase=1&amp;sort=name"' in page
    assert 'href="/?dir=asc&amp;phase=1&amp;sort=age"' in page


@pytest.mark.parametrize("code", KNOWN)
def test_an_error_page_says_what_why_and_what_to_do(code: int) -> None:
    answer = create_gallery().test_client().get(f"/errors/{code}")

    assert answer.status_code == code
    assert "Qué puede hacer" in answer.text
    assert "7f3a-19" in answer.text
    assert len(re.findall(r"<h1>[^<]{8,}</h1>", answer.text)) == 1


def test_an_error_page_stands_without_a_shell() -> None:
    app = create_gallery()
    app.template_context_processors[None] = app.template_context_processors[None][:1]

    page = app.test_client().get("/errors/500").text

    assert "Algo falló de nuestro lado" in page
    assert 'class="rail"' not in page
