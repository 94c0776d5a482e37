"""The page of the jobs: what ran, how long, and what failed."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import require
from pncrecruit.access.policy import Permission
from pncrecruit.jobs import queries

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("/")
@require(Permission.JOB_LIST)
def runs() -> ResponseReturnValue:
    """Show the last runs."""
    return render_template("jobs/runs.html", runs=queries.recent_runs())
