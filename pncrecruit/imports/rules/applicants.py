"""A line of a fair's spreadsheet becomes the same draft that the form makes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from pncrecruit.imports.rules import RecordKind
from pncrecruit.imports.rules.fields import FIELDS, FieldKind
from pncrecruit.imports.rules.mapping import Column, FileMapping
from pncrecruit.imports.rules.problems import Problem
from pncrecruit.persons.kinds import CuiState, Level, Sex
from pncrecruit.persons.rules import fold_name
from pncrecruit.recruitment.rules import WayIn
from pncrecruit.recruitment.rules.draft import (
    ApplicantDraft,
    Checked,
    CuiFinding,
    LanguageDraft,
)
from pncrecruit.reference import languages

SAME_AS = "same_as"
_LEVELS = {
    "basico": Level.BASIC,
    "conversacion": Level.CONVERSATION,
    "fluido": Level.FLUENT,
    "materno": Level.MOTHER_TONGUE,
    "lengua materna": Level.MOTHER_TONGUE,
    **{level.value: level for level in Level},
    **{level.label.lower(): level for level in Level},
}


def applicant(
    told: Mapping[str, str | None], fallback: Callable[[], UUID]
) -> ApplicantDraft | list[Problem]:
    """Return the draft of a line, or what of it is not understood.

    No file says who somebody is: ``SAME_AS`` is written by the check of the line.
    ``fallback`` gives a sender's identifier that the file does not have: made from
    the file and the line, so that the same file sent twice is the same applicants.
    """
    problems: list[Problem] = []
    sent = told.get("client_id")
    client_id = None
    if sent:
        try:
            client_id = UUID(sent)
        except ValueError:
            problems.append(Problem("client_id", "identifier_wrong", {"value": sent}))
    spoken, unknown = _languages(told.get("languages") or "")
    problems += [
        Problem("languages", "language_unknown", {"value": part}) for part in unknown
    ]
    if problems:
        return problems
    height = told.get("height_cm")
    return ApplicantDraft(
        client_id=client_id or fallback(),
        given_names=told["given_names"] or "",
        first_surname=told["first_surname"] or "",
        second_surname=told.get("second_surname") or "",
        married_surname=told.get("married_surname") or "",
        birth_date=date.fromisoformat(told["birth_date"] or ""),
        sex=Sex(told["sex"] or ""),
        residence_municipality=told["residence"] or "",
        cui=told.get("cui") or "",
        cui_reason=told.get("no_cui_reason") or "",
        phone=told.get("phone") or "",
        schooling=told.get("schooling"),
        height_cm=Decimal(height) if height else None,
        languages=spoken,
        way_in=WayIn.SPREADSHEET,
        same_as=UUID(same) if (same := told.get(SAME_AS)) else None,
    )


def keep(plain: dict[str, Any], found: Checked) -> None:
    """Write into a line's draft what its check came to, so that it is not made anew."""
    draft = found.draft
    plain["person"] |= {
        "given_names": draft.given_names,
        "first_surname": draft.first_surname,
        "second_surname": draft.second_surname or None,
        "married_surname": draft.married_surname or None,
        "phone": draft.phone or None,
    }
    plain["cui"] = tuple(found.cui)


def kept(plain: Mapping[str, Any], fallback: Callable[[], UUID]) -> Checked | None:
    """Return what the check of a line came to, as ``keep`` wrote it."""
    finding = plain.get("cui")
    draft = applicant(plain["person"], fallback)
    if finding is None or not isinstance(draft, ApplicantDraft):
        return None
    if any(one.level is None for one in draft.languages):  # read before it was asked
        return None
    number, state, reason = finding
    return Checked(draft, CuiFinding(number, CuiState(state), reason))


def cells(
    told: Mapping[str, str | None], header: Sequence[str], mapping: FileMapping
) -> list[str]:
    """Return what a line told as the file had it, to be sent back and mended."""
    columns = {one.column: one for one in mapping.columns}
    return [
        _cell(told.get(columns[name].field) or "", columns[name])
        if name in columns
        else ""
        for name in header
    ]


def _cell(value: str, column: Column) -> str:
    if value and FIELDS[RecordKind.APPLICANT][column.field].kind is FieldKind.DATE:
        return date.fromisoformat(value).strftime(column.format)
    words = {code: word for word, code in (column.values or {}).items()}
    return words.get(value, value)


@lru_cache(maxsize=2_000)  # a sheet says the same few things of everybody
def _languages(text: str) -> tuple[tuple[LanguageDraft, ...], tuple[str, ...]]:
    """Read "K'iche': fluido; español: materno", and say what is not understood.

    The rules ask for a level that was not said.
    """
    found, unknown = [], []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, _, level = part.partition(":")
        key = _language_names().get(fold_name(name))
        how = _LEVELS.get(fold_name(level))
        if key is None or (how is None and level.strip()):
            unknown.append(part)
        else:
            found.append(LanguageDraft(key, how))
    return tuple(found), tuple(unknown)


@cache
def _language_names() -> Mapping[str, str]:
    return {
        fold_name(word): key
        for key, one in languages().items()
        for word in (key, one.name_es)
    }
