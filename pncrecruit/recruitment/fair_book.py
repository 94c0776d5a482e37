"""The spreadsheet for a fair without signal: what to write, the rows, the values."""

import io
from collections.abc import Iterable, Mapping
from uuid import uuid4

import xlsxwriter
from flask_babel import gettext
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pncrecruit.recruitment.rules.fair import COLUMNS, ROWS_SHEET
from pncrecruit.reference import languages, municipalities, schooling_levels

ROWS = 300
NAMES = {"sexo": "A", "escolaridad": "B", "municipio": "C"}  # columns of the values
FIRST_VALUE = 2  # the row of the sheet of values below its header


def fair_book() -> bytes:
    """Return an XLSX: explanations first, rows with identifiers, lists of values."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    _explain(book.add_worksheet(gettext("Instructions")), head, wrapped)
    rows = book.add_worksheet(ROWS_SHEET)
    listed = book.add_worksheet(gettext("Values"))
    _list(listed, head)
    _rows(book, rows, head, listed.get_name())
    book.close()
    return file.getvalue()


def explanations() -> Mapping[str, tuple[str, bool]]:
    """Return what to write in each column, and whether it must be there."""
    levels = "; ".join(one.name_es for one in schooling_levels().values())
    return {
        "id": (
            gettext("Filled in already: do not change it, nor copy it to another row."),
            False,
        ),
        "nombres": (gettext("As on the DPI. Example: María Elena"), True),
        "primer_apellido": (gettext("As on the DPI. Example: Tzul"), True),
        "segundo_apellido": (gettext("As on the DPI, if there is one."), False),
        "apellido_de_casada": (gettext("Without “de”, if there is one."), False),
        "cui": (
            gettext("The 13 digits of the DPI. Empty if the person has none yet."),
            False,
        ),
        "motivo_sin_cui": (
            gettext("Only if the CUI is empty: why. Example: DPI en trámite"),
            False,
        ),
        "fecha_nacimiento": (
            gettext("Day/month/year, in digits. Example: 03/04/2003"),
            True,
        ),
        "sexo": (gettext("F (woman) or M (man), as on the DPI."), True),
        "municipio": (
            gettext(
                "Where the person lives: chosen from the list, with its department"
                " (Cobán, Alta Verapaz), or its code of four digits (1601)."
            ),
            True,
        ),
        "telefono": (gettext("8 digits. Example: 51234567"), False),
        "escolaridad": (
            gettext("The highest level completed: %(levels)s.", levels=levels),
            True,
        ),
        "estatura_cm": (gettext("Without shoes, in centimetres. Example: 158"), False),
        "idiomas": (
            gettext(
                "Each with its level (básico, conversación, fluido, materno), parted by"
                " semicolons. Example: K'iche': materno; español: fluido"
            ),
            False,
        ),
    }


def _explain(sheet: Worksheet, head: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 84)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    lines = (
        gettext("One row for each person, on the sheet “%(name)s”.", name=ROWS_SHEET),
        gettext(
            "Do not change the first row, nor the column “id”: by it a row sent"
            " twice comes in once. Rows where nothing else is written are passed over."
        ),
        gettext("Write what is true: who does not meet a requirement is recorded too."),
        gettext(
            "Do not ask here which people somebody belongs to: each person answers"
            " that alone, later, if they wish."
        ),
        gettext(
            "When there is signal: Imports, “Send a file”. Rows with a fault come back"
            " with the reason beside them, to be corrected and sent again."
        ),
    )
    for row, line in enumerate(lines):
        sheet.merge_range(row, 0, row, 2, line, wrapped)
        sheet.set_row(row, 30)
    start = len(lines) + 1
    titles = (gettext("Column"), gettext("Needed"), gettext("What to write"))
    for place, title in enumerate(titles):
        sheet.write_string(start, place, title, head)
    yes, no = gettext("yes"), gettext("no")
    for row, (column, (text, needed)) in enumerate(explanations().items(), start + 1):
        sheet.write_string(row, 0, column, wrapped)
        sheet.write_string(row, 1, yes if needed else no, wrapped)
        sheet.write_string(row, 2, text, wrapped)


def _values() -> Mapping[str, list[str]]:
    """Return the values that the lists of the rows offer, by column."""
    return {
        "sexo": ["F", "M"],
        "escolaridad": [one.name_es for one in schooling_levels().values()],
        "municipio": [
            f"{one.name}, {one.department.name}" for one in municipalities().values()
        ],
        "idiomas": [one.name_es for one in languages().values()],
    }


def _list(sheet: Worksheet, head: Format) -> None:
    sheet.freeze_panes(1, 0)
    for place, (column, values) in enumerate(_values().items()):
        sheet.set_column(place, place, 36)
        sheet.write_string(0, place, column, head)
        _down(sheet, place, values)


def _down(sheet: Worksheet, place: int, values: Iterable[str]) -> None:
    for row, value in enumerate(values, 1):
        sheet.write_string(row, place, value)


def _rows(book: Workbook, sheet: Worksheet, head: Format, values: str) -> None:
    as_text = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(COLUMNS) - 1, 22, as_text)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column, head)
    for row in range(1, ROWS + 1):
        sheet.write_string(row, 0, str(uuid4()), as_text)
    for column, (text, _needed) in explanations().items():
        place = COLUMNS.index(column)
        told = {"input_title": column, "input_message": text[:255]}
        if column in NAMES:
            last = len(_values()[column]) + 1
            letter = NAMES[column]
            told |= {
                "validate": "list",
                "source": f"='{values}'!${letter}${FIRST_VALUE}:${letter}${last}",
                # A code may stand there too: the import reads both.
                "error_type": "warning",
                "error_title": column,
                "error_message": text[:255],
            }
        else:
            told["validate"] = "any"
        sheet.data_validation(1, place, ROWS, place, told)
