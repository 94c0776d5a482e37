"""The command `pncrecruit import`: service records and applicants from files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, cast

import click
from flask.cli import with_appcontext
from flask_babel import force_locale, gettext

from pncrecruit.access import queries as access
from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import performs
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.imports.actions import applying, staging
from pncrecruit.imports.actions.applying_applicants import apply_applicants
from pncrecruit.imports.actions.staging import AlreadyApplied, Told
from pncrecruit.imports.committing import run
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.queries.batches import account_of, same_file
from pncrecruit.imports.rules import RecordKind
from pncrecruit.imports.rules.mapping import FileMapping, read
from pncrecruit.imports.rules.said import counted
from pncrecruit.imports.templates_of import FAIR
from pncrecruit.officers.queries import units as unit_queries
from pncrecruit.recruitment.queries import calls
from pncrecruit.recruitment.queries.assignments import assignments_of

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def import_() -> None:
    """Bring service records and applicants in from files."""


@import_.command("officers")
@click.argument("file", type=FILE)
@click.option(
    "--mapping",
    "mapping_file",
    required=True,
    type=FILE,
    help="The TOML file that says which column is which field of ours.",
)
@click.option("--dry-run", is_flag=True, help="Check every line, but keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--as", "account", help="The e-mail of the account that acts.")
@with_appcontext
@performs(
    Permission.IMPORT_BATCH_UPLOAD,
    Permission.IMPORT_BATCH_APPLY,
    Permission.OFFICER_CREATE,
    Permission.POSTING_CREATE,
)
def officers(
    *,
    file: Path,
    mapping_file: Path,
    dry_run: bool,
    as_json: bool,
    account: str | None,
) -> None:
    """Import service records from FILE: officers, postings, pay or complaints.

    The mapping's `record` says what the lines are. Good lines are applied, lines with
    a fault come back with their reason. The same file again changes nothing, and a
    command that was cut off goes on where it stopped. The exit status is 0 if at least
    one line was good, or if the file was imported before.
    """
    mapping = _mapping(mapping_file, as_json=as_json)
    if mapping.record is RecordKind.APPLICANT:
        _stop("These are applicants: use `pncrecruit import applicants`.", {}, as_json)
    actor = _actor(account, as_json=as_json)
    try:
        if dry_run:
            told = _examine(file, mapping)
        else:
            staged = staging.stage(
                file, file.name, mapping, author=actor.author, at=now()
            )
            told = _applied(run(staged), actor)
    except AlreadyApplied:
        _same_file(file, mapping, None, as_json=as_json)
        return
    except DomainError as error:
        _refuse(error, as_json=as_json)
    _tell(told, file, dry_run=dry_run, as_json=as_json)


@import_.command("applicants")
@click.argument("file", type=FILE)
@click.option("--call", "code", required=True, help="The code of the call.")
@click.option(
    "--mapping",
    "mapping_file",
    type=FILE,
    help="The TOML file of the columns. Default: that of our own fair spreadsheet.",
)
@click.option("--office", help="The code of the unit that handles the applicants.")
@click.option("--dry-run", is_flag=True, help="Check every line, but keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--as", "account", help="The e-mail of the account that acts.")
@with_appcontext
@performs(Permission.IMPORT_BATCH_UPLOAD, Permission.IMPORT_BATCH_APPLY)
def applicants(
    *,
    file: Path,
    code: str,
    mapping_file: Path | None,
    office: str | None,
    dry_run: bool,
    as_json: bool,
    account: str | None,
) -> None:
    """Import the applicants in FILE into a call.

    Good lines are registered as the form does it, lines with a fault come back with
    their reason. The same file again changes nothing, and a command that was cut off
    goes on where it stopped. The exit status is 0 if at least one line was good, or
    if the file was imported before.
    """
    chosen = mapping_file or FAIR
    mapping = _mapping(chosen, as_json=as_json)
    if mapping.record is not RecordKind.APPLICANT:
        _stop("The mapping's record must be applicant.", {}, as_json)
    actor = _actor(account, as_json=as_json)
    call = calls.by_code(code)
    if call is None:
        _stop(f"There is no call with the code {code}.", {}, as_json)
    office_id = _office(actor, call.id, office, as_json=as_json)
    try:
        if dry_run:
            told = _examine(file, mapping)
        else:
            staged = staging.stage(
                file,
                file.name,
                mapping,
                author=actor.author,
                at=now(),
                call_id=call.id,
                office_id=office_id,
            )
            told = _applied(run(staged), actor)
    except AlreadyApplied:
        _same_file(file, mapping, call.id, as_json=as_json)
        return
    except DomainError as error:
        _refuse(error, as_json=as_json)
    _tell(told, file, dry_run=dry_run, as_json=as_json)


def _examine(file: Path, mapping: FileMapping) -> Told:
    origin = staging.known_source(mapping.source)
    told = staging.Tally().told
    for tally, _ in staging.examine(file, file.name, mapping, origin, at=now()):
        told = tally.told
    db.session.rollback()
    return told


def _applied(batch: ImportBatch, actor: Actor) -> Told:
    if batch.kind is RecordKind.APPLICANT:
        done = run(apply_applicants(batch, actor=actor, at=now()))
    else:
        done = run(applying.apply(batch, author=actor.author, at=now()))
    return _told(done)


def _told(batch: ImportBatch) -> Told:
    return Told(
        list(batch.header),
        batch.lines,
        batch.accepted,
        batch.warned,
        batch.returned,
        dict(batch.problems),
    )


def _mapping(path: Path, *, as_json: bool) -> FileMapping:
    try:
        return read(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        _stop("The mapping must be UTF-8.", {}, as_json)
    except DomainError as error:
        _refuse(error, as_json=as_json)


def _actor(account: str | None, *, as_json: bool) -> Actor:
    """Return the account that acts; without one, whoever runs this installation."""
    if account is None:
        # No account: the trail says "command line", and no record names an author.
        roles = frozenset({Role.HR_LEAD})
        return Actor(cast(int, None), None, "command line", roles)
    user = account_of(account)
    if user is None:
        _stop(f"There is no enabled account {account}.", {}, as_json)
    actor = access.actor(user, assignments_of=assignments_of)
    if not actor.may(Permission.IMPORT_BATCH_APPLY):
        _stop(f"The account {account} may not import.", {}, as_json)
    return actor


def _office(actor: Actor, call_id: int, code: str | None, *, as_json: bool) -> int:
    if code is not None:
        unit = unit_queries.by_code(code)
        if unit is None:
            _stop(f"There is no unit with the code {code}.", {}, as_json)
        return unit.id
    mine = [office for call, office in actor.assignments if call == call_id]
    if mine:
        return mine[0]
    tree = unit_queries.tree()
    if not tree:
        _stop(
            "There are no units yet: run `pncrecruit units load-standard`.", {}, as_json
        )
    return tree[0].id


def _tell(told: Told, file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Print what became of the lines; nothing good at all is a failure."""
    good = told.accepted + told.warned
    if as_json:
        click.echo(json.dumps(_plain(told, dry_run=dry_run), ensure_ascii=False))
    else:
        verb = "would be applied" if dry_run else "applied"
        click.echo(
            f"{file.name}: {told.lines:,} lines; {good:,} {verb},"
            f" {told.warned:,} of them with a warning; {told.returned:,} returned."
        )
        for one in counted(told.problems):
            words = _words(one.message, "en")
            click.echo(
                f"  {one.lines:>9,}  {one.code}: {words} (first in line {one.first})"
            )
    if not good:
        raise SystemExit(1)


def _plain(told: Told, *, dry_run: bool) -> dict[str, Any]:
    return {
        "lines": told.lines,
        "accepted": told.accepted,
        "warned": told.warned,
        "returned": told.returned,
        "dry_run": dry_run,
        "already_imported": False,
        "problems": [
            {
                "code": one.code,
                "lines": one.lines,
                "first_line": one.first,
                "es": _words(one.message, "es_GT"),
                "en": _words(one.message, "en"),
            }
            for one in counted(told.problems)
        ],
    }


def _words(message: str, language: str) -> str:
    """Return the words of a problem without the facts of one line."""
    with force_locale(language):
        sentence: str = gettext(message)
    return sentence.replace("%(", "{").replace(")s", "}")


def _same_file(
    file: Path, mapping: FileMapping, call_id: int | None, *, as_json: bool
) -> None:
    """Say how the lines fared when the same file came first."""
    batch = same_file(staging.file_hash(file), mapping.digest, call_id)
    if batch is None:
        raise RuntimeError("a file that was imported has a batch")
    if as_json:
        plain = _plain(_told(batch), dry_run=False) | {"already_imported": True}
        click.echo(json.dumps(plain, ensure_ascii=False))
    else:
        click.echo("This file was imported before with this mapping: nothing changed.")


def _refuse(error: DomainError, *, as_json: bool) -> NoReturn:
    db.session.rollback()
    _stop(error.message, error.facts, as_json)


def _stop(message: str, facts: Mapping[str, object], as_json: bool) -> NoReturn:
    words = {}
    for language in ("es_GT", "en"):
        with force_locale(language):
            sentence = gettext(message)
        words[language[:2]] = sentence % facts if facts else sentence
    if as_json:
        click.echo(json.dumps({"refused": words}, ensure_ascii=False))
    else:
        click.echo(f"Error: {words['en']}", err=True)
    raise SystemExit(1)
