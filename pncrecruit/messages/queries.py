"""Questions about texts and the outbox: what is in use, what is due, what is stale."""

import json
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from uuid import UUID

from sqlalchemy import func, select

from pncrecruit.db import db
from pncrecruit.messages.models import (
    MessageDispatch,
    MessageTemplate,
    OutboxLine,
)
from pncrecruit.messages.rules import (
    MACHINES,
    MINUTE,
    LineState,
    MessageKind,
    NoTemplate,
    TemplateDraft,
)


def in_use(kind: MessageKind) -> MessageTemplate | None:
    """Return the newest approved words of a kind."""
    return db.session.scalar(
        select(MessageTemplate)
        .where(MessageTemplate.kind == kind)
        .order_by(MessageTemplate.edition.desc())
        .limit(1)
    )


def needed(kind: MessageKind) -> MessageTemplate:
    """Return the newest approved words of a kind. Raises NoTemplate."""
    found = in_use(kind)
    if found is None:
        raise NoTemplate
    return found


def all_in_use() -> dict[MessageKind, MessageTemplate]:
    """Return the newest approved words of each kind that has some."""
    newest = (
        select(MessageTemplate.kind, func.max(MessageTemplate.edition).label("edition"))
        .group_by(MessageTemplate.kind)
        .subquery()
    )
    rows = db.session.scalars(
        select(MessageTemplate).join(
            newest,
            (newest.c.kind == MessageTemplate.kind)
            & (newest.c.edition == MessageTemplate.edition),
        )
    )
    return {one.kind: one for one in rows}


def words_of(one: MessageTemplate) -> TemplateDraft:
    """Return the words of a version."""
    return TemplateDraft(one.subject, one.text, one.sms)


def suggested(kind: MessageKind) -> TemplateDraft:
    """Return words that a first draft can begin with; nobody has approved them."""
    text = files(__package__).joinpath("data", "suggested.json").read_text("utf-8")
    return TemplateDraft(**json.loads(text)[kind.value])


def sent_before(client_id: UUID) -> MessageDispatch | None:
    """Return what was sent under a sender's identifier."""
    return db.session.scalar(
        select(MessageDispatch).where(MessageDispatch.client_id == client_id)
    )


def due(at: datetime, limit: int) -> Sequence[int]:
    """Return the messages that a machine may send now, the oldest first."""
    return db.session.scalars(
        select(OutboxLine.id)
        .where(
            OutboxLine.state == LineState.WAITING,
            OutboxLine.channel.in_(MACHINES),
            OutboxLine.not_before <= at,
        )
        .order_by(OutboxLine.not_before, OutboxLine.id)
        .limit(limit)
    ).all()


def tried_lately(at: datetime) -> int:
    """Count the messages that were begun within the last minute."""
    count = select(func.count()).where(OutboxLine.claimed_at > at - MINUTE)
    return db.session.scalar(count) or 0


def locked(public_id: UUID) -> OutboxLine | None:
    """Return a message as it is now, locked until the commit."""
    return db.session.scalar(
        select(OutboxLine)
        .where(OutboxLine.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def dispatch_of(one: OutboxLine) -> MessageDispatch:
    """Return the deed that a message belongs to."""
    return db.session.get_one(MessageDispatch, one.dispatch_id)
