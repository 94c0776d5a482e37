"""The commands of the tables: Flask-Migrate's, the daily one in our words."""

from importlib import import_module
from typing import Any

import click
import flask_migrate
from flask.cli import with_appcontext

every: Any = import_module("flask_migrate.cli").db  # the stubs leave it out


@click.command("upgrade")
@click.option(
    "--sql", is_flag=True, help="Print the statements, and leave the database alone."
)
@click.argument("revision", default="head")
@with_appcontext
def upgrade(revision: str, *, sql: bool) -> None:
    """Bring the tables of the database named by DATABASE_URL up to date.

    An empty database gets all tables and the triggers that guard the audit trail;
    an older one gets what is missing, in order, and keeps its rows. Running it again
    changes nothing. Make a backup first. REVISION is the version to stop at; without
    it, the newest. Exit status 0 only if the tables are at that version, or with
    --sql if the statements that would bring them there were printed.
    """
    flask_migrate.upgrade(revision=revision, sql=sql)


db = click.Group(
    "db",
    help="The tables of the database: bring them up to date, and look at versions.",
    callback=every.callback,
    params=every.params,
    commands={**every.commands, "upgrade": upgrade},
)
