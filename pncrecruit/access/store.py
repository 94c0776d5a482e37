"""Sessions in the database: what web.sessions asks for, and how they end."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from pncrecruit.access.models import RoleGrant, ServerSession, User
from pncrecruit.access.queries import Account
from pncrecruit.access.rules import GrantState
from pncrecruit.db import answer, ask, db
from pncrecruit.web.sessions import Stored

# Every request asks this one, and nothing else of who asks: it is built once.
_LOAD = (
    select(
        ServerSession.id,
        ServerSession.data,
        ServerSession.created_at,
        ServerSession.seen_at,
        User.id,
        User.person_id,
        User.name,
        User.language,
        User.fs_uniquifier,
        RoleGrant.role,
        RoleGrant.unit_id,
        RoleGrant.retention_team,
    )
    .join(User, and_(User.id == ServerSession.user_id, User.active))
    .outerjoin(
        RoleGrant,
        and_(RoleGrant.user_id == User.id, RoleGrant.state == GrantState.ACTIVE),
    )
    .where(ServerSession.key_hash == bindparam("key_hash"))
)

_CHANGE = (
    update(ServerSession)
    .where(ServerSession.id == bindparam("session_id"))
    .values(data=bindparam("held"))
)


class DatabaseStore:
    """Sessions as rows, each of one account."""

    def load(self, key_hash: str) -> Stored | None:
        """Return a session and its enabled account, in one statement."""
        found = ask(_LOAD, {"key_hash": key_hash})
        if not found:
            return None
        session_id, data, created_at, seen_at, *account = found[0][:9]
        held = tuple((row[9], row[10], row[11]) for row in found if row[9] is not None)
        return Stored(
            session_id, data, created_at, seen_at, Account._make([*account, held])
        )

    def create(
        self, key_hash: str, user_key: str, data: dict[str, Any], at: datetime
    ) -> bool:
        """Keep a new session of the account with a key; False if there is none."""
        user_id = db.session.scalar(
            select(User.id).where(User.fs_uniquifier == user_key, User.active)
        )
        if user_id is None:
            return False
        db.session.execute(
            insert(ServerSession).values(
                key_hash=key_hash, user_id=user_id, data=data, created_at=at, seen_at=at
            )
        )
        return True

    def change(self, session_id: int, data: dict[str, Any]) -> None:
        """Keep what a session holds now."""
        answer(_CHANGE, {"session_id": session_id, "held": data})

    def touch(self, session_id: int, at: datetime) -> None:
        """Note that a session was used."""
        db.session.execute(
            update(ServerSession)
            .where(ServerSession.id == session_id, ServerSession.seen_at < at)
            .values(seen_at=at)
            .execution_options(synchronize_session=False)
        )

    def end(self, session_id: int) -> None:
        """Forget a session."""
        db.session.execute(delete(ServerSession).where(ServerSession.id == session_id))


def end_sessions(user_id: int, *, but: int | None = None) -> None:
    """End every session of an account, save perhaps one."""
    db.session.execute(
        delete(ServerSession).where(
            ServerSession.user_id == user_id, ServerSession.id != (but or 0)
        )
    )


def forget_old(at: datetime, idle: timedelta, longest: timedelta) -> None:
    """Remove the sessions that nobody can use any more."""
    db.session.execute(
        delete(ServerSession).where(
            (ServerSession.seen_at < at - idle)
            | (ServerSession.created_at < at - longest)
        )
    )


def end_session_of(session_id: int, user_id: int) -> bool:
    """End one session of an account; False if it has none with this number."""
    ended = db.session.scalars(
        delete(ServerSession)
        .where(ServerSession.id == session_id, ServerSession.user_id == user_id)
        .returning(ServerSession.id)
    ).all()
    return bool(ended)
