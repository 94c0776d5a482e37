"""Reminders of a session: somebody switches them on, the night writes what is due."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.audit.actions import SYSTEM, record
from pncrecruit.db import LOCAL, day_of, db, local_day
from pncrecruit.messages.actions.lines import take_back
from pncrecruit.messages.models import MessageTemplate, SessionReminder
from pncrecruit.messages.queries import sent_before
from pncrecruit.messages.rules import (
    REMIND_DAYS,
    REMIND_FROM,
    MessageKind,
    RemindersOff,
    SeenOtherwise,
    due_reminder,
    planned,
)
from pncrecruit.recruitment.actions.messages import About, Prepared, write
from pncrecruit.recruitment.queries import messages as queries
from pncrecruit.recruitment.queries import sessions
from pncrecruit.recruitment.queries.recipients import place_of, summoned
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules.sessions import SessionState, check_state


def is_on(one: SessionRow, kept: SessionReminder | None) -> bool:
    """Say whether the reminders of a session are on: for the day and place it has."""
    return (
        kept is not None
        and one.state is SessionState.OPEN
        and kept.starts_at == one.starts_at
        and kept.place == place_of(one)
    )


def plan_of(one: SessionRow, switched_at: datetime) -> list[tuple[int, date]]:
    """Return which reminders of a session go on which days, if switched then."""
    return planned(local_day(one.starts_at), local_day(switched_at))


def seen_of(one: SessionRow, template: MessageTemplate) -> str:
    """Return what somebody sees of the reminders: words, day, hour and place."""
    return f"{template.id} {one.starts_at.isoformat()} {place_of(one)}"


def switch_on(about: About, *, seen: str, actor: Actor, at: datetime) -> None:
    """Have those summoned to a session reminded, on the days that were shown.

    Raises SessionStands, SeenOtherwise if the words or the session have changed since,
    or RemindersOff if no day is left.
    """
    if about.session is None:
        raise RemindersOff
    sessions.lock_phase(about.session.phase_id)
    one = sessions.session(about.session.public_id, EVERYTHING) or about.session
    check_state(one.state, SessionState.OPEN)
    if seen != seen_of(one, about.template):
        raise SeenOtherwise
    days = plan_of(one, at)
    if not days:
        raise RemindersOff
    kept = queries.reminder(one.id)
    if kept is not None and is_on(one, kept):
        return
    if kept is None:
        kept = SessionReminder(session_id=one.id)
        db.session.add(kept)
    kept.template_id, kept.way, kept.phone = about.template.id, about.way, about.phone
    kept.starts_at, kept.place = one.starts_at, place_of(one)
    kept.switched_at, kept.switched_by_id = at, actor.user_id
    db.session.flush()
    record(
        "message.remind",
        ("exam_session", one.public_id),
        author=actor.author,
        at=at,
        on=True,
        count=len(days),
    )


def switch_off(one: SessionRow, *, actor: Actor, at: datetime) -> None:
    """Have nobody reminded of a session any more; what waits is taken back."""
    sessions.lock_phase(one.phase_id)
    kept = queries.reminder(one.id)
    if kept is None:
        return
    db.session.delete(kept)
    take_back(one.id, MessageKind.REMINDER, by=actor.user_id, at=at)
    db.session.flush()
    record(
        "message.remind",
        ("exam_session", one.public_id),
        author=actor.author,
        at=at,
        on=False,
    )


def write_reminders(today: date, at: datetime) -> int:
    """Write the reminders of a day to the outbox; again does no harm.

    One for each session at most, however many nights were missed. Returns how many
    sessions were reminded of.
    """
    first = day_of(today + timedelta(days=1))[0]
    last = day_of(today + timedelta(days=max(REMIND_DAYS)))[1]
    opens = datetime.combine(today, REMIND_FROM, LOCAL)
    written = 0
    for kept, public_id in queries.reminders(first, last):
        days = due_reminder(
            local_day(kept.starts_at), local_day(kept.switched_at), today
        )
        key = uuid5(NAMESPACE_URL, f"{public_id} {kept.starts_at.isoformat()} {days}")
        one = sessions.session(public_id, EVERYTHING)
        if days is None or one is None or sent_before(key) is not None:
            continue
        about = About(
            db.session.get_one(MessageTemplate, kept.template_id),
            one.call_id,
            one.call_code,
            one.call_name,
            one,
            kept.way,
            kept.phone,
        )
        # Who was reminded on another day is reminded again: told is of one deed alone.
        found = summoned(one, MessageKind.REMINDER, EVERYTHING, set(), again=True)
        if not found.recipients:
            continue
        write(
            Prepared(about, found),
            client_id=key,
            author=SYSTEM,
            by=kept.switched_by_id,
            at=at,
            not_before=max(at, opens),
        )
        written += 1
    return written
