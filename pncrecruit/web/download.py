"""Files that a spreadsheet program opens and cannot execute."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response
from werkzeug.utils import secure_filename

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")


def cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return f"'{value}"
    return value


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the text of a CSV file, with the mark that Excel looks for."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([cell(header) for header in headers])
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()


def csv_response(
    name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> Response:
    """Return a CSV file as a download, in UTF-8."""
    return Response(
        csv_text(headers, rows),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="{secure_filename(name)}"'
        },
    )
