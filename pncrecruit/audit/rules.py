"""How an entry is made, and how the chain is checked."""

import hashlib
import json
from collections.abc import Mapping
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
