"""Test sessions: drafted, opened, changed, cancelled."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.recruitment.actions.summoning import end_all
from pncrecruit.recruitment.models import ExamSession
from pncrecruit.recruitment.queries import sessions as queries
from pncrecruit.recruitment.queries.board import Frame
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules.sessions import (
    SessionDraft,
    SessionState,
    check_draft,
    check_phase,
    check_state,
)


def draft_session(
    call: Frame,
    phase: PhaseRow,
    draft: SessionDraft,
    *,
    client_id: UUID,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Draft a session and return its public id; sending it twice makes one.

    Raises what check_phase and check_draft raise.
    """
    # Whoever presses twice waits here, and finds what the first press made.
    queries.lock_phase(phase.id)
    before = queries.sent_before(client_id)
    if before is not None:
        return before.public_id
    check_phase(call.state, phase.kind)
    check_draft(draft, taken=0, at=at)
    one = ExamSession(
        call_id=call.id,
        phase_id=phase.id,
        office_id=draft.office_id,
        municipality=draft.municipality,
        place=draft.place.strip(),
        starts_at=draft.starts_at,
        capacity=draft.capacity,
        state=SessionState.DRAFT,
        drafted_at=at,
        drafted_by_id=actor.user_id,
        client_id=client_id,
    )
    db.session.add(one)
    db.session.flush()
    record(
        "exam_session.draft",
        ("exam_session", one.public_id),
        author=actor.author,
        at=at,
        call=call.code,
        phase=phase.key,
        office=draft.office_id,
        municipality=one.municipality,
        venue=one.place,
        starts_at=one.starts_at,
        capacity=one.capacity,
    )
    return one.public_id


def open_session(
    found: SessionRow, *, version: int, actor: Actor, at: datetime
) -> None:
    """Open a draft: from now on people can be summoned to it.

    Raises Conflict on a stale version, and what check_state, check_phase and
    check_draft raise.
    """
    one = _locked(found, version)
    check_state(one.state, SessionState.DRAFT)
    check_phase(found.call_state, found.kind)
    check_draft(draft_of(one), taken=one.taken, at=at)
    one.state = SessionState.OPEN
    db.session.flush()
    record(
        "exam_session.open",
        ("exam_session", one.public_id),
        author=actor.author,
        at=at,
        municipality=one.municipality,
        venue=one.place,
        starts_at=one.starts_at,
        capacity=one.capacity,
    )


def change_session(
    found: SessionRow,
    draft: SessionDraft,
    *,
    version: int,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Change place, day or capacity; with people summoned, only with a reason.

    Raises Conflict on a stale version, ReasonRequired, and what check_state,
    check_phase and check_draft raise.
    """
    one = _locked(found, version)
    check_state(one.state, SessionState.DRAFT, SessionState.OPEN)
    check_phase(found.call_state, found.kind)
    check_draft(draft, taken=one.taken, at=at)
    if one.taken and not reason.strip():
        raise ReasonRequired
    before = draft_of(one)
    one.municipality, one.place = draft.municipality, draft.place.strip()
    one.starts_at, one.capacity = draft.starts_at, draft.capacity
    db.session.flush()
    pairs: dict[str, tuple[Any, Any]] = {
        "municipality": (before.municipality, one.municipality),
        "venue": (before.place, one.place),
        "starts_at": (before.starts_at, one.starts_at),
        "capacity": (before.capacity, one.capacity),
    }
    changed: dict[str, Any] = {
        name: pair for name, pair in pairs.items() if pair[0] != pair[1]
    }
    if not changed:
        return
    record(
        "exam_session.change",
        ("exam_session", one.public_id),
        author=actor.author,
        at=at,
        reason=reason.strip() or None,
        **changed,
    )


def cancel_session(
    found: SessionRow, *, version: int, reason: str, actor: Actor, at: datetime
) -> int:
    """Cancel a session; who was summoned waits again. Return how many they were.

    Raises Conflict on a stale version, SessionStands or ReasonRequired.
    """
    one = _locked(found, version)
    check_state(one.state, SessionState.DRAFT, SessionState.OPEN)
    if not reason.strip():
        raise ReasonRequired
    ended = end_all(one.id, reason=reason.strip(), actor=actor, at=at)
    one.state, one.taken, one.cancelled_at = SessionState.CANCELLED, 0, at
    db.session.flush()
    record(
        "exam_session.cancel",
        ("exam_session", one.public_id),
        author=actor.author,
        at=at,
        reason=reason.strip(),
        count=ended,
    )
    return ended


def draft_of(one: ExamSession | SessionRow) -> SessionDraft:
    """Return a session as somebody wants it."""
    return SessionDraft(
        one.office_id, one.municipality, one.place, one.starts_at, one.capacity
    )


def _locked(found: SessionRow, version: int) -> ExamSession:
    # The phase first, as a bulk does: no capacity changes between plan and deed.
    queries.lock_phase(found.phase_id)
    one = queries.locked(found.id)
    if one.version != version:
        raise Conflict
    return one
