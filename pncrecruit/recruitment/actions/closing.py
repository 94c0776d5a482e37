"""Close applications that repeat another of one person, and open them again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, text, update

from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.recruitment.actions.rollup import Tally
from pncrecruit.recruitment.models import (
    Application,
    ApplicationDocument,
    ClosedApplication,
)
from pncrecruit.recruitment.queries import merging, moves
from pncrecruit.recruitment.rules.standing import funnel

_SEARCHED = text(
    "INSERT INTO application_search (rowid, name_key) SELECT id, name_key"
    " FROM application WHERE id IN (SELECT value FROM json_each(:ids))"
)


def close(pairs: Sequence[tuple[int, int]], merge_id: int) -> dict[str, Any]:
    """Close repeated applications: out of lists and counts, their documents go on."""
    documents: list[list[int]] = []
    earlier: list[list[int]] = []
    for closed, stays in pairs:
        _count(closed, -1)
        _show(closed, listed=False)
        documents += [
            [one, closed, stays]
            for one in db.session.scalars(
                select(ApplicationDocument.id).where(
                    ApplicationDocument.application_id == closed
                )
            )
        ]
        earlier += [
            [one, closed, stays]
            for one in db.session.scalars(
                select(ClosedApplication.id).where(
                    ClosedApplication.into_id == closed,
                    ClosedApplication.undone_at.is_(None),
                )
            )
        ]
        db.session.add(
            ClosedApplication(application_id=closed, into_id=stays, merge_id=merge_id)
        )
    _hand_documents(documents, 1, 2)
    _lead_closed(earlier, 2)
    db.session.flush()
    return {"documents": documents, "closed": earlier}


def open_again(merge_id: int, moved: Mapping[str, Any], at: datetime) -> None:
    """Put what a merge closed back into lists and counts, with its documents."""
    _hand_documents(moved["documents"], 2, 1)
    _lead_closed(moved["closed"], 1)
    for closed, _ in merging.closed_by(merge_id):
        _show(closed, listed=True)
        if db.session.get_bind().dialect.name == "sqlite":
            db.session.execute(_SEARCHED, {"ids": f"[{closed}]"})
        _count(closed, 1)
    db.session.execute(
        update(ClosedApplication)
        .where(ClosedApplication.merge_id == merge_id)
        .values(undone_at=at)
    )


def _hand_documents(rows: list[list[int]], giver: int, taker: int) -> None:
    for row in rows:
        db.session.execute(
            update(ApplicationDocument)
            .where(
                ApplicationDocument.id == row[0],
                ApplicationDocument.application_id == row[giver],
            )
            .values(application_id=row[taker])
            .execution_options(synchronize_session=False)
        )


def _lead_closed(rows: list[list[int]], to: int) -> None:
    for row in rows:
        db.session.execute(
            update(ClosedApplication)
            .where(ClosedApplication.id == row[0])
            .values(into_id=row[to])
        )


def _show(application_id: int, *, listed: bool) -> None:
    db.session.execute(
        update(Application)
        .where(Application.id == application_id)
        .values(listed=listed, version=Application.version + 1)
        .execution_options(synchronize_session=False)
    )


def _count(application_id: int, change: int) -> None:
    """Add to the counts what a listed application stands for."""
    public_id, _code, _number = merging.numbers([application_id])[application_id]
    one = moves.moving(public_id, EVERYTHING)
    if one is None:
        raise Conflict
    tally = Tally()
    tally.stage(one.dimensions, one.position, one.standing, change)
    tally.funnel(one.dimensions, funnel(moves.events(one.id)), change)
    tally.write()
