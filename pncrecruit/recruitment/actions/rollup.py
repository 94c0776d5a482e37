"""Keep the counts in the transaction of the deed, on both engines."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, delete
from sqlalchemy.dialects import postgresql, sqlite

from pncrecruit.db import db
from pncrecruit.recruitment.models import (
    FunnelCount,
    Reached,
    StageCount,
)
from pncrecruit.recruitment.queries.rollup import Dimensions
from pncrecruit.recruitment.rules import Standing

_ROWS = 500  # of one statement, well under the parameters that an engine takes


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


def _insert(table: Any) -> Any:
    """Return the engine's own INSERT, which knows ON CONFLICT."""
    dialect = db.session.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def _add(model: type[StageCount | FunnelCount], rows: list[dict[str, Any]]) -> None:
    for first in range(0, len(rows), _ROWS):
        statement = _insert(model).values(rows[first : first + _ROWS])
        db.session.execute(_on_conflict_add(model, statement))


def _on_conflict_add(model: type[StageCount | FunnelCount], statement: Any) -> Any:
    table: Table = model.__table__  # type: ignore[assignment]
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={"persons": table.c.persons + statement.excluded.persons},
    )


def enter(application_ids: Iterable[int], phase_id: int) -> set[int]:
    """Note that applications entered a phase; return whose first time it is."""
    rows = [
        {"application_id": application_id, "phase_id": phase_id}
        for application_id in application_ids
    ]
    first: set[int] = set()
    for start in range(0, len(rows), _ROWS):
        statement = (
            _insert(Reached)
            .values(rows[start : start + _ROWS])
            .on_conflict_do_nothing()
            .returning(Reached.application_id)
        )
        first |= set(db.session.scalars(statement))
    return first


def leave(application_id: int, phase_id: int) -> None:
    """Forget that an application entered a phase: the move there was undone."""
    db.session.execute(
        delete(Reached).where(
            Reached.application_id == application_id, Reached.phase_id == phase_id
        )
    )
