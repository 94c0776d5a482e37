"""Keep a scenario of the projection, or withdraw one; none is ever changed."""

from datetime import datetime
from uuid import uuid4

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.equity.figures.levers import Levers
from pncrecruit.equity.models import ProjectionScenario
from pncrecruit.equity.rules import MOST_SCENARIOS, TooManyScenarios


def keep(
    name: str, levers: Levers, *, kept: int, actor: Actor, at: datetime
) -> ProjectionScenario:
    """Keep levers under a name. ``kept`` says how many scenarios there are already.

    Raises TooManyScenarios.
    """
    if kept >= MOST_SCENARIOS:
        raise TooManyScenarios(most=MOST_SCENARIOS)
    scenario = ProjectionScenario(
        public_id=uuid4(),
        name=name,
        levers=levers.as_json(),
        created_at=at,
        created_by_id=actor.user_id,
    )
    db.session.add(scenario)
    db.session.flush()
    record(
        "projection.keep",
        ("projection_scenario", scenario.public_id),
        author=actor.author,
        at=at,
        name=name,
        levers=levers.as_json(),
    )
    return scenario


def withdraw(scenario: ProjectionScenario, *, actor: Actor, at: datetime) -> None:
    """Take a scenario out of the comparison; that it was kept stays in the trail."""
    scenario.withdrawn_at = at
    record(
        "projection.withdraw",
        ("projection_scenario", scenario.public_id),
        author=actor.author,
        at=at,
    )
