"""The command that makes the figures of the night."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, local_day, now
from pncrecruit.equity.actions import make_snapshot

figures = AppGroup("figures", help="The figures on representation.")


@figures.command("snapshot")
@with_appcontext
def snapshot() -> None:
    """Count and protect the figures that concern peoples, and keep them.

    Signed-in people see the newest snapshot; none is changed afterwards. Run it once a
    night.
    """
    at = now()
    made = make_snapshot(
        local_day(at),
        minimum=current_app.config["MINIMUM_CELL"],
        author=SYSTEM,
        at=at,
    )
    db.session.commit()
    click.echo(f"Made: figures of {made.as_of}, edition {made.edition}.")
