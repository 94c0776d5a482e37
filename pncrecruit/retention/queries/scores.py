"""Named scores, for the few who may read one."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.officers.models import Officer
from pncrecruit.persons.models import Person
from pncrecruit.retention.models import ModelVersion, Score


class Reason(NamedTuple):
    """What one input adds to the log-odds; value and reference as recorded."""

    key: str
    value: float | None
    reference: float | None
    contribution: float


class NamedScore(NamedTuple):
    """The newest score of an officer."""

    officer_public_id: UUID
    given_names: str
    first_surname: str
    scored_on: date
    model_number: int
    within_6: float
    within_12: float
    within_24: float
    log_odds: float
    contributions: list[list[object]]

    def reasons(self) -> list[Reason]:
        """Return what weighs, heaviest first, in either direction."""
        found = [Reason(*one) for one in self.contributions]  # type: ignore[arg-type]
        return sorted(found, key=lambda one: -abs(one.contribution))


def named_score(public_id: UUID) -> NamedScore | None:
    """Return the newest score of an officer, None where there is none."""
    row = db.session.execute(
        select(
            Officer.public_id,
            Person.given_names,
            Person.first_surname,
            Score.scored_on,
            ModelVersion.number,
            Score.within_6,
            Score.within_12,
            Score.within_24,
            Score.log_odds,
            Score.contributions,
        )
        .join(Officer, Officer.id == Score.officer_id)
        .join(Person, Person.id == Officer.person_id)
        .join(ModelVersion, ModelVersion.id == Score.model_id)
        .where(Officer.public_id == public_id)
        .order_by(Score.scored_on.desc())
        .limit(1)
    ).first()
    return NamedScore(*row) if row else None
