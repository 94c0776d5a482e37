"""The wheel: what stands beside the package in a checkout is inside it there."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools import catalogue

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of what is in the wheel."""
    catalogue.compile_all()
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    [wheel] = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    "name",
    [
        "config.py",
        "migrations/alembic.ini",
        "migrations/env.py",
        "static/app.css",
        "templates/layout.html",
        "translations/es/LC_MESSAGES/messages.mo",
        "translations/es/LC_MESSAGES/flask_security.mo",
    ],
)
def test_a_folder_beside_the_package_is_inside_the_wheel(
    packed: set[str], name: str
) -> None:
    assert f"pncrecruit/{name}" in packed


def test_every_file_of_the_package_is_in_the_wheel(packed: set[str]) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pncrecruit").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files - packed == set()


def test_nothing_else_becomes_importable(packed: set[str]) -> None:
    tops = {name.partition("/")[0] for name in packed}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pncrecruit"}
    assert not any("__pycache__" in name for name in packed)
