"""A line of a fair's spreadsheet becomes the same draft that the form makes."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from uuid import UUID

from pncrecruit.imports.rules.problems import Problem
from pncrecruit.persons.kinds import Level, Sex
from pncrecruit.persons.rules import fold_name
from pncrecruit.recruitment.rules import WayIn
from pncrecruit.recruitment.rules.draft import ApplicantDraft, LanguageDraft
from pncrecruit.reference import languages

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
    )


@lru_cache(maxsize=2_000)  # a sheet says the same few things of everybody
def _languages(text: str) -> tuple[tuple[LanguageDraft, ...], tuple[str, ...]]:
    """Read "K'iche': fluido; español: materno", and say what is not understood.

    A language without a level is basic.
    """
    found, unknown = [], []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, _, level = part.partition(":")
        key = _language_names().get(fold_name(name))
        how = _LEVELS.get(fold_name(level)) if level.strip() else Level.BASIC
        if key is None or how is None:
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
