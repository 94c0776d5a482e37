"""Rows of a list: one is drawn with blanks, which the values of every row then fill.

A page has fifty rows, and of their text only the values differ.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any, NoReturn

from flask import Flask
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from pncrecruit.web.drawing import written

_MARK = "\0"  # in no value of a database, and in no template


class Blank:
    """Stands for a value of a row, to be written and nothing else.

    A macro that looked at it would draw every row as it drew the first: it raises.
    """

    __slots__ = ("_place",)

    def __init__(self, place: int) -> None:
        """Take the place of the value in its row."""
        self._place = place

    def __html__(self) -> str:
        """Return what stands in the drawn row until it is filled in."""
        return f"{_MARK}{self._place}{_MARK}"

    def _looked_at(self, *_: object) -> NoReturn:
        raise TypeError("a row drawn by `each` writes its values and does no more")

    __bool__ = __eq__ = __iter__ = __len__ = __lt__ = __str__ = _looked_at
    __getattr__ = __getitem__ = __format__ = __hash__ = _looked_at


def each(macro: Macro, rows: Sequence[Sequence[Any]]) -> Markup:
    """Draw a macro for each row, whose values are its arguments.

    The macro writes them where it likes, and decides nothing by them.
    """
    if not rows:
        return Markup()
    drawn = str(macro(*map(Blank, range(len(rows[0]))))).split(_MARK)
    text, places = drawn[::2], [int(place) for place in drawn[1::2]]
    pattern = "%s".join(part.replace("%", "%%") for part in text)
    columns = [_escaped(column) for column in zip(*rows, strict=True)]
    values = chain.from_iterable(zip(*(columns[at] for at in places), strict=True))
    # Text of the template, in which every value stands escaped.
    return Markup(pattern * len(rows) % tuple(values))  # noqa: S704


def _escaped(column: Sequence[Any]) -> Sequence[str]:
    """Return the values of a column as they stand in a page: text all at once."""
    if set(map(type, column)) == {str}:
        together = str(escape(_MARK.join(column))).split(_MARK)
        if len(together) == len(column):
            return together
    return [written(value) for value in column]


def install(app: Flask) -> None:
    """Give templates ``each``: ``{{ each(row, rows) }}``."""
    app.add_template_global(each)
