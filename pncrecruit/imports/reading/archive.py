"""Looks into a zipped spreadsheet before anything is made of it."""

import re
import zipfile
from pathlib import Path

from pncrecruit.imports.reading.limits import MB, Limits
from pncrecruit.imports.rules.problems import (
    FileBroken,
    HoldsForeignParts,
    TooManyRows,
    UnpacksTooLarge,
    WrongKind,
)

_FOREIGN = re.compile(r"vbaProject|externalLink|activeX|embeddings|/Basic/|Scripts/")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW = re.compile(rb"<row[ >]|<table:table-row[ >]")
_REPEATED = re.compile(rb'number-rows-repeated="(\d{1,12})"[^>]*>(.{0,200})', re.DOTALL)
_HEAD = 64 * 1024
_CHUNK = MB


def check(path: Path, limits: Limits, *, kind: str) -> None:
    """Refuse what is no spreadsheet, unpacks too far, or holds more than values.

    Sizes that the archive states may be lies: every part is unpacked and counted,
    and none is kept.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > limits.entries:
                raise UnpacksTooLarge
            _check_kind(archive, kind)
            left = min(limits.unpacked, limits.ratio * path.stat().st_size)
            for part in parts:
                left -= _check_part(archive, part, left, limits)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise FileBroken from error
    except (RuntimeError, ValueError) as error:  # encrypted, or headers that lie
        raise FileBroken from error


def _check_kind(archive: zipfile.ZipFile, kind: str) -> None:
    names = set(archive.namelist())
    if kind == ".xlsx":
        right = {"[Content_Types].xml", "xl/workbook.xml"} <= names
    else:
        right = "mimetype" in names and "content.xml" in names
        if right:
            with archive.open("mimetype") as part:
                said = part.read(100)
            right = said.startswith(b"application/vnd.oasis.opendocument.spreadsheet")
    if not right:
        raise WrongKind
    if any(_FOREIGN.search(name) for name in names):
        raise HoldsForeignParts


def _check_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, limits: Limits
) -> int:
    """Return how large a part is unpacked; refuse it beyond what is left."""
    counts_rows = part.filename == "content.xml" or _SHEET.fullmatch(part.filename)
    size = rows = 0
    tail = b""
    with archive.open(part) as content:
        while chunk := content.read(_CHUNK):
            if size < _HEAD and re.search(rb"<!(DOCTYPE|ENTITY)", chunk[:_HEAD]):
                raise HoldsForeignParts
            size += len(chunk)
            if size > left:
                raise UnpacksTooLarge
            if counts_rows:
                # A tag cut in two by the chunks is seen whole with the tail.
                rows += len(_ROW.findall(tail + chunk)) - len(_ROW.findall(tail))
                rows += _repeated(chunk, limits)
                tail = chunk[-32:]
                if rows > limits.rows + 1:
                    raise TooManyRows(limit=f"{limits.rows:,}")
    return size


def _repeated(chunk: bytes, limits: Limits) -> int:
    """Count rows that one tag repeats; empty ones fill a sheet to its end and are none.

    Only rows with a value count: a program pads a sheet with a million empty ones.
    """
    return sum(
        min(int(times), limits.rows + 2) - 1
        for times, after in _REPEATED.findall(chunk)
        if b"office:value" in after or b"<text:p" in after
    )
