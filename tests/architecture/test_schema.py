"""The schema: migrations and models agree, and every migration can be taken back."""

from collections.abc import Iterator

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from pncrecruit.app import create_app
from pncrecruit.db import Base, db, writing
from tests.databases import Databases


@pytest.fixture
def bare(databases: Databases) -> Iterator[Flask]:
    """An application on a database without tables."""
    application = create_app(databases.settings(databases.empty()))
    with application.app_context(), writing():
        yield application
        db.session.remove()
        db.engine.dispose()


def differences() -> list[object]:
    """Return what autogeneration would still change."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                # Tables and indexes of the search are written by hand, one an engine.
                "include_name": lambda name, _kind, _parents: (
                    "_search" not in (name or "")
                ),
            },
        )
        return list(compare_metadata(context, Base.metadata))


def test_the_migrations_make_what_the_models_say(own_app: Flask) -> None:
    assert differences() == []


def test_migrations_go_up_and_down_and_up_again(bare: Flask) -> None:
    flask_migrate.upgrade()
    first = set(inspect(db.engine).get_table_names())
    assert differences() == []

    flask_migrate.downgrade(revision="base")
    left = set(inspect(db.engine).get_table_names())

    flask_migrate.upgrade()
    second = set(inspect(db.engine).get_table_names())
    assert left <= {"alembic_version"}
    assert second == first
    assert differences() == []


def test_every_revision_follows_one_other(bare: Flask) -> None:
    config = bare.extensions["migrate"].migrate.get_config()
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
