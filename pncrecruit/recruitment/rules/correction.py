"""What may be corrected of what was typed at the counter."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pncrecruit.persons.kinds import Sex


@dataclass(frozen=True, slots=True)
class Correction:
    """What the DPI and the papers show, in the place of what was typed."""

    given_names: str
    first_surname: str
    second_surname: str
    married_surname: str
    cui: str
    cui_reason: str
    compared: bool  # somebody held the number against the DPI
    birth_date: date
    sex: Sex
    schooling: str | None
    height_cm: Decimal | None
