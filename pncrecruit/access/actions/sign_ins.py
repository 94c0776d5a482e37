"""What is kept of signing in, of second factors and of passwords."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from pncrecruit.access.models import SignInFailure, User
from pncrecruit.access.queries import sign_ins as queries
from pncrecruit.access.rules import FAILURES_FORGOTTEN, wait_after
from pncrecruit.access.store import end_sessions, forget_old
from pncrecruit.audit.actions import Author, record
from pncrecruit.audit.rules import Outcome
from pncrecruit.db import db


def failed(identity: str, user: User | None, *, request_id: str, at: datetime) -> None:
    """Count a failure of a name, known or not, and make it wait if there are many."""
    row = _row(identity, at)
    if at - row.last_at > FAILURES_FORGOTTEN:
        row.failures = 0
    row.failures += 1
    row.last_at = at
    wait = wait_after(row.failures)
    row.locked_until = at + wait if wait else None
    author = Author(
        user.id if user else None, user.name if user else "?", "", request_id
    )
    record(
        "account.sign_in",
        ("account", user.public_id if user else "unknown"),
        author=author,
        at=at,
        outcome=Outcome.REFUSED,
        failures=row.failures,
    )


def succeeded(
    user: User,
    *,
    request_id: str,
    at: datetime,
    idle: timedelta,
    longest: timedelta,
) -> None:
    """Note that somebody signed in; the count of their failures begins anew."""
    user.last_login_at = at
    db.session.execute(
        delete(SignInFailure).where(
            SignInFailure.identity_hash == queries.identity_hash(user.email)
        )
    )
    forget_old(at, idle, longest)
    _note("account.sign_in", user, request_id=request_id, at=at)


def signed_out(user: User, *, request_id: str, at: datetime) -> None:
    """Note that somebody signed out."""
    _note("account.sign_out", user, request_id=request_id, at=at)


def password_changed(user: User, verb: str, *, request_id: str, at: datetime) -> None:
    """End every session of an account whose password is a new one."""
    end_sessions(user.id)
    _note(verb, user, request_id=request_id, at=at)


def second_factor_changed(
    user: User, verb: str, *, request_id: str, at: datetime
) -> None:
    """Note that an account has another second factor, or none."""
    _note(verb, user, request_id=request_id, at=at)


def _note(verb: str, user: User, *, request_id: str, at: datetime) -> None:
    author = Author(user.id, user.name, "", request_id)
    record(verb, ("account", user.public_id), author=author, at=at)


def _row(identity: str, at: datetime) -> SignInFailure:
    """Return the count of a name, locked; two that begin it at once make one row."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if on_sqlite else postgresql.insert
    row = insert(SignInFailure).values(
        identity_hash=queries.identity_hash(identity), failures=0, last_at=at
    )
    db.session.execute(row.on_conflict_do_nothing(index_elements=["identity_hash"]))
    return db.session.scalars(
        select(SignInFailure)
        .where(SignInFailure.identity_hash == queries.identity_hash(identity))
        .with_for_update()
    ).one()
