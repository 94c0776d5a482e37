"""Who came to a session, and its closing: nobody is refused but by a press."""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict
from pncrecruit.recruitment.actions.moves import Moved, record_results
from pncrecruit.recruitment.actions.summoning import end_some
from pncrecruit.recruitment.models import Summons
from pncrecruit.recruitment.queries import sessions as queries
from pncrecruit.recruitment.queries import summonses
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.queries.sessions import SessionRow, Summoned
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.attendance import (
    NotOnRoster,
    check_arrival,
    check_closing,
)
from pncrecruit.recruitment.rules.sessions import SessionState


def arrive(
    found: SessionRow,
    application_id: int | None,
    number: str,
    actor: Actor,
    at: datetime,
) -> bool:
    """Note that somebody came; False if it was noted before.

    Raises NotOnRoster, and what check_arrival raises.
    """
    session = queries.locked(found.id)
    check_arrival(session.state, local_day(session.starts_at), local_day(at))
    one = summonses.standing(application_id or 0, found.phase_id)
    if one is None or one.session_id != session.id:
        raise NotOnRoster(number=number)
    if one.arrived_at is not None:
        return False
    one.arrived_at, one.arrived_by_id = at, actor.user_id
    db.session.flush()
    record(
        "summons.arrived",
        ("exam_session", found.public_id),
        author=actor.author,
        at=at,
        application=one.application_id,
    )
    return True


def take_arrival_back(
    found: SessionRow, summons_id: int, *, actor: Actor, at: datetime
) -> None:
    """Take a slip back: somebody did not come after all.

    Raises NotOnRoster, and what check_arrival raises.
    """
    session = queries.locked(found.id)
    check_arrival(session.state, local_day(session.starts_at), local_day(at))
    one = db.session.get(Summons, summons_id)
    if one is None or one.session_id != session.id or one.ended_at is not None:
        raise NotOnRoster(number=summons_id)
    if one.arrived_at is None:
        return
    one.arrived_at = one.arrived_by_id = None
    db.session.flush()
    record(
        "summons.arrival_undone",
        ("exam_session", found.public_id),
        author=actor.author,
        at=at,
        application=one.application_id,
    )


def absent(rows: Sequence[Summoned]) -> list[Summoned]:
    """Return those of a roster who still wait in the phase and did not come."""
    return [one for one in rows if one.expected and one.arrived_at is None]


def close_session(
    found: SessionRow,
    rows: Sequence[Summoned],
    missing: Sequence[Moving],
    *,
    version: int,
    actor: Actor,
    at: datetime,
) -> Moved:
    """Close the attendance of a session; ``missing`` get the result of not attending.

    They are those for whom somebody pressed it, none if nobody did. The results go the
    way of every result; who else of the roster is absent waits for another session.
    Raises Conflict on a stale version, and what check_closing
    raises.
    """
    # As a bulk does, which may be ending the summonses of who missed a session.
    queries.lock_phase(found.phase_id)
    session = queries.locked(found.id)
    if session.version != version:
        raise Conflict
    check_closing(session.state, session.starts_at, at)
    session.state = SessionState.CLOSED
    db.session.flush()
    moved = record_results(
        missing,
        Result.NO_SHOW,
        client_id=uuid5(NAMESPACE_URL, f"absent:{found.public_id}"),
        actor=actor,
        at=at,
    )
    done = set(moved.done)
    others = [one for one in absent(rows) if one.number not in done]
    end_some([one.summons_id for one in others], session.id, actor=actor, at=at)
    record(
        "exam_session.close",
        ("exam_session", found.public_id),
        author=actor.author,
        at=at,
        came=found.arrived,
        no_shows=len(moved.done),
    )
    return moved
