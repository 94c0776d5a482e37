"""Databases for the tests: on each engine one that is migrated, and copies of it."""

import fcntl
import os
import shutil
from pathlib import Path
from uuid import uuid4

import flask_migrate
import psycopg
from sqlalchemy import make_url

from pncrecruit.app import create_app
from pncrecruit.db import db, writing
from tools import postgres

RUN = "PNCRECRUIT_TEST_RUN"  # the folder of this run, shared by its workers
SETTINGS: dict[str, object] = {
    "MODE": "test",
    "TESTING": True,
    "SECRET_KEY": "a key that signs nothing outside these tests",
    "PASSWORD_SALT": "a salt of these tests alone",
    "TOTP_SECRET": "a second key that protects nothing outside these tests",
    "AUDIT_KEY": "a third key that protects nothing outside these tests",
    "HTTPS": False,
    "SECOND_FACTOR": True,
    "WTF_CSRF_ENABLED": False,  # the tests of CSRF switch it on
    "LOG_FORMAT": "text",
}


def server_address() -> str:
    """Return the address of a PostgreSQL: the one named, or one started once a run."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        return named
    run = Path(os.environ[RUN])
    address = run / "address"
    with (run / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not address.exists():
            address.write_text(postgres.call("start", run / "postgres"))
    return address.read_text()


class Databases:
    """Databases of one engine: one is migrated, the others are copies of it."""

    def __init__(self, engine: str, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._made: list[str] = []
        self._template = self._empty()
        migrated = create_app(self.settings(self._template))
        with migrated.app_context():
            with writing():
                flask_migrate.upgrade()
            db.engine.dispose()

    def settings(self, address: str) -> dict[str, object]:
        """Return the settings of an application on a database."""
        folder = self._folder / f"data-{uuid4().hex[:8]}"
        return SETTINGS | {"SQLALCHEMY_DATABASE_URI": address, "DATA_DIR": str(folder)}

    def copy(self) -> str:
        """Return the address of a new database with all tables and no rows."""
        if self._engine == "sqlite":
            path = self._folder / f"{uuid4().hex}.db"
            shutil.copy(str(make_url(self._template).database), path)
            return f"sqlite:///{path}"
        return self._create(f' TEMPLATE "{make_url(self._template).database}"')

    def empty(self) -> str:
        """Return the address of a new database without tables."""
        return self._empty()

    def remove(self) -> None:
        """Drop what was made on the server; files go with their folder."""
        for name in self._made:
            self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _empty(self) -> str:
        if self._engine == "sqlite":
            return f"sqlite:///{self._folder / uuid4().hex}.db"
        return self._create(" TEMPLATE template0 ENCODING 'UTF8'")

    def _create(self, options: str) -> str:
        name = f"pncrecruit_{uuid4().hex}"
        self._administer(f'CREATE DATABASE "{name}"{options}')
        self._made.append(name)
        url = make_url(server_address()).set(database=name)
        return url.render_as_string(hide_password=False)

    @staticmethod
    def _administer(statement: str) -> None:
        url = make_url(server_address()).set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())
