"""Runs migrations with the application's own engine and models."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine

from pncrecruit.db import Base

config = context.config


def run_migrations_online() -> None:
    """Run migrations on the application's database."""
    engine: Engine | Connection = current_app.extensions["migrate"].db.engine
    if isinstance(engine, Connection):  # a test's transaction
        _run(engine)
    else:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                _run_unheld(connection)
            else:
                _run(connection)


def _run_unheld(connection: Connection) -> None:
    """Run on SQLite without foreign keys, and ask for all of them before it counts.

    SQLite changes a table by making it anew, and dropping the old one would fail where
    other rows refer to it. The setting is of the connection, and holds outside a
    transaction only.
    """
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        _run(connection)
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_ours,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                tables = sorted({str(row[0]) for row in broken})
                raise RuntimeError(f"rows refer to what is not there: {tables}")


def _ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Leave out what the search of names needs, written by hand for each engine."""
    return name is None or "_search" not in name


run_migrations_online()
