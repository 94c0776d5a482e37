"""Pages: each says who may open it, has a tidy address, and links to what exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes
from werkzeug.routing import Rule

from pncrecruit.access.policy import POLICY, Permission

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
# Which engine answers makes no difference to a route.
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

ADDRESS = re.compile(
    r"/|(/([a-z0-9]+(-[a-z0-9]+)*|<[a-z]+(\([^)]*\))?:[a-z_]+>)(\.[a-z]+)?)+/?"
)
NOT_OURS = ("security.", "static")  # their addresses are Flask-Security's and Flask's

jinja = Environment(  # noqa: S701 - it reads templates and never renders one
    extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
)


def rules(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(NOT_OURS)
    ]


def test_there_are_pages(app: Flask) -> None:
    assert rules(app)


def test_every_page_says_who_may_open_it(app: Flask) -> None:
    silent = {
        name
        for name, view in app.view_functions.items()
        if name != "static" and not hasattr(view, "permission")
    }
    assert silent == set()


def test_addresses_are_lower_case_and_typed(app: Flask) -> None:
    odd = [rule.rule for rule in rules(app) if not ADDRESS.fullmatch(rule.rule)]
    assert odd == []


def test_a_page_is_read_or_changes_something_but_says_which(app: Flask) -> None:
    odd = {
        rule.endpoint
        for rule in rules(app)
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS", "POST"}
    }
    assert odd == set()


def named_permissions() -> set[str]:
    """Return the permissions that the code asks for, outside the policy itself."""
    names = set()
    for path in (ROOT / "pncrecruit").rglob("*.py"):
        if path.name == "policy.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "Permission"
            ):
                names.add(node.attr)
    return names


def test_every_permission_is_used(app: Flask) -> None:
    assert {permission.name for permission in Permission} - named_permissions() == set()


def test_every_permission_is_someones(app: Flask) -> None:
    assert set(POLICY) == set(Permission)
    assert all(POLICY.values())


def links_of_code(path: Path) -> Iterator[tuple[str, str]]:
    """Yield where a module links to: the endpoint, and the module's domain."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        target = node.args[0]
        if name == "url_for" and isinstance(target, ast.Constant):
            yield str(target.value), f"{path.relative_to(ROOT)}:{node.lineno}"


def links_of_template(path: Path) -> Iterator[tuple[str, str]]:
    """Yield where a template links to, and where it does so."""
    tree = jinja.parse(path.read_text(encoding="utf-8"))
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name != "url_for":
            continue
        if call.args and isinstance(call.args[0], nodes.Const):
            yield str(call.args[0].value), f"{path.relative_to(ROOT)}:{call.lineno}"


def test_links_lead_somewhere(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    last_parts = {endpoint.rpartition(".")[2] for endpoint in known}
    links = [
        *(one for p in (ROOT / "pncrecruit").rglob("*.py") for one in links_of_code(p)),
        *(one for p in TEMPLATES.rglob("*.html") for one in links_of_template(p)),
    ]
    dead = [
        f"{place}: {endpoint}"
        for endpoint, place in links
        if (
            endpoint[1:] not in last_parts
            if endpoint[0] == "."
            else endpoint not in known
        )
    ]
    assert dead == []


@pytest.mark.parametrize(
    ("address", "tidy"),
    [
        ("/", True),
        ("/recruitment/calls/<uuid:call_id>", True),
        ("/equity/figures/<string:name>.csv", True),
        ("/officers/", True),
        ("/recruitment/Calls", False),
        ("/recruitment/calls/<call_id>", False),
        ("/recruitment/new_call", False),
    ],
)
def test_the_check_of_addresses_can_tell(app: Flask, address: str, tidy: bool) -> None:
    assert bool(ADDRESS.fullmatch(address)) is tidy
