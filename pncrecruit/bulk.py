"""Many rows at once into one table, from columns, in half the time of the mapper."""

import gc
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice, repeat
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    BindParameter,
    ColumnElement,
    Dialect,
    String,
    Table,
    any_,
    bindparam,
    func,
    insert,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from pncrecruit.db import db

CHUNK = 10_000

Column = Sequence[Any]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from searching for circles while rows come by the hundred thousand.

    There are none among them, and the search takes more than half of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def insert_columns(table: Table, columns: Mapping[str, Column], **same: object) -> None:
    """Insert a row for each place in the columns; ``same`` holds for all of them.

    The values go through the types of the table a column at a time, and defaults that
    are plain values are filled in. What neither names is NULL, also where a given None
    would be the JSON "null".
    """
    connection = db.session.connection()
    dialect = connection.dialect
    same = {
        column.name: column.default.arg
        for column in table.columns
        if isinstance(column.default, ScalarElementColumnDefault)
        and column.name not in columns
    } | same
    names = (*columns, *same)
    compiled = _compiled(table, names, dialect)
    ready: dict[str, Any] = {
        name: _ready(table, name, dialect, values) for name, values in columns.items()
    }
    for name, value in same.items():
        (one,) = _ready(table, name, dialect, [value])
        ready[name] = repeat(one)
    order = compiled.positiontup or names
    rows: Iterator[tuple[Any, ...]] = zip(*(ready[name] for name in order))  # noqa: B905 - what is the same is endless
    while block := list(islice(rows, CHUNK)):
        values = (
            block
            if compiled.positional
            else [dict(zip(order, row, strict=True)) for row in block]
        )
        connection.exec_driver_sql(str(compiled), values)


@lru_cache(maxsize=64)
def _compiled(table: Table, names: tuple[str, ...], dialect: Dialect) -> SQLCompiler:
    statement = insert(table).values(dict.fromkeys(names))
    made = statement.compile(dialect=dialect, column_keys=names)
    if not isinstance(made, SQLCompiler):
        raise TypeError("an INSERT compiles to SQL")
    return made


def _ready(table: Table, name: str, dialect: Dialect, values: Column) -> Sequence[Any]:
    """Return the values of a column as the driver takes them."""
    processor = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    if processor is None:
        return values
    return [processor(value) for value in values]


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """Return the condition that a column has one of many values: one parameter.

    A list of a thousand parameters is spelt out anew for each statement, at ten
    microseconds a value.
    """
    dialect = db.session.connection().dialect
    given: BindParameter[Any] = bindparam(None, listed(column, values, dialect))
    return _one_of(column, given, dialect.name)


def among_named(column: Any, name: str, engine: str) -> ColumnElement[bool]:
    """Return the same condition for a statement that is built once.

    The parameter ``name`` gets what `listed` makes of the values.
    """
    return _one_of(column, bindparam(name), engine)


def listed(column: Any, values: Iterable[Any], dialect: Dialect) -> list[Any] | str:
    """Return many values of a column as the one parameter of `among_named`."""
    if dialect.name == "postgresql":
        return list(values)
    processor = column.type.dialect_impl(dialect).bind_processor(dialect)
    return json.dumps(list(values if processor is None else map(processor, values)))


def _one_of(column: Any, given: BindParameter[Any], engine: str) -> ColumnElement[bool]:
    found: ColumnElement[bool]
    if engine == "postgresql":
        found = column == any_(type_coerce(given, ARRAY(column.type)))
        return found
    each = func.json_each(type_coerce(given, String())).table_valued("value")
    found = column.in_(select(each.c.value))
    return found


def reserved_ids(table: Table, count: int) -> list[int]:
    """Return identifiers for rows to come, which nobody else can be given.

    PostgreSQL counts them off its sequence; SQLite has one writer, who is at work.
    """
    if not count:
        return []
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        asked = select(func.nextval(sequence)).select_from(
            func.generate_series(1, count).alias("n")
        )
        return sorted(connection.scalars(asked))
    last = connection.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


def public_ids(count: int) -> list[UUID]:
    """Return random identifiers for rows that are written together.

    They begin alike, so that they lie side by side in an index: strewn over it, a chunk
    of rows would change nearly each of its pages. What follows are 90 random bits
    each, which nobody guesses.
    """
    first, drawn = secrets.token_bytes(4), secrets.token_bytes(12 * count)
    return [
        UUID(bytes=first + drawn[place : place + 12], version=4)
        for place in range(0, 12 * count, 12)
    ]


def refresh_statistics(*tables: Table) -> None:
    """Have PostgreSQL count tables anew that have just been filled.

    It does so by itself a minute after a commit; until then it plans for empty tables
    and reads thirty thousand facts thirty thousand times. SQLite keeps no counts.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        for table in tables:
            analyze = DDL("ANALYZE %(fullname)s")  # type: ignore[no-untyped-call]
            connection.execute(analyze.against(table))
