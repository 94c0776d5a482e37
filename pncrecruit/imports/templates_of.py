"""The mapping and the columns of our own fair spreadsheet."""

from functools import cache
from pathlib import Path

from pncrecruit.imports.rules.mapping import FileMapping, read

FAIR = Path(__file__).parent / "data" / "fair-applicants.toml"


@cache
def fair_mapping() -> FileMapping:
    """Return the mapping of the fair spreadsheet that the product hands out."""
    return read(FAIR.read_text(encoding="utf-8"))


def fair_columns() -> list[str]:
    """Return the header of the fair spreadsheet, in its order."""
    return [one.column for one in fair_mapping().columns]
