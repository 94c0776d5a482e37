"""The secret address of an account's calendar: made, and taken back."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import CalendarFeed


def key_hash(key: str) -> str:
    """Return what is kept of a key. With 256 random bits no slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def make_address(*, actor: Actor, at: datetime) -> str:
    """Return a new key; the address that was good before is no longer."""
    key = secrets.token_urlsafe(32)
    _forget(actor)
    db.session.add(
        CalendarFeed(user_id=actor.user_id, key_hash=key_hash(key), made_at=at)
    )
    db.session.flush()
    record("calendar.make", ("account", actor.user_id), author=actor.author, at=at)
    return key


def end_address(*, actor: Actor, at: datetime) -> None:
    """Take the address back: nobody reads the calendar there any more."""
    _forget(actor)
    record("calendar.end", ("account", actor.user_id), author=actor.author, at=at)


def _forget(actor: Actor) -> None:
    db.session.execute(
        delete(CalendarFeed).where(CalendarFeed.user_id == actor.user_id)
    )
