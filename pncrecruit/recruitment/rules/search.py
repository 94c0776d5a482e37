"""What somebody means who types into the search box."""

import re
from dataclasses import dataclass

from pncrecruit.errors import DomainError
from pncrecruit.persons.rules import CUI_LENGTH, fold_name, normalise_phone
from pncrecruit.recruitment.rules.numbers import Number, parse_number, unchecked_number

_WORD = re.compile(r"[^\W_]+")
LONGEST_NUMBER = 7
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """One way to look somebody up; everything else is empty."""

    words: tuple[str, ...] = ()
    cui: str = ""
    phone: str = ""
    number: int | None = None  # within the call looked at
    paper: Number | None = None  # the number of a receipt or a sheet, with its call

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.words or self.cui or self.phone or self.paper) or (
            self.number is not None
        )


def understood(text: str) -> Wanted:
    """Read a name in any order, a CUI, a telephone, or the number of a receipt."""
    plain = text.strip()
    if not plain:
        return Wanted()
    paper = parse_number(plain) or unchecked_number(plain)
    if paper is not None:
        return Wanted(paper=paper)
    digits = re.sub(r"[\s\-]", "", plain)
    if digits.isascii() and digits.lstrip("+").isdigit():
        if len(digits) == CUI_LENGTH:
            return Wanted(cui=digits)
        if len(digits) <= LONGEST_NUMBER:
            return Wanted(number=int(digits))
        try:
            return Wanted(phone=normalise_phone(digits))
        except DomainError:
            return Wanted(words=(digits,))
    return Wanted(words=tuple(_WORD.findall(fold_name(plain)))[:MOST_WORDS])
