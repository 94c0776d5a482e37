"""The database that is measured: the demo country at a size, made once and kept."""

import os
import tempfile
from datetime import date
from pathlib import Path
from uuid import uuid4

import flask_migrate
from flask import Flask
from sqlalchemy import text

from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.rules import GrantState, Role
from pncrecruit.app import create_app
from pncrecruit.db import db, now, writing
from pncrecruit.demo import actions, mark

TODAY = date(2026, 11, 24)
OFFICERS = 600


def application(applicants: int, database: str) -> Flask:
    """Return the product on a database with so many applications.

    ``database`` is the address of an empty PostgreSQL database, or "" for an embedded
    one that is kept between runs in the folder of temporary files.
    """
    folder = Path(tempfile.gettempdir()) / f"pncrecruit-bench-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    address = database or f"sqlite:///{folder / f'{applicants}.db'}"
    app = create_app(
        {
            "MODE": "test",
            "SQLALCHEMY_DATABASE_URI": address,
            "DATA_DIR": str(folder),
            "HTTPS": False,
            "SECOND_FACTOR": False,
            "WTF_CSRF_ENABLED": False,
            "LOG_FORMAT": "text",
        }
    )
    with app.app_context(), writing():
        flask_migrate.upgrade()
        wanted = mark.Wanted(OFFICERS, applicants, seed=2026)
        if not mark.is_there(wanted):
            actions.fill(wanted, today=TODAY, at=now(), tell=lambda _: None)
            db.session.commit()
            db.session.execute(text("ANALYZE"))
            db.session.commit()
    return app


def hr_lead(app: Flask) -> str:
    """Return the session key of an HR lead made for the measurement."""
    with app.app_context(), writing():
        user = User(
            email=f"{uuid4().hex}@bench.example",
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
