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
            _run(connection)


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


def _ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Leave out what the search of names needs, written by hand for each engine."""
    return name is None or "_search" not in name


run_migrations_online()
