"""Models and scores: which version acts, and what it said."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import exists, func, select

from pncrecruit.access.models import Approval
from pncrecruit.db import db, local_day
from pncrecruit.retention.models import ModelVersion, ModelWatch, Score
from pncrecruit.retention.rules import ModelState


class Acting(NamedTuple):
    """The version whose list may raise alerts."""

    id: int
    number: int


class Watch(NamedTuple):
    """What of the versions may need a decision: the one in use, a newer candidate."""

    active: int | None
    expires_on: date | None
    candidate: int | None


class Ranked(NamedTuple):
    """What the model said of one officer: inputs and contributions in their order."""

    officer_id: int
    within_12: float
    contributions: list[float]
    values: list[float]


def active() -> ModelVersion | None:
    """Return the version in use."""
    return db.session.scalar(
        select(ModelVersion).where(ModelVersion.state == ModelState.ACTIVE)
    )


def acting(day: date) -> Acting | None:
    """Return the version that may raise alerts: gate open, card not expired."""
    row = db.session.execute(
        select(ModelVersion.id, ModelVersion.number).where(
            ModelVersion.state == ModelState.ACTIVE,
            ModelVersion.gate_open,
            ModelVersion.expires_on >= day,
        )
    ).first()
    return Acting(row.id, row.number) if row else None


def watch() -> Watch:
    """Return the version in use and a newer candidate, without their artifacts."""
    rows = db.session.execute(
        select(ModelVersion.number, ModelVersion.state, ModelVersion.expires_on)
        .where(ModelVersion.state.in_([ModelState.ACTIVE, ModelState.CANDIDATE]))
        .order_by(ModelVersion.number)
    ).all()
    active = next((row for row in rows if row.state is ModelState.ACTIVE), None)
    newest = rows[-1] if rows and rows[-1].state is ModelState.CANDIDATE else None
    return Watch(
        active.number if active else None,
        active.expires_on if active else None,
        newest.number if newest else None,
    )


def versions() -> Sequence[ModelVersion]:
    """Return every version, newest first."""
    return db.session.scalars(
        select(ModelVersion).order_by(ModelVersion.number.desc())
    ).all()


def version(number: int) -> ModelVersion | None:
    """Return one version by its number."""
    return db.session.scalar(select(ModelVersion).where(ModelVersion.number == number))


def last_watch(model_id: int) -> ModelWatch | None:
    """Return what was seen of a version when it last scored."""
    return db.session.scalar(
        select(ModelWatch)
        .where(ModelWatch.model_id == model_id)
        .order_by(ModelWatch.watched_on.desc())
        .limit(1)
    )


def approved_on(version: ModelVersion) -> date | None:
    """Return the day on which a second person let a version be used."""
    decided = db.session.scalar(
        select(Approval.decided_at).where(Approval.id == version.approval_id)
    )
    return local_day(decided) if decided else None


def next_number() -> int:
    """Return the number of the next version."""
    return (db.session.scalar(select(func.max(ModelVersion.number))) or 0) + 1


def ranked(model_id: int, day: date) -> list[Ranked]:
    """Return the newest scores of a version up to a day, unless they are too old."""
    newest = db.session.scalar(
        select(func.max(Score.scored_on)).where(
            Score.model_id == model_id, Score.scored_on <= day
        )
    )
    if newest is None:
        return []
    rows = db.session.execute(
        select(Score.officer_id, Score.within_12, Score.contributions).where(
            Score.model_id == model_id, Score.scored_on == newest
        )
    )
    return [
        Ranked(
            row.officer_id,
            row.within_12,
            [float(one[3]) for one in row.contributions],
            [
                float("nan") if one[1] is None else float(one[1])
                for one in row.contributions
            ],
        )
        for row in rows
    ]


def is_scored(day: date) -> bool:
    """Return whether the force has its scores of a day."""
    return bool(db.session.scalar(select(exists().where(Score.scored_on == day))))


def score_of(officer_id: int) -> Score | None:
    """Return the newest score of an officer."""
    return db.session.scalar(
        select(Score)
        .where(Score.officer_id == officer_id)
        .order_by(Score.scored_on.desc())
        .limit(1)
    )


def _value(kept: float | None) -> float:
    return float("nan") if kept is None else float(kept)
