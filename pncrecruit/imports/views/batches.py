"""What was imported: the list of batches, one batch, and what comes back of it."""

from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.imports import wording
from pncrecruit.imports.actions.returning import returned_lines
from pncrecruit.imports.forms import PressForm
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.queries import batches as queries
from pncrecruit.imports.rules import BatchState, LineState
from pncrecruit.imports.rules.said import adding_nothing, counted
from pncrecruit.imports.telling import returned_table
from pncrecruit.imports.views.blueprint import bp
from pncrecruit.web.download import csv_response
from pncrecruit.web.numbers import key

KINDS = {
    BatchState.READING: "info",
    BatchState.STAGED: "warn",
    BatchState.APPLYING: "info",
    BatchState.APPLIED: "good",
    BatchState.UNDOING: "info",
    BatchState.UNDONE: "",
}


@bp.get("/")
@require(Permission.IMPORT_BATCH_READ)
def index() -> ResponseReturnValue:
    """Show what was imported, the newest first."""
    scope = signed_in().scope(Permission.IMPORT_BATCH_READ)
    before = request.args.get("before", 0, type=key)
    found = queries.batches(scope, before=before or None)
    shown, more = found[: queries.PAGE], found[queries.PAGE :]
    return render_template(
        "imports/index.html",
        rows=[row for _, row in shown],
        kinds=KINDS,
        next_url=url_for(".index", before=shown[-1][0]) if more else "",
        first_url=url_for(".index") if before else "",
    )


@bp.get("/<uuid:batch_id>")
@require(Permission.IMPORT_BATCH_READ)
def batch(batch_id: UUID) -> ResponseReturnValue:
    """Show how the lines of a file fared, and what can be done with it."""
    actor = signed_in()
    found = reachable(batch_id, Permission.IMPORT_BATCH_READ)
    state = (
        LineState.WARNED if request.args.get("show") == "warned" else LineState.RETURNED
    )
    after = request.args.get("after", 0, type=key)
    lines = queries.lines(found.id, state, after=after)
    shown, more = lines[: queries.PAGE], lines[queries.PAGE :]
    masked = "masked" in actor.conditions(Permission.IMPORT_BATCH_READ)
    return render_template(
        "imports/batch.html",
        batch=found,
        form=PressForm(),
        kinds=KINDS,
        source=queries.source_name(found),
        problems=counted(found.problems),
        adding=found.accepted + found.warned - adding_nothing(found.problems),
        general=wording.general,
        state=state,
        lines=[
            (one.line, wording.all_said(one.problems, found.kind), one.raw or [])
            for one in shown
        ],
        masked=masked,
        undo_at_once="own" in actor.conditions(Permission.IMPORT_BATCH_UNDO),
        next_url=(
            url_for(".batch", batch_id=batch_id, show=state.value, after=shown[-1].line)
            if more
            else ""
        ),
        first_url=(
            url_for(".batch", batch_id=batch_id, show=state.value) if after else ""
        ),
    )


@bp.post("/<uuid:batch_id>/returned")
@require(Permission.IMPORT_BATCH_DOWNLOAD_ERRORS)
def returned(batch_id: UUID) -> Response:
    """Give the lines that come back as a file, each with its reason beside it."""
    found = reachable(batch_id, Permission.IMPORT_BATCH_DOWNLOAD_ERRORS)
    lines = returned_lines(found, author=signed_in().author, at=now())
    db.session.commit()
    found = reachable(batch_id, Permission.IMPORT_BATCH_DOWNLOAD_ERRORS)
    headers, rows = returned_table(found.header, lines, found.kind)
    stem = found.filename.rsplit(".", 1)[0]
    return csv_response(f"{stem}-returned.csv", headers, rows)


def reachable(batch_id: UUID, permission: Permission) -> ImportBatch:
    """Return a batch in the reader's scope, or answer 404."""
    found = queries.batch(batch_id, signed_in().scope(permission))
    if found is None:
        abort(404)
    return found
