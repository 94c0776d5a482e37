"""What is done on an application: a result, a measure, a mark, an undoing."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import measures
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.actions.moves import undo as undo_move
from pncrecruit.recruitment.forms.deeds import (
    MarkForm,
    MeasureForm,
    ResultForm,
    UndoForm,
)
from pncrecruit.recruitment.queries import intake, moves
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules.measures import MeasureKind
from pncrecruit.recruitment.rules.standing import MovedMeanwhile
from pncrecruit.recruitment.views import words
from pncrecruit.recruitment.views.application import in_sight, page_of
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.sight import free
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.sessions import commit_and_say


def _moving(public_id: UUID, permission: Permission) -> Moving:
    found = moves.moving(public_id, signed_in().scope(permission))
    return free(found or abort(404), permission)


def _back(public_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".application", public_id=public_id), code=303)


@bp.post("/applications/<uuid:public_id>/result")
@require(Permission.STAGE_MOVE_MOVE, also=(Permission.APPLICATION_WITHDRAW,))
def result(public_id: UUID) -> ResponseReturnValue:
    """Record the result of the phase waited for, and move the application on."""
    actor = signed_in()
    one = _moving(public_id, Permission.STAGE_MOVE_MOVE)
    form = ResultForm()
    phases = intake.phases(one.call_id)
    phase = phases[one.position]
    form.offer(phase)
    if form.base_version != one.version and not moves.is_recorded(form.key):
        # What was chosen was meant for the phase that the page showed.
        form.choose_again(one.version)
        form.refuse(MovedMeanwhile(phase=words.phase(phases, one.position)))
    elif form.validate_on_submit():
        try:
            record_result(
                one,
                Result(form.result.data),
                client_id=form.key,
                version=form.base_version,
                actor=actor,
                at=now(),
                reason_code=form.reason_code.data or None,
                note=form.note.data or "",
                phases=phases,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The result was recorded."))
            return _back(public_id)
    return _again(public_id, actor, form, result=form)


def _again(
    public_id: UUID, actor: Actor, form: Any, **forms: Any
) -> ResponseReturnValue:
    """Show the page again with what was typed and why it was refused."""
    found = in_sight(public_id, Permission.APPLICATION_READ)
    if found.standing is not Standing.ACTIVE:
        flash(gettext("The application is no longer in process."), "danger")
    return page_of(found, actor, form.status, **forms)


@bp.post("/applications/<uuid:public_id>/reinstate")
@require(Permission.STAGE_MOVE_MOVE)
def reinstate(public_id: UUID) -> ResponseReturnValue:
    """Take a deferred application up again where it was."""
    one = _moving(public_id, Permission.STAGE_MOVE_MOVE)
    form = UndoForm()
    if not form.validate_on_submit():
        abort(400)
    record_result(
        one,
        Result.REINSTATED,
        client_id=form.key,
        version=one.version,
        actor=signed_in(),
        at=now(),
    )
    commit_and_say(gettext("The application is in process again."))
    return _back(public_id)


@bp.post("/applications/<uuid:public_id>/undo")
@require(Permission.STAGE_MOVE_UNDO)
def undo(public_id: UUID) -> ResponseReturnValue:
    """Take one's own last move back."""
    one = _moving(public_id, Permission.STAGE_MOVE_UNDO)
    form = UndoForm()
    if not form.validate_on_submit():
        abort(400)
    undo_move(one, client_id=form.key, actor=signed_in(), at=now())
    commit_and_say(gettext("The move was undone."))
    return _back(public_id)


@bp.post("/applications/<uuid:public_id>/measure")
@require(Permission.STAGE_MOVE_MOVE)
def measure(public_id: UUID) -> ResponseReturnValue:
    """Record a raw measure."""
    actor, form = signed_in(), MeasureForm()
    one = _moving(public_id, Permission.STAGE_MOVE_MOVE)
    if form.validate_on_submit():
        try:
            measures.record_measure(
                one, MeasureKind(form.kind.data), form.number, actor=actor, at=now()
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The measure was recorded."))
            return _back(public_id)
    return _again(public_id, actor, form, measure=form)


@bp.post("/applications/<uuid:public_id>/mark")
@require(Permission.STAGE_MOVE_MOVE)
def mark(public_id: UUID) -> ResponseReturnValue:
    """Record a mark of the phase waited for."""
    actor, form = signed_in(), MarkForm()
    one = _moving(public_id, Permission.STAGE_MOVE_MOVE)
    if form.validate_on_submit():
        try:
            measures.record_mark(one, form.number, actor=actor, at=now())
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The mark was recorded."))
            return _back(public_id)
    return _again(public_id, actor, form, mark=form)
