"""The command that fills an empty database with the demo country."""

import gc

import click
from flask import current_app
from flask.cli import with_appcontext

from pncrecruit.bulk import uncollected
from pncrecruit.db import db, local_day, now, writing
from pncrecruit.demo.country import APPLICANTS, OFFICERS, SEED
from pncrecruit.demo.mark import Wanted, is_there
from pncrecruit.demo.rules import (
    HoldsAnotherCountry,
    HoldsOtherData,
    NotForProduction,
)
from pncrecruit.demo.staff import PASSWORD
from pncrecruit.demo.write.accounts import accounts
from pncrecruit.errors import DomainError


@click.command("demo")
@click.option(
    "--officers", default=OFFICERS, show_default=True, help="Who serve today."
)
@click.option(
    "--applicants", default=APPLICANTS, show_default=True, help="Applications in all."
)
@click.option("--seed", default=SEED, show_default=True, help="Chooses the country.")
@click.option(
    "--flat-hazard",
    is_flag=True,
    help="Let only tenure and season drive people out: no model may alert then.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    help="Processes that judge the model; -1: one a core.",
)
@click.option(
    "--once", is_flag=True, help="Do nothing in a database that is not empty."
)
@with_appcontext
def demo(
    officers: int,
    applicants: int,
    seed: int,
    workers: int,
    *,
    flat_hazard: bool,
    once: bool,
) -> None:
    """Fill an empty database with a synthetic force, its calls and demo accounts.

    The database is marked synthetic for good. Running it again changes nothing; a
    database that holds anything else is left as it is. Exit status 0 only if the demo
    country is there at the end, or with --once if the database was not empty.
    """
    started = now()
    wanted = Wanted(officers, applicants, seed, flat_hazard)

    def tell(what: str) -> None:
        gc.collect()
        click.echo(f"  {(now() - started).total_seconds():5.1f} s  {what}")

    try:
        if current_app.config["MODE"] == "production":
            raise NotForProduction
        with writing():
            if is_there(wanted):
                click.echo("The demo country is there already.")
                _show_accounts()
                return
            # What learns a model takes seconds to import: a second start does not wait.
            from pncrecruit.demo import actions  # noqa: PLC0415

            click.echo("Making the demo country; nobody in it is a real person.")
            gc.freeze()  # what is loaded stays, and need not be searched between stages
            with uncollected():
                actions.fill(
                    wanted,
                    today=local_day(started),
                    at=started,
                    tell=tell,
                    minimum=current_app.config["MINIMUM_CELL"],
                    workers=workers,
                )
            db.session.commit()
            _show_accounts()
    except DomainError as error:
        db.session.rollback()
        click.echo(str(error))
        full = isinstance(error, HoldsOtherData | HoldsAnotherCountry)
        if not (once and full):
            raise click.exceptions.Exit(1) from error


def _show_accounts() -> None:
    click.echo(f"Demo accounts, all with the password {PASSWORD}")
    for member in accounts():
        team = ", retention team" if member.retention_team else ""
        click.echo(f"  {member.email:24} {member.role.label}{team}")
