"""Pages of the figures: representation, funnel, impact, attrition and the rest."""

from pncrecruit.equity.views import (
    attrition,
    departments,
    funnel,
    groups,
    impact,
    languages,
    projection,
    public,
    representation,
    requirements,
)
from pncrecruit.equity.views.blueprint import bp

__all__ = [
    "attrition",
    "bp",
    "departments",
    "funnel",
    "groups",
    "impact",
    "languages",
    "projection",
    "public",
    "representation",
    "requirements",
]
