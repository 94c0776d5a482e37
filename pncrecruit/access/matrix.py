"""The permission matrix as a table, and how much of it is built.

`permissions.csv` names each deed of each role, also those of later subjects. The
policy holds what is built; the tests hold the two against each other.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pncrecruit.access.rules import Role, ScopeKind

FILE = Path(__file__).with_name("permissions.csv")
# These have no accounts (yet): what they may do is built where anyone may do it.
WITHOUT_ACCOUNTS = (Role.APPLICANT, Role.OFFICER, Role.ANONYMOUS)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line of the matrix: a role, a deed, and what follows."""

    role: Role
    object: str
    action: str
    scope: ScopeKind
    allowed: bool
    note: str

    @property
    def deed(self) -> str:
        """The deed as permissions are named: object.action."""
        return f"{self.object}.{self.action}"

    @property
    def conditions(self) -> str:
        """The conditions, joined by +."""
        return self._noted("cond")

    @property
    def deny(self) -> int:
        """The status that refuses this role; 0 if it is allowed."""
        return int(self._noted("deny") or 0)

    def _noted(self, key: str) -> str:
        for part in self.note.split(";"):
            name, _, value = part.strip().partition("=")
            if name == key:
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the matrix is built, and what is missing."""

    built: tuple[MatrixRow, ...]
    missing: tuple[MatrixRow, ...]

    @property
    def total(self) -> int:
        """The rows of the matrix."""
        return len(self.built) + len(self.missing)


@cache
def matrix() -> tuple[MatrixRow, ...]:
    """Return every row of the matrix."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            MatrixRow(
                Role(line["role"]),
                line["object"],
                line["action"],
                ScopeKind(line["scope"]),
                line["allowed"] == "yes",
                line["note"],
            )
            for line in csv.DictReader(file)
        )


def coverage(done: Iterable[str], public: Iterable[str] = ()) -> Coverage:
    """Say which rows are built, given the deeds that a view or a command does.

    A row of such a deed is built, unless it allows something to a role that has no
    account: then only if a page does it for anyone (``public``). A row of a deed that
    nobody may do is built once its object exists: no route does it, and there is no
    permission by which one could.
    """
    deeds, for_anyone = frozenset(done), frozenset(public)
    objects = {deed.partition(".")[0] for deed in deeds}
    open_to: dict[str, set[Role]] = defaultdict(set)
    for row in matrix():
        if row.allowed:
            open_to[row.deed].add(row.role)

    def is_built(row: MatrixRow) -> bool:
        if row.deed not in deeds:
            return not open_to[row.deed] and row.object in objects
        if row.allowed and row.role in WITHOUT_ACCOUNTS:
            return row.scope is ScopeKind.PUBLIC and row.deed in for_anyone
        return True

    rows = matrix()
    return Coverage(
        tuple(row for row in rows if is_built(row)),
        tuple(row for row in rows if not is_built(row)),
    )
