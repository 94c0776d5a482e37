"""Messages of the demo: texts that two agreed on, a summons that went out, reminders.

Nothing leaves: what stands here as sent was written so, by this file alone.
"""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import db
from pncrecruit.messages.actions.templates import ask_for_text
from pncrecruit.messages.models import OutboxLine
from pncrecruit.messages.queries import needed, suggested
from pncrecruit.messages.rules import (
    Channel,
    Fault,
    LineState,
    MessageKind,
    Way,
)
from pncrecruit.recruitment.actions.messages import (
    About,
    Prepared,
    check_phone,
    send,
)
from pncrecruit.recruitment.actions.reminders import plan_of, seen_of, switch_on
from pncrecruit.recruitment.models import ExamSession
from pncrecruit.recruitment.queries import sessions
from pncrecruit.recruitment.queries.recipients import summoned
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules.sessions import SessionState

OFFICE_PHONE = "2329 0000"
# What became of the first ones; the others went.
FATES = (
    (LineState.FAILED, Fault.REFUSED),
    (LineState.UNSURE, Fault.BROKEN_OFF),
)


def write_messages(first: Actor, second: Actor, at: datetime) -> None:
    """Approve the texts, tell those summoned to the next sessions, and remind them."""
    for kind in MessageKind:
        asked = ask_for_text(kind, suggested(kind), actor=first, at=at)
        approvals.decide(asked, approve=True, actor=second, at=at)
    found = db.session.scalars(
        select(ExamSession.public_id)
        .where(
            ExamSession.state == SessionState.OPEN,
            ExamSession.starts_at > at,
            ExamSession.taken > 0,
        )
        .order_by(ExamSession.starts_at)
    )
    # At the second office people without an address are called.
    for public_id, way in zip(
        found.all(), (Way.EMAIL_FIRST, Way.EMAIL_ONLY), strict=False
    ):
        one = sessions.session(public_id, EVERYTHING)
        if one is not None and plan_of(one, at):
            _tell(one, first, way, at)
            about = _about(one, MessageKind.REMINDER, way)
            seen = seen_of(one, about.template)
            switch_on(about, seen=seen, actor=first, at=at)


def _tell(one: SessionRow, actor: Actor, way: Way, at: datetime) -> None:
    about = _about(one, MessageKind.SUMMONS, way)

    def prepared() -> Prepared:
        return Prepared(about, summoned(one, about.kind, EVERYTHING, set()))

    made = send(
        prepared,
        call_id=one.call_id,
        phase_id=one.phase_id,
        seen=prepared().seen,
        client_id=uuid5(NAMESPACE_URL, f"demo message {one.id}"),
        actor=actor,
        at=at,
    )
    lines = db.session.scalars(
        select(OutboxLine)
        .where(OutboxLine.dispatch_id == made.id, OutboxLine.channel != Channel.PHONE)
        .order_by(OutboxLine.id)
    ).all()
    for place, line in enumerate(lines):
        line.tries, line.claimed_at, line.ended_at = 1, at, at
        line.state = LineState.SENT
        if place < len(FATES):
            line.state, line.fault = FATES[place]
    db.session.flush()


def _about(one: SessionRow, kind: MessageKind, way: Way) -> About:
    return check_phone(
        About(
            needed(kind),
            one.call_id,
            one.call_code,
            one.call_name,
            one,
            way,
            OFFICE_PHONE,
        )
    )
