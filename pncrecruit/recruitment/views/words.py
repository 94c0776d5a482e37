"""How the pages of applications word codes, places and requirements."""

from functools import lru_cache

from pncrecruit.persons.rules import grouped_cui, masked_cui
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.reference import (
    departments,
    document_kinds,
    languages,
    loss_reasons,
    municipalities,
    schooling_levels,
)
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.i18n import named


def reason(code: str | None) -> str:
    """Return the words of a coded reason."""
    known = loss_reasons().get(code or "")
    return named(known) if known else (code or "")


def raw(value: str | None) -> str:
    """Return the value that fails a requirement, in words where it is a key."""
    if value == "no":
        return str(gettext("No"))
    return schooling(value) if value in schooling_levels() else value or ""


def unmet(code: str | None, value: str | None) -> str:
    """Return a requirement that is not met with the value that shows it."""
    return ": ".join(filter(None, (reason(code), raw(value))))


@lru_cache(maxsize=1024)
def municipality(code: str | None) -> str:
    """Return a municipality with its department."""
    known = municipalities().get(code or "")
    return f"{known.name}, {known.department.name}" if known else "–"


def department(code: str | None) -> str:
    """Return the name of a department."""
    known = departments().get(code or "")
    return known.name if known else "–"


def schooling(code: str | None) -> str:
    """Return a level of schooling in words."""
    known = schooling_levels().get(code or "")
    return named(known) if known else "–"


def document(kind: str) -> str:
    """Return the name of a kind of document."""
    known = document_kinds().get(kind)
    return named(known) if known else kind


def language(key: str) -> str:
    """Return the name of a language."""
    known = languages().get(key)
    return named(known) if known else key


def cui(number: str | None, *, masked: bool = False) -> str:
    """Return a CUI as printed, masked, or that there is none."""
    if not number:
        return str(gettext("No CUI yet"))
    return masked_cui(number) if masked else grouped_cui(number)


def phase(phases: tuple[PhaseRow, ...] | list[PhaseRow], position: int) -> str:
    """Return the name of a phase."""
    return named(phases[position]) if position < len(phases) else "–"


def initials(*names: str) -> str:
    """Return a name of which the first letters alone are shown."""
    return " ".join(f"{name[0]}." for name in names if name)
