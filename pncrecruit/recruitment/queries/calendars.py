"""Whose calendar is read at a secret address."""

from datetime import datetime

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.access.queries import actor
from pncrecruit.db import db
from pncrecruit.recruitment.models import CalendarFeed
from pncrecruit.recruitment.queries.assignments import assignments_of


def reader(hashed: str) -> Actor | None:
    """Return who reads at an address, with the rights of this moment.

    None where nobody has the address any more, or the account is disabled.
    """
    user = db.session.scalar(
        select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.key_hash == hashed, User.active)
    )
    return actor(user, assignments_of=assignments_of) if user else None


def made_at(user_id: int) -> datetime | None:
    """Return when an account's address was made, if it has one."""
    return db.session.scalar(
        select(CalendarFeed.made_at).where(CalendarFeed.user_id == user_id)
    )
