"""What no source file may hold: ways to run text, and traces of a machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "pncrecruit").rglob("*.py"))
LONGEST = 345  # lines: about 300; a longer module is split by subject

FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "render_template_string"}
FORBIDDEN_IMPORTS = {"pickle", "cPickle", "dill", "marshal", "shelve", "cloudpickle"}
SQL_TAKERS = {"text", "execute", "exec_driver_sql", "executemany", "scalar", "scalars"}
# Who may say that a text is markup: one makes the charts' own SVG, one reads the
# messages of our own catalogues, as Jinja's gettext does, and one draws the fields of
# forms, held character for character to WTForms' own drawing by tests/web/test_fields.
# Rows and forms that are drawn once hold what templates drew.
MARKUP_ALLOWED = {
    "pncrecruit/web/charts/drawing.py",
    "pncrecruit/web/catalogue.py",
    "pncrecruit/web/each.py",
    "pncrecruit/web/fields.py",
    "pncrecruit/web/unfilled.py",
}

# Folders of one machine, and where packages are downloaded from.
MACHINE = re.compile(
    r"(?<![\w./}>])/(?:home|root|Users|work|mnt)/\w|[A-Z]:\\Users\\|"
    r"--(?:extra-)?index-url|--find-links|--registry[ =]|"
    r"https?://[^\s\"'<>]*/(?:simple|pypi|artifactory|nexus)/"
)
NOT_TEXT = {".gz", ".ico", ".npz", ".pdf", ".png", ".ttf", ".webp", ".woff2", ".xlsx"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def called(node: ast.Call) -> str:
    function = node.func
    return str(getattr(function, "id", None) or getattr(function, "attr", ""))


def built(node: ast.expr) -> bool:
    """Say whether a text is put together at run time."""
    if isinstance(node, ast.JoinedStr):
        first = node.values[0] if node.values else None
        # SQLite's own settings take no parameters.
        pragma = isinstance(first, ast.Constant) and str(first.value).startswith(
            "PRAGMA "
        )
        return not pragma and any(
            isinstance(part, ast.FormattedValue) for part in node.values
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        sides = (node.left, node.right)
        return any(
            isinstance(side, ast.JoinedStr)
            or (isinstance(side, ast.Constant) and isinstance(side.value, str))
            for side in sides
        )
    return (
        isinstance(node, ast.Call)
        and called(node) == "format"
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Constant)
    )


def dangers(source: str, name: str) -> Iterator[str]:
    """Tell what in a module runs text as code, as SQL, as markup or as objects."""
    for node in ast.walk(ast.parse(source)):
        place = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", "") or ""
            names = {alias.name for alias in node.names} | {module.split(".")[0]}
            if names & FORBIDDEN_IMPORTS or ("joblib" in module and "load" in names):
                yield f"{place}: stores objects as code"
            if any(one.name == "Markup" and one.asname for one in node.names):
                yield f"{place}: calls markup by another name"
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            yield f"{place}: runs a text: {node.func.id}"
        if called(node) == "Markup" and name not in MARKUP_ALLOWED:
            yield f"{place}: says that a text is markup"
        if called(node) in SQL_TAKERS and node.args and built(node.args[0]):
            yield f"{place}: puts SQL together from texts"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_runs_no_text(path: Path) -> None:
    assert list(dangers(path.read_text(encoding="utf-8"), name_of(path))) == []


@pytest.mark.parametrize(
    "source",
    [
        "eval(x)",
        "import pickle",
        "from markupsafe import Markup as Text",
        "Markup(x)",
        "flask.Markup(x)",
        "render_template_string(x)",
        'text(f"SELECT {x}")',
        'execute("SELECT " + x)',
        'execute("SELECT %s" % x)',
        'text("SELECT {}".format(x))',
    ],
)
def test_the_check_finds_what_it_looks_for(source: str) -> None:
    assert list(dangers(source, "pncrecruit/sample.py"))


def test_the_check_leaves_honest_code_alone() -> None:
    source = (
        'from markupsafe import Markup\ntext("SELECT :x")\n'
        'execute(select(X))\nexecute(f"PRAGMA {name}")'
    )
    assert list(dangers(source, "pncrecruit/sample.py")) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_one_subject(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_machine_or_a_package_index() -> None:
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in NOT_TEXT:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE.search(line):
                found.append(f"{name_of(path)}:{number}")
    assert found == []
