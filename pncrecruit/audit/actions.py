"""Record a deed in the chain, in the transaction of the deed itself."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from sqlalchemy import Table, func, select

from pncrecruit.audit.models import AuditEntry, AuditValue
from pncrecruit.audit.rules import GENESIS, Outcome, canonical, commitment, entry_hash
from pncrecruit.db import db

# Any fixed number: PostgreSQL's lock that lets one transaction extend the chain.
_CHAIN_LOCK = 7_205_759
# Straight into the tables, by statements that are built once: every deed pays for them.
_ENTRIES, _VALUES = cast(Table, AuditEntry.__table__), cast(Table, AuditValue.__table__)
_LOCK = select(func.pg_advisory_xact_lock(_CHAIN_LOCK))
_LAST = select(_ENTRIES.c.id, _ENTRIES.c.hash).order_by(_ENTRIES.c.id.desc()).limit(1)
_INSERT_ENTRY, _INSERT_VALUE = _ENTRIES.insert(), _VALUES.insert()


@dataclass(frozen=True, slots=True)
class Author:
    """Who does a deed, as the trail keeps it."""

    user_id: int | None
    name: str
    roles: str = ""
    request_id: str = ""


SYSTEM = Author(None, "system")


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed as the trail keeps it; ``record`` says what its parts are."""

    verb: str
    subject: tuple[str, object]
    at: datetime
    outcome: Outcome = Outcome.DONE
    values: Mapping[str, object] = field(default_factory=dict)


def record(
    verb: str,
    subject: tuple[str, object],
    *,
    author: Author,
    at: datetime,
    outcome: Outcome = Outcome.DONE,
    **values: object,
) -> None:
    """Append an entry to the chain.

    ``verb`` is "domain.deed", ``subject`` the kind and the identifier of the record.
    Each further keyword is a value the entry commits to; for a change give a pair
    (old, new). Values of classes 3 and 4 are given as keyed hashes, never plain.
    """
    record_all([Deed(verb, subject, at, outcome, values)], author=author)


def record_all(deeds: Sequence[Deed], *, author: Author) -> None:
    """Append an entry for each deed, in their order: one statement a table for all."""
    if not deeds:
        return
    db.session.flush()
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    last = connection.execute(_LAST).first()
    number, previous = (last.id, last.hash) if last else (0, GENESIS)
    entries: list[dict[str, object]] = []
    values: list[dict[str, object]] = []
    for deed in deeds:
        number += 1
        kept = [
            (name, secrets.token_hex(16), canonical(value))
            for name, value in sorted(deed.values.items())
        ]
        entry = _entry(number, deed, author, kept)
        hashed = entry_hash(previous, entry)
        entries.append(entry | {"previous_hash": previous, "hash": hashed})
        values += [
            {"entry_id": number, "field": name, "salt": salt, "value": value}
            for name, salt, value in kept
        ]
        previous = hashed
    connection.execute(_INSERT_ENTRY, entries)
    if values:
        connection.execute(_INSERT_VALUE, values)


def _entry(
    number: int, deed: Deed, author: Author, kept: Sequence[tuple[str, str, str]]
) -> dict[str, object]:
    """Return what the hash of an entry covers."""
    return {
        "id": number,
        "at": deed.at,
        "actor_id": author.user_id,
        "actor_name": author.name[:80],
        "actor_roles": author.roles[:80],
        "verb": deed.verb,
        "subject_kind": deed.subject[0],
        "subject_id": str(deed.subject[1]),
        "outcome": deed.outcome,
        "request_id": author.request_id,
        "commitments": canonical(
            {name: commitment(salt, value) for name, salt, value in kept}
        ),
    }
