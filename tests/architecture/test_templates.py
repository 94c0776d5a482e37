"""Templates: what the content security policy forbids, and what nobody uses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))

jinja = Environment(  # noqa: S701 - it reads templates and never renders one
    extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
)
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    ),
    "a script as an address": re.compile(r"javascript:", re.IGNORECASE),
    "a script in an attribute": re.compile(r"\bhx-(on|vars)\b|\bx-data\b"),
    "something from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//", re.IGNORECASE
    ),
}


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def without_comments(source: str) -> str:
    return re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)


def dangers(source: str) -> Iterator[str]:
    """Tell what in a template the policy would block, or should."""
    text = without_comments(source)
    for what, pattern in FORBIDDEN.items():
        if pattern.search(text):
            yield what
    tree = jinja.parse(source)
    if any(tree.find_all(nodes.ScopedEvalContextModifier)):
        yield "escaping switched off"
    if any(one.name in {"safe", "forceescape"} for one in tree.find_all(nodes.Filter)):
        yield "text declared safe"


def unused_imports(source: str) -> set[str]:
    """Return the macros and modules that a template imports and does not use."""
    tree = jinja.parse(source)
    imported: set[str] = set()
    for block in tree.find_all(nodes.FromImport):
        imported |= {name if isinstance(name, str) else name[1] for name in block.names}
    imported |= {block.target for block in tree.find_all(nodes.Import)}
    return imported - {name.name for name in tree.find_all(nodes.Name)}


def mentioned() -> set[str]:
    """Return every template that a view, a macro or another template names."""
    pattern = re.compile(r"""["']([\w/-]+\.(?:html|txt))["']""")
    sources = [*(ROOT / "pncrecruit").rglob("*.py"), *FOLDER.rglob("*.*")]
    return {
        name
        for path in sources
        if path.is_file()
        for name in pattern.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_obeys_the_policy(path: Path) -> None:
    assert list(dangers(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_imports_only_what_it_uses(path: Path) -> None:
    assert unused_imports(path.read_text(encoding="utf-8")) == set()


def test_every_page_is_used() -> None:
    # Error pages are found by their status, Flask-Security's by their name.
    by_name = ("errors/", "security/")
    pages = {name for name in map(name_of, TEMPLATES) if not name.startswith(by_name)}
    assert pages - mentioned() == set()


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        "{{ name|safe }}",
        "{% autoescape false %}{{ name }}{% endautoescape %}",
        '<script src="https://example.org/a.js"></script>',
    ],
)
def test_the_check_finds_what_it_looks_for(source: str) -> None:
    assert list(dangers(source))


def test_the_check_finds_an_import_that_is_not_used() -> None:
    source = '{% from "a.html" import one, two as other %}{{ one() }}'
    assert unused_imports(source) == {"other"}
