"""The pages of calls and applications."""

from pncrecruit.recruitment.views import call_parts, calls
from pncrecruit.recruitment.views.blueprint import bp

__all__ = ["bp", "call_parts", "calls"]
