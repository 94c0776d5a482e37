"""The fields of ours that each kind of record has, and what a cell becomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from pncrecruit.imports.rules import RecordKind
from pncrecruit.words import N_


class FieldKind(Enum):
    """What a cell is turned into."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"  # a value of a closed list
    CODE = "code"  # a value of the mapping's own list, or the text itself
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of ours: its kind, whether a line needs it, its label."""

    kind: FieldKind
    label: str
    required: bool = False
    limit: int = 80  # characters
    low: float = 0
    high: float = 1e9
    ends: bool = False  # the end of a time: its day is not part of it


_OFFICER: Mapping[str, Field] = {
    "officer": Field(FieldKind.TEXT, N_("Identifier"), required=True),
    "nip": Field(FieldKind.TEXT, N_("NIP"), limit=20),
    "cui": Field(FieldKind.TEXT, N_("CUI"), limit=20),
    "given_names": Field(FieldKind.TEXT, N_("Given names")),
    "first_surname": Field(FieldKind.TEXT, N_("First surname")),
    "second_surname": Field(FieldKind.TEXT, N_("Second surname")),
    "sex": Field(FieldKind.CHOICE, N_("Sex"), required=True),
    "birth_date": Field(FieldKind.DATE, N_("Birth date")),
    "appointed": Field(FieldKind.DATE, N_("Appointed on"), required=True),
    "rank": Field(FieldKind.CHOICE, N_("Rank")),
    "rank_since": Field(FieldKind.DATE, N_("In the rank since")),
    "unit": Field(FieldKind.TEXT, N_("Unit"), limit=40),
    "posted_since": Field(FieldKind.DATE, N_("In the unit since")),
    "home": Field(FieldKind.CHOICE, N_("Municipality of the home")),
    "separated": Field(FieldKind.DATE, N_("Separated on")),
    "separation_kind": Field(FieldKind.CHOICE, N_("Kind of separation")),
    "stated_reason": Field(FieldKind.TEXT, N_("Reason as stated")),
    "cohort": Field(FieldKind.CODE, N_("Cohort of the source"), limit=40),
}
_POSTING: Mapping[str, Field] = {
    "officer": Field(FieldKind.TEXT, N_("Identifier"), required=True),
    "unit": Field(FieldKind.TEXT, N_("Unit"), required=True, limit=40),
    "start": Field(FieldKind.DATE, N_("From"), required=True),
    "end": Field(FieldKind.DATE, N_("Until"), ends=True),
    "ordered": Field(FieldKind.CODE, N_("Ordered or asked for"), limit=40),
}
_PAY: Mapping[str, Field] = {
    "officer": Field(FieldKind.TEXT, N_("Identifier"), required=True),
    "period": Field(FieldKind.DATE, N_("Period"), required=True),
    "amount": Field(FieldKind.NUMBER, N_("Amount"), required=True),
    "grade": Field(FieldKind.CODE, N_("Grade"), limit=40),
    "rank_group": Field(FieldKind.CODE, N_("Group of ranks"), limit=40),
}
_COMPLAINT: Mapping[str, Field] = {
    "officer": Field(FieldKind.TEXT, N_("Identifier"), required=True),
    "opened": Field(FieldKind.DATE, N_("Opened on"), required=True),
    "closed": Field(FieldKind.DATE, N_("Closed on"), ends=True),
    "category": Field(FieldKind.CODE, N_("Category"), limit=40),
    "finding": Field(FieldKind.CODE, N_("Finding"), limit=40),
}
_APPLICANT: Mapping[str, Field] = {
    "client_id": Field(FieldKind.TEXT, N_("Sender's identifier"), limit=36),
    "given_names": Field(FieldKind.TEXT, N_("Given names"), required=True),
    "first_surname": Field(FieldKind.TEXT, N_("First surname"), required=True),
    "second_surname": Field(FieldKind.TEXT, N_("Second surname")),
    "married_surname": Field(FieldKind.TEXT, N_("Married surname")),
    "cui": Field(FieldKind.TEXT, N_("CUI"), limit=20),
    "no_cui_reason": Field(FieldKind.TEXT, N_("Why there is no CUI yet")),
    "birth_date": Field(FieldKind.DATE, N_("Birth date"), required=True),
    "sex": Field(FieldKind.CHOICE, N_("Sex"), required=True),
    "residence": Field(
        FieldKind.CHOICE, N_("Municipality of residence"), required=True
    ),
    "phone": Field(FieldKind.TEXT, N_("Telephone"), limit=30),
    "email": Field(FieldKind.TEXT, N_("E-mail"), limit=254),
    "schooling": Field(FieldKind.CHOICE, N_("Schooling"), required=True),
    "height_cm": Field(FieldKind.NUMBER, N_("Height (cm)"), low=50, high=250),
    "languages": Field(FieldKind.TEXT, N_("Languages with level"), limit=400),
}

FIELDS: Mapping[RecordKind, Mapping[str, Field]] = {
    RecordKind.OFFICER: _OFFICER,
    RecordKind.POSTING: _POSTING,
    RecordKind.PAY: _PAY,
    RecordKind.COMPLAINT: _COMPLAINT,
    RecordKind.APPLICANT: _APPLICANT,
}
