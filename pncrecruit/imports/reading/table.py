"""The rows of a file, whatever its kind: a header, then numbered lines of cells."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from pncrecruit.imports.reading import archive
from pncrecruit.imports.reading.limits import MB, Limits
from pncrecruit.imports.rules.mapping import FileMapping
from pncrecruit.imports.rules.problems import (
    ColumnsMissing,
    ColumnTwice,
    FileBroken,
    FileTooLarge,
    LineBroken,
    NothingInside,
    NotText,
    SheetMissing,
    TooManyColumns,
    TooManyRows,
    WrongKind,
)
from pncrecruit.imports.rules.values import Cell, text

ZIPPED = b"PK\x03\x04"
DELIMITERS = ",;\t|"
_LEAD = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_HIGH = re.compile(rb"[\x80-\xff]")

Line = tuple[int, Sequence[Cell]]


class Table(NamedTuple):
    """A header, and the lines below it with the number each has in the file."""

    header: list[str]
    lines: Iterator[Line]


def open_table(path: Path, name: str, mapping: FileMapping, limits: Limits) -> Table:
    """Return the table in a file; raise a refusal that says what to do.

    ``name`` is what the sender called the file: its ending and its content must agree.
    """
    if path.stat().st_size > limits.packed:
        raise FileTooLarge(limit=limits.packed // MB)
    ending = Path(name).suffix.lower()
    with path.open("rb") as file:
        zipped = file.read(4) == ZIPPED
    if ending in (".xlsx", ".ods") and zipped:
        archive.check(path, limits, kind=ending)
        found = _sheet(path, mapping)
    elif ending in (".csv", ".txt") and not zipped:
        found = _text(path, mapping, limits)
    else:
        raise WrongKind
    return _checked(found, mapping, limits)


def _checked(lines: Iterator[Line], mapping: FileMapping, limits: Limits) -> Table:
    first = next(lines, None)
    if first is None:
        raise NothingInside
    header = [text(cell) for cell in first[1]]
    while header and not header[-1]:
        header.pop()
    if len(header) > limits.columns:
        raise TooManyColumns(limit=limits.columns)
    twice = [one.column for one in mapping.columns if header.count(one.column) > 1]
    if twice:
        raise ColumnTwice(columns=", ".join(twice))
    missing = [one.column for one in mapping.columns if one.column not in header]
    if missing:
        raise ColumnsMissing(
            columns=", ".join(missing), header=", ".join(header)[:400] or "—"
        )
    return Table(header, (_trimmed(line, len(header)) for line in lines))


def _trimmed(line: Line, width: int) -> Line:
    """Drop empty cells beyond the header: programs write them, nobody meant them."""
    number, cells = line
    while len(cells) > width and not text(cells[-1]):
        cells = cells[:-1]
    return number, cells


def _sheet(path: Path, mapping: FileMapping) -> Iterator[Line]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = book.sheet_names
            if mapping.sheet and mapping.sheet not in names:
                raise SheetMissing(sheet=mapping.sheet, sheets=", ".join(names)[:400])
            sheet = book.get_sheet_by_name(mapping.sheet or _likely(book, mapping))
            start = sheet.start[0] if sheet.start else 0
            width = 0
            for number, row in enumerate(sheet.iter_rows(), start + 1):
                cells: list[Cell] = list(row)  # type: ignore[arg-type]
                if not width:
                    width = len(cells)
                if any(text(cell) for cell in cells):
                    yield number, cells
    except (CalamineError, IndexError, OSError) as error:
        raise FileBroken from error


def _likely(book: CalamineWorkbook, mapping: FileMapping) -> str:
    """Return the first sheet that begins with the mapped columns, or the first one.

    A sheet of explanations may stand before the rows.
    """
    wanted = {one.column for one in mapping.columns}
    names = book.sheet_names
    for name in names:
        head = next(book.get_sheet_by_name(name).iter_rows(), [])
        if wanted <= {text(cell) for cell in head}:  # type: ignore[arg-type]
            return name
    return names[0]


def _text(path: Path, mapping: FileMapping, limits: Limits) -> Iterator[Line]:
    data = path.read_bytes()
    wide = "" if mapping.encoding else _wide(data)
    if b"\0" in data and not wide:
        raise WrongKind
    content = decoded(data, mapping.encoding or wide)
    del data
    if "\r" in content:
        content = content.replace("\r\n", "\n").replace("\r", "\n")
    wanted = [one.column for one in mapping.columns]
    delimiter = mapping.delimiter or likely_delimiter(content, wanted)
    csv.field_size_limit(1_000_000)
    # Counted first, so that a file that is too long or broken leaves nothing behind.
    for count, _ in enumerate(_records(content, delimiter)):
        if count > limits.rows:
            raise TooManyRows(limit=f"{limits.rows:,}")
    return _records(content, delimiter)


def _records(content: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(_split(content), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cells):
                yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise LineBroken(line=reader.line_num) from error


def _split(content: str) -> Iterator[str]:
    """Yield the lines one by one: a list of them all would take the memory twice."""
    begin = 0
    while begin < len(content):
        end = content.find("\n", begin) + 1 or len(content)
        yield content[begin:end]
        begin = end


def _wide(data: bytes) -> str:
    """Return the encoding of a text of two bytes a letter, if it is one.

    Spreadsheet programs save “Unicode text” so, nearly always with its mark; without
    it every second byte of our letters is zero.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:2_000]
    if not head or len(data) % 2:
        return ""
    zeros = head[1::2].count(0), head[0::2].count(0)
    if min(zeros) == 0 and max(zeros) * 2 > len(head) // 2:
        return "utf-16-le" if zeros[0] else "utf-16-be"
    return ""


def decoded(data: bytes, encoding: str = "") -> str:
    """Return a text that is UTF-8, with or without its mark, or Windows-1252.

    A file that is mostly UTF-8 with a broken place is not taken for Windows-1252:
    its accents would come out wrong without anybody being told.
    """
    if encoding:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError) as error:
            at = getattr(error, "start", 0)
            raise NotText(line=data.count(b"\n", 0, at) + 1) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(_LEAD.findall(data)) * 4 > len(_HIGH.findall(data)):
            raise NotText(line=data.count(b"\n", 0, error.start) + 1) from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise NotText(line=data.count(b"\n", 0, error.start) + 1) from error


def likely_delimiter(content: str, wanted: Sequence[str]) -> str:
    """Return the sign that makes most of the wanted columns appear in the header."""
    first = content[: content.find("\n") + 1 or len(content)]

    def found(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=delimiter), [])
        tidy = {name.strip() for name in names}
        return sum(name in tidy for name in wanted), len(names)

    return max(DELIMITERS, key=found)
