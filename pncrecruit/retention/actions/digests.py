"""The weekly letter about alerts: chosen, and sent; no name and no unit is in it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple, Protocol

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import actor as actor_of
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.retention.models import DigestChoice, DigestSent
from pncrecruit.retention.queries import alerts, desks, digests
from pncrecruit.retention.rules import Weekday


class Outbox(Protocol):
    """Takes messages that are to be delivered; raises OSError if it cannot."""

    def put(self, recipient: str, subject: str, text: str) -> None:
        """Take one message."""


class Waiting(NamedTuple):
    """What waits for somebody: the figures of the letter."""

    cases: int
    late: int
    urgent: int
    in_line: int


class Letter(NamedTuple):
    """A letter in the reader's language."""

    subject: str
    text: str


class Sent(NamedTuple):
    """How many letters went out, and how many the outbox did not take."""

    sent: int
    failed: int


def choose_day(weekday: Weekday, *, actor: Actor, at: datetime) -> None:
    """Keep on which day somebody wants the letter, if at all."""
    kept = digests.choice_of(actor.user_id)
    if kept is None:
        kept = DigestChoice(user_id=actor.user_id)
        db.session.add(kept)
    kept.weekday = None if weekday is Weekday.NEVER else int(weekday.value)
    kept.changed_at = at
    db.session.flush()
    record(
        "digest.choose",
        ("user_account", actor.user_id),
        author=actor.author,
        at=at,
        weekday=weekday,
    )


def send_digests(
    day: date,
    *,
    outbox: Outbox,
    compose: Callable[[User, Waiting], Letter],
    author: Author,
    at: datetime,
) -> Sent:
    """Send the letters of a day, each once however often this runs.

    Nobody gets a letter that says that nothing waits. One that the outbox does not take
    is tried again when the job runs again.
    """
    sent = failed = 0
    for user in digests.readers(day):
        found = waiting_for(actor_of(user), day)
        if not (found.cases or found.urgent):
            continue
        letter = compose(user, found)
        try:
            outbox.put(user.email, letter.subject, letter.text)
        except OSError:
            failed += 1
            continue
        db.session.add(DigestSent(user_id=user.id, day=day, sent_at=at))
        sent += 1
    if sent or failed:
        db.session.flush()
        record(
            "digest.send",
            ("alert", day),
            author=author,
            at=at,
            sent=sent,
            failed=failed,
        )
    return Sent(sent, failed)


def waiting_for(actor: Actor, day: date) -> Waiting:
    """Return how many cases wait for somebody on a day."""
    scope = actor.scope(Permission.ALERT_LIST)
    tally = alerts.tally(scope, retention_team=False, today=day)
    found = desks.desks(scope, retention_team=False, day=day)
    return Waiting(
        tally.waiting,
        tally.late + tally.urgent_late,
        tally.urgent,
        sum(desk.waiting for desk in found),
    )
