"""Pages of retention: alerts, notices to people, the model's card, a named score."""

from pncrecruit.retention.views import (
    alerts,
    desks,
    digest,
    models,
    notices,
    rollout,
    scores,
)
from pncrecruit.retention.views.blueprint import bp

__all__ = ["alerts", "bp", "desks", "digest", "models", "notices", "rollout", "scores"]
