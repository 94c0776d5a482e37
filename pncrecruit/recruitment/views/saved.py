"""The kept filters of a call's list: opened, kept, deleted."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import saved as actions
from pncrecruit.recruitment.forms.marks import PressForm
from pncrecruit.recruitment.forms.saved import SavedFilterForm
from pncrecruit.recruitment.queries import intake, saved
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.rules.saved import Shared, ToKeep, kept
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.listing import (
    frame_or_404,
    said_filters,
    wanted_of_page,
)
from pncrecruit.web.sessions import commit_and_say


@bp.route("/calls/<string:code>/applicants/filters", methods=["GET", "POST"])
@require(Permission.APPLICATION_LIST)
def saved_filters(code: str) -> ResponseReturnValue:
    """Show the filters that one sees, and keep the one in the address."""
    actor = signed_in()
    scope = actor.scope(Permission.APPLICATION_LIST)
    frame = frame_or_404(code, Permission.APPLICATION_LIST)
    filters = kept(request.args)
    offices = intake.offices(frame.id, offices_of(scope, frame.id))
    form = SavedFilterForm()
    form.offer(offices)
    if form.validate_on_submit():
        try:
            actions.keep(
                frame,
                ToKeep(
                    form.name.data or "",
                    filters,
                    Shared(form.shared.data),
                    form.office_id.data,
                ),
                offices=[one.id for one in offices],
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The filter was kept."))
            return redirect(url_for(".saved_filters", code=frame.code), code=303)
    page = render_template(
        "recruitment/saved_filters.html",
        frame=frame,
        rows=saved.seen(frame.id, actor.user_id, scope),
        mine=actor.user_id,
        said=[
            text
            for name, text in said_filters(frame, wanted_of_page()).items()
            if name in filters
        ],
        filters=filters,
        form=form,
        press=PressForm(formdata=None),
    )
    return page, form.status


@bp.post("/calls/<string:code>/applicants/filters/<uuid:filter_id>/delete")
@require(Permission.APPLICATION_LIST)
def delete_filter(code: str, filter_id: UUID) -> ResponseReturnValue:
    """Delete one's own filter."""
    actor = signed_in()
    frame = frame_or_404(code, Permission.APPLICATION_LIST)
    one = saved.own(filter_id, frame.id, actor.user_id) or abort(404)
    if not PressForm().validate_on_submit():
        abort(400)
    actions.delete(frame, one, actor=actor, at=now())
    commit_and_say(gettext("The filter was deleted."))
    return redirect(url_for(".saved_filters", code=frame.code), code=303)
