"""The shared real roster, imported by its mappings into a database of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from flask import Flask

from pncrecruit.app import create_app
from pncrecruit.db import db, writing
from pncrecruit.imports.cli import import_

SETTING = "PNCRECRUIT_ROSTER_DIR"
MAPPINGS = Path(__file__).resolve().parent.parent / "docs" / "mappings"
FILES = ("officers", "units", "pay")


def application(address: str, folder: Path) -> Flask:
    """Return the product on a database that may be empty; its tables are made."""
    app = create_app(
        {
            "MODE": "test",
            "SQLALCHEMY_DATABASE_URI": address,
            "DATA_DIR": str(folder),
            "HTTPS": False,
            "SECOND_FACTOR": False,
            "LOG_FORMAT": "text",
        }
    )
    with app.app_context(), writing():
        flask_migrate.upgrade()
    return app


@contextmanager
def imported(kept: str) -> Iterator[Flask | None]:
    """Give the product on the roster; None where no folder of it is set.

    ``kept`` is the address of a database that holds it from another run, or "": then it
    is read from where it lies into a database that is removed afterwards.
    """
    place = os.environ.get(SETTING, "")
    with tempfile.TemporaryDirectory(prefix="pncrecruit-roster-") as folder:
        if kept:
            yield application(kept, Path(folder))
            return
        if not place:
            yield None
            return
        app = application(f"sqlite:///{folder}/roster.db", Path(folder))
        for name in FILES:
            mapping = MAPPINGS / f"chicago-{name}.toml"
            done = app.test_cli_runner().invoke(
                import_,
                ["officers", f"{place}/{name}.csv", "--mapping", str(mapping)],
            )
            if done.exit_code:
                raise SystemExit(done.output)
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
