"""The rule of a call's marking and selection: what holds, and asking for another."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions.schemes import ask_to_set, spoken
from pncrecruit.recruitment.forms.scoring import RESERVED_ROWS, scheme_form
from pncrecruit.recruitment.queries import calls, intake, schemes, templates
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.views.approving import to_approval
from pncrecruit.recruitment.views.blueprint import bp


@bp.route("/calls/<string:code>/selection-rule", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_SET_SEATS)
def selection_rule(code: str) -> ResponseReturnValue:
    """Ask a second HR lead for the rule by which a call marks and selects."""
    actor = signed_in()
    scope = actor.scope(Permission.RECRUITMENT_CALL_SET_SEATS)
    call = calls.call(code, scope) or abort(404)
    phases = [one for one in intake.phases(call.id) if one.kind in MARKED]
    present = schemes.present(call.id)
    # Nothing of a template holds before two persons have set it.
    offered = None if present else templates.started_from(call.id)
    known = offered.start.scheme if offered else None
    form = scheme_form(phases, present.scheme if present else known)
    if form.validate_on_submit():
        try:
            approval = ask_to_set(
                call,
                form.scheme(phases),
                actor=actor,
                at=now(),
                reason=form.reason.data or "",
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return to_approval(approval)
    page = render_template(
        "recruitment/selection_rule.html",
        call=call,
        form=form,
        phases=phases,
        rows=range(RESERVED_ROWS),
        edition=present.edition if present else 0,
        spoken=[
            (gettext(label), text)
            for label, text in (spoken(phases, present.scheme) if present else [])
        ],
        offered=offered if known else None,
        fixed=schemes.is_closed(call.id),
    )
    return page, form.status
