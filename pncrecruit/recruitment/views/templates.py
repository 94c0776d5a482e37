"""Templates of calls: the list, an edition, and keeping the rules of a call."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import templates as actions
from pncrecruit.recruitment.forms.calls import KeepForm
from pncrecruit.recruitment.queries import templates
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.calls import seen
from pncrecruit.web.sessions import commit_and_say


@bp.get("/call-templates")
@require(Permission.RECRUITMENT_CALL_CREATE)
def call_templates() -> ResponseReturnValue:
    """List the templates, each by its last edition."""
    return render_template("recruitment/call_templates.html", rows=templates.latest())


@bp.get("/call-templates/<int:template_id>")
@require(Permission.RECRUITMENT_CALL_CREATE)
def call_template(template_id: int) -> ResponseReturnValue:
    """Show an edition of a template, and which others there are."""
    one = templates.edition(template_id) or abort(404)
    return render_template(
        "recruitment/call_template.html",
        one=one,
        parts=actions.spoken(one.start),
        editions=templates.editions(one.key),
    )


@bp.route("/calls/<string:code>/template", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_CREATE)
def keep_template(code: str) -> ResponseReturnValue:
    """Keep the rules of a call as a template, under a name."""
    found = seen(code)
    form = KeepForm()
    if not form.is_submitted():
        started = templates.started_from(found.id)
        form.name.data = started.name if started else ""
    if form.validate_on_submit():
        try:
            kept = actions.keep(
                found, form.name.data or "", author=signed_in().author, at=now()
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(
                gettext(
                    "Kept as edition %(number)s of %(name)s.",
                    number=kept.edition,
                    name=kept.name,
                )
            )
            return redirect(url_for(".call_template", template_id=kept.id), code=303)
    page = render_template(
        "recruitment/call_keep.html",
        call=found,
        form=form,
        parts=actions.spoken(actions.start_of(found)),
        names=[one.name for one in templates.latest()],
    )
    return page, form.status
