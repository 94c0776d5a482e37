"""Whose answers count when two records are one person, without reading any."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from pncrecruit.db import db
from pncrecruit.identity.models import CohortLabel, SelfIdentification


def join(kept_id: int, absorbed_id: int) -> dict[str, list[list[int]]]:
    """Let the later of two answers count for the record that stays.

    The other rests with the record that went, where nobody counts it; neither is
    changed. Returns the rows that changed hands: their numbers, from whom, to whom.
    """
    mine, theirs = _held(kept_id), _held(absorbed_id)
    moved: list[list[int]] = []
    if theirs and (not mine or theirs[-1][1:] > mine[-1][1:]):
        moved += [[row[0], absorbed_id, kept_id] for row in theirs]
        moved += [[row[0], kept_id, absorbed_id] for row in mine]
    _hand(SelfIdentification, moved, 2)
    known = select(CohortLabel.scheme).where(CohortLabel.person_id == kept_id)
    labels = [
        [label, absorbed_id, kept_id]
        for label in db.session.scalars(
            select(CohortLabel.id).where(
                CohortLabel.person_id == absorbed_id, CohortLabel.scheme.not_in(known)
            )
        )
    ]
    _hand(CohortLabel, labels, 2)
    return {"answers": moved, "labels": labels}


def part(joined: Mapping[str, Any]) -> None:
    """Hand the rows back that changed hands."""
    _hand(SelfIdentification, joined["answers"], 1)
    _hand(CohortLabel, joined["labels"], 1)


def _held(person_id: int) -> list[tuple[Any, ...]]:
    rows = db.session.execute(
        select(
            SelfIdentification.id,
            SelfIdentification.answered_on,
            SelfIdentification.recorded_at,
        )
        .where(
            SelfIdentification.person_id == person_id,
            SelfIdentification.superseded_at.is_(None),
        )
        .order_by(SelfIdentification.answered_on, SelfIdentification.recorded_at)
    )
    return [tuple(row) for row in rows]


def _hand(
    model: type[SelfIdentification | CohortLabel], moved: list[list[int]], to: int
) -> None:
    for row in moved:
        db.session.execute(
            update(model)
            .where(model.id == row[0])
            .values(person_id=row[to])
            .execution_options(synchronize_session=False)
        )
