"""A named score: for the retention team alone, with its purpose, and logged."""

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.retention.actions import scores as actions
from pncrecruit.retention.features.inputs import INPUTS
from pncrecruit.retention.forms import PurposeForm
from pncrecruit.retention.queries import scores as queries
from pncrecruit.retention.views.blueprint import bp

LABELS = {one.key: one for one in INPUTS}


@bp.route("/officers/<uuid:public_id>/score", methods=["GET", "POST"])
@require(Permission.RISK_SCORE_READ_NAMED, also=(Permission.RISK_SCORE_READ_FACTORS,))
def score(public_id: UUID) -> ResponseReturnValue:
    """Ask for the purpose, keep it, then show the score with its reasons."""
    actor = signed_in()
    actions.check_reader(actor)
    found = queries.named_score(public_id) or abort(404)
    form = PurposeForm()
    if not form.validate_on_submit():
        page = render_template("retention/score_reason.html", form=form, found=found)
        return page, form.status
    actions.read_score(found, reason=form.reason.data or "", actor=actor, at=now())
    db.session.commit()
    return render_template(
        "retention/score.html", found=found, labels=LABELS, reasons=found.reasons()
    )
