"""The page of the jobs: how each went last, what ran, how long, and what failed."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require
from pncrecruit.access.policy import Permission
from pncrecruit.db import local_day, now
from pncrecruit.jobs import queries
from pncrecruit.jobs.registry import jobs
from pncrecruit.jobs.running import lacking, next_night
from pncrecruit.jobs.words import duration, figures, label

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("/")
@require(Permission.JOB_LIST)
def runs() -> ResponseReturnValue:
    """Show each job with its newest run, then the last runs of all."""
    at = now()
    missing = {one.name: lacking(one, local_day(at)) for one in jobs()}
    return render_template(
        "jobs/runs.html",
        jobs=[
            (one.name, gettext(missing[one.name]) if missing[one.name] else "")
            for one in jobs()
        ],
        newest=queries.newest_runs(),
        runs=queries.recent_runs(),
        next_night=next_night(at),
        label=label,
        figures=figures,
        duration=duration,
    )
