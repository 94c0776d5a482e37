"""Making the figures of a night, and keeping scenarios of a projection."""

from pncrecruit.equity.actions.snapshot import make_snapshot

__all__ = ["make_snapshot"]
