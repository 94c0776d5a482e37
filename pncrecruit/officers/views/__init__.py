"""The pages of units (/units) and officers (/officers)."""

from pncrecruit.officers.views import officers, records, units
from pncrecruit.officers.views.blueprint import bp

__all__ = ["bp", "officers", "records", "units"]
