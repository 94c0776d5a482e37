"""Pages of accounts, roles, requests for a second person, and one's own things."""

from pncrecruit.access.views import own
from pncrecruit.access.views.blueprint import bp

__all__ = ["bp", "own"]
