"""What the code writes into the trail: every verb, kind and field, read from source.

A verb may be a text, a constant, a choice between texts, or a parameter; what a
parameter can be is read from the calls of its function.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parents[2] / "pncrecruit"
NO_VALUES = {"author", "at", "outcome", "values"}
# One entry, and one of many that are written at once.
WRITERS = {"record", "Deed"}


class Recorded(NamedTuple):
    """A place that records: its verbs, kinds of subject and named fields."""

    place: str
    verbs: frozenset[str]
    kinds: frozenset[str]
    fields: frozenset[str]


@cache
def everything() -> tuple[Recorded, ...]:
    """Return every place that records."""
    return tuple(_places())


def _places() -> Iterator[Recorded]:
    for path, tree in _trees().items():
        if not _imports_record(tree):
            continue
        for outer in ast.walk(tree):
            if not isinstance(outer, ast.FunctionDef):
                continue
            for call in ast.walk(outer):
                if _is_record(call):
                    assert isinstance(call, ast.Call)
                    yield _read(path, tree, outer, call)


def _imports_record(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "pncrecruit.audit.actions"
        and any(name.name in WRITERS for name in node.names)
        for node in ast.walk(tree)
    )


def _is_record(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in WRITERS
    )


def _read(
    path: Path, tree: ast.Module, outer: ast.FunctionDef, call: ast.Call
) -> Recorded:
    verb, subject, *_at = call.args
    if isinstance(subject, ast.Tuple):
        kinds = frozenset(_texts(subject.elts[0], tree, outer))
    else:  # handed in whole: the calls say it
        kinds = frozenset(
            text
            for given in _given(_name(subject), outer, tree)
            if isinstance(given, ast.Tuple)
            for text in _texts(given.elts[0], tree, outer)
        )
    return Recorded(
        f"{path.relative_to(PACKAGE)}:{call.lineno}",
        frozenset(_texts(verb, tree, outer)),
        kinds,
        frozenset(_fields(call, tree, outer)),
    )


def _name(node: ast.expr) -> str:
    assert isinstance(node, ast.Name), ast.dump(node)
    return node.id


def _texts(node: ast.expr, tree: ast.Module, outer: ast.FunctionDef) -> Iterator[str]:
    """Yield every text that an expression can be."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, tree, outer)
        yield from _texts(node.orelse, tree, outer)
    elif isinstance(node, ast.JoinedStr):
        wholes = [""]
        for part in node.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            ends = list(_texts(inner, tree, outer))
            wholes = [whole + end for whole in wholes for end in ends]
        yield from wholes
    elif isinstance(node, ast.Name):
        constants = list(_constant(node.id, tree))
        yield from constants
        if not constants:
            found = list(_given(node.id, outer, tree))
            assert found, f"nobody says what {node.id} of {outer.name} is"
            for given in found:
                yield from _texts(given, tree, outer)
    else:
        raise AssertionError(f"a verb that cannot be read: {ast.dump(node)}")


def _constant(name: str, tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if (
            isinstance(node, ast.Assign | ast.AnnAssign)
            and isinstance(node.value, ast.Constant)
            and any(
                isinstance(target, ast.Name) and target.id == name
                for target in getattr(node, "targets", [getattr(node, "target", None)])
            )
        ):
            yield str(node.value.value)


class _Call(NamedTuple):
    """A call, the module that it stands in, and the functions around it."""

    call: ast.Call
    module: ast.Module
    around: tuple[ast.FunctionDef, ...]


@cache
def _trees() -> dict[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def _calls() -> dict[str, list[_Call]]:
    """Return every call of the package by the name of what is called."""
    found: dict[str, list[_Call]] = {}

    def walk(
        node: ast.AST, module: ast.Module, around: tuple[ast.FunctionDef, ...]
    ) -> None:
        if isinstance(node, ast.FunctionDef):
            around = (*around, node)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            found.setdefault(str(name), []).append(_Call(node, module, around))
        for inner in ast.iter_child_nodes(node):
            walk(inner, module, around)

    for tree in _trees().values():
        walk(tree, tree, ())
    return found


def _calls_of(outer: ast.FunctionDef, tree: ast.Module) -> list[_Call]:
    """Return the calls of a function; a private one is called in its own module."""
    found = _calls().get(outer.name, [])
    if outer.name.startswith("_"):
        return [one for one in found if one.module is tree]
    return found


def _given(name: str, outer: ast.FunctionDef, tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what the calls of a function give for one of its parameters."""
    places = [one.arg for one in outer.args.args]
    if name not in places + [one.arg for one in outer.args.kwonlyargs]:
        return
    for one in _calls_of(outer, tree):
        given = [word.value for word in one.call.keywords if word.arg == name]
        if name in places and places.index(name) < len(one.call.args):
            given.append(one.call.args[places.index(name)])
        for argument in given:
            if isinstance(argument, ast.Name):  # handed on by a function around it
                for around in one.around:
                    yield from _given(argument.id, around, one.module)
            else:
                yield argument


def _fields(call: ast.Call, tree: ast.Module, outer: ast.FunctionDef) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg is not None:
            if keyword.arg not in NO_VALUES:
                yield keyword.arg
        else:
            yield from _spread(_name(keyword.value), outer, tree)


def _spread(name: str, outer: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    """Yield the keys of a mapping that is spread out, as far as the source says."""
    if outer.args.kwarg is not None and outer.args.kwarg.arg == name:
        own = {one.arg for one in (*outer.args.args, *outer.args.kwonlyargs)}
        for one in _calls_of(outer, tree):
            yield from (
                keyword.arg
                for keyword in one.call.keywords
                if keyword.arg is not None and keyword.arg not in own
            )
    for node in ast.walk(outer):
        if isinstance(node, ast.Dict):
            for key in node.keys:
                if isinstance(key, ast.Constant):
                    yield str(key.value)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            yield from [node.slice.value] if isinstance(node.slice.value, str) else []
