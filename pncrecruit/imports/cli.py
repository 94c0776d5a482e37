"""The command `pncrecruit import`: files of officers, of their records, of applicants."""

import time
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, now
from pncrecruit.imports.actions import applying, staging
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules.mapping import read

# Between two parts others write: their wait stays short.
PAUSE = 0.02


@click.group("import")
def import_() -> None:
    """Bring files of officers, of their service records, and of applicants in."""


@import_.command("officers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    "mapping_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The TOML file that says which column is which field of ours.",
)
@click.option("--dry-run", is_flag=True, help="Check every line, but keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_appcontext
def officers(file: Path, mapping_file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Import service records from FILE: officers, postings, pay or complaints.

    The mapping's `record` says what the lines are. Good lines are applied, lines with
    a fault come back with their reason. The same file again changes nothing, and a
    command that was cut off goes on where it stopped.
    """
    mapping = read(mapping_file.read_text(encoding="utf-8"))
    if dry_run:
        origin = staging.known_source(mapping.source)
        told = None
        for tally, _ in staging.examine(file, file.name, mapping, origin):
            told = tally.told
        click.echo(told)
        return
    batch = run(staging.stage(file, file.name, mapping, author=SYSTEM, at=now()))
    batch = run(applying.apply(batch, author=SYSTEM, at=now()))
    click.echo(
        f"{batch.lines} {batch.accepted} {batch.warned} {batch.returned} {batch.problems}"
    )


def run(parts: Iterator[ImportBatch]) -> ImportBatch:
    """Commit part after part, with a moment for the others in between."""
    batch = None
    for batch in parts:
        db.session.commit()
        time.sleep(PAUSE)
    assert batch is not None
    return batch
