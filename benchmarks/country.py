"""The database that is measured: the demo country at a size, made once and kept."""

import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import flask_migrate
import structlog
from flask import Flask
from sqlalchemy import NullPool, create_engine, select, text

from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.rules import GrantState, Role
from pncrecruit.app import create_app
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, now, writing
from pncrecruit.demo import actions, mark
from pncrecruit.demo.country import country
from pncrecruit.equity.actions import make_snapshot

TODAY = date(2026, 11, 24)
OFFICERS = 600
MINIMUM = 5  # fewer than so many are not shown
ADDRESS = "measurement@bench.example"


def application(applicants: int, database: str) -> Flask:
    """Return the product on a database with so many applications.

    ``database`` is the address of an empty PostgreSQL database, or "" for an embedded
    one that is kept between runs in the folder of temporary files.
    """
    folder = Path(tempfile.gettempdir()) / f"pncrecruit-bench-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    address = database or f"sqlite:///{folder / f'{applicants}.db'}"
    app = _application(address, str(folder))
    with app.app_context(), writing():
        flask_migrate.upgrade()
        wanted = mark.Wanted(OFFICERS, applicants, seed=2026)
        if not mark.is_there(wanted):
            _fill(wanted)
            db.session.execute(text("ANALYZE"))
            db.session.commit()
    return app


def _fill(wanted: mark.Wanted) -> None:
    """Write the records and the figures: no page that is measured needs more."""
    land = country(
        wanted.seed,
        today=TODAY,
        officers=wanted.officers,
        applicants=wanted.applicants,
    )
    actions.write_records(land, wanted, at=now(), tell=lambda _: None)
    make_snapshot(TODAY, minimum=MINIMUM, author=SYSTEM, at=now())
    db.session.commit()


def _application(address: str, folder: str) -> Flask:
    app = create_app(
        {
            "MODE": "test",
            "SQLALCHEMY_DATABASE_URI": address,
            "DATA_DIR": folder,
            "HTTPS": False,
            "SECOND_FACTOR": False,
            "WTF_CSRF_ENABLED": False,
            "LOG_FORMAT": "text",
        }
    )
    # Only what is measured is printed, not what each request writes.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )
    return app


@contextmanager
def copied(app: Flask) -> Iterator[Flask]:
    """Yield the product on a copy of its database, which is dropped at the end."""
    with app.app_context():
        db.session.remove()
        url = db.engine.url
        db.engine.dispose()
    name = f"copy_{uuid4().hex}"
    if url.get_backend_name() == "sqlite":
        with tempfile.TemporaryDirectory(dir=app.config["DATA_DIR"]) as folder:
            path = Path(folder) / f"{name}.db"
            with (
                closing(sqlite3.connect(str(url.database))) as one,
                closing(sqlite3.connect(path)) as other,
            ):
                one.backup(other)
            copy = _application(f"sqlite:///{path}", app.config["DATA_DIR"])
            yield copy
            _left(copy)
        return
    server = create_engine(
        url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE {name} TEMPLATE "{url.database}"'))
    address = url.set(database=name).render_as_string(hide_password=False)
    copy = _application(address, app.config["DATA_DIR"])
    try:
        yield copy
    finally:
        _left(copy)
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}"))


def _left(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def hr_lead(app: Flask) -> str:
    """Return the session key of the HR lead who measures, made at the first run."""
    with app.app_context(), writing():
        known = select(User.fs_uniquifier).where(User.email == ADDRESS)
        if key := db.session.scalar(known):
            return key
        user = User(
            email=ADDRESS,
            name="Measurement",
            active=True,
            created_at=now(),
            fs_uniquifier=uuid4().hex,
            language="es_GT",
        )
        db.session.add(user)
        db.session.flush()
        db.session.add(
            RoleGrant(
                user_id=user.id,
                role=Role.HR_LEAD,
                state=GrantState.ACTIVE,
                asked_at=now(),
                granted_at=now(),
                retention_team=False,
            )
        )
        db.session.commit()
        return user.fs_uniquifier
