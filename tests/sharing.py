"""Which tests go to one worker together: those that share something dear.

By their names alone: whoever hands out the tests has not collected them, and marks of
groups (`--dist loadgroup`) do not reach a name any more since pytest 9.2.
"""

from xdist.scheduler import LoadScopeScheduling

COUNTRY = (
    "tests/demo/test_fill.py",
    "tests/demo/test_work.py",
    "tests/retention/test_model_life.py",
)


def share(name: str) -> str:
    """Return what a test shares with others: a live server, a filled database."""
    path, _, test = name.partition("::")
    if path.startswith("tests/browser/"):
        return path
    if path in COUNTRY:
        return "country on " + ("PostgreSQL" if "postgresql" in test else "SQLite")
    return name


class Sharing(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out together what is shared, the largest first; all else one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return share(nodeid)
