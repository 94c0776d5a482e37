"""The model's page: its card, its versions, and what two people do with them."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access import queries as access_queries
from pncrecruit.access.guard import may, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.retention.actions import activation
from pncrecruit.retention.card.card import answers, as_text, evidence, facts_of
from pncrecruit.retention.card.parts import Facts
from pncrecruit.retention.forms import ActivateForm
from pncrecruit.retention.models import ModelVersion
from pncrecruit.retention.queries import models as queries
from pncrecruit.retention.rules import ModelState
from pncrecruit.retention.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say


@bp.get("/model")
@require(Permission.MODEL_VERSION_READ_CARD)
def model() -> ResponseReturnValue:
    """Show the card of the version in use, or of the newest, and all versions."""
    versions = queries.versions()
    return _page(queries.active() or (versions[0] if versions else None))


@bp.get("/model/<int:number>")
@require(Permission.MODEL_VERSION_READ_CARD)
def model_version(number: int) -> ResponseReturnValue:
    """Show the card of any version: who puts one back reads it first."""
    return _page(queries.version(number) or abort(404))


@bp.get("/model/<int:number>/card.md")
@require(Permission.MODEL_VERSION_READ_CARD)
def model_card(number: int) -> ResponseReturnValue:
    """Give the card as a text in the reader's language."""
    version = queries.version(number) or abort(404)
    return Response(
        as_text(_facts(version)),
        mimetype="text/markdown",
        headers={"Content-Disposition": f"attachment; filename=model-{number}-card.md"},
    )


def _page(version: ModelVersion | None) -> str:
    facts = _facts(version) if version else None
    return render_template(
        "retention/model.html",
        versions=queries.versions(),
        shown=version,
        facts_known=facts,
        answers=answers(facts) if facts else [],
        evidence=evidence(facts) if facts else [],
        form=ActivateForm(),
        candidate=ModelState.CANDIDATE,
        retired=ModelState.RETIRED,
        may_activate=may(Permission.MODEL_VERSION_ACTIVATE),
    )


def _facts(version: ModelVersion) -> Facts:
    made_up = access_queries.setting("synthetic") is not None
    return facts_of(version, made_up=made_up, today=local_day(now()))


@bp.post("/model/<int:number>/activate")
@require(Permission.MODEL_VERSION_ACTIVATE)
def activate(number: int) -> ResponseReturnValue:
    """Ask a second person to put a version into use, or back into use."""
    version = queries.version(number) or abort(404)
    form = ActivateForm()
    back = redirect(url_for(".model_version", number=number))
    if not form.validate_on_submit():
        flash(gettext("Say why this version should be used."), "danger")
        return back
    earlier = version.state is ModelState.RETIRED
    ask = activation.ask_back if earlier else activation.ask
    try:
        ask(version, reason=form.reason.data or "", actor=signed_in(), at=now())
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        flash(" ".join(form.form_errors), "danger")
        return back
    commit_and_say(gettext("A second HR lead can now approve this version."))
    return redirect(url_for("access.approvals"))
