"""The start of model alerts in waves: its order, what it can show and what it does."""

import secrets
from datetime import timedelta
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.retention.actions import rollout as actions
from pncrecruit.retention.forms import RolloutForm
from pncrecruit.retention.queries import rollout as queries
from pncrecruit.retention.rules.rollout import (
    Verdict,
    compared_months,
    month_after,
    told_on,
    verdict,
)
from pncrecruit.retention.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say

A_YEAR = 12 * 1_000  # of the rate of a month: leavers among 1,000 in a year
_SEED = 2**31


@bp.get("/start")
@require(Permission.ALERT_ROLLOUT_READ, also=(Permission.ALERT_ROLLOUT_DRAW,))
def rollout() -> ResponseReturnValue:
    """Show the order to all; to the retention team what it can show and shows."""
    return _show(RolloutForm())


@bp.post("/start")
@require(Permission.ALERT_ROLLOUT_DRAW)
def draw_rollout() -> ResponseReturnValue:
    """Draw the order, once."""
    actor = signed_in()
    if not actor.retention_team:
        abort(404)
    form = RolloutForm()
    if form.validate_on_submit():
        try:
            actions.draw(
                form.starts_on.data or local_day(now()),
                seed=secrets.randbelow(_SEED),
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The order was drawn."))
            return redirect(url_for(".rollout"))
    return _show(form), form.status


def _show(form: RolloutForm) -> str:
    actor, today, kept = signed_in(), local_day(now()), queries.plan()
    shown: dict[str, Any] = {
        "kept": kept,
        "form": form,
        "today": today,
        "team": actor.retention_team,
        "next_month": month_after(today.replace(day=1), 1),
    }
    if kept is not None:
        months = compared_months(queries.starts(kept))
        shown |= {
            "places": queries.places(kept),
            "months": months,
            "last_day": month_after(kept.starts_on, months) - timedelta(days=1),
            "told_on": told_on(kept.starts_on, months),
            "least": kept.least * A_YEAR,
            "usual": kept.left_before / kept.months_before * A_YEAR,
        }
        found = kept.estimate
        said = verdict(found["low"], found["high"]) if found else Verdict.NOT_ENOUGH
        shown["verdict"] = said
        if found:
            shown |= {name: found[name] * A_YEAR for name in ("effect", "low", "high")}
    return render_template("retention/rollout.html", **shown)
