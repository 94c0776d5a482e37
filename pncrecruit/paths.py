"""Finds templates, migrations and the rest, in a checkout and in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the path of a file or folder shipped with the application.

    Raises FileNotFoundError if it is neither in the package nor beside it.
    """
    for home in (_PACKAGE, _PACKAGE.parent):
        if (home / name).exists():
            return home / name
    raise FileNotFoundError(f"{name} is neither in {_PACKAGE} nor beside it")
