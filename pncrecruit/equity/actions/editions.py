"""Which figures are counted anew on a day, and which of the last edition stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.equity.figures import Shown, read
from pncrecruit.equity.figures.series import (
    Series,
    Stands,
    edition_json,
    edition_of,
)
from pncrecruit.equity.models import FigureEdition, FigureSnapshot
from pncrecruit.equity.queries import snapshots
from pncrecruit.equity.rules import Question

Key = tuple[Question, str]


class Editions:
    """The figures of a day: each family made anew, or as the last snapshot has it."""

    def __init__(self, day: date, *, minimum: int) -> None:
        self._day = day
        self._minimum = minimum
        last = snapshots.newest()
        self._kept = snapshots.all_kept(last) if last else {}
        self.tables: dict[Key, Mapping[str, Any]] = {}
        self._made: list[FigureEdition] = []

    def family(
        self,
        name: str,
        keys: Sequence[Key],
        make: Callable[[Series], Sequence[Shown]],
        *,
        over: int | None = None,
        once: bool = False,
        minimum: int | None = None,
        months: int = 1,
    ) -> list[Shown]:
        """Make tables that are protected together, unless their last edition stands.

        They are counted once a month: whoever knows who came yesterday would learn
        what they are from what changed overnight. A call's are counted when another of
        its phases is ``over`` too. What is told ``once`` is never counted again;
        what is public has a ``minimum`` of its own, and goes by so many ``months``.

        Returns the tables as they are shown: none that were never made.
        """
        rows = db.session.scalars(
            select(FigureEdition)
            .where(FigureEdition.family == name)
            .order_by(FigureEdition.id)
        ).all()
        series = Series(
            [edition_of(row.cells) for row in rows], minimum=minimum or self._minimum
        )
        made: list[Mapping[str, Any]] = []
        if not (once and rows) and self._due(rows, keys, over, months):
            made = self._renewed(series, make)
        if made and series.made:
            self._made.append(
                FigureEdition(
                    family=name,
                    counted_on=self._day,
                    cells=edition_json(series.made),
                )
            )
        elif once and not rows:
            # Nothing can be told of it, and no other night asks again.
            self._made.append(
                FigureEdition(family=name, counted_on=self._day, cells=[])
            )
        else:
            made = [self._kept[key] for key in keys if key in self._kept]
        self.tables |= dict(zip(keys, made, strict=False))
        return [read(table) for table in made]

    def alone(self, key: Key, figures: Mapping[str, Any]) -> None:
        """Keep figures that need no protection: they are those of the day."""
        self.tables[key] = figures

    def save(self, snapshot: FigureSnapshot) -> None:
        """Keep beside a snapshot what its new editions were counted from."""
        for edition in self._made:
            edition.snapshot_id = snapshot.id
        db.session.add_all(self._made)
        db.session.flush()

    def _due(
        self,
        rows: Sequence[FigureEdition],
        keys: Sequence[Key],
        over: int | None,
        months: int,
    ) -> bool:
        """Return whether a family is to be counted: in another month, or further."""
        if not rows:
            return True
        further = any(
            over is not None and kept.get("over", over) < over
            for kept in (self._kept.get(key, {}) for key in keys)
        )
        counted = rows[-1].counted_on
        return further or _term(counted, months) != _term(self._day, months)

    def _renewed(
        self, series: Series, make: Callable[[Series], Sequence[Shown]]
    ) -> list[Mapping[str, Any]]:
        """Return the new edition of a family; nothing where the last one stands."""
        try:
            made = make(series)
        except Stands:
            return []
        if not series.moved:
            return []
        notes = {"counted_on": self._day.isoformat()}
        return [replace(one, notes=one.notes | notes).as_json() for one in made]


def _term(day: date, months: int) -> tuple[int, int]:
    """Return in which stretch of so many months of its year a day lies."""
    return day.year, (day.month - 1) // months
