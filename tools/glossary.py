"""Writes docs/glossary.md from the words that the product comes with."""

from itertools import groupby
from pathlib import Path

from pncrecruit.reference import glossary
from pncrecruit.reference.vocabulary import Term

TARGET = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
AREAS = {
    "institucion": "Institution",
    "estructura": "Structure",
    "convocatoria": "Calls and selection",
    "formacion": "Training",
    "carrera": "Career",
    "servicio": "Service",
    "bienestar": "Welfare",
    "disciplina": "Discipline",
    "baja": "Leaving",
    "documento": "Documents",
    "identidad": "Identity",
    "indicadores": "Figures",
    "datos": "Data",
}
HEAD = """# Glossary

The words of the interface in Spanish of Guatemala, and the names that code and English
pages use. Written by `python -m tools.glossary` from
`pncrecruit/reference/data/glossary.csv`: change the file, never this page.
"""


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for area, terms in groupby(glossary(), key=lambda term: term.area):
        parts.append(f"\n## {AREAS[area]}\n")
        parts.append("\n| Spanish | English | in code | note |\n|---|---|---|---|\n")
        parts += [
            f"| {term.term_es} | {term.term_en} | {_code(term)} | {term.note} |\n"
            for term in terms
        ]
    return "".join(parts)


def _code(term: Term) -> str:
    return ", ".join(f"`{name}`" for name in term.identifiers if name)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
