"""Commands of the trail: is it whole, and sign what it is now."""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from pncrecruit.audit import checkpoints, queries
from pncrecruit.db import now

audit = AppGroup("audit", help="The audit trail: whether it is whole, checkpoints.")

_FILE = click.Path(dir_okay=False, path_type=Path)
_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@audit.command("verify")
@click.option("--checkpoints", "signed", type=_EXISTING, help="The signed checkpoints.")
@click.option(
    "--public-key", type=_EXISTING, help="The key that they are held against."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def verify(signed: Path | None, public_key: Path | None, as_json: bool) -> None:
    """Say whether the audit chain is whole.

    Every entry is hashed again and held against the one before it, every value
    against what its entry committed to, and the whole against the checkpoints if
    they are given. A chain alone cannot show that its newest entries were cut off:
    only a checkpoint, made by `audit checkpoint` and kept elsewhere, can. Exit status
    0 only if nothing is wrong; otherwise the number of the first entry at fault is
    printed.
    """
    if (signed is None) != (public_key is None):
        raise click.UsageError("--checkpoints and --public-key go together.")
    chain = queries.verify()
    fault, held = chain.fault, 0
    if fault is None and signed is not None and public_key is not None:
        held, fault = checkpoints.check(signed, public_key)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "whole": fault is None,
                    "entries": chain.entries,
                    "last_hash": chain.last_hash,
                    "checkpoints": held,
                    # Whether entries missing at the end would have been seen.
                    "end_checked": held > 0,
                    "first_fault": fault.entry if fault else None,
                    "fault": fault.kind.value if fault else None,
                }
            )
        )
    elif fault is None:
        click.echo(_whole(chain.entries, held))
    else:
        click.echo(f"The chain is broken at entry {fault.entry}: {fault.kind.label}")
    sys.exit(0 if fault is None else 1)


def _whole(entries: int, held: int) -> str:
    """Say that nothing is wrong, and no more than was looked at."""
    if held:
        return f"The chain is whole: {entries} entries, {held} checkpoints hold."
    return (
        f"The chain is whole as far as it goes: {entries} entries. Without a checkpoint"
        " a missing end cannot be seen: give --checkpoints and --public-key."
    )


@audit.command("checkpoint")
@click.option("--file", "signed", type=_FILE, required=True, help="Where it is kept.")
@click.option("--private-key", type=_EXISTING, required=True, help="Signs it.")
@with_appcontext
def checkpoint(signed: Path, private_key: Path) -> None:
    """Sign the length and the last hash of the chain, and append them to a file.

    Run it daily, as a user whose key the web process cannot read, and keep the file
    outside the database.
    """
    one = checkpoints.add(signed, private_key, at=now())
    click.echo(f"Signed: {one.count} entries, {one.last_hash}.")


@audit.command("new-key")
@click.argument("private", type=_FILE)
@click.argument("public", type=_FILE)
def new_key(private: Path, public: Path) -> None:
    """Make the pair of keys that checkpoints are signed and checked with.

    PRIVATE and PUBLIC are the files to write; existing files are left alone.
    """
    try:
        checkpoints.make_key(private, public)
    except FileExistsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Written: {private.name}, {public.name}.")
