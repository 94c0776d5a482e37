"""Many rows at once into one table, from columns."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from sqlalchemy import Table, func, select, text

from pncrecruit.bulk import Column, insert_columns
from pncrecruit.db import Base, db

SOURCE = "demo"


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
    """Insert a row for each place in the columns; `same` holds for all of them."""
    insert_columns(cast(Table, model.__table__), columns, **same)


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
