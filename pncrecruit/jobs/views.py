"""The page of the jobs: how each went last, what ran, how long, and what failed."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require
from pncrecruit.access.policy import Permission
from pncrecruit.db import local_day, now
from pncrecruit.jobs import queries
from pncrecruit.jobs.registry import jobs
from pncrecruit.jobs.running import why_not

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("/")
@require(Permission.JOB_LIST)
def runs() -> ResponseReturnValue:
    """Show each job with its newest run, then the last runs of all."""
    today, known = local_day(now()), jobs()
    return render_template(
        "jobs/runs.html",
        jobs=[(one, why_not(one, today)) for one in known],
        newest=queries.newest_runs(),
        labels={one.name: gettext(one.label) for one in known},
        runs=queries.recent_runs(),
    )
