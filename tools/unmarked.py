"""Finds words that a person would see and that nobody marked for translation."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

LETTERS = re.compile(r"[^\W\d_]{2,}")
ENTITY = re.compile(r"&[a-zA-Z]+;|&#\w+;")
# A literal in an expression is taken for words if it starts like a sentence or a title.
SENTENCE = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+([ ,.:?!]|$)")
# Names and codes that are the same in every language.
SAME_EVERYWHERE = {
    *("CUI", "DPI", "NIT", "PNC", "CSV", "PDF", "Recruit", "XLSX", "PIN"),
    *("Alt", "Ctrl", "Enter", "Esc", "Tab"),
}
TAG_BEGUN = re.compile(r"</?[a-z]*$")
# A block that fills an attribute holds a class, such as main--narrow.
CLASS = re.compile(r"[a-z-]+--[a-z-]+")
NOT_WORDS = {"code", "kbd", "samp", "script", "style", "template"}
VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
    *("source", "track", "wbr"),
}
SPOKEN = {"alt", "aria-description", "aria-label", "label", "placeholder", "title"}
MARKS = {
    *("_", "gettext", "ngettext", "pgettext", "npgettext", "N_"),
    *("lazy_gettext", "lazy_ngettext", "lazy_pgettext"),
}
# What a form or a message shows: these arguments of these calls.
SHOWN_FIRST = {"flash"}
SHOWN_NAMED = {"description", "label", "message", "hint"}

jinja = Environment(  # noqa: S701 - it reads templates and never renders one
    extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
)


class Words(HTMLParser):
    """Collects the literal words of a page that a person sees or hears."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, str]] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        line = self.getpos()[0]
        for name, value in attrs:
            shown = name in SPOKEN or (
                name == "value" and given.get("type") in {"submit", "button", "reset"}
            )
            if shown and value:
                self._note(line, value)
        if tag not in VOID and (
            self._silent or tag in NOT_WORDS or given.get("translate") == "no"
        ):
            self._silent.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._silent:
            line = self.getpos()[0]
            for number, text in enumerate(data.splitlines(), line):
                self._note(number, text)

    def _note(self, line: int, text: str) -> None:
        words = LETTERS.findall(ENTITY.sub(" ", text))
        if set(words) - SAME_EVERYWHERE and not CLASS.fullmatch(text.strip()):
            self.found.append((line, " ".join(text.split()).replace("\0", "…")))


def literal(source: str) -> str:
    """Return a template's own text, line by line, with its expressions blanked."""
    parts: list[str] = []
    in_trans = False
    names = iter(jinja.lex(source))
    after_block = False
    for _line, kind, value in names:
        if kind == "data" and not in_trans:
            parts.append(value)
        elif "\n" in value:
            parts.append("\n" * value.count("\n"))
        if kind == "variable_begin":
            # A tag whose name is computed is still a tag.
            in_name = parts and TAG_BEGUN.search(parts[-1])
            parts.append("x" if in_name else "\0")
        if kind == "block_begin":
            parts.append(" ")
            after_block = True
        elif kind == "name" and after_block:
            in_trans = value == "trans" or (in_trans and value != "endtrans")
            after_block = False
    return "".join(parts)


def in_expressions(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Find literals in expressions that read like words: {{ header("New call") }}."""
    called = node.node if isinstance(node, nodes.Call) else None
    if isinstance(called, nodes.Name) and called.name in MARKS:
        return
    if isinstance(
        node, nodes.Compare | nodes.Test | nodes.Getitem | nodes.ImportedName
    ):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        words = set(LETTERS.findall(node.value)) - SAME_EVERYWHERE
        if words and SENTENCE.match(node.value.strip()):
            yield node.lineno, node.value
    for child in node.iter_child_nodes():
        yield from in_expressions(child)


def in_template(source: str) -> list[tuple[int, str]]:
    """Find the unmarked words of a template, with their lines."""
    page = Words()
    page.feed(literal(source))
    page.close()
    return [*page.found, *in_expressions(jinja.parse(source))]


def plain(node: ast.expr) -> bool:
    """Say whether an expression is text written in the code, with words in it."""
    if isinstance(node, ast.JoinedStr):
        return any(plain(part) for part in node.values)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(set(LETTERS.findall(node.value)) - SAME_EVERYWHERE)
    )


def in_call(call: ast.Call) -> Iterator[ast.expr]:
    """Find what a call shows without a mark: flash("…"), StringField("…")."""
    function = call.func
    name = str(getattr(function, "id", None) or getattr(function, "attr", ""))
    validators = {
        "DataRequired",
        "InputRequired",
        "Length",
        "Regexp",
        "ValidationError",
    }
    is_field = name.endswith("Field") and name != "Field"
    shows_first = name in SHOWN_FIRST or is_field or name == "ValidationError"
    if shows_first and call.args and plain(call.args[0]):
        yield call.args[0]
    if is_field or name in validators:
        for keyword in call.keywords:
            if keyword.arg in SHOWN_NAMED and plain(keyword.value):
                yield keyword.value


def in_joined(text: ast.JoinedStr) -> Iterator[ast.expr]:
    """Find a mark inside an f-string: what collects the words never sees it there."""
    for node in ast.walk(text):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if name in MARKS and node.args and isinstance(node.args[0], ast.Constant):
                yield node


def in_class(node: ast.ClassDef) -> Iterator[ast.expr]:
    """Find an error's message without a mark: message = "…"."""
    for line in node.body:
        if isinstance(line, ast.Assign):
            targets, value = line.targets, line.value
        elif isinstance(line, ast.AnnAssign) and line.value:
            targets, value = [line.target], line.value
        else:
            continue
        names = {getattr(target, "id", "") for target in targets}
        if "message" in names and plain(value):
            yield value


def in_module(source: str) -> Iterator[tuple[int, str]]:
    """Find the unmarked words of a module, with their lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found = in_call(node)
        elif isinstance(node, ast.ClassDef):
            found = in_class(node)
        elif isinstance(node, ast.JoinedStr):
            found = in_joined(node)
        else:
            continue
        for expression in found:
            yield expression.lineno, ast.unparse(expression)


def unmarked(root: Path) -> Iterator[str]:
    """Tell each place in the project where words are not marked."""
    for path in sorted((root / "templates").rglob("*.html")):
        for line, text in in_template(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(root)}:{line}: not marked: {text!r}"
    for path in sorted((root / "pncrecruit").rglob("*.py")):
        for line, text in in_module(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(root)}:{line}: not marked: {text}"
