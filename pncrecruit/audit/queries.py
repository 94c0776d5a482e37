"""Reading the trail: the whole chain in order, and pages of it for the auditor."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from pncrecruit.audit.models import AuditEntry, AuditValue
from pncrecruit.audit.rules import (
    GENESIS,
    Fault,
    FaultKind,
    Link,
    Outcome,
    commitment,
    first_fault,
)
from pncrecruit.db import db

_CHUNK = 5_000
_CONTENT = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.actor_id,
    AuditEntry.actor_name,
    AuditEntry.actor_roles,
    AuditEntry.verb,
    AuditEntry.subject_kind,
    AuditEntry.subject_id,
    AuditEntry.outcome,
    AuditEntry.request_id,
    AuditEntry.commitments,
)


class EntryRow(NamedTuple):
    """An entry in a list."""

    id: int
    at: datetime
    actor_name: str
    actor_roles: str
    verb: str
    subject_kind: str
    subject_id: str
    outcome: Outcome


class ValueRow(NamedTuple):
    """A value that an entry holds."""

    field: str
    value: str


class Chain(NamedTuple):
    """What a check of the whole chain found."""

    entries: int
    last_hash: str
    fault: Fault | None


def verify() -> Chain:
    """Check every entry, its place in the chain, and the values it commits to."""
    number, hashed = 0, GENESIS
    for links in _links():
        fault, number, hashed = first_fault(links, after=number, previous=hashed)
        fault = fault or _value_fault(links)
        if fault:
            return Chain(number, hashed, fault)
    return Chain(number, hashed, None)


def hash_of(entry_id: int) -> str | None:
    """Return the hash of an entry."""
    return db.session.scalar(select(AuditEntry.hash).where(AuditEntry.id == entry_id))


def last() -> tuple[int, str]:
    """Return the number and the hash of the newest entry."""
    row = db.session.execute(
        select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    ).first()
    return (row.id, row.hash) if row else (0, GENESIS)


def _links() -> Iterator[list[Link]]:
    after = 0
    while True:
        rows = db.session.execute(
            select(*_CONTENT, AuditEntry.previous_hash, AuditEntry.hash)
            .where(AuditEntry.id > after)
            .order_by(AuditEntry.id)
            .limit(_CHUNK)
        ).all()
        if not rows:
            return
        after = rows[-1].id
        yield [
            Link(
                row.id,
                {column.key: getattr(row, column.key) for column in _CONTENT},
                row.previous_hash,
                row.hash,
            )
            for row in rows
        ]


def _value_fault(links: list[Link]) -> Fault | None:
    """Compare the values of a run of entries with their commitments.

    A value may be missing (erased by law); one that differs, or that no entry
    committed to, is a fault.
    """
    promised = {link.id: str(link.content["commitments"]) for link in links}
    rows = db.session.execute(
        select(
            AuditValue.entry_id, AuditValue.field, AuditValue.salt, AuditValue.value
        ).where(AuditValue.entry_id.between(links[0].id, links[-1].id))
    )
    for row in rows:
        pair = f'"{row.field}":"{commitment(row.salt, row.value)}"'
        if pair not in promised.get(row.entry_id, ""):
            return Fault(row.entry_id, FaultKind.VALUE)
    return None


class TrailFilter(NamedTuple):
    """What an auditor looks for in the trail; empty fields do not narrow it."""

    verb: str = ""
    actor: str = ""
    subject_kinds: tuple[str, ...] = ()
    subject_id: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None  # keyset: entries older than this number


_ROW = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.actor_name,
    AuditEntry.actor_roles,
    AuditEntry.verb,
    AuditEntry.subject_kind,
    AuditEntry.subject_id,
    AuditEntry.outcome,
)


def trail(wanted: TrailFilter, *, limit: int = 50) -> list[EntryRow]:
    """Return the newest entries that fit, one more than ``limit`` if there are more."""
    rows = db.session.execute(
        select(*_ROW)
        .where(*_conditions(wanted))
        .order_by(AuditEntry.id.desc())
        .limit(limit + 1)
    )
    return [EntryRow(*row) for row in rows]


def _conditions(wanted: TrailFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.verb:
        conditions.append(AuditEntry.verb.startswith(wanted.verb, autoescape=True))
    if wanted.actor:
        conditions.append(AuditEntry.actor_name.contains(wanted.actor, autoescape=True))
    if wanted.subject_kinds:
        conditions.append(AuditEntry.subject_kind.in_(wanted.subject_kinds))
    if wanted.subject_id:
        conditions.append(AuditEntry.subject_id == wanted.subject_id)
    if wanted.outcome:
        conditions.append(AuditEntry.outcome == Outcome(wanted.outcome))
    if wanted.since:
        conditions.append(AuditEntry.at >= wanted.since)
    if wanted.until:
        conditions.append(AuditEntry.at < wanted.until)
    if wanted.before:
        conditions.append(AuditEntry.id < wanted.before)
    return conditions


def entry(entry_id: int) -> AuditEntry | None:
    """Return one entry."""
    return db.session.get(AuditEntry, entry_id)


def values(entry_id: int) -> list[ValueRow]:
    """Return the values of one entry, those that were not erased."""
    rows = db.session.execute(
        select(AuditValue.field, AuditValue.value)
        .where(AuditValue.entry_id == entry_id)
        .order_by(AuditValue.field)
    )
    return [ValueRow(*row) for row in rows]


def about(
    subject_kinds: Sequence[str], subject_id: str, *, limit: int = 200
) -> list[EntryRow]:
    """Return what was done to a record, and who read it, newest first.

    ``subject_kinds`` are the codes by which deeds call this kind of record.
    """
    return trail(
        TrailFilter(subject_kinds=tuple(subject_kinds), subject_id=subject_id),
        limit=limit,
    )


def counts_since(at: datetime) -> dict[Outcome, int]:
    """Count the entries since an instant, by outcome."""
    rows = db.session.execute(
        select(AuditEntry.outcome, func.count())
        .where(AuditEntry.at >= at)
        .group_by(AuditEntry.outcome)
    )
    found = {row[0]: row[1] for row in rows}
    return {outcome: found.get(outcome, 0) for outcome in Outcome}
