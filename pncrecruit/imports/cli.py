"""The command `pncrecruit import`: service records and applicants from files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, NoReturn, cast

import click
from flask import current_app
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
from pncrecruit.imports.actions.returning import MOST, Returned, returned_lines
from pncrecruit.imports.actions.staging import AlreadyApplied, Told
from pncrecruit.imports.committing import run
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.queries.batches import account_of, same_file
from pncrecruit.imports.rules import LineState, RecordKind
from pncrecruit.imports.rules.found import Findings
from pncrecruit.imports.rules.mapping import FileMapping, read
from pncrecruit.imports.rules.said import adding_nothing
from pncrecruit.imports.telling import faults_of, in_lines, plain, write_returned
from pncrecruit.imports.templates_of import FAIR
from pncrecruit.officers.queries import units as unit_queries
from pncrecruit.recruitment.queries import calls
from pncrecruit.recruitment.queries.assignments import assignments_of

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_returned = click.option(
    "--returned",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new CSV file for the lines that come back, each with its reason.",
)


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
@_returned
@click.option("--as", "account", help="The e-mail of the account that acts.")
@with_appcontext
@performs(
    Permission.IMPORT_BATCH_UPLOAD,
    Permission.IMPORT_BATCH_APPLY,
    Permission.IMPORT_BATCH_DOWNLOAD_ERRORS,
    Permission.OFFICER_CREATE,
    Permission.POSTING_CREATE,
)
def officers(
    *,
    file: Path,
    mapping_file: Path,
    dry_run: bool,
    as_json: bool,
    returned: Path | None,
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
    _check_new(returned, actor, as_json=as_json)
    try:
        if dry_run:
            done = _examine(file, mapping)
        else:
            staged = staging.stage(
                file, file.name, mapping, author=actor.author, at=now()
            )
            done = _applied(run(staged), actor, wanted=returned is not None)
    except AlreadyApplied:
        done = _same_file(file, mapping, None, actor, wanted=returned is not None)
    except DomainError as error:
        _refuse(error, as_json=as_json)
    if returned is not None:
        language = current_app.config["BABEL_DEFAULT_LOCALE"]
        header, lines = done.told.header, done.returned
        write_returned(returned, header, lines, mapping.record, language=language)
    _tell(done, file, mapping.record, dry_run=dry_run, as_json=as_json)


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
@_returned
@click.option("--as", "account", help="The e-mail of the account that acts.")
@with_appcontext
@performs(
    Permission.IMPORT_BATCH_UPLOAD,
    Permission.IMPORT_BATCH_APPLY,
    Permission.IMPORT_BATCH_DOWNLOAD_ERRORS,
)
def applicants(
    *,
    file: Path,
    code: str,
    mapping_file: Path | None,
    office: str | None,
    dry_run: bool,
    as_json: bool,
    returned: Path | None,
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
    _check_new(returned, actor, as_json=as_json)
    call = calls.by_code(code)
    if call is None:
        _stop(f"There is no call with the code {code}.", {}, as_json)
    office_id = _office(actor, call.id, office, as_json=as_json)
    try:
        if dry_run:
            done = _examine(file, mapping)
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
            done = _applied(run(staged), actor, wanted=returned is not None)
    except AlreadyApplied:
        done = _same_file(file, mapping, call.id, actor, wanted=returned is not None)
    except DomainError as error:
        _refuse(error, as_json=as_json)
    if returned is not None:
        language = current_app.config["BABEL_DEFAULT_LOCALE"]
        header, lines = done.told.header, done.returned
        write_returned(returned, header, lines, mapping.record, language=language)
    _tell(done, file, mapping.record, dry_run=dry_run, as_json=as_json)


class _Done(NamedTuple):
    """What became of a file, what is wrong with it, and what comes back of it."""

    told: Told
    found: Findings
    returned: list[Returned]
    before: bool = False  # imported before: nothing was done now


def _examine(file: Path, mapping: FileMapping) -> _Done:
    origin = staging.known_source(mapping.source)
    told, found = staging.Tally().told, Findings()
    returned: list[Returned] = []
    for tally, lines in staging.examine(file, file.name, mapping, origin, at=now()):
        told = tally.told
        for line in lines:
            found.add(line.number, line.problems)
            if line.state is LineState.RETURNED and len(returned) < MOST:
                returned.append((line.number, line.raw, line.problems))
    db.session.rollback()
    return _Done(told, found, returned)


def _applied(batch: ImportBatch, actor: Actor, *, wanted: bool) -> _Done:
    if batch.kind is RecordKind.APPLICANT:
        done = run(apply_applicants(batch, actor=actor, at=now()))
    else:
        done = run(applying.apply(batch, author=actor.author, at=now()))
    return _of_batch(done, actor, wanted=wanted)


def _of_batch(batch: ImportBatch, actor: Actor, *, wanted: bool) -> _Done:
    """Return what became of a batch; lines that come back are an entry of the trail."""
    told = Told(
        list(batch.header),
        batch.lines,
        batch.accepted,
        batch.warned,
        batch.returned,
        dict(batch.problems),
    )
    returned = returned_lines(batch, author=actor.author, at=now()) if wanted else []
    done = _Done(told, faults_of(batch), returned)
    db.session.commit()
    return done


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


def _tell(
    done: _Done, file: Path, record: RecordKind, *, dry_run: bool, as_json: bool
) -> None:
    """Print what became of the lines; nothing good at all is a failure."""
    told = done.told
    good = told.accepted + told.warned
    if as_json:
        facts = plain(told, done.found, record, dry_run=dry_run)
        facts["already_imported"] = done.before
        click.echo(json.dumps(facts, ensure_ascii=False))
    elif done.before:
        click.echo("This file was imported before with this mapping: nothing changed.")
    else:
        verb, adds = (
            ("would be applied", "would add") if dry_run else ("applied", "add")
        )
        idle = adding_nothing(told.problems)
        same = f"; {idle:,} {adds} nothing" if idle else ""
        click.echo(
            f"{file.name}: {told.lines:,} lines; {good - idle:,} {verb},"
            f" {told.warned - idle:,} of them with a warning{same};"
            f" {told.returned:,} returned."
        )
        for one in in_lines(done.found, record):
            click.echo(one)
    if not good and not done.before:
        raise SystemExit(1)


def _same_file(
    file: Path, mapping: FileMapping, call_id: int | None, actor: Actor, *, wanted: bool
) -> _Done:
    """Return how the lines fared when the same file came first."""
    batch = same_file(staging.file_hash(file), mapping.digest, call_id)
    if batch is None:
        raise RuntimeError("a file that was imported has a batch")
    return _of_batch(batch, actor, wanted=wanted)._replace(before=True)


def _check_new(returned: Path | None, actor: Actor, *, as_json: bool) -> None:
    """Refuse, before anything is done, a file that the lines may not be written to."""
    if returned is None:
        return
    if returned.exists():
        _stop(f"{returned.name} is there already and was not touched.", {}, as_json)
    if not actor.may(Permission.IMPORT_BATCH_DOWNLOAD_ERRORS):
        _stop("The account may not take away the lines that come back.", {}, as_json)


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
