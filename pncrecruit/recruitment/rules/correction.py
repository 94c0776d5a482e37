"""What may be corrected of what was typed at the counter."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pncrecruit.errors import Conflict
from pncrecruit.persons.kinds import Sex
from pncrecruit.words import N_


class AlikeRecorded(Conflict):
    """Corrected like this, the record resembles another: a person decides."""

    message = N_(
        "Corrected like this, it may be a person who is already recorded. Compare both:"
        " if it is another person, say so below and save again; if it is the same one,"
        " tell the coordination of the call, because the two records are one person."
    )
    field = "distinct"


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
    distinct: bool = False  # somebody compared them with whom they resemble
