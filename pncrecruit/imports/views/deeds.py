"""What is done with a batch: apply it, drop it, take it back."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.imports.actions import applying, staging, undo_requests
from pncrecruit.imports.actions.applying_applicants import apply_applicants
from pncrecruit.imports.actions.undoing import undo as take_back
from pncrecruit.imports.committing import run
from pncrecruit.imports.forms import PressForm, UndoForm
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules import BatchState, RecordKind
from pncrecruit.imports.views.batches import reachable
from pncrecruit.imports.views.blueprint import bp
from pncrecruit.recruitment.fair_book import fair_book
from pncrecruit.web.sessions import commit_and_say


@bp.post("/<uuid:batch_id>/apply")
@require(Permission.IMPORT_BATCH_APPLY)
def apply(batch_id: UUID) -> ResponseReturnValue:
    """Apply the good lines; doing it again, or after a cut, does no harm."""
    actor = signed_in()
    found = reachable(batch_id, Permission.IMPORT_BATCH_APPLY)
    if PressForm().validate_on_submit() and found.state is not BatchState.APPLIED:
        try:
            if found.kind is RecordKind.APPLICANT:
                found = run(apply_applicants(found, actor=actor, at=now()))
            else:
                found = run(applying.apply(found, author=actor.author, at=now()))
        except DomainError:
            db.session.rollback()
            raise
        good = found.accepted + found.warned
        flash(
            ngettext("%(num)d line was applied.", "%(num)d lines were applied.", good)
        )
    return redirect(url_for(".batch", batch_id=batch_id), code=303)


@bp.post("/<uuid:batch_id>/discard")
@require(Permission.IMPORT_BATCH_UPLOAD)
def discard(batch_id: UUID) -> ResponseReturnValue:
    """Drop a batch of which nothing was applied."""
    found = reachable(batch_id, Permission.IMPORT_BATCH_UPLOAD)
    if PressForm().validate_on_submit():
        staging.discard(found, author=signed_in().author, at=now())
        commit_and_say(gettext("The file was dropped. Nothing of it was kept."))
    return redirect(url_for(".index"), code=303)


@bp.route("/<uuid:batch_id>/undo", methods=["GET", "POST"])
@require(Permission.IMPORT_BATCH_UNDO)
def undo(batch_id: UUID) -> ResponseReturnValue:
    """Take an import back: the author at once, an HR lead with a second person."""
    actor = signed_in()
    found = reachable(batch_id, Permission.IMPORT_BATCH_READ)
    at_once = "own" in actor.conditions(Permission.IMPORT_BATCH_UNDO)
    form = UndoForm()
    if form.validate_on_submit():
        try:
            if at_once:
                undo_requests.check_own(found, actor=actor, at=now())
                run(take_back(found, actor=actor, at=now()))
                flash(gettext("The import was taken back."))
            else:
                undo_requests.ask_to_undo(
                    found, reason=form.reason.data or "", actor=actor, at=now()
                )
                commit_and_say(gettext("The request waits for a second person."))
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return redirect(url_for(".batch", batch_id=batch_id), code=303)
    return _undo_page(found, form, at_once=at_once)


def _undo_page(
    found: ImportBatch, form: UndoForm, *, at_once: bool
) -> ResponseReturnValue:
    page = render_template("imports/undo.html", batch=found, form=form, at_once=at_once)
    return page, form.status


@bp.get("/fair-spreadsheet")
@require(Permission.IMPORT_BATCH_UPLOAD)
def fair_spreadsheet() -> Response:
    """Give the empty fair spreadsheet, with what to write in it."""
    return Response(
        fair_book(),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="hoja-de-feria.xlsx"'},
    )
