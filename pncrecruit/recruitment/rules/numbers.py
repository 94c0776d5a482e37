"""The numbers and codes that a person reads from paper, and what protects them."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

# Without the letters that are read as digits or as one another (I, L, O, U).
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_GROUPS, _GROUP = 4, 4
_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
# A call's code has a letter or a hyphen: a telephone with a hyphen is none.
_WITHOUT_CHECK = re.compile(
    r"(?P<code>[A-Z0-9][A-Z0-9-]{1,18}[A-Z0-9])"
    r"-(?:(?P<sheet>F)(?=[0-9]{5}\Z)|(?=[0-9]{6}\Z))(?P<digits>[0-9]+)"
)
_CHECKS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# How ISO 7064 mod 37,36 goes on from a sum by one more digit, and what closes it: the
# fifty numbers of a page all begin with the code of their call.
_NEXT = tuple(
    tuple((((total or 36) * 2) % 37 + digit) % 36 for digit in range(10))
    for total in range(36)
)
_CLOSES = tuple(_CHECKS[(1 - ((total or 36) * 2) % 37) % 36] for total in range(36))


@dataclass(frozen=True, slots=True)
class Number:
    """The number of an application or a sheet, taken apart."""

    call_code: str
    number: int
    sheet: bool


def _plain(text: str) -> str:
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def application_number(call_code: str, number: int) -> str:
    """Return the number of an application: CODE-000123-K, K over call and number."""
    digits = f"{number:06d}"
    total = _begun(call_code)
    for digit in digits:
        total = _NEXT[total][ord(digit) - 48]
    return f"{call_code}-{digits}-{_CLOSES[total]}"


def sheet_number(call_code: str, number: int) -> str:
    """Return the number of a paper form: CODE-F00123-K."""
    return _with_check(f"{call_code}-F{number:05d}")


@lru_cache(maxsize=256)
def _begun(call_code: str) -> int:
    """Return the sum over the code of a call, from which its numbers go on."""
    return mod_37_36.checksum(_plain(call_code))


def _with_check(text: str) -> str:
    return f"{text}-{mod_37_36.calc_check_digit(_plain(text))}"


def parse_number(text: str) -> Number | None:
    """Take a number apart, or return nothing when its check character is wrong."""
    parts = [part.strip() for part in text.strip().upper().rsplit("-", 2)]
    if len(parts) != 3:
        return None
    code, middle, check = parts
    sheet = middle.startswith("F")
    digits = (middle[1:] if sheet else middle).translate(_LIKE)
    if not (digits.isascii() and digits.isdigit()) or not code or len(digits) > 9:
        return None
    whole = _plain(code) + ("F" if sheet else "") + digits
    try:
        mod_37_36.validate(whole + check)
    except ValidationError:
        return None
    return Number(code, int(digits), sheet)


def unchecked_number(text: str) -> Number | None:
    """Take a number apart that was written without its check character.

    Good for looking somebody up, never for writing: a slip would be another's number.
    """
    found = _WITHOUT_CHECK.fullmatch(text.strip().upper())
    if found is None or found["code"].isdigit():
        return None
    return Number(found["code"], int(found["digits"]), found["sheet"] == "F")


def new_receipt_code() -> str:
    """Return a code of 80 random bits for a receipt: 4F7K-….

    It is shown once; only its hash is kept.
    """
    groups = (
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))
        for _ in range(_CODE_GROUPS)
    )
    return "-".join(groups)


def receipt_hash(public_id: str, code: str) -> str:
    """Return what is kept of a code. With 80 random bits no slow hash is needed."""
    plain = _plain(code).translate(_LIKE)
    return hashlib.sha256(f"{public_id}\n{plain}".encode()).hexdigest()


def receipt_matches(public_id: str, code: str, kept: str | None) -> bool:
    """Say whether a code is the one of a receipt, in constant time."""
    return kept is not None and hmac.compare_digest(receipt_hash(public_id, code), kept)
