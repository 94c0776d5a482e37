"""The rule by which a call marks and selects, as it stands."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.recruitment.models import Mark, Phase, PhaseLock, SelectionRule
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.scheme import Scheme, to_scheme


class SchemeRow(NamedTuple):
    """An edition of a call's rule."""

    id: int
    edition: int
    payload: dict[str, Any]
    set_at: datetime

    @property
    def scheme(self) -> Scheme:
        """The rule itself."""
        return to_scheme(self.payload)


def present(call_id: int) -> SchemeRow | None:
    """Return the edition of a call's rule that holds."""
    row = db.session.execute(
        select(
            SelectionRule.id,
            SelectionRule.edition,
            SelectionRule.rule,
            SelectionRule.set_at,
        )
        .where(SelectionRule.call_id == call_id)
        .order_by(SelectionRule.edition.desc())
        .limit(1)
    ).first()
    return SchemeRow._make(row) if row else None


def is_blind(call_id: int, key: str) -> bool:
    """Say whether a phase of a call is marked by examiners who see a number only."""
    found = present(call_id)
    return found is not None and found.scheme.is_blind(key)


def is_closed(call_id: int) -> bool:
    """Say whether the marking of one phase of a call was closed: the rule stands."""
    return (
        db.session.scalar(
            select(PhaseLock.phase_id)
            .join(Phase, Phase.id == PhaseLock.phase_id)
            .where(Phase.call_id == call_id)
            .limit(1)
        )
        is not None
    )


def marked_phases(call_id: int) -> dict[str, str]:
    """Return the phases of a call in which there are marks, with their names."""
    rows = db.session.execute(
        select(Phase.key, Phase.name_es)
        .where(
            Phase.call_id == call_id,
            Phase.kind.in_(MARKED),
            select(Mark.id).where(Mark.phase_id == Phase.id).exists(),
        )
        .order_by(Phase.position)
    )
    return {row.key: row.name_es for row in rows}
