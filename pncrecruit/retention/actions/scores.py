"""Who may read a named score, and that each reading is kept with its purpose."""

from datetime import datetime

from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit.actions import record
from pncrecruit.errors import NotAllowed
from pncrecruit.retention.queries.scores import NamedScore
from pncrecruit.words import N_


class NotOfTheTeam(NotAllowed):
    """Named scores are for the retention team, and for audit."""

    message = N_("Named scores are for the retention team alone.")


def check_reader(actor: Actor) -> None:
    """Refuse a reader who must be on the retention team and is not."""
    conditions = actor.conditions(Permission.RISK_SCORE_READ_NAMED)
    if "retention_team" in conditions and not actor.retention_team:
        raise NotOfTheTeam


def read_score(found: NamedScore, *, reason: str, actor: Actor, at: datetime) -> None:
    """Keep that a named score was read, for whom and why, before it is shown."""
    if not reason.strip():
        raise ReasonRequired
    record(
        "risk_score.view",
        ("officer", found.officer_public_id),
        author=actor.author,
        at=at,
        scored_on=found.scored_on,
        purpose="support",
        reason=reason.strip(),
    )
