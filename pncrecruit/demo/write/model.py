"""The model of the demo: trained, put to use by two HR leads, and its alerts."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import now
from pncrecruit.demo.write import notices
from pncrecruit.jobs.actions import record_run
from pncrecruit.retention.actions import activation
from pncrecruit.retention.actions.outcomes import compute_outcomes
from pncrecruit.retention.actions.run import run_alerts
from pncrecruit.retention.actions.scoring import score_force
from pncrecruit.retention.actions.training import train
from pncrecruit.retention.models import ModelVersion

ON_THEIR_WAY = 8  # sheets that were printed today and nobody has handed over yet

Result = TypeVar("Result")


def put_to_use(
    seen_until: date,
    today: date,
    *,
    first: Actor,
    second: Actor,
    minimum: int,
    at: datetime,
    workers: int,
) -> ModelVersion:
    """Train on the record, let two HR leads put it to use, score, and raise alerts."""
    version = _job(
        "model_train",
        seen_until,
        lambda: train(
            seen_until, minimum=minimum, author=SYSTEM, at=at, workers=workers
        ),
    )
    asked = activation.ask(
        version, reason="Primera versión de la demostración", actor=first, at=at
    )
    approvals.decide(asked, approve=True, actor=second, at=at)
    _job(
        "model_score", seen_until, lambda: score_force(seen_until, author=SYSTEM, at=at)
    )
    _job("alerts_run", today, lambda: run_alerts(today, author=SYSTEM, at=at))
    notices.tell(first, at, leave=ON_THEIR_WAY)
    compute_outcomes(today, author=SYSTEM, at=at)
    return version


def _job(name: str, day: date, work: Callable[[], Result]) -> Result:
    """Do the work of a nightly job, and keep that it ran."""
    started = now()
    result = work()
    record_run(name, day=day, started_at=started, ended_at=now(), summary={})
    return result
