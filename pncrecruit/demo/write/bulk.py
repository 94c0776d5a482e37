"""Many rows at once into one table, from columns."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from sqlalchemy import Dialect, Table, func, insert, select, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from pncrecruit.db import Base, db

CHUNK = 10_000
SOURCE = "demo"

Column = Sequence[Any]


def dates(days: npt.NDArray[Any]) -> list[date | None]:
    """Return days as the database takes them; NaT is nothing."""
    return cast(list[date | None], days.astype("datetime64[D]").tolist())


def instants(days: npt.NDArray[Any], rng: np.random.Generator) -> list[datetime]:
    """Return an instant in office hours (9 to 16 in Guatemala) of each day."""
    seconds = rng.integers(15 * 3600, 22 * 3600, len(days))
    whole = days.astype("datetime64[s]") + seconds
    return [one.replace(tzinfo=UTC) for one in whole.tolist()]


def insert_rows(
    model: type[Base], columns: Mapping[str, Column], **same: object
) -> None:
    """Insert a row for each place in the columns; `same` holds for all of them.

    The values go through the types of the table a column at a time, which takes half
    the time that SQLAlchemy needs for a row at a time.
    """
    table = cast(Table, model.__table__)
    connection = db.session.connection()
    dialect = connection.dialect
    same = {
        column.name: column.default.arg
        for column in table.columns
        if isinstance(column.default, ScalarElementColumnDefault)
        and column.name not in columns
    } | same
    names = [*columns, *same]
    compiled = (
        insert(table)
        .values(dict.fromkeys(names))
        .compile(dialect=dialect, column_keys=names)
    )
    ready = {
        name: _ready(table, name, dialect, values) for name, values in columns.items()
    }
    n = len(next(iter(ready.values())))
    ready |= {
        name: _ready(table, name, dialect, [value]) * n for name, value in same.items()
    }
    order = compiled.positiontup or names
    rows: Iterator[tuple[Any, ...]] = zip(*(ready[name] for name in order), strict=True)
    while block := list(islice(rows, CHUNK)):
        values = (
            block
            if compiled.positional
            else [dict(zip(order, row, strict=True)) for row in block]
        )
        connection.exec_driver_sql(str(compiled), values)


def _ready(table: Table, name: str, dialect: Dialect, values: Column) -> list[Any]:
    """Return the values of a column as the driver takes them."""
    processor = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    if processor is None:
        return list(values)
    return [processor(value) for value in values]


def next_id(model: type[Base]) -> int:
    """Return the first free identifier of a table."""
    column = cast(Table, model.__table__).c.id
    return (db.session.scalar(select(func.max(column))) or 0) + 1


def ids(model: type[Base], n: int) -> list[int]:
    """Return n identifiers after those that are taken."""
    first = next_id(model)
    return list(range(first, first + n))


def release_ids(*models: type[Base]) -> None:
    """Let PostgreSQL count on after the identifiers that were given here."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    for model in models:
        name = cast(Table, model.__table__).name
        db.session.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": name, "last": max(next_id(model) - 1, 1)},
        )
