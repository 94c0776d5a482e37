"""The snapshots that were made, and one table of the newest."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from pncrecruit.analysis.composition import Coverage, composition
from pncrecruit.db import ask, db
from pncrecruit.equity.figures import Shown, read
from pncrecruit.equity.models import FigureSnapshot, FigureTable
from pncrecruit.equity.rules import Question

_NEWEST = select(func.max(FigureSnapshot.id)).scalar_subquery()
# Built once: every page of figures asks one of them.
_ONE = (
    select(FigureSnapshot.as_of, FigureSnapshot.minimum_cell, FigureTable.figures)
    .join(FigureTable, FigureTable.snapshot_id == FigureSnapshot.id)
    .where(
        FigureSnapshot.id == _NEWEST,
        FigureTable.question == bindparam("question"),
        FigureTable.parent == bindparam("parent"),
    )
)
_ALL = select(FigureTable.question, FigureTable.parent, FigureTable.figures).where(
    FigureTable.snapshot_id == _NEWEST,
    FigureTable.question.in_(bindparam("questions", expanding=True)),
)
_NAMED = _ALL.where(FigureTable.parent.in_(bindparam("parents", expanding=True)))


class SnapshotRow(NamedTuple):
    """The day of a snapshot, and of fewer than how many it tells nothing."""

    as_of: date
    minimum_cell: int


class Edition(NamedTuple):
    """A table of a snapshot, and the snapshot that it is of."""

    snapshot: SnapshotRow
    table: Shown

    @property
    def counted_on(self) -> date:
        """The day of which the table is: it stands until enough have changed."""
        return day_of(self.table) or self.snapshot.as_of


def newest() -> FigureSnapshot | None:
    """Return the newest snapshot."""
    return db.session.scalar(
        select(FigureSnapshot).order_by(FigureSnapshot.id.desc()).limit(1)
    )


def is_there(day: date) -> bool:
    """Say whether a snapshot was made for a day."""
    found = select(FigureSnapshot.id).where(FigureSnapshot.as_of == day).limit(1)
    return db.session.scalar(found) is not None


def table(question: Question, parent: str) -> Edition | None:
    """Return a question's table of the newest snapshot."""
    found = raw(question, parent)
    return Edition(found[0], read(found[1])) if found else None


def raw(
    question: Question, parent: str
) -> tuple[SnapshotRow, Mapping[str, Any]] | None:
    """Return a question's figures of the newest snapshot, as they are kept."""
    rows = ask(_ONE, {"question": question.value, "parent": parent})
    return (SnapshotRow(*rows[0][:2]), rows[0][2]) if rows else None


def tables(question: Question, parents: Iterable[str] = ()) -> dict[str, Shown]:
    """Return a question's tables of the newest snapshot, by their parents.

    Only those of some parents, if any are named.
    """
    return several([question], parents)[question]


def several(
    questions: Sequence[Question], parents: Iterable[str] = ()
) -> dict[Question, dict[str, Shown]]:
    """Return the tables of several questions at once, as `tables` does of one."""
    values: dict[str, object] = {"questions": [one.value for one in questions]}
    if named := list(parents):
        values["parents"] = named
    found: dict[Question, dict[str, Shown]] = {one: {} for one in questions}
    for question, parent, kept in ask(_NAMED if named else _ALL, values):
        found[Question(question)][parent] = read(kept)
    return found


def all_kept(snapshot: FigureSnapshot) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return every table of a snapshot, as it is kept, by question and parent."""
    rows = db.session.execute(
        select(FigureTable.question, FigureTable.parent, FigureTable.figures).where(
            FigureTable.snapshot_id == snapshot.id
        )
    )
    return {(question, parent): kept for question, parent, kept in rows}


def day_of(shown: Shown) -> date | None:
    """Return the day of which a table of an edition is."""
    counted = shown.notes.get("counted_on")
    return date.fromisoformat(counted) if counted else None


def coverage(shown: Shown) -> Coverage:
    """Return what the share of people who answered allows to be said."""
    return composition([], shown.answered, shown.total).allows
