"""What can be wrong with a file or a line: a code, words, and whether it comes back."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pncrecruit.errors import DomainError
from pncrecruit.officers.rules import careers, facts
from pncrecruit.persons import rules as persons
from pncrecruit.persons.rules import names
from pncrecruit.recruitment.rules import draft as applicants
from pncrecruit.words import N_


class Problem(NamedTuple):
    """What is wrong with a line: the field, a code, and facts for the words."""

    field: str
    code: str
    facts: dict[str, str]
    returned: bool = True


# Codes of this domain, with their words.
MESSAGES: dict[str, str] = {
    "value_missing": N_("This must be given."),
    "value_unknown": N_("“%(value)s” is not among the values known here."),
    "value_too_long": N_("This is longer than %(limit)s characters."),
    "date_not_understood": N_("“%(value)s” is not a date written as %(format)s."),
    "date_impossible": N_("The date “%(value)s” does not exist or cannot be right."),
    "number_not_understood": N_("“%(value)s” is not a number."),
    "number_out_of_range": N_("%(value)s is outside the range %(low)s to %(high)s."),
    "cells_missing": N_("The line has %(found)s cells, the header %(wanted)s."),
    "cells_too_many": N_("The line has %(found)s cells, the header %(wanted)s."),
    "after_extraction": N_(
        "This is dated %(value)s, after the source was extracted on %(extracted)s."
    ),
    "before_observation": N_(
        "The separation on %(value)s lies before the source observed anyone,"
        " on %(observed)s."
    ),
    "officer_unknown": N_("No officer with the identifier “%(value)s” is on record."),
    "unit_unknown": N_("There is no unit with the code “%(value)s”."),
    "same_line_before": N_("The same is said in line %(line)s of this file."),
    "possibly_twice": N_(
        "Line %(line)s says the same: it may be one event told twice."
    ),
    "already_recorded": N_("This is on record already; nothing is added."),
    "changes_record": N_("This changes what is on record since an earlier import."),
    "officer_differs": N_("What is on record of this officer differs: %(field)s."),
    "cause_without_date": N_("A kind of separation is given, but no date."),
    "identifier_wrong": N_("“%(value)s” is not an identifier of the spreadsheet."),
    "language_unknown": N_(
        "“%(value)s” is not understood: write “K'iche': fluido; español: materno”."
    ),
    "sent_before": N_("This was sent before; nothing is added."),
}


# What to do about it, by field and code; of any field where the field is empty.
ADVICE: dict[tuple[str, str], str] = {
    ("", "value_missing"): N_("Fill in this cell and send the row again."),
    ("", "date_not_understood"): N_("Write day, month and year, as in 03/04/2003."),
    ("", "date_impossible"): N_("Compare it with the DPI."),
    ("", "number_not_understood"): N_("Write digits alone, as in 158."),
    ("sex", "value_unknown"): N_("Write F (woman) or M (man)."),
    ("residence", "value_unknown"): N_(
        "Write the municipality with its department, as in “Cobán, Alta Verapaz”, or"
        " its code of four digits."
    ),
    ("schooling", "value_unknown"): N_(
        "Write one of: none, primary, lower secondary (básicos), upper secondary"
        " (diversificado), technician, university or postgraduate, as the sheet of"
        " values has it."
    ),
    ("", "language_level_missing"): N_(
        "Write it behind the language, as in “K'iche': fluido; español: materno”."
    ),
    ("", "cui_reason_needed"): N_("Write the reason in the column beside it."),
    ("", "likely_duplicate"): N_(
        "Enter this person by the form: it shows both side by side."
    ),
    ("", "identifier_wrong"): N_("Copy the row into a fresh spreadsheet."),
}


def advice(field: str, code: str) -> str:
    """Return what to do about a fault of a row of a fair, to be translated, or ""."""
    return ADVICE.get((field, code)) or ADVICE.get(("", code), "")


def code_of(error: DomainError | type[DomainError]) -> str:
    """Return the code of a rule's refusal: its name in snake case."""
    kind = error if isinstance(error, type) else type(error)
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def _refusals(*modules: object) -> dict[str, str]:
    return {
        code_of(kind): kind.message
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, DomainError)
        and kind is not DomainError
    }


# Every rule that a form follows is a rule of the import, with the same words.
_RULES: Mapping[str, str] = _refusals(careers, facts, persons, names, applicants)

# What a roster may tell although no form would take it: in, and on the quality page.
WARNINGS = frozenset(
    {
        "before_appointment",
        "open_after_separation",
        "postings_overlap",
        "rank_skipped",
        "possibly_twice",
        "changes_record",
        "officer_differs",
        "before_observation",
        "already_recorded",
        "sent_before",
    }
)
# Of these nothing comes in: it is on record, or was sent before.
ADDS_NOTHING = frozenset({"already_recorded", "sent_before"})
# A complaint or a year's pay may well come after somebody left: known, not refused.
LATE_KINDS = frozenset({"pay", "complaint"})


def message(code: str) -> str:
    """Return the words of a code, to be translated, with their placeholders."""
    return MESSAGES.get(code) or _RULES.get(code) or code


def of(error: DomainError, *, returned: bool) -> Problem:
    """Return a rule's refusal as a problem of a line."""
    known = {name: str(value) for name, value in error.facts.items()}
    return Problem(error.field, code_of(error), known, returned)


class FileRefused(DomainError):
    """The file as a whole cannot be taken; nothing of it was kept."""

    message = N_("The file cannot be read.")
    field = "file"


class FileTooLarge(FileRefused):
    message = N_("The file has more than %(limit)s MB. Send it in parts.")
    status = 413


class WrongKind(FileRefused):
    message = N_(
        "This is not a spreadsheet that can be read:"
        " send CSV, XLSX or ODS, with the matching ending."
    )
    status = 415


class FileBroken(FileRefused):
    message = N_(
        "The file is damaged or incomplete. Open it, save it anew and send it again."
    )


class LineBroken(FileBroken):
    message = N_(
        "Line %(line)s cannot be read: a quotation mark is not closed, or stands in the"
        " middle of a cell. Correct it and send the file again."
    )


class SheetMissing(FileRefused):
    message = N_(
        "The file has no sheet “%(sheet)s”, only: %(sheets)s. Rename the sheet that"
        " holds the rows."
    )


class AsksTooMuch(FileRefused):
    message = N_(
        "Reading the file takes more memory or time than one file may. Save the values"
        " alone in a new file, or send it in parts."
    )
    status = 413


class UnpacksTooLarge(FileRefused):
    message = N_(
        "The file unpacks to far more than a spreadsheet holds;"
        " it is refused to protect the others who work here."
    )
    status = 413


class HoldsForeignParts(FileRefused):
    message = N_(
        "The spreadsheet holds macros, document types or links to other files:"
        " save the values alone in a new one."
    )
    status = 415


class TooManyRows(FileRefused):
    message = N_("The file has more than %(limit)s rows. Send it in parts.")
    status = 413


class TooManyColumns(FileRefused):
    message = N_("The file has more than %(limit)s columns.")


class NotText(FileRefused):
    message = N_(
        "Line %(line)s is neither UTF-8 nor Windows-1252."
        " Save the file as “CSV UTF-8” and send it again."
    )


class NothingInside(FileRefused):
    message = N_("The file has no lines under its header.")


class ColumnsMissing(FileRefused):
    message = N_(
        "These columns of the mapping are missing: %(columns)s."
        " The file has: %(header)s."
    )


class ColumnTwice(FileRefused):
    message = N_("Two columns have the same name: %(columns)s. Rename one of them.")


REFUSALS: Mapping[str, type[FileRefused]] = {
    kind.__name__: kind
    for kind in (
        FileTooLarge,
        WrongKind,
        FileBroken,
        LineBroken,
        SheetMissing,
        AsksTooMuch,
        UnpacksTooLarge,
        HoldsForeignParts,
        TooManyRows,
        TooManyColumns,
        NotText,
        NothingInside,
        ColumnsMissing,
        ColumnTwice,
    )
}
