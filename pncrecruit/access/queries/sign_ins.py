"""What signing in asks: whether a name waits, and whether a code is needed."""

import hashlib
from datetime import datetime

from sqlalchemy import exists, select

from pncrecruit.access.models import RoleGrant, SignInFailure
from pncrecruit.access.rules import SECOND_FACTOR_ROLES, GrantState
from pncrecruit.db import db


def identity_hash(identity: str) -> str:
    """Return what stands for a name that somebody typed to sign in."""
    return hashlib.sha256(identity.strip().casefold().encode()).hexdigest()


def locked_until(identity: str, at: datetime) -> datetime | None:
    """Return until when a name waits, if it does."""
    return db.session.scalar(
        select(SignInFailure.locked_until).where(
            SignInFailure.identity_hash == identity_hash(identity),
            SignInFailure.locked_until > at,
        )
    )


def asks_second_factor(user_id: int) -> bool:
    """Say whether one of the roles of an account asks for a second factor."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    RoleGrant.user_id == user_id,
                    RoleGrant.state == GrantState.ACTIVE,
                    RoleGrant.role.in_(SECOND_FACTOR_ROLES),
                )
            )
        )
    )
