"""What is known of an applicant before it becomes a record, and what is impossible."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.persons.kinds import CuiState, Level, Sex
from pncrecruit.persons.rules import (
    CUI_LENGTH,
    CuiCheckDigitWrong,
    CuiDepartmentUnknown,
    CuiMunicipalityUnknown,
    CuiStatus,
    accepted_cui,
    check_cui,
    normalise_phone,
    plausible_birth_date,
)
from pncrecruit.persons.rules.names import wrong_names
from pncrecruit.recruitment.rules import WayIn
from pncrecruit.reference import languages, municipalities, schooling_levels
from pncrecruit.words import N_

SHORTEST_CM, TALLEST_CM = Decimal(100), Decimal(230)
NAME_LENGTH, REASON_LENGTH = 80, 80
NAMES = ("given_names", "first_surname", "second_surname", "married_surname")


class NameMissing(DomainError):
    message = N_("Write the name as it stands on the DPI.")


class GivenNamesMissing(NameMissing):
    field = "given_names"


class FirstSurnameMissing(NameMissing):
    field = "first_surname"


class NameTooLong(DomainError):
    message = N_("A name has at most 80 letters.")


class GivenNamesTooLong(NameTooLong):
    field = "given_names"


class FirstSurnameTooLong(NameTooLong):
    field = "first_surname"


class SecondSurnameTooLong(NameTooLong):
    field = "second_surname"


class MarriedSurnameTooLong(NameTooLong):
    field = "married_surname"


TOO_LONG = (
    GivenNamesTooLong,
    FirstSurnameTooLong,
    SecondSurnameTooLong,
    MarriedSurnameTooLong,
)


class CuiReasonNeeded(DomainError):
    message = N_("Write the CUI, or say why there is none yet.")
    field = "cui_reason"


class MunicipalityUnknown(DomainError):
    message = N_("Choose the municipality of residence from the list.")
    field = "residence_municipality"


class SchoolingUnknown(DomainError):
    message = N_("Choose the schooling from the list.")
    field = "schooling"


class HeightImpossible(DomainError):
    message = N_("The height is in centimetres, between 100 and 230.")
    field = "height_cm"


class LanguageUnknown(DomainError):
    message = N_("Choose each language once, from the list.")
    field = "languages"


class LanguageLevelMissing(DomainError):
    message = N_("Say how well each language is spoken.")
    field = "languages"


class SexUnknown(DomainError):
    message = N_("Choose woman or man, as on the DPI.")
    field = "sex"


class CallNotOpen(Conflict):
    message = N_("This call does not take applicants: it is not open.")


class OfficeNotYours(DomainError):
    message = N_("Choose one of your offices for this call.")
    field = "office_id"
    status = 422


class AlreadyApplied(Conflict):
    """The person has an application in this call, in sight of who asks."""

    message = N_("This person already applied to this call: number %(number)s.")
    field = "cui"


class AppliedElsewhere(Conflict):
    """The same, out of sight: only that it exists, and whom to tell."""

    message = N_(
        "An application of this person to this call already exists. Tell the"
        " coordination of the call: %(whom)s."
    )
    field = "cui"


class CuiReasonTooMuch(DomainError):
    message = N_(
        "The CUI is there and its check digit is right: take this reason out, or leave"
        " the CUI empty if the DPI does not show it."
    )
    field = "cui_reason"


class CuiOfAnother(DomainError):
    message = N_(
        "This CUI is already recorded with a quite different name. Compare it with the"
        " DPI; if it is right, tell the coordination of the call."
    )
    field = "cui"


class CuiTaken(Conflict):
    message = N_(
        "Another person is recorded with this CUI. Compare it with the DPI; if it is"
        " right, tell the coordination of the call: the two records are one person."
    )
    field = "cui"


class LikelyDuplicate(Conflict):
    """Someone much alike is recorded: a person decides whether they are the same."""

    message = N_("This may be a person who is already recorded. Compare both.")


@dataclass(frozen=True, slots=True)
class LanguageDraft:
    """A language that an applicant speaks, and how well, if that was said."""

    key: str
    level: Level | None
    reads_and_writes: bool = False


@dataclass(frozen=True, slots=True)
class ApplicantDraft:
    """What a form, a paper sheet or a line of a file says of an applicant.

    ``client_id`` is made by the sender: sending twice makes one application.
    ``same_as`` is the person that somebody decided they are, ``distinct`` says that
    somebody compared them with whom they resemble, and they are another.
    """

    client_id: UUID
    given_names: str
    first_surname: str
    birth_date: date
    sex: Sex
    residence_municipality: str
    second_surname: str = ""
    married_surname: str = ""
    cui: str = ""
    cui_reason: str = ""
    phone: str = ""
    schooling: str | None = None
    height_cm: Decimal | None = None
    languages: tuple[LanguageDraft, ...] = ()
    declarations: tuple[tuple[int, bool], ...] = ()
    way_in: WayIn = WayIn.COUNTER
    sheet_number: int | None = None
    same_as: UUID | None = None
    distinct: bool = False


class CuiFinding(NamedTuple):
    """A CUI that goes into the record, what is known of it, and why."""

    cui: str | None
    state: CuiState
    reason: str = ""


NO_CUI = CuiFinding(None, CuiState.NONE)


class Checked(NamedTuple):
    """A draft in order, what is recorded of its CUI, and what is impossible in it."""

    draft: ApplicantDraft
    cui: CuiFinding
    errors: Sequence[DomainError] = ()


# A reason overrides these: printed numbers that our own table or formula refuses.
_OVERRIDABLE = (CuiCheckDigitWrong, CuiDepartmentUnknown, CuiMunicipalityUnknown)


def cui_finding(text: str, reason: str) -> CuiFinding:
    """Return what is recorded of a CUI.

    Raises a Cui… error that a reason may override, or CuiReasonNeeded without a CUI.
    """
    reason = " ".join(reason.split())[:REASON_LENGTH]
    if not text.strip():
        if not reason:
            raise CuiReasonNeeded
        return CuiFinding(None, CuiState.NONE, reason)
    try:
        check = accepted_cui(text)
    except _OVERRIDABLE:
        digits = check_cui(text).digits
        if not reason or len(digits) != CUI_LENGTH:
            raise
        return CuiFinding(digits, CuiState.OVERRIDDEN, reason)
    if check.status is CuiStatus.REVIEW:
        return CuiFinding(check.digits, CuiState.REVIEW, reason)
    return CuiFinding(check.digits, CuiState.CHECKED)


def checked(draft: ApplicantDraft, *, on: date) -> Checked:
    """Return a draft with its spaces in order, and what is impossible in it.

    Somebody who does not meet a requirement of the call is no fault of the draft.
    Birth dates are judged on a day.
    """
    given = (
        draft.given_names,
        draft.first_surname,
        draft.second_surname,
        draft.married_surname,
    )
    names = tuple([" ".join(name.split()) for name in given])
    errors = list(_names(names))
    cui = NO_CUI
    try:
        cui = cui_finding(draft.cui, draft.cui_reason)
    except DomainError as error:
        errors.append(error)
    errors += _faults(draft, on)
    phone = draft.phone
    if phone.strip():
        try:
            phone = normalise_phone(phone)
        except DomainError as error:
            errors.append(error)
    if names == given and phone == draft.phone:
        return Checked(draft, cui, errors)
    first, surname, second, married = names
    clean = replace(
        draft,
        given_names=first,
        first_surname=surname,
        second_surname=second,
        married_surname=married,
        phone=phone,
    )
    return Checked(clean, cui, errors)


def _names(names: tuple[str, ...]) -> Iterator[DomainError]:
    given_names, first_surname, *_ = names
    if not given_names:
        yield GivenNamesMissing()
    if not first_surname:
        yield FirstSurnameMissing()
    for name, too_long in zip(names, TOO_LONG, strict=True):
        if len(name) > NAME_LENGTH:
            yield too_long()
    yield from wrong_names(dict(zip(NAMES, names, strict=True)))


def _faults(draft: ApplicantDraft, on: date) -> Iterator[DomainError]:
    try:
        plausible_birth_date(draft.birth_date, on=on)
    except DomainError as error:
        yield error
    if draft.sex is Sex.UNKNOWN:
        yield SexUnknown()
    yield from _unlisted(draft)


def _unlisted(draft: ApplicantDraft) -> Iterator[DomainError]:
    if draft.residence_municipality not in municipalities():
        yield MunicipalityUnknown()
    if draft.schooling is not None and draft.schooling not in schooling_levels():
        yield SchoolingUnknown()
    height = draft.height_cm
    if height is not None and not SHORTEST_CM <= height <= TALLEST_CM:
        yield HeightImpossible()
    yield from wrong_languages(draft.languages)


def rated(spoken: Sequence[LanguageDraft]) -> list[tuple[str, Level, bool]]:
    """Return the languages whose level was said: all, if nothing is wrong with them."""
    return [
        (one.key, one.level, one.reads_and_writes)
        for one in spoken
        if one.level is not None
    ]


def wrong_languages(spoken: Sequence[LanguageDraft]) -> Iterator[DomainError]:
    """Yield what is impossible in the languages that somebody is said to speak."""
    keys = {language.key for language in spoken}
    if len(keys) < len(spoken) or not keys <= languages().keys():
        yield LanguageUnknown()
    if any(language.level is None for language in spoken):
        yield LanguageLevelMissing()
