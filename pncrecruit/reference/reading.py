"""Reads the bundled files of reference data."""

import csv
from importlib.resources import files

Row = dict[str, str]


def text(name: str) -> str:
    """Return the content of a bundled file."""
    return (files(__package__ or __name__) / "data" / name).read_text(encoding="utf-8")


def rows(name: str) -> list[Row]:
    """Return the rows of a bundled CSV file, every cell as text."""
    return list(csv.DictReader(text(name).splitlines()))


def count(cell: str) -> int | None:
    """Return a count, or nothing where the source does not tell."""
    return int(cell) if cell else None
