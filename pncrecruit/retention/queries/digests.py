"""Who gets the weekly letter about alerts, on which day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, func, select

from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.rules import GrantState, Role
from pncrecruit.db import db
from pncrecruit.retention.models import DigestChoice, DigestSent

MONDAY = 0  # the day of whoever has not chosen one


def choice_of(user_id: int) -> DigestChoice | None:
    """Return what an account has chosen, if it has."""
    return db.session.scalar(
        select(DigestChoice).where(DigestChoice.user_id == user_id)
    )


def readers(day: date) -> Sequence[User]:
    """Return the managers who want a letter on this day of the week and got none."""
    chosen = (
        select(func.coalesce(DigestChoice.weekday, -1))
        .where(DigestChoice.user_id == User.id)
        .scalar_subquery()
    )
    return db.session.scalars(
        select(User)
        .where(
            User.active,
            exists().where(
                RoleGrant.user_id == User.id,
                RoleGrant.role == Role.MANAGER,
                RoleGrant.state == GrantState.ACTIVE,
                RoleGrant.unit_id.is_not(None),
            ),
            func.coalesce(chosen, MONDAY) == day.weekday(),
            # A letter of a day that has passed is not sent after a later one.
            ~exists().where(DigestSent.user_id == User.id, DigestSent.day >= day),
        )
        .order_by(User.id)
    ).all()
