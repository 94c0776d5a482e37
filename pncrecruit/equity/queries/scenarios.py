"""The scenarios that are kept."""

from uuid import UUID

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.equity.models import ProjectionScenario


def scenarios() -> list[ProjectionScenario]:
    """Return the scenarios that were not withdrawn, the oldest first."""
    return list(
        db.session.scalars(
            select(ProjectionScenario)
            .where(ProjectionScenario.withdrawn_at.is_(None))
            .order_by(ProjectionScenario.id)
        )
    )


def scenario(public_id: UUID) -> ProjectionScenario | None:
    """Return a scenario that was not withdrawn."""
    return db.session.scalar(
        select(ProjectionScenario).where(
            ProjectionScenario.public_id == public_id,
            ProjectionScenario.withdrawn_at.is_(None),
        )
    )
