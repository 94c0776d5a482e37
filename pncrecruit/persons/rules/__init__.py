"""The law on persons: their CUI, names, telephone and birth date."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from operator import mul

import phonenumbers

from pncrecruit.errors import DomainError
from pncrecruit.persons.rules.names import JOINERS
from pncrecruit.reference import departments
from pncrecruit.words import N_

CUI_LENGTH = 13
CUI_WEIGHTS = range(2, 10)  # for the eight digits of the number, left to right
SMALLEST_AGE, GREATEST_AGE = 10, 100  # outside these a birth date is a slip of the pen

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]+")
_HYPHENS = re.compile(r"[\-\u2010-\u2015]")
KEY_LENGTH = 320  # of the columns that hold folded names


class CuiStatus(Enum):
    """What can be said of a CUI by its digits alone."""

    VALID = "valid"
    REVIEW = "review"
    INVALID = "invalid"


class CuiReason(Enum):
    """Why a CUI is not simply valid."""

    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    DEPARTMENT = "department"
    MUNICIPALITY = "municipality"
    CHECK_DIGIT = "check_digit"
    REMAINDER_10 = "remainder_10"


@dataclass(frozen=True, slots=True)
class CuiCheck:
    """What a CUI is by its digits; `digits` are without spaces and hyphens."""

    digits: str
    status: CuiStatus
    reason: CuiReason | None = None


class CuiNotDigits(DomainError):
    field = "cui"
    message = N_("The CUI holds something that is not a digit. Write its 13 digits.")


class CuiTooShortOrLong(DomainError):
    field = "cui"
    message = N_(
        "The CUI has 13 digits; this one has %(count)s. Write all of them, or leave it"
        " empty and say why there is none."
    )


class CuiDepartmentUnknown(DomainError):
    field = "cui"
    message = N_(
        "The last four digits of the CUI start with a department from 01 to 22."
    )


class CuiMunicipalityUnknown(DomainError):
    field = "cui"
    message = N_("Department %(department)s has municipalities 01 to %(last)s.")


class CuiCheckDigitWrong(DomainError):
    field = "cui"
    message = N_("One digit of the CUI is wrong. Compare it with the DPI.")


class PhoneNotUnderstood(DomainError):
    field = "phone"
    message = N_("This is not a telephone number of Guatemala: write its 8 digits.")


class BirthDateImpossible(DomainError):
    field = "birth_date"
    message = N_("This birth date cannot be right: %(born)s.")


def cui_remainder(number: str) -> int:
    """Return the remainder of the eight digits of the number: 0 to 9, or 10."""
    if len(number) != len(CUI_WEIGHTS):
        raise ValueError("a CUI's number has eight digits")
    total: int = sum(map(mul, CUI_WEIGHTS, map(int, number)))
    return total % 11


def check_cui(text: str) -> CuiCheck:
    """Say whether a CUI can be right.

    A remainder of 10 cannot equal a digit, and how such numbers were printed is not
    known: somebody looks at the DPI, and the person is not refused. A valid CUI is no
    proof of who someone is, and its last four digits tell where the birth was
    registered, nothing else.
    """
    digits = _SEPARATORS.sub("", text)
    reason = _cui_reason(digits)
    if reason is None:
        return CuiCheck(digits, CuiStatus.VALID)
    if reason is CuiReason.REMAINDER_10:
        return CuiCheck(digits, CuiStatus.REVIEW, reason)
    return CuiCheck(digits, CuiStatus.INVALID, reason)


def _cui_reason(digits: str) -> CuiReason | None:
    if not (digits.isascii() and digits.isdigit()) and digits:
        return CuiReason.NOT_DIGITS
    if len(digits) != CUI_LENGTH:
        return CuiReason.LENGTH
    department = departments().get(digits[9:11])
    if department is None:
        return CuiReason.DEPARTMENT
    if not 1 <= int(digits[11:]) <= department.municipality_count:
        return CuiReason.MUNICIPALITY
    remainder = cui_remainder(digits[:8])
    if remainder == 10:
        return CuiReason.REMAINDER_10
    return None if remainder == int(digits[8]) else CuiReason.CHECK_DIGIT


def accepted_cui(text: str) -> CuiCheck:
    """Return the check of a CUI that may be right; raise on an invalid one."""
    check = check_cui(text)
    match check.reason:
        case None | CuiReason.REMAINDER_10:
            return check
        case CuiReason.NOT_DIGITS:
            raise CuiNotDigits
        case CuiReason.LENGTH:
            raise CuiTooShortOrLong(count=len(check.digits))
        case CuiReason.DEPARTMENT:
            raise CuiDepartmentUnknown
        case CuiReason.MUNICIPALITY:
            department = departments()[check.digits[9:11]]
            raise CuiMunicipalityUnknown(
                department=department.name, last=f"{department.municipality_count:02d}"
            )
        case CuiReason.CHECK_DIGIT:
            raise CuiCheckDigitWrong


def grouped_cui(digits: str) -> str:
    """Return a CUI grouped as it is printed: 9999 00013 0101."""
    return f"{digits[:4]} {digits[4:9]} {digits[9:]}"


def masked_cui(digits: str) -> str:
    """Return a CUI with digits 5 to 9 shown, enough to compare and not to copy."""
    return f"•••• {digits[4:9]} ••••"


def fold_name(name: str) -> str:
    """Fold a name for searching: no marks, no capitals, no apostrophes or hyphens.

    Xicará, XICARA and xicara are one; so are Ch'en, with a straight or a curly
    apostrophe, and Chen. Apostrophes and hyphens vanish without leaving a space.
    """
    return " ".join(" ".join(map(_fold_word, name.split())).split())


@lru_cache(maxsize=50_000)  # a country's names are few words, and files repeat them
def _fold_word(word: str) -> str:
    apart = unicodedata.normalize("NFKD", JOINERS.sub("", word))
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).casefold()


def name_key(*parts: str | None) -> str:
    """Return folded name parts in alphabetical order: equal whatever came first."""
    return " ".join(sorted(fold_name(" ".join(filter(None, parts))).split()))


def list_key(
    given_names: str, first_surname: str, second_surname: str, married_surname: str
) -> str:
    """Return what lists sort by and search reads: surnames first, folded.

    Parts joined by a hyphen count as words of their own, so that Pérez-Tzul stands
    among the Pérez; joined, as somebody may type them, they follow at the end.
    """
    parts = (first_surname, second_surname, married_surname, given_names)
    names = " ".join(filter(None, parts))
    words = fold_name(_HYPHENS.sub(" ", names))
    joined = [fold_name(one) for one in names.split() if _HYPHENS.search(one)]
    return " ".join([words, *joined])[:KEY_LENGTH]


@cache
def _local_number() -> re.Pattern[str]:
    """Return what the library takes for a valid number of the country, bare.

    Such a number is the commonest by far, and needs no parsing.
    """
    known = phonenumbers.PhoneMetadata.metadata_for_region("GT", None)
    if known is None:
        raise LookupError("no telephone numbers of Guatemala are known")
    kinds = (
        known.fixed_line,
        known.mobile,
        known.toll_free,
        known.premium_rate,
        known.shared_cost,
        known.personal_number,
        known.voip,
        known.pager,
        known.uan,
        known.voicemail,
    )
    patterns = [one.national_number_pattern for one in kinds if one is not None]
    shapes = "|".join(f"(?:{one})" for one in patterns if one)
    return re.compile(rf"(?=[2-9][0-9]{{7}}\Z)(?:{shapes})\Z", re.ASCII)


def normalise_phone(text: str) -> str:
    """Return a telephone number as E.164; of Guatemala if no country is given."""
    bare = text.removeprefix("+502")
    if _local_number().match(bare):
        return f"+502{bare}"
    try:
        number = phonenumbers.parse(text, "GT")
    except phonenumbers.NumberParseException as error:
        raise PhoneNotUnderstood from error
    if not phonenumbers.is_valid_number(number):
        raise PhoneNotUnderstood
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def age_on(born: date, day: date) -> int:
    """Return the age in completed years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def plausible_birth_date(born: date, *, on: date) -> date:
    """Return a birth date that a living person who stands here may have.

    Too young or too old for a call is not a fault of the date: that person is saved
    with the requirement not met.
    """
    if not SMALLEST_AGE <= age_on(born, on) <= GREATEST_AGE:
        raise BirthDateImpossible(born=f"{born:%d/%m/%Y}")
    return born
