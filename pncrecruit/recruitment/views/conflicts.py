"""Conflicts of interest: declared by number, decided by another."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import conflicts as actions
from pncrecruit.recruitment.forms.scoring import ConflictDecisionForm, ConflictForm
from pncrecruit.recruitment.queries import conflicts as queries
from pncrecruit.recruitment.queries import marks
from pncrecruit.recruitment.rules.conflicts import Tie
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say


@bp.get("/conflicts")
@require(Permission.CONFLICT_DECLARATION_LIST)
def conflicts() -> ResponseReturnValue:
    """List what was declared, one's own or all, without the applicants' names."""
    actor = signed_in()
    rows = queries.declarations(actor.scope(Permission.CONFLICT_DECLARATION_LIST))
    return render_template(
        "recruitment/conflicts.html",
        rows=[(one, application_number(one.call_code, one.number)) for one in rows],
        none=Tie.NONE,
        own=marks.accounts_of(actor),
        may_decide=actor.may(Permission.CONFLICT_DECLARATION_DECIDE),
        may_declare=actor.may(Permission.CONFLICT_DECLARATION_CREATE),
    )


@bp.route("/conflicts/new", methods=["GET", "POST"])
@require(Permission.CONFLICT_DECLARATION_CREATE)
def declare_conflict() -> ResponseReturnValue:
    """Declare one's tie to an applicant."""
    form = ConflictForm(data={"number": request.args.get("number", "")})
    if form.validate_on_submit():
        try:
            actions.declare(
                form.number.data or "",
                Tie(form.tie.data),
                form.note.data or "",
                actor=signed_in(),
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("Your declaration was recorded."))
            return redirect(url_for(".conflicts"), code=303)
    page = render_template("recruitment/conflict_new.html", form=form)
    return page, form.status


@bp.route("/conflicts/<uuid:declaration_id>", methods=["GET", "POST"])
@require(Permission.CONFLICT_DECLARATION_DECIDE)
def decide_conflict(declaration_id: UUID) -> ResponseReturnValue:
    """Decide whether a declared conflict bars."""
    actor = signed_in()
    scope = actor.scope(Permission.CONFLICT_DECLARATION_DECIDE)
    rows = queries.declarations(scope, declaration_id)
    found = queries.by_public_id(declaration_id)
    if not rows or found is None:
        abort(404)
    form = ConflictDecisionForm()
    chosen = request.form.get("decision")
    if form.validate_on_submit() and chosen in ("bars", "clears"):
        actions.decide(
            found,
            barred=chosen == "bars",
            reason=form.reason.data or "",
            actor=actor,
            at=now(),
        )
        commit_and_say(gettext("Your decision was recorded."))
        return redirect(url_for(".conflicts"), code=303)
    page = render_template(
        "recruitment/conflict.html",
        row=rows[0],
        number=application_number(rows[0].call_code, rows[0].number),
        form=form,
        own=found.user_id in marks.accounts_of(actor),
    )
    return page, form.status
