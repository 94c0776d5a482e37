"""The list in front of a recruiter, taken away as a file: asked why, masked, logged."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, now
from pncrecruit.errors import NotAllowed
from pncrecruit.recruitment.forms.deeds import ReasonForm
from pncrecruit.recruitment.queries import applications
from pncrecruit.recruitment.queries.board import Frame
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.listing import frame_or_404, wanted_of_page
from pncrecruit.recruitment.views.rows import exported
from pncrecruit.web.download import csv_response
from pncrecruit.words import N_


class ExportNeedsTwo(NotAllowed):
    """An HR lead takes lists of persons away only with a second one."""

    message = N_("Only recruiters export the list in front of them, up to 500 rows.")


@bp.route("/calls/<string:code>/applicants/export", methods=["GET", "POST"])
@require(Permission.APPLICATION_EXPORT)
def export(code: str) -> ResponseReturnValue:
    """Ask why, and hand out the list in front of who asks, CUI masked."""
    actor = signed_in()
    scope = actor.scope(Permission.APPLICATION_EXPORT)
    frame = frame_or_404(code, Permission.APPLICATION_EXPORT)
    if offices_of(scope, frame.id) is None:
        raise ExportNeedsTwo
    form = ReasonForm()
    if not form.validate_on_submit():
        page = render_template(
            "recruitment/export.html",
            frame=frame,
            form=form,
            limit=applications.EXPORT_LIMIT,
            filters=request.args,
        )
        return page, form.status
    rows = applications.page(
        frame.id, scope, wanted_of_page(), limit=applications.EXPORT_LIMIT
    ).rows
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
