"""Pages of the figures: representation, the funnel of a call, attrition."""

from pncrecruit.equity.views import attrition, funnel, representation
from pncrecruit.equity.views.blueprint import bp

__all__ = ["attrition", "bp", "funnel", "representation"]
