"""How an entry is made, and how the chain is checked."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from pncrecruit.words import N_, Choice

GENESIS = "0" * 64


class Outcome(Choice):
    """Whether the deed was done."""

    DONE = "done", N_("Done")
    REFUSED = "refused", N_("Refused")


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, ASCII only.

    ASCII escapes keep line breaks and markup of user text out of the trail.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain
    )


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"an audit value cannot be {type(value).__name__}")


def commitment(salt: str, value: str) -> str:
    """Return the hash that stands for a value in its entry."""
    return hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest()


def entry_hash(previous: str, entry: Mapping[str, object]) -> str:
    """Return the hash of an entry, chained to the one before it.

    ``entry`` holds every column but the two hashes; ``commitments`` as its text.
    """
    return hashlib.sha256(f"{previous}\n{canonical(entry)}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it lies in the database: its number, its content, its hashes."""

    id: int
    content: Mapping[str, object]
    previous_hash: str
    hash: str


class FaultKind(Choice):
    """How a chain can be broken."""

    MISSING = "missing", N_("An entry is missing before this one.")
    CHANGED = "changed", N_("The entry was changed.")
    RELINKED = "relinked", N_("The entry is not chained to the one before it.")
    VALUE = "value", N_("A value differs from what its entry committed to.")
    CHECKPOINT = "checkpoint", N_("The chain differs from a signed checkpoint.")
    CUT = "cut", N_("Entries after this one are missing.")


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain breaks, and how."""

    entry: int
    kind: FaultKind


def first_fault(
    links: Iterable[Link], *, after: int = 0, previous: str = GENESIS
) -> tuple[Fault | None, int, str]:
    """Check consecutive entries of the chain.

    ``links`` are in the order of their numbers, and follow entry ``after`` whose hash
    is ``previous``. Returns the first fault if there is one, and the number and hash
    of the last entry found good.
    """
    for link in links:
        if link.id != after + 1:
            return Fault(link.id, FaultKind.MISSING), after, previous
        if link.previous_hash != previous:
            return Fault(link.id, FaultKind.RELINKED), after, previous
        if entry_hash(previous, link.content) != link.hash:
            return Fault(link.id, FaultKind.CHANGED), after, previous
        after, previous = link.id, link.hash
    return None, after, previous


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the chain was at an instant, signed outside the database."""

    count: int
    last_hash: str
    at: str
    signature: str = ""

    @property
    def statement(self) -> bytes:
        """What is signed."""
        content = {"count": self.count, "last_hash": self.last_hash, "at": self.at}
        return canonical(content).encode()
