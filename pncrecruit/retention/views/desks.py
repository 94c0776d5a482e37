"""Who is in line, for the retention team; what became of alerts; whom they reach."""

from datetime import timedelta

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import local_day, now
from pncrecruit.retention.queries import desks, followup
from pncrecruit.retention.rules.fairness import COLUMNS, PARENTS, ROWS
from pncrecruit.retention.sentences import named, sentences
from pncrecruit.retention.views.blueprint import bp

YEAR = timedelta(days=365)


@bp.get("/alerts/line")
@require(Permission.ALERT_LIST)
def line() -> ResponseReturnValue:
    """Show the retention team who is in line before each head, in their order."""
    if not signed_in().retention_team:
        abort(404)  # to everybody else there is no such list
    return render_template(
        "retention/line.html",
        line=desks.line(local_day(now())),
        sentences=sentences,
        named=named,
    )


@bp.get("/alerts/follow-up")
@require(Permission.MODEL_VERSION_READ_FAIRNESS)
def follow_up() -> ResponseReturnValue:
    """Show what became of the alerts of a year by unit, and whom they reach."""
    today = local_day(now())
    return render_template(
        "retention/follow_up.html",
        since=today - YEAR,
        rows=followup.by_head(today - YEAR),
        outcomes=followup.outcomes(),
        fairness=followup.fairness(),
        table_rows=ROWS,
        table_columns=COLUMNS,
        column_heads=[
            {"label": gettext(text), "numeric": True} for text in COLUMNS.values()
        ],
        parents=PARENTS,
    )
