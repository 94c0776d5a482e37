"""Commands that keep a copy, and put one back only if it is whole."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from pncrecruit.audit import queries as audit_queries
from pncrecruit.db import now
from pncrecruit.documents.keeping import folder_of
from pncrecruit.oversight import backup as copies
from pncrecruit.oversight.archive import ArchiveRefused
from pncrecruit.oversight.engines import EngineRefused

_MINIMUM = 16


@click.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--force", is_flag=True, help="Write over TARGET if there is such a file already."
)
@with_appcontext
def backup(target: Path, *, force: bool) -> None:
    """Write an encrypted backup of the database and the files to TARGET.

    The copy is of one instant, and may be made while the product is in use. The key
    comes from the setting BACKUP_KEY (16 characters or more): without it the backup
    cannot be opened again, so keep it elsewhere. A file that is there already is left
    as it is unless --force is given. Exit status 0 only if the backup was written.
    """
    if target.exists() and not force:
        raise click.ClickException(
            f"{target.name} is there already and was not touched: choose another name,"
            " or say --force to write over it."
        )
    try:
        manifest = copies.make(
            _url(),
            target.resolve(),
            _key(),
            files=_files(),
            at=now(),
            programs=current_app.config["PG_BIN"],
        )
    except EngineRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Written: {target.name}: {manifest.summary}.")


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(source: Path) -> None:
    """Put the backup SOURCE into an empty database, and check all of it.

    The database named by DATABASE_URL must not exist yet (SQLite) or be empty
    (PostgreSQL). The answer is yes, and the exit status 0, only if the hashes of
    every part, the rows of every table, all references and the audit chain hold. A
    backup that cannot be opened leaves nothing behind.
    """
    try:
        manifest = copies.restore(
            source.resolve(),
            _url(),
            _key(),
            files=_files(),
            programs=current_app.config["PG_BIN"],
        )
    except (ArchiveRefused, EngineRefused, copies.BackupUnfit) as error:
        _forget_secrets()
        raise click.ClickException(str(error)) from error
    except click.ClickException:
        _forget_secrets()
        raise
    chain = audit_queries.verify()
    if chain.fault is not None or chain.entries != manifest.audit_entries:
        place = chain.fault.entry if chain.fault else chain.entries
        raise click.ClickException(f"The audit chain is broken at entry {place}.")
    click.echo(f"Restored and checked: {manifest.summary}.")


def _forget_secrets() -> None:
    """Take away the secrets that this start alone made, for nothing uses them."""
    made: Path | None = current_app.extensions.get("new_secrets")
    if made is not None:
        made.unlink(missing_ok=True)


def _url() -> str:
    return str(current_app.config["SQLALCHEMY_DATABASE_URI"])


def _files() -> Path:
    return folder_of(current_app.config["DATA_DIR"])


def _key() -> str:
    key = str(current_app.config["BACKUP_KEY"])
    if len(key) < _MINIMUM:
        raise click.ClickException(
            "BACKUP_KEY must be set, with 16 characters or more."
        )
    return key
