"""Files as they come: encodings, separators, broken and hostile ones."""

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from pncrecruit.imports.actions.process import told
from pncrecruit.imports.reading.table import decoded, likely_delimiter
from pncrecruit.imports.rules.mapping import read
from pncrecruit.imports.rules.mapping_faults import MappingWrong
from pncrecruit.imports.rules.problems import (
    ColumnsMissing,
    ColumnTwice,
    FileBroken,
    FileRefused,
    FileTooLarge,
    HoldsForeignParts,
    LineBroken,
    NothingInside,
    NotText,
    TooManyRows,
    UnpacksTooLarge,
    WrongKind,
)
from tests.imports.conftest import OFFICERS

HEADER = "id,sex,group,from,to,why\n"
LINE = "a,F,x,2010-03,,\n"
SECONDS = 10


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Every file is answered within ten seconds of processor and patience."""
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS


def lines_of(folder: Path, data: bytes, name: str = "file.csv") -> list[list[object]]:
    """Read a file in the process that reads files; return its lines."""
    path = folder / name
    path.write_bytes(data)
    mapping = read(OFFICERS)
    return [
        line for answer in told(path, name, mapping) for line in answer.get("lines", [])
    ]


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + LINE).encode(),
        b"\xef\xbb\xbf" + (HEADER + LINE).encode(),
        (HEADER + LINE).replace(",", ";").encode(),
        (HEADER + LINE).replace(",", "\t").encode(),
        (HEADER + LINE).replace("\n", "\r\n").encode(),
        (HEADER + LINE.replace("a,", '"a",')).encode("cp1252"),
        (HEADER + LINE + "\n\n").encode(),
        (HEADER + LINE).encode("utf-16"),
        (HEADER + LINE).replace(",", "\t").encode("utf-16-le"),
        (HEADER + LINE).encode("utf-16-be"),
    ],
)
def test_a_csv_is_read_however_it_was_saved(tmp_path: Path, data: bytes) -> None:
    (line,) = lines_of(tmp_path, data)

    assert line[0] == 2
    assert line[2] == []


def test_windows_1252_keeps_its_accents() -> None:
    assert decoded("Ibáñez;Xicará".encode("cp1252")) == "Ibáñez;Xicará"


def test_a_broken_utf_8_is_not_taken_for_something_else() -> None:
    data = "Ibáñez,Xicará\nMéndez,".encode() + b"\xe1"

    with pytest.raises(NotText) as refused:
        decoded(data)

    assert refused.value.facts == {"line": 2}


def test_the_separator_is_the_one_that_shows_the_columns() -> None:
    assert likely_delimiter('"a;b",c\n', ["a;b", "c"]) == ","
    assert likely_delimiter("a;b;c,d\n", ["a", "b"]) == ";"


def test_a_spreadsheet_is_read_with_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.strip().split(","))
        sheet.write_row(1, 0, [17, "F", "x", "2010-03", "", ""])

    (line,) = lines_of(tmp_path, path.read_bytes(), "sheet.xlsx")

    draft = line[1]
    assert isinstance(draft, dict)
    assert draft["key"] == "17"


def test_a_line_with_too_few_cells_comes_back(tmp_path: Path) -> None:
    whole, cut = lines_of(tmp_path, (HEADER + LINE + "b,M,x,20").encode())

    assert whole[2] == []
    problems = cut[2]
    assert isinstance(problems, list)
    assert problems[0][1] == "cells_missing"


def archive(**parts: bytes) -> bytes:
    """Return a zip of parts, named with __ for / and _ for a dot before the ending."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return data.getvalue()


def workbook(sheet: bytes, **more: bytes) -> bytes:
    """Return something shaped like a workbook with one sheet."""
    made = archive(
        xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=sheet, **more
    )
    data = io.BytesIO(made)
    with zipfile.ZipFile(data, "a") as again:
        again.writestr("[Content_Types].xml", "<Types/>")
    return data.getvalue()


# Made when they are needed: some are large.
REFUSED: dict[str, tuple[Callable[[], bytes], str, type[FileRefused]]] = {
    "empty": (lambda: b"", "file.csv", NothingInside),
    "header alone": (lambda: bytes(HEADER, "utf-8"), "file.csv", NothingInside),
    "column missing": (lambda: b"id,sex\n1,F\n", "file.csv", ColumnsMissing),
    "column twice": (lambda: b"id,id,sex,group,from,to,why\n", "file.csv", ColumnTwice),
    "open quote": (
        lambda: bytes(HEADER + 'a,"F,x,2010-03,,\n', "utf-8"),
        "file.csv",
        LineBroken,
    ),
    "program": (lambda: b"MZ\0\0binary", "file.csv", WrongKind),
    "wrong ending": (lambda: b"%PDF-1.7", "file.xlsx", WrongKind),
    "cut archive": (lambda: b"PK\x03\x04 cut", "file.xlsx", FileBroken),
    "other archive": (lambda: archive(hello=b"x"), "file.xlsx", WrongKind),
    "document type": (
        lambda: workbook(b"<!DOCTYPE x [<!ENTITY a 'b'>]>"),
        "file.xlsx",
        HoldsForeignParts,
    ),
    "macros": (
        lambda: workbook(b"<x/>", xl__vbaProject=b"x"),
        "file.xlsx",
        HoldsForeignParts,
    ),
    "bomb": (lambda: workbook(b"\0" * 60_000_000), "file.xlsx", UnpacksTooLarge),
    "rows of a sheet": (
        lambda: workbook(
            b"".join(
                b"<row r='%d'><c>%d</c></row>" % (n, n * n) for n in range(200_002)
            )
        ),
        "file.xlsx",
        TooManyRows,
    ),
    "two million lines": (
        lambda: bytes(HEADER + LINE * 2_000_000, "utf-8"),
        "file.csv",
        TooManyRows,
    ),
    "too many bytes": (
        lambda: b"x" * (50 * 1024 * 1024 + 1),
        "file.csv",
        FileTooLarge,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_reason(
    tmp_path: Path, case: str
) -> None:
    make, name, refusal = REFUSED[case]

    with pytest.raises(refusal):
        lines_of(tmp_path, make(), name)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("record = officer", "line 1, column 10"),
        ("record =", "ends before it is complete"),
        ("a." * 40_000 + "a = 1", "too deep"),
        ("a = " + "[" * 40_000, "too deep"),
        (OFFICERS.replace('record = "officer"', 'record = "cat"'), "record"),
        (OFFICERS.replace('sex = "sex"', 'sexo = "sex"'), "fields.sexo"),
        (OFFICERS.replace('sex = "sex"\n', ""), "fields.sex"),
        (OFFICERS.replace("2018-12-31", "2010-12-31"), "source.extracted_on"),
        (OFFICERS + 'known = "someday"', "fields.separation_kind.known.rule"),
        (OFFICERS.replace("resignation", "tired"), "fields.separation_kind.values"),
    ],
)
def test_a_wrong_mapping_names_the_place(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(HEADER + LINE)

    with pytest.raises(MappingWrong) as refused:
        list(told(path, "file.csv", read(text)))

    assert place in str(refused.value)
