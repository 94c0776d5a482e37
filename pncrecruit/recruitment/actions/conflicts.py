"""Declare a conflict of interest; another decides whether it bars."""

from datetime import datetime

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import ConflictDecision, ConflictDeclaration
from pncrecruit.recruitment.queries import conflicts, detail, marks
from pncrecruit.recruitment.rules.conflicts import (
    DecidedAlready,
    OwnDeclaration,
    Tie,
    UnknownNumber,
)
from pncrecruit.recruitment.rules.numbers import parse_number


def declare(
    number: str, tie: Tie, note: str, *, actor: Actor, at: datetime
) -> ConflictDeclaration:
    """Declare one's tie to an applicant, by the number of the application.

    A tie bars at once, until somebody decides that it does not. Raises UnknownNumber.
    """
    read = parse_number(number)
    found = (
        detail.by_number(read.call_code, read.number)
        if read and not read.sheet
        else None
    )
    if found is None:
        raise UnknownNumber
    row = ConflictDeclaration(
        user_id=actor.user_id,
        application_id=found.id,
        tie=tie,
        note=note.strip(),
        declared_at=at,
    )
    db.session.add(row)
    db.session.flush()
    record(
        "conflict.declared",
        ("application", found.public_id),
        author=actor.author,
        at=at,
        tie=tie,
    )
    return row


def decide(
    declaration: ConflictDeclaration,
    *,
    barred: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Decide whether what somebody declared keeps them from an application.

    Raises OwnDeclaration, DecidedAlready or ReasonRequired.
    """
    if declaration.user_id in marks.accounts_of(actor):
        raise OwnDeclaration
    if conflicts.decision(declaration.id) is not None:
        raise DecidedAlready
    if not reason.strip():
        raise ReasonRequired
    db.session.add(
        ConflictDecision(
            declaration_id=declaration.id,
            barred=barred,
            reason=reason.strip(),
            decided_at=at,
            decided_by_id=actor.user_id,
        )
    )
    record(
        "conflict.decided",
        ("conflict_declaration", declaration.public_id),
        author=actor.author,
        at=at,
        barred=barred,
        reason=reason.strip(),
    )
