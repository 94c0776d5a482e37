"""Commands: the first administrator, and how much of the permission matrix is built."""

import json
import sys
from collections import Counter
from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import with_appcontext

from pncrecruit.access.actions.accounts import create_account
from pncrecruit.access.actions.roles import grant_role
from pncrecruit.access.matrix import coverage as covered
from pncrecruit.access.queries import accounts as queries
from pncrecruit.access.rules import ACCOUNT_ROLES, Role
from pncrecruit.audit.actions import Author
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError

OPERATOR = Author(None, "command line")


@click.group()
def user() -> None:
    """Accounts, for whoever runs this installation."""


@user.command()
@click.option("--email", prompt="E-mail", help="The address to sign in with.")
@click.option("--given-names", prompt="Given names", help="As on the DPI.")
@click.option("--first-surname", prompt="First surname", help="As on the DPI.")
@click.option("--second-surname", default="", help="As on the DPI, if there is one.")
@click.option(
    "--cui", default="", help="By it two accounts of one person are recognised."
)
@click.option(
    "--role",
    type=click.Choice([role.value for role in ACCOUNT_ROLES]),
    default=Role.ADMIN.value,
    show_default=True,
    help="The role that the account gets at once, without a second person.",
)
@click.option("--unit", default="", help="The code of the unit, for a manager.")
@click.option(
    "--language",
    type=click.Choice(["es_GT", "en"]),
    default="es_GT",
    show_default=True,
    help="The language of the account's pages.",
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)
@with_appcontext
def create(
    *,
    email: str,
    given_names: str,
    first_surname: str,
    second_surname: str,
    cui: str,
    role: str,
    unit: str,
    language: str,
    password_stdin: bool,
) -> None:
    """Make an account with a role: the first administrator comes from here.

    The password is asked for without being shown, twice, or read from standard input.
    It has 12 to 128 characters. Every further account is better made in the pages,
    where a second person approves its role. Exit status 0 only if the account was made
    with its role; otherwise nothing was made.
    """
    at = now()
    try:
        account = create_account(
            email=email,
            given_names=given_names,
            first_surname=first_surname,
            second_surname=second_surname,
            cui=cui,
            password=_password(from_stdin=password_stdin),
            language=language,
            author=OPERATOR,
            at=at,
        )
        grant_role(account, Role(role), unit_id=_unit(unit), author=OPERATOR, at=at)
    except DomainError as error:
        db.session.rollback()
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"{account.email} can sign in as {role}.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _unit(code: str) -> int | None:
    if not code:
        return None
    found = queries.unit_by_code(code)
    if found is None:
        raise click.ClickException(f"There is no unit with the code {code}.")
    return found


@click.group()
def access() -> None:
    """Who may do what."""


@access.command("coverage")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def coverage(*, as_json: bool) -> None:
    """Say how many rows of the permission matrix are built, and list the others.

    A row counts when a page or a command declares its deed, or when nobody may do the
    deed on a kind of record that exists and nothing does it. Exit status 0 however
    many are missing: it counts, and judges nothing.
    """
    found = covered({*_of_pages(), *_of_commands()}, _of_pages(public=True))
    if as_json:
        click.echo(
            json.dumps(
                {
                    "built": len(found.built),
                    "total": found.total,
                    "missing": [
                        {"role": row.role.value, "deed": row.deed}
                        for row in found.missing
                    ],
                }
            )
        )
        return
    click.echo(f"{len(found.built)} of {found.total} rows of the matrix are built.")
    counts = Counter(row.deed for row in found.missing)
    for deed, rows in sorted(counts.items()):
        click.echo(f"  {deed}: {rows} rows missing")


def _of_pages(*, public: bool = False) -> Iterator[str]:
    for view in current_app.view_functions.values():
        if public and not getattr(view, "public", False):
            continue
        declared = getattr(view, "permission", None)
        for permission in (declared, *getattr(view, "also", ())):
            if permission is not None:
                yield permission.value


def _of_commands() -> Iterator[str]:
    root = click.get_current_context().find_root()
    yield from _performed(root.command, root)


def _performed(command: click.Command, context: click.Context) -> Iterator[str]:
    for permission in getattr(command, "performs", ()):
        yield permission.value
    for permission in getattr(command.callback, "performs", ()):
        yield permission.value
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _performed(found, context)
