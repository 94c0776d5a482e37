"""What a person does with one message: again, not at all, it arrived, was told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.messages.models import MessageDispatch, OutboxLine
from pncrecruit.messages.rules import (
    AGAIN,
    ARRIVED,
    CANCEL,
    Channel,
    LineState,
    MessageKind,
    check_line,
)


def send_again(
    one: OutboxLine, application: UUID, *, actor: Actor, at: datetime
) -> None:
    """Let a message that failed, or perhaps arrived, be sent again.

    Raises LineStands.
    """
    check_line(one.state, AGAIN)
    was = one.state
    one.state, one.not_before, one.tries = LineState.WAITING, at, 0
    one.fault = one.ended_at = one.claimed_at = None
    _keep("message.again", one, was, application, actor=actor, at=at)


def cancel(one: OutboxLine, application: UUID, *, actor: Actor, at: datetime) -> None:
    """Send a message that waits to nobody. Raises LineStands."""
    check_line(one.state, CANCEL)
    was = one.state
    _end(one, LineState.CANCELLED, actor, at)
    _keep("message.cancel", one, was, application, actor=actor, at=at)


def note_told(
    one: OutboxLine, application: UUID, *, actor: Actor, at: datetime
) -> None:
    """Keep that somebody was called, or that a doubtful message arrived.

    Raises LineStands.
    """
    if one.channel is Channel.PHONE:
        check_line(one.state, {LineState.WAITING})
    else:
        check_line(one.state, ARRIVED)
    was = one.state
    _end(one, LineState.SENT, actor, at)
    _keep("message.told", one, was, application, actor=actor, at=at)


def take_back(session_id: int, kind: MessageKind, *, by: int, at: datetime) -> None:
    """Send nobody what waits of a kind of message about a session."""
    of_session = select(MessageDispatch.id).where(
        MessageDispatch.session_id == session_id, MessageDispatch.kind == kind
    )
    db.session.execute(
        update(OutboxLine)
        .where(
            OutboxLine.dispatch_id.in_(of_session),
            OutboxLine.state == LineState.WAITING,
        )
        .values(state=LineState.CANCELLED, ended_at=at, ended_by_id=by)
    )


def _end(one: OutboxLine, state: LineState, actor: Actor, at: datetime) -> None:
    one.state, one.ended_at, one.ended_by_id = state, at, actor.user_id


def _keep(
    verb: str,
    one: OutboxLine,
    was: LineState,
    application: UUID,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    db.session.flush()
    record(
        verb,
        ("application", application),
        author=actor.author,
        at=at,
        channel=one.channel,
        state=(was, one.state),
    )
