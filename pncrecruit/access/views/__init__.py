"""Pages of accounts, roles, requests for a second person, and one's own things."""

from pncrecruit.access.views import accounts, approvals, own
from pncrecruit.access.views.blueprint import bp

__all__ = ["accounts", "approvals", "bp", "own"]
