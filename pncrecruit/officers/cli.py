"""Commands on units: the tree that every installation starts from."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from pncrecruit.audit.actions import Author
from pncrecruit.db import db, now
from pncrecruit.officers.actions.standard import SINCE, load_standard

# An installation has no accounts yet when it is given its units.
OPERATOR = Author(None, "operator")


@click.group()
def units() -> None:
    """Work with the units of the force and its ranks."""


@units.command("load-standard")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help=f"The day since which these units are known to be. Default: {SINCE}.",
)
@with_appcontext
def load(since: datetime | None) -> None:
    """Add the national unit, districts, comisarías, academy and ranks.

    What is there already is left as it is, so that running it again does no harm.
    """
    loaded = load_standard(
        author=OPERATOR, at=now(), since=since.date() if since else SINCE
    )
    db.session.commit()
    click.echo(f"{loaded.units} units and {loaded.ranks} ranks added.")
