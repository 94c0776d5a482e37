"""The model's page: what it is for, how good it is, for whom it knows nothing."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import may, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.retention.actions import activation
from pncrecruit.retention.features.inputs import INPUTS
from pncrecruit.retention.forms import ActivateForm
from pncrecruit.retention.queries import models as queries
from pncrecruit.retention.rules import ModelState
from pncrecruit.retention.views.blueprint import bp


@bp.get("/model")
@require(Permission.MODEL_VERSION_READ_CARD)
def model() -> ResponseReturnValue:
    """Show the card of the version in use, and all versions."""
    versions = queries.versions()
    shown = queries.active() or (versions[0] if versions else None)
    return render_template(
        "retention/model.html",
        versions=versions,
        shown=shown,
        inputs=INPUTS,
        today=local_day(now()),
        form=ActivateForm(),
        candidate=ModelState.CANDIDATE,
        may_activate=may(Permission.MODEL_VERSION_ACTIVATE),
    )


@bp.post("/model/<int:number>/activate")
@require(Permission.MODEL_VERSION_ACTIVATE)
def activate(number: int) -> ResponseReturnValue:
    """Ask a second person to put a version into use."""
    version = queries.version(number) or abort(404)
    form = ActivateForm()
    if not form.validate_on_submit():
        flash(gettext("Say why this version should be used."), "danger")
        return redirect(url_for(".model"))
    try:
        activation.ask(
            version, reason=form.reason.data or "", actor=signed_in(), at=now()
        )
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        flash(" ".join(form.form_errors), "danger")
        return redirect(url_for(".model"))
    db.session.commit()
    flash(gettext("A second HR lead can now approve this version."), "success")
    return redirect(url_for("access.approvals"))
