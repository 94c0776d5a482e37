"""A cell becomes a value of ours, or a problem: nothing is guessed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache

from pncrecruit.imports.rules import RecordKind
from pncrecruit.imports.rules.fields import FIELDS, Field, FieldKind
from pncrecruit.imports.rules.mapping import Column
from pncrecruit.imports.rules.mapping_faults import CodeTooLong, CodeUnknown
from pncrecruit.imports.rules.problems import Problem
from pncrecruit.officers.rules.dates import day_after
from pncrecruit.persons.kinds import Precision, Sex
from pncrecruit.persons.rules import fold_name
from pncrecruit.reference import (
    municipalities,
    ranks,
    schooling_levels,
    separation_kinds,
)

Cell = str | float | int | bool | date | datetime | None
Value = str | date | Decimal | None
Convert = Callable[[Cell], "Value | Problem"]

YEARS = range(1900, 2100)
_SEXES = {
    "f": Sex.FEMALE,
    "m": Sex.MALE,
    "mujer": Sex.FEMALE,
    "femenino": Sex.FEMALE,
    "woman": Sex.FEMALE,
    "female": Sex.FEMALE,
    "hombre": Sex.MALE,
    "masculino": Sex.MALE,
    "man": Sex.MALE,
    "male": Sex.MALE,
}
# Dates as a reader writes their format, for a message.
_WORDS = {"%d": "dd", "%m": "mm", "%Y": "aaaa", "%y": "aa"}


@cache
def choices(name: str) -> Mapping[str, str]:
    """Return what may stand in a field of a closed list (folded), and its code."""
    match name:
        case "sex":
            return {word: sex.value for word, sex in _SEXES.items()}
        case "rank":
            return {
                fold_name(word): one.key
                for one in ranks().values()
                for word in (one.key, one.name_es, one.name_es_feminine, one.name_en)
            }
        case "separation_kind":
            return {
                fold_name(word): one.code
                for one in separation_kinds().values()
                for word in (one.code, one.name_es, one.name_en)
            }
        case "schooling":
            return {
                fold_name(word): one.code
                for one in schooling_levels().values()
                for word in (one.code, one.name_es, one.name_en)
            }
        case _:
            return _places()


def _places() -> Mapping[str, str]:
    """Return municipalities by code, and by name with their department."""
    found = {}
    for one in municipalities().values():
        found[one.code] = one.code
        for name in filter(None, (one.name, one.other_name)):
            found[fold_name(f"{name}, {one.department.name}")] = one.code
    return found


@cache
def codes(name: str) -> frozenset[str]:
    """Return the codes that a field of a closed list may come to."""
    extra = {Sex.UNKNOWN.value} if name == "sex" else set()
    return frozenset(choices(name).values()) | extra


def text(cell: Cell) -> str:
    """Return a cell as text; a whole number without the point a sheet gives it."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def converter(record: RecordKind, column: Column) -> Convert:
    """Return what turns the cells of a column into values of its field.

    Raises MappingWrong if the mapping translates to a code that does not exist.
    """
    ours = FIELDS[record][column.field]
    make = {
        FieldKind.TEXT: _text,
        FieldKind.CODE: _code,
        FieldKind.CHOICE: _choice,
        FieldKind.DATE: _date,
        FieldKind.NUMBER: _number,
    }[ours.kind]
    return make(ours, column)


def _wrong(column: Column, code: str, **facts: object) -> Problem:
    known = {name: str(value)[:80] for name, value in facts.items()}
    return Problem(column.field, code, known)


def _text(ours: Field, column: Column) -> Convert:
    def convert(cell: Cell) -> Value | Problem:
        found = text(cell)
        if len(found) > ours.limit:
            return _wrong(column, "value_too_long", limit=ours.limit)
        return found or None

    return convert


def _code(ours: Field, column: Column) -> Convert:
    if column.values is None:
        return _text(ours, column)
    values = column.values
    for target in values.values():
        if len(target) > ours.limit:
            raise CodeTooLong(place=f"fields.{column.field}.values", value=target[:80])
    return _translated(column, values)


def _choice(_ours: Field, column: Column) -> Convert:
    if column.values is not None:
        for target in column.values.values():
            if target not in codes(column.field):
                raise CodeUnknown(
                    place=f"fields.{column.field}.values",
                    value=target[:80],
                    known=", ".join(sorted(codes(column.field))[:30]),
                )
        return _translated(column, column.values)
    allowed = choices(column.field)

    def convert(cell: Cell) -> Value | Problem:
        found = text(cell)
        if not found:
            return None
        code = allowed.get(fold_name(found))
        return code or _wrong(column, "value_unknown", value=found)

    return convert


def _translated(column: Column, values: Mapping[str, str]) -> Convert:
    known: dict[str, Value | Problem] = {
        name: code or None for name, code in values.items()
    }
    known.setdefault("", None)

    def convert(cell: Cell) -> Value | Problem:
        found = text(cell)
        if found in known:
            return known[found]
        return _wrong(column, "value_unknown", value=found)

    return convert


def _date(_ours: Field, column: Column) -> Convert:
    seen: dict[Cell, Value | Problem] = {}

    def convert(cell: Cell) -> Value | Problem:
        if cell not in seen:
            if len(seen) > 50_000:
                seen.clear()
            seen[cell] = _day_of(cell, column)
        return seen[cell]

    return convert


def _day_of(cell: Cell, column: Column) -> Value | Problem:
    """Return the first day of what a cell stands for; for an end, the day after."""
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        written = text(cell)
        if not written:
            return None
        try:
            # A day has no zone: it is the calendar's, as the source wrote it.
            found = datetime.strptime(written, column.format).date()  # noqa: DTZ007
        except ValueError:
            if _shape(written) == _shape(date(2018, 12, 31).strftime(column.format)):
                return _wrong(column, "date_impossible", value=written)
            words = column.format
            for part, word in _WORDS.items():
                words = words.replace(part, word)
            return _wrong(column, "date_not_understood", value=written, format=words)
    if found.year not in YEARS:
        return _wrong(column, "date_impossible", value=text(cell))
    found = _first_day(found, column.precision)
    return day_after(found, column.precision) if column.inclusive else found


def _shape(written: str) -> str:
    return "".join("9" if mark.isdigit() else mark for mark in written)


def _first_day(day: date, precision: Precision) -> date:
    if precision is Precision.YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision is Precision.MONTH else day


def _number(ours: Field, column: Column) -> Convert:
    def convert(cell: Cell) -> Value | Problem:
        written = text(cell)
        if not written:
            return None
        try:
            found = Decimal(written.replace(",", "") if "." in written else written)
        except InvalidOperation:
            return _wrong(column, "number_not_understood", value=written)
        if not (found.is_finite() and ours.low <= found <= ours.high):
            return _wrong(
                column,
                "number_out_of_range",
                value=written,
                low=f"{ours.low:g}",
                high=f"{ours.high:g}",
            )
        return found

    return convert
