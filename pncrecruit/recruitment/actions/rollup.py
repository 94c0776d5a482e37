"""Keep the counts in the transaction of the deed, on both engines."""

from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, cast

from sqlalchemy import Integer, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from pncrecruit.bulk import among_named, listed
from pncrecruit.db import db
from pncrecruit.recruitment.models import (
    Application,
    FunnelCount,
    Reached,
    StageCount,
)
from pncrecruit.recruitment.queries.rollup import Dimensions
from pncrecruit.recruitment.rules import Standing

_REACHED = cast(Table, Reached.__table__)
_APPLICATIONS = cast(Table, Application.__table__)


class Tally:
    """Changes of the counts, added up first: one statement a table writes them."""

    def __init__(self) -> None:
        self._stage: Counter[tuple[Dimensions, int, Standing]] = Counter()
        self._funnel: Counter[tuple[Dimensions, int, str]] = Counter()

    def stage(
        self, where: Dimensions, position: int, standing: Standing, change: int
    ) -> None:
        """Add to those who stand so in a phase."""
        self._stage[where, position, standing] += change

    def funnel(
        self, where: Dimensions, entries: Iterable[tuple[int, str]], change: int
    ) -> None:
        """Add to those who reached a phase ("") or left it by a result."""
        for position, result in entries:
            self._funnel[where, position, result] += change

    def write(self) -> None:
        """Write the changes. Rows go in one order, so that writers cannot deadlock."""
        _add(
            StageCount,
            [
                {
                    **where._asdict(),
                    "position": position,
                    "standing": standing,
                    "persons": n,
                }
                for (where, position, standing), n in sorted(self._stage.items())
                if n
            ],
        )
        _add(
            FunnelCount,
            [
                {
                    **where._asdict(),
                    "position": position,
                    "result": result,
                    "persons": n,
                }
                for (where, position, result), n in sorted(self._funnel.items())
                if n
            ],
        )
        self._stage.clear()
        self._funnel.clear()


def _add(model: type[StageCount | FunnelCount], rows: list[dict[str, Any]]) -> None:
    if rows:
        connection = db.session.connection()
        connection.execute(_adding(model, connection.dialect.name), rows)


@cache
def _adding(model: type[StageCount | FunnelCount], engine: str) -> Any:
    """Return the statement that adds to the counts; it is built once an engine."""
    table: Table = model.__table__  # type: ignore[assignment]
    statement = _insert(table, engine)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={"persons": table.c.persons + statement.excluded.persons},
    )


@cache
def _entering(engine: str) -> Any:
    """Return the statement that enters many at once, and tells who is there anew."""
    entering = select(_APPLICATIONS.c.id, bindparam("phase", type_=Integer())).where(
        among_named(_APPLICATIONS.c.id, "ids", engine)
    )
    return (
        _insert(_REACHED, engine)
        .from_select(["application_id", "phase_id"], entering)
        .on_conflict_do_nothing()
        .returning(_REACHED.c.application_id)
    )


def _insert(table: Table, engine: str) -> Any:
    """Return the engine's own INSERT, which knows ON CONFLICT."""
    return (postgresql if engine == "postgresql" else sqlite).insert(table)


def enter(application_ids: Collection[int], phase_id: int) -> set[int]:
    """Note that applications entered a phase; return whose first time it is."""
    if not application_ids:
        return set()
    connection = db.session.connection()
    ids = listed(_APPLICATIONS.c.id, application_ids, connection.dialect)
    return set(
        connection.scalars(
            _entering(connection.dialect.name), {"ids": ids, "phase": phase_id}
        )
    )


def leave(application_id: int, phase_id: int) -> None:
    """Forget that an application entered a phase: the move there was undone."""
    db.session.execute(
        delete(Reached).where(
            Reached.application_id == application_id, Reached.phase_id == phase_id
        )
    )
