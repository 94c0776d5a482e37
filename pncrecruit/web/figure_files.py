"""Figures as a page writes them, each with the numbers behind it for a file.

A page shows "35.2 %" or "240 to 244"; who takes the table away into a spreadsheet needs
numbers with a dot, their unit in the head of the column, and each end of a range in a
column of its own. A file tells no more digits than the page.
"""

import math
from collections.abc import Iterable, Sequence

from flask import Response

from pncrecruit.web import filters
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.download import csv_response

Number = float | int | None
PERCENT = "%"


class Figure(str):
    """A text of the page that knows its numbers (one, two ends, or all three).

    ``unit`` goes to the head of the column; a share is given in percent.
    """

    __slots__ = ("numbers", "unit")

    numbers: tuple[Number, ...]
    unit: str

    def __new__(cls, text: str, numbers: Sequence[Number], unit: str = "") -> "Figure":
        """Make a text that carries its numbers."""
        made = super().__new__(cls, text)
        made.numbers, made.unit = tuple(numbers), unit
        return made


def count(value: filters.Number | None, digits: int = 0) -> Figure:
    """Return a number as the page writes it."""
    return Figure(filters.number(value, digits), [_rounded(value, digits)])


def percent(value: filters.Number | None, digits: int = 1) -> Figure:
    """Return a share between 0 and 1 in percent."""
    return Figure(filters.share(value, digits), [_percent(value, digits)], PERCENT)


def span(low: Figure, high: Figure) -> Figure:
    """Return a range of two figures of one kind."""
    text = gettext("%(low)s to %(high)s", low=low, high=high)
    return Figure(text, [*low.numbers, *high.numbers], low.unit)


def at_least(low: Figure) -> Figure:
    """Return a range that has no upper end."""
    return Figure(gettext("%(low)s or more", low=low), [*low.numbers, None], low.unit)


def with_interval(value: Figure, low: Figure, high: Figure) -> Figure:
    """Return a figure with its interval in brackets."""
    text = gettext("%(rate)s (%(low)s to %(high)s)", rate=value, low=low, high=high)
    numbers = [*value.numbers, *low.numbers, *high.numbers]
    return Figure(text, numbers, value.unit)


def factor(value: float, digits: int = 2) -> Figure:
    """Return how many times as much something is: × 1.20."""
    return Figure(f"× {filters.number(value, digits)}", [_rounded(value, digits)])


def figures_csv(
    name: str, headers: Sequence[str], rows: Iterable[Sequence[str]]
) -> Response:
    """Return a table of the page as a file whose figures are numbers.

    What stands in a column of numbers and is none ("not reached yet") is told in a
    last column of notes.
    """
    held = [list(row) for row in rows]
    parts = [_parts(held, place) for place in range(len(headers))]
    notes = [_notes(row, headers, parts) for row in held]
    heads = [
        head
        for place, header in enumerate(headers)
        for head in _heads(header, parts[place], _unit(held, place))
    ]
    lines: list[list[object]] = [
        [cell for place, one in enumerate(row) for cell in _cells(one, parts[place])]
        for row in held
    ]
    if any(notes):
        heads.append(gettext("Notes"))
        lines = [[*line, note] for line, note in zip(lines, notes, strict=True)]
    return csv_response(name, heads, lines)


def _parts(rows: Sequence[Sequence[str]], place: int) -> int:
    """Return how many numbers the cells of a column have; 0 if it holds words."""
    cells = (row[place] for row in rows)
    return max(
        (len(cell.numbers) for cell in cells if isinstance(cell, Figure)), default=0
    )


def _unit(rows: Sequence[Sequence[str]], place: int) -> str:
    for row in rows:
        cell = row[place]
        if isinstance(cell, Figure) and cell.unit:
            return cell.unit
    return ""


def _heads(header: str, parts: int, unit: str) -> list[str]:
    said = f"{header} ({unit})" if unit else header
    if parts <= 1:
        return [said]
    ends = [
        gettext("%(column)s: from", column=said),
        gettext("%(column)s: to", column=said),
    ]
    return ends if parts == 2 else [said, *ends]


def _cells(cell: str, parts: int) -> list[object]:
    if not parts:
        return [cell]
    if not isinstance(cell, Figure):
        return [None] * parts
    if len(cell.numbers) == 1:  # where others are ranges: both ends are the same
        return [cell.numbers[0]] * parts
    return [*cell.numbers, *([None] * (parts - len(cell.numbers)))]


def _notes(row: Sequence[str], headers: Sequence[str], parts: Sequence[int]) -> str:
    return "; ".join(
        f"{header}: {cell}"
        for cell, header, many in zip(row, headers, parts, strict=True)
        if many and not isinstance(cell, Figure) and cell != filters.NOTHING
    )


def _rounded(value: filters.Number | None, digits: int) -> Number:
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), digits) if digits else round(value)


def _percent(value: filters.Number | None, digits: int) -> Number:
    return None if value is None else _rounded(float(value) * 100, digits)
