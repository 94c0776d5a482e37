"""The database: base class, column types, and how each engine is prepared."""

import fcntl
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Annotated, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    Integer,
    MetaData,
    Row,
    String,
    Text,
    Uuid,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator, TypeEngine

from pncrecruit.errors import NotYetCome
from pncrecruit.words import Choice

LOCAL = ZoneInfo("America/Guatemala")

# True while this request or command means to write. SQLite must know at BEGIN:
# a read lock that is upgraded later fails at once, whatever the busy timeout.
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class Instant(TypeDecorator[datetime]):
    """A point in time, aware and in UTC on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse a naive instant; SQLite keeps UTC without the offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(
        self, value: datetime | None, _dialect: Dialect
    ) -> datetime | None:
        """Return the instant in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class IdText(TypeEngine[str]):
    """What a random identifier is read as in a list: its text, without a UUID between.

    ``type_coerce(Application.public_id, IdText())``: for columns that are read alone.
    """

    def result_processor(
        self, dialect: Dialect, _coltype: object
    ) -> Callable[[Any], str | None]:
        """Return what makes text of the driver's value."""
        return _dashed if dialect.name == "sqlite" else str


def _dashed(digits: str) -> str:
    """Write the digits of an identifier as an address has it."""
    return "-".join(
        (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    )


Json = JSON().with_variant(JSONB(), "postgresql")

Pk = Annotated[
    int,
    mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
]
# What stands in an address of a page: random, so that nobody counts or guesses.
PublicId = Annotated[UUID, mapped_column(Uuid, unique=True, default=uuid4)]
Code = Annotated[str, mapped_column(String(40))]
ShortText = Annotated[str, mapped_column(String(80))]
LongText = Annotated[str, mapped_column(Text)]


class Base(DeclarativeBase):
    """The base of every model."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy, never changed
        datetime: Instant,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def choice_column(kind: type[Choice]) -> Enum:
    """Return the column type of a closed set: its values as text, checked in Python.

    The database does not list the values, so that adding one needs no migration.
    """
    return Enum(
        kind,
        native_enum=False,
        length=40,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


db = SQLAlchemy(metadata=Base.metadata)


def answer(
    statement: Executable, values: Mapping[str, object] | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Return the answer to a question, past the ORM: for lists, where it costs most.

    What the session still holds is written first, as the ORM would.
    """
    session = db.session()
    session.flush()
    return session.connection().execute(statement, values)


def ask(
    statement: Executable, values: Mapping[str, object] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of a question, past the ORM, all at once."""
    return answer(statement, values).all()


def now() -> datetime:
    """Return the present instant. Only views and commands ask."""
    return datetime.now(UTC)


def local_day(at: datetime) -> date:
    """Return the calendar day in Guatemala at an instant."""
    return at.astimezone(LOCAL).date()


def has_come(day: date, at: datetime) -> date:
    """Return a day that has come in Guatemala at an instant.

    Raises NotYetCome: what a later day will bring is not known, and nothing is written
    as if it were.
    """
    if day > local_day(at):
        raise NotYetCome(day=day)
    return day


def day_of(day: date) -> tuple[datetime, datetime]:
    """Return when a calendar day begins in Guatemala, and when the next one does."""
    begins = datetime.combine(day, time(), LOCAL)
    return begins, begins + timedelta(days=1)


@contextmanager
def writing() -> Iterator[None]:
    """Mark what runs inside as a writer: its transactions begin IMMEDIATE."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Let others write meanwhile: for long work before a request's own first change.

    What was begun is undone, and what is read inside is not held until the end.
    """
    db.session.rollback()
    token = _writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        _writing.reset(token)


def set_writing(value: bool) -> None:
    """Say whether the present request writes, before its first statement."""
    _writing.set(value)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Set what every SQLite connection needs, and leave BEGIN to us."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in (
            "foreign_keys = ON",
            "busy_timeout = 10000",
            "journal_mode = WAL",
            "synchronous = FULL",
            "cache_size = -65536",
        ):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Begin a SQLite transaction; a writer takes a fair file lock first."""
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get("writes", _writing.get())
    if writes:
        _take_lock(connection)
    # By the driver itself: every request begins, and there is nothing to prepare.
    plain: Any = connection.connection.dbapi_connection
    plain.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def _take_lock(connection: Connection) -> None:
    """Queue for the writer's place: SQLite's own waiting is unfair."""
    path = connection.engine.url.database
    if not path or path == ":memory:" or "lock" in connection.info:
        return
    # Held until the connection goes back to its pool.
    handle = Path(f"{path}.lock").open("w")  # noqa: SIM115
    fcntl.flock(handle, fcntl.LOCK_EX)
    connection.info["lock"] = handle


# A connection goes back to its pool after COMMIT or ROLLBACK, never before.
@event.listens_for(Engine, "checkin")
def _release_lock(_connection: Any, record: ConnectionPoolEntry) -> None:
    handle: IO[str] | None = record.info.pop("lock", None)
    if handle is not None:
        handle.close()


def is_doubled(error: IntegrityError) -> bool:
    """Say whether a row was refused because there is one with the same key."""
    found = error.orig
    return getattr(found, "sqlstate", "") == "23505" or getattr(
        found, "sqlite_errorname", ""
    ) in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


def doubled_key(error: IntegrityError) -> str:
    """Return the name of the key that was there already, without its values."""
    told = getattr(error.orig, "diag", None)
    return str(told.constraint_name) if told is not None else str(error.orig)


def append_only(table: str, dialect: str) -> list[str]:
    """Return the statements by which a database refuses to change or empty a table.

    On PostgreSQL they use the function `refuse_change` of the first such migration.
    """
    if dialect == "postgresql":
        refuse = "EXECUTE FUNCTION refuse_change()"
        changed = f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}"
        emptied = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
        return [
            f"CREATE TRIGGER {table}_append_only {changed}",
            f"CREATE TRIGGER {table}_not_emptied {emptied}",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for deed in ("UPDATE", "DELETE")
    ]
