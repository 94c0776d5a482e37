"""The commands that make the figures of the night, and the open data of a year."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, local_day, now, reading
from pncrecruit.equity.actions import make_snapshot
from pncrecruit.equity.actions.packs import approved_archive, hash_of
from pncrecruit.equity.packing import pack_zip
from pncrecruit.equity.queries import public as queries
from pncrecruit.equity.queries.snapshots import newest

public = AppGroup("public", help="The open data of a year.")
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


@public.command("pack")
@click.option("--year", type=int, help="Default: that of the figures.")
@click.option(
    "--published", is_flag=True, help="The pack that was published last, not a draft."
)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def pack(year: int | None, published: bool, target: Path) -> None:
    """Write the open data to a file; the same database gives the same bytes.

    A draft is of the newest figures, and publishes nothing: that takes two HR leads.
    """
    with reading():
        digest, made = _pack(year, published)
    target.write_bytes(made)
    click.echo(f"Written: {target}, content {digest}.")


def _pack(year: int | None, published: bool) -> tuple[str, bytes]:
    """Return the hash and the archive of a pack, while others may write."""
    if published:
        last = queries.published()
        if last is None:
            raise click.ClickException("Nothing has been published yet.")
        return last.content_hash, approved_archive(last)
    snapshot = newest()
    drafted = (
        queries.pack_content(snapshot, year or snapshot.as_of.year)
        if snapshot
        else None
    )
    if drafted is None:
        raise click.ClickException("No figures: run `pncrecruit figures snapshot`.")
    digest = hash_of(drafted)
    return digest, pack_zip(drafted, digest)
