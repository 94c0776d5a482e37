"""Papers as tagged PDF: the receipt, and the numbered forms of a fair."""

import json
from collections.abc import Sequence

import typst

from pncrecruit.paths import resource


def pdf(template: str, data: dict[str, object]) -> bytes:
    """Return a PDF/UA of a template of typst; what is in the data stays text."""
    path = resource("templates") / "recruitment" / "paper" / template
    made = typst.compile(
        path.read_bytes(),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards="ua-1",
        format="pdf",
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


def receipt(
    *, title: str, number: str, code: str, lines: Sequence[str], labels: dict[str, str]
) -> bytes:
    """Return the receipt of an application, with the code that is shown once."""
    return pdf(
        "receipt.typ",
        {
            "title": title,
            "number": number,
            "code": code,
            "lines": list(lines),
            "labels": labels,
        },
    )


def sheets(
    *,
    title: str,
    language: str,
    numbers: Sequence[str],
    rows: Sequence[object],
    notes: Sequence[str] = (),
) -> bytes:
    """Return numbered paper forms, one a page."""
    return pdf(
        "sheet.typ",
        {
            "title": title,
            "lang": language,
            "numbers": list(numbers),
            "rows": list(rows),
            "notes": list(notes),
        },
    )
