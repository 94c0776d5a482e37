"""What the auditor does: check the chain, take a part of the trail away."""

from collections.abc import Callable
from datetime import datetime

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit import queries
from pncrecruit.audit.actions import record
from pncrecruit.audit.queries import Chain, EntryRow, TrailFilter
from pncrecruit.db import local_day
from pncrecruit.jobs.actions import record_run
from pncrecruit.jobs.words import broken_chain

VERIFY_JOB = "audit_verify"
EXPORT_LIMIT = 10_000


def verify_chain(*, at: datetime, clock: Callable[[], datetime]) -> Chain:
    """Check the whole chain and keep what was found."""
    chain = queries.verify()
    record_run(
        VERIFY_JOB,
        day=local_day(at),
        started_at=at,
        ended_at=clock(),
        summary={"entries": chain.entries, "last_hash": chain.last_hash},
        error=broken_chain(chain.fault),
    )
    return chain


def take_trail(
    wanted: TrailFilter, *, reason: str, actor: Actor, at: datetime
) -> list[EntryRow]:
    """Return the part of the trail to be downloaded, and say in it who took it.

    Raises ReasonRequired if no reason is given.
    """
    if not reason.strip():
        raise ReasonRequired
    rows = queries.trail(wanted, limit=EXPORT_LIMIT)[:EXPORT_LIMIT]
    record(
        "audit.export",
        ("audit_log", "trail"),
        author=actor.author,
        at=at,
        reason=reason,
        entries=len(rows),
    )
    return rows
