"""Files are sent: a fair spreadsheet for a call, or a roster with its mapping."""

from pathlib import Path
from typing import cast
from uuid import UUID, uuid4

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from wtforms import SelectChoice  # type: ignore[attr-defined]

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import ScopeKind
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.imports.actions import staging
from pncrecruit.imports.committing import run
from pncrecruit.imports.forms import MAPPING_LIMIT, RosterForm, SheetForm
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.queries import batches as queries
from pncrecruit.imports.rules import RecordKind
from pncrecruit.imports.rules.mapping import FileMapping, read
from pncrecruit.imports.rules.mapping_faults import (
    MappingNotUtf8,
    MappingOfApplicants,
    MappingTooLong,
)
from pncrecruit.imports.rules.problems import WrongKind
from pncrecruit.imports.templates_of import fair_mapping
from pncrecruit.imports.views.blueprint import bp
from pncrecruit.officers.queries.units import options
from pncrecruit.recruitment.queries import calls
from pncrecruit.web.filters import as_datetime
from pncrecruit.web.uploads import takes_files

_ENDINGS = (".csv", ".txt", ".xlsx", ".ods")


@bp.route("/upload", methods=["GET", "POST"])
@require(Permission.IMPORT_BATCH_UPLOAD)
@takes_files
def upload() -> ResponseReturnValue:
    """Take a fair spreadsheet; every line is checked, and nothing is applied yet."""
    actor = signed_in()
    form = SheetForm()
    form.call.choices = _call_choices(actor)
    if form.validate_on_submit():
        call_id, office_id = (int(one) for one in form.call.data.split(":"))
        try:
            batch = _stage(form.file.data, fair_mapping(), actor, call_id, office_id)
        except DomainError as error:
            db.session.rollback()
            if known := _known(error, actor):
                return known
            form.refuse(error)
        else:
            return _read(batch)
    page = render_template(
        "imports/upload.html",
        form=form,
        rosters=actor.scope(Permission.IMPORT_BATCH_UPLOAD).kind is ScopeKind.ALL,
    )
    return page, form.status


@bp.route("/upload-roster", methods=["GET", "POST"])
@require(Permission.IMPORT_BATCH_UPLOAD)
@takes_files
def upload_roster() -> ResponseReturnValue:
    """Take a roster with its mapping; for those who see the whole force."""
    actor = signed_in()
    if actor.scope(Permission.IMPORT_BATCH_UPLOAD).kind is not ScopeKind.ALL:
        return redirect(url_for(".upload"))
    form = RosterForm()
    if form.validate_on_submit():
        try:
            mapping = _mapping(form.mapping.data)
            batch = _stage(form.file.data, mapping, actor, None, None)
        except DomainError as error:
            db.session.rollback()
            if known := _known(error, actor):
                return known
            form.refuse(error)
        else:
            return _read(batch)
    return render_template("imports/upload_roster.html", form=form), form.status


def _read(batch: ImportBatch) -> ResponseReturnValue:
    flash(gettext("The file was read. Look at it, then apply the good lines."))
    return redirect(url_for(".batch", batch_id=batch.public_id), code=303)


def _known(error: DomainError, actor: Actor) -> ResponseReturnValue | None:
    """Lead to what came of the same file before, if the reader may see it."""
    if not isinstance(error, staging.AlreadyApplied):
        return None
    public_id = cast(UUID, error.facts["batch"])
    before = queries.batch(public_id, actor.scope(Permission.IMPORT_BATCH_READ))
    if before is None:
        return None
    day = as_datetime(before.created_at)
    flash(gettext("This file was imported already, on %(day)s: here it is.", day=day))
    return redirect(url_for(".batch", batch_id=before.public_id), code=303)


def _call_choices(actor: Actor) -> list[SelectChoice]:
    """Return the open calls with the offices that may be entered for."""
    scope = actor.scope(Permission.APPLICATION_CREATE)
    open_calls = calls.open_calls(scope, local_day(now()))
    units = {one.id: one for one in options()}
    pairs = (
        [(call, office) for call in open_calls for office in units]
        if scope.kind is ScopeKind.ALL
        else [
            (call, office)
            for call in open_calls
            for mine, office in scope.assignments
            if mine == call.id and office in units
        ]
    )
    return [
        SelectChoice(f"{call.id}:{office}", f"{call.code} · {units[office].name}")
        for call, office in pairs
    ]


def _mapping(sent: FileStorage) -> FileMapping:
    data = sent.stream.read(MAPPING_LIMIT + 1)
    if len(data) > MAPPING_LIMIT:
        raise MappingTooLong
    try:
        mapping = read(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MappingNotUtf8 from error
    if mapping.record is RecordKind.APPLICANT:
        raise MappingOfApplicants(place="record")
    return mapping


def _stage(
    sent: FileStorage,
    mapping: FileMapping,
    actor: Actor,
    call_id: int | None,
    office_id: int | None,
) -> ImportBatch:
    """Keep the file under a name of our own while it is read, then drop it."""
    name = (sent.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    if not name.lower().endswith(_ENDINGS):
        raise WrongKind
    folder = Path(current_app.config["DATA_DIR"]) / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / uuid4().hex
    try:
        sent.save(path)
        return run(
            staging.stage(
                path,
                name,
                mapping,
                author=actor.author,
                at=now(),
                call_id=call_id,
                office_id=office_id,
            )
        )
    finally:
        path.unlink(missing_ok=True)
