"""The pages of units (/units) and officers (/officers)."""

from pncrecruit.officers.views import officers, units
from pncrecruit.officers.views.blueprint import bp

__all__ = ["bp", "officers", "units"]
