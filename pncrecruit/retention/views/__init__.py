"""Pages of retention: alerts, the model's card, a named score with its purpose."""

from pncrecruit.retention.views import alerts, desks, digest, models, scores
from pncrecruit.retention.views.blueprint import bp

__all__ = ["alerts", "bp", "desks", "digest", "models", "scores"]
