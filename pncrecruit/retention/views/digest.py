"""The weekly letter: a manager chooses its day."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role
from pncrecruit.db import local_day, now
from pncrecruit.retention.actions import digests as actions
from pncrecruit.retention.forms import DigestForm
from pncrecruit.retention.queries import digests as queries
from pncrecruit.retention.rules import Weekday
from pncrecruit.retention.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say


@bp.route("/alerts/letter", methods=["GET", "POST"])
@require(Permission.ALERT_LIST)
def digest() -> ResponseReturnValue:
    """Show on which day the letter comes and what is in it, and let it be chosen."""
    actor = signed_in()
    if Role.MANAGER not in actor.roles:
        abort(404)  # nobody else gets a letter
    form = DigestForm()
    if form.validate_on_submit():
        actions.choose_day(Weekday(form.weekday.data), actor=actor, at=now())
        commit_and_say(gettext("Your choice was recorded."))
        return redirect(url_for(".digest"))
    kept = queries.choice_of(actor.user_id)
    if not form.is_submitted():
        day = queries.MONDAY if kept is None else kept.weekday
        form.weekday.data = (Weekday.NEVER if day is None else Weekday(str(day))).value
    page = render_template(
        "retention/digest.html",
        form=form,
        waiting=actions.waiting_for(actor, local_day(now())),
    )
    return page, form.status
