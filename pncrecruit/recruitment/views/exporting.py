"""A list of applicants taken away as a file: asked why, CUI masked, and logged."""

from collections.abc import Iterator

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions.export_requests import (
    ask_to_export,
    granted,
    narrowed,
)
from pncrecruit.recruitment.forms.deeds import ReasonForm
from pncrecruit.recruitment.queries import applications
from pncrecruit.recruitment.queries.board import Frame
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.listing import (
    frame_or_404,
    said_filters,
    wanted_of_page,
)
from pncrecruit.recruitment.views.rows import exported
from pncrecruit.web.download import csv_response
from pncrecruit.web.sessions import commit_and_say


@bp.route("/calls/<string:code>/applicants/export", methods=["GET", "POST"])
@require(Permission.APPLICATION_EXPORT)
def export(code: str) -> ResponseReturnValue:
    """Ask why, and hand out the list in front of who asks, CUI masked."""
    actor = signed_in()
    scope = actor.scope(Permission.APPLICATION_EXPORT)
    frame = frame_or_404(code, Permission.APPLICATION_EXPORT)
    # The list in front of a recruiter, or of an HR lead the one that a second approved.
    alone = offices_of(scope, frame.id) is not None
    filters = narrowed(request.args)
    ready = alone or granted(frame.code, filters, actor=actor, at=now()) is not None
    limit = applications.EXPORT_LIMIT if alone else applications.EXPORT_LIMIT_OF_TWO
    form = ReasonForm()
    if form.validate_on_submit() and not ready:
        try:
            ask_to_export(
                frame.code,
                filters,
                said_filters(frame, wanted_of_page()),
                reason=form.reason.data or "",
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("A second HR lead can now approve this list."))
            return redirect(url_for(".applicants", code=code), code=303)
    if form.errors or not form.is_submitted():
        page = render_template(
            "recruitment/export.html",
            frame=frame,
            form=form,
            limit=limit,
            filters=request.args,
            ready=ready,
            alone=alone,
        )
        return page, form.status
    rows = applications.page(frame.id, scope, wanted_of_page(), limit=limit).rows
    record(
        "application.exported",
        ("recruitment_call", frame.code),
        author=actor.author,
        at=now(),
        reason=form.reason.data,
        rows=len(rows),
        filters=sorted(request.args),
    )
    db.session.commit()
    return _csv(frame, exported(rows, frame))


def _csv(frame: Frame, rows: Iterator[tuple[str, ...]]) -> Response:
    headers = (
        gettext("Number"),
        gettext("Name"),
        gettext("CUI"),
        gettext("Sex"),
        gettext("Municipality of residence"),
        gettext("Phase"),
        gettext("Standing"),
        gettext("Applied on"),
        gettext("Office"),
    )
    return csv_response(f"{frame.code}.csv", headers, rows)
