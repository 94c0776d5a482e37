"""The mapping of a file: which column is which field of ours, and how it is read.

A mapping is a TOML file; docs/mappings explains it and has examples.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pncrecruit.imports.rules import RecordKind
from pncrecruit.imports.rules.fields import FIELDS, FieldKind
from pncrecruit.imports.rules.mapping_faults import (
    ColumnNotNamed,
    CurrencyWrong,
    DayWrong,
    EntryUnknown,
    ExtractedBefore,
    FieldNotMapped,
    FieldUnknown,
    FieldWithoutColumn,
    FormatOfNoDate,
    FormatTellsLess,
    LabelsNotForeign,
    LagWrong,
    MappingTooLong,
    NotOneOf,
    NotToml,
    RuleUnknown,
    SourceKeyWrong,
    SourceNameWrong,
    TableWanted,
    TomlEnds,
    YearNotTold,
)
from pncrecruit.officers.rules.dates import day_after
from pncrecruit.persons.kinds import Precision

_KEY = re.compile(r"[a-z][a-z0-9-]{1,19}")
_TOP = {"record", "source", "file", "known", "fields"}
_SOURCE = {
    "key",
    "name",
    "observed_from",
    "extracted_on",
    "currency",
    "foreign",
    "cohort_scheme",
    "confirmed_labels",
}
_FILE = {"delimiter", "encoding", "sheet"}
_FIELD = {"column", "format", "precision", "values", "known", "lag_days", "inclusive"}
_KNOWN = {"rule", "lag_days"}
_RULES = ("start", "end_of_period", "extraction")
_FORMAT_PARTS = re.compile(r"%(.)")
_PLACE = re.compile(r"at line (\d+), column (\d+)")  # as the parser says it
_LONGEST_LAG = 3660  # days
_DOTS = 100  # in a line; a key of many parts takes the parser their square


@dataclass(frozen=True, slots=True)
class Known:
    """When a fact became known: at its start, when its period is over, by a column."""

    rule: str = "start"
    column: str = ""  # a field of ours, for the rule "column:…"
    lag_days: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where the records come from, and the window in which they were observed."""

    key: str
    name: str
    observed_from: date | None = None
    extracted_on: date | None = None
    currency: str = "GTQ"
    foreign: bool = False
    cohort_scheme: str | None = None
    confirmed_labels: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """How a column of the file becomes a field of ours."""

    field: str
    column: str
    format: str = ""
    precision: Precision = Precision.DAY
    values: Mapping[str, str] | None = None
    known: Known | None = None
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class FileMapping:
    """A mapping that was read and found right."""

    record: RecordKind
    source: Source
    columns: tuple[Column, ...]
    known: Known = field(default_factory=Known)
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    plain: Mapping[str, Any] = field(default_factory=dict)  # as JSON can keep it

    @property
    def digest(self) -> str:
        """The same for the same mapping, whatever the order of its tables."""
        text = json.dumps(self.plain, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> FileMapping:
    """Return the mapping that a TOML text is; raise MappingWrong with the place."""
    if any(line.count(".") > _DOTS for line in text.splitlines()):
        raise MappingTooLong
    try:
        found = json.loads(json.dumps(tomllib.loads(text), default=str))
    except tomllib.TOMLDecodeError as error:
        at = _PLACE.search(str(error))
        if at is None:
            raise TomlEnds from error
        raise NotToml(line=at[1], column=at[2]) from error
    except RecursionError as error:
        raise MappingTooLong from error
    return from_plain(found)


def from_plain(found: Mapping[str, Any]) -> FileMapping:
    """Return the mapping that was kept as plain values."""
    _only(found, _TOP, "")
    record = _one_of(RecordKind, found.get("record"), "record")
    columns = tuple(
        _column(record, name, table)
        for name, table in _table(found, "fields", required=True).items()
    )
    given = {one.field for one in columns}
    for name, ours in FIELDS[record].items():
        if ours.required and name not in given:
            raise FieldWithoutColumn(place=f"fields.{name}")
    sheet = _table(found, "file")
    _only(sheet, _FILE, "file.")
    known = _known(_table(found, "known"), "known", given)
    for one in columns:
        if one.known and one.known.column and one.known.column not in given:
            place = f"fields.{one.field}.known"
            raise FieldNotMapped(place=place, name=one.known.column)
    return FileMapping(
        record=record,
        source=_source(_table(found, "source", required=True)),
        columns=columns,
        known=known,
        delimiter=str(sheet.get("delimiter", "")),
        encoding=str(sheet.get("encoding", "")),
        sheet=str(sheet.get("sheet", "")),
        plain=found,
    )


def known_on(
    known: Known,
    start: date,
    precision: Precision,
    dates: Mapping[str, date | None],
    extracted_on: date | None,
) -> date:
    """Return the day on which a fact became known.

    A column that is empty (a case still open) leaves the start: that it began is
    known, how it ended is not told.
    """
    if known.rule == "end_of_period":
        day = day_after(start, precision)
    elif known.rule == "extraction" and extracted_on is not None:
        day = extracted_on
    else:
        day = dates.get(known.column) or start
    return day + timedelta(days=known.lag_days)


def _column(record: RecordKind, name: str, table: Any) -> Column:
    place = f"fields.{name}"
    ours = FIELDS[record].get(name)
    if ours is None:
        raise FieldUnknown(place=place, record=record)
    if isinstance(table, str):
        table = {"column": table}
    if not isinstance(table, dict) or not isinstance(table.get("column"), str):
        raise ColumnNotNamed(place=place)
    _only(table, _FIELD, f"{place}.")
    values = table.get("values")
    if values is not None and not isinstance(values, dict):
        raise TableWanted(place=f"{place}.values", name=f"{place}.values")
    pattern = str(table.get("format", ""))
    if ours.kind is FieldKind.DATE:
        pattern = pattern or "%d/%m/%Y"
    elif pattern:
        raise FormatOfNoDate(place=f"{place}.format")
    known = None
    if "known" in table:
        rule = {"rule": table["known"], "lag_days": table.get("lag_days", 0)}
        known = _known(rule, f"{place}.known", None)
    return Column(
        field=name,
        column=table["column"],
        format=pattern,
        precision=_precision(pattern, table.get("precision"), place),
        values=None if values is None else {k: str(v) for k, v in values.items()},
        known=known,
        inclusive=bool(table.get("inclusive", False)),
    )


def _precision(pattern: str, given: object, place: str) -> Precision:
    """Return how exactly a format tells a date; it cannot be said to be more."""
    if not pattern:
        return Precision.DAY
    parts = set(_FORMAT_PARTS.findall(pattern))
    told = (
        Precision.DAY
        if "d" in parts
        else Precision.MONTH
        if parts & {"m", "b", "B"}
        else Precision.YEAR
    )
    if "Y" not in parts:
        raise YearNotTold(place=f"{place}.format")
    if given is None:
        return told
    wanted: Precision = _one_of(Precision, given, f"{place}.precision")
    order = [Precision.DAY, Precision.MONTH, Precision.YEAR]
    if order.index(wanted) < order.index(told):
        raise FormatTellsLess(place=f"{place}.precision", told=told)
    return wanted


def _known(table: Mapping[str, Any], place: str, fields: set[str] | None) -> Known:
    _only(table, _KNOWN, f"{place}.")
    rule = str(table.get("rule", "start"))
    lag = table.get("lag_days", 0)
    if not isinstance(lag, int) or not 0 <= lag <= _LONGEST_LAG:
        raise LagWrong(place=f"{place}.lag_days", most=_LONGEST_LAG)
    if rule.startswith("column:"):
        column = rule.removeprefix("column:")
        if fields is not None and column not in fields:
            raise FieldNotMapped(place=place, name=column)
        return Known("column", column, lag)
    if rule not in _RULES:
        raise RuleUnknown(place=f"{place}.rule", known=", ".join(_RULES))
    return Known(rule, "", lag)


def _source(table: Mapping[str, Any]) -> Source:
    _only(table, _SOURCE, "source.")
    key, name = table.get("key"), table.get("name")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise SourceKeyWrong(place="source.key")
    if not isinstance(name, str) or not 1 <= len(name) <= 80:
        raise SourceNameWrong(place="source.name")
    foreign = bool(table.get("foreign", False))
    confirmed = bool(table.get("confirmed_labels", False))
    if confirmed and not foreign:
        # A people column of our own force is what others said of somebody.
        raise LabelsNotForeign(place="source.confirmed_labels")
    source = Source(
        key=key,
        name=name,
        observed_from=_day(table, "observed_from"),
        extracted_on=_day(table, "extracted_on"),
        currency=str(table.get("currency", "GTQ")),
        foreign=foreign,
        cohort_scheme=table.get("cohort_scheme"),
        confirmed_labels=confirmed,
    )
    if not re.fullmatch(r"[A-Z]{3}", source.currency):
        raise CurrencyWrong(place="source.currency")
    if (
        source.observed_from
        and source.extracted_on
        and source.extracted_on < source.observed_from
    ):
        raise ExtractedBefore(place="source.extracted_on")
    return source


def _day(table: Mapping[str, Any], name: str) -> date | None:
    value = table.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise DayWrong(place=f"source.{name}") from error


def _table(
    found: Mapping[str, Any], name: str, *, required: bool = False
) -> dict[str, Any]:
    table = found.get(name, {})
    if not isinstance(table, dict) or (required and not table):
        raise TableWanted(place=name, name=name)
    return table


def _only(table: Mapping[str, Any], allowed: set[str], place: str) -> None:
    for name in table:
        if name not in allowed:
            known = ", ".join(sorted(allowed))
            raise EntryUnknown(place=f"{place}{name}", known=known)


def _one_of(kind: Any, value: object, place: str) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        known = ", ".join(member.value for member in kind)
        raise NotOneOf(place=place, known=known) from error
