"""Record a deed in the chain, in the transaction of the deed itself."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, text

from pncrecruit.audit.models import AuditEntry, AuditValue
from pncrecruit.audit.rules import GENESIS, Outcome, canonical, commitment, entry_hash
from pncrecruit.db import db

# Any fixed number: PostgreSQL's lock that lets one transaction extend the chain.
_CHAIN_LOCK = 7_205_759


@dataclass(frozen=True, slots=True)
class Author:
    """Who does a deed, as the trail keeps it."""

    user_id: int | None
    name: str
    roles: str = ""
    request_id: str = ""


SYSTEM = Author(None, "system")


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
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK}
        )
    db.session.flush()
    last = db.session.execute(
        select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    ).first()
    number, previous = (last.id, last.hash) if last else (0, GENESIS)
    kept = [
        (name, secrets.token_hex(16), canonical(value))
        for name, value in sorted(values.items())
    ]
    entry: dict[str, object] = {
        "id": number + 1,
        "at": at,
        "actor_id": author.user_id,
        "actor_name": author.name[:80],
        "actor_roles": author.roles[:80],
        "verb": verb,
        "subject_kind": subject[0],
        "subject_id": str(subject[1]),
        "outcome": outcome,
        "request_id": author.request_id,
        "commitments": canonical(
            {name: commitment(salt, value) for name, salt, value in kept}
        ),
    }
    hashed = entry_hash(previous, entry)
    db.session.execute(
        insert(AuditEntry).values(**entry, previous_hash=previous, hash=hashed)
    )
    if kept:
        db.session.execute(
            insert(AuditValue),
            [
                {"entry_id": number + 1, "field": name, "salt": salt, "value": value}
                for name, salt, value in kept
            ],
        )
