"""The auditor's pages: the trail, an entry, a record's history, the chain's state."""

import json
from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit import queries
from pncrecruit.audit.queries import TrailFilter
from pncrecruit.audit.rules import Outcome
from pncrecruit.db import LOCAL, db, now
from pncrecruit.jobs.queries import last_run
from pncrecruit.oversight import actions
from pncrecruit.oversight.forms import ReasonForm, VerifyForm
from pncrecruit.web.assets import url_with
from pncrecruit.web.download import csv_response
from pncrecruit.web.numbers import key

bp = Blueprint("oversight", __name__, url_prefix="/oversight")
PAGE = 50
WEEK = timedelta(days=7)


@bp.get("/")
@require(Permission.AUDIT_LOG_LIST, also=(Permission.AUDIT_LOG_SEARCH,))
def trail() -> ResponseReturnValue:
    """Show the state of the chain in one line, the week, and the trail."""
    wanted = _wanted()
    rows = queries.trail(wanted, limit=PAGE)
    return render_template(
        "oversight/trail.html",
        rows=rows[:PAGE],
        next_url=url_with(before=rows[PAGE - 1].id) if len(rows) > PAGE else "",
        first_url=url_with(before=None) if wanted.before else "",
        wanted=wanted,
        outcomes=[(outcome.value, gettext(outcome.label)) for outcome in Outcome],
        chips=_chips(wanted),
        week={
            outcome.value: count
            for outcome, count in queries.counts_since(now() - WEEK).items()
        },
        week_start=(now() - WEEK).astimezone(LOCAL).date(),
        checked=last_run(actions.VERIFY_JOB),
        form=VerifyForm(),
    )


@bp.get("/entries/<int:entry_id>")
@require(Permission.AUDIT_LOG_READ)
def entry(entry_id: int) -> ResponseReturnValue:
    """Show one entry with what it committed to."""
    found = queries.entry(entry_id) or abort(404)
    values = [(row.field, json.loads(row.value)) for row in queries.values(entry_id)]
    return render_template("oversight/entry.html", entry=found, values=values)


@bp.get("/records/<string:kind>/<string:identifier>")
@require(Permission.RECORD_ACCESS_HISTORY_READ)
def record_history(kind: str, identifier: str) -> ResponseReturnValue:
    """Show what was done to a record, and who read it."""
    rows = queries.about(kind, identifier)
    return render_template(
        "oversight/record.html", rows=rows, kind=kind, identifier=identifier
    )


@bp.post("/verify")
@require(Permission.AUDIT_LOG_VERIFY)
def verify() -> ResponseReturnValue:
    """Check the chain now."""
    form = VerifyForm()
    if not form.validate_on_submit():
        abort(400)
    chain = actions.verify_chain(at=now(), clock=now)
    db.session.commit()
    if chain.fault is None:
        flash(gettext("The chain is whole: %(n)s entries.", n=chain.entries), "success")
    else:
        flash(
            gettext("The chain is broken at entry %(n)s.", n=chain.fault.entry),
            "danger",
        )
    home = url_for(".trail") if signed_in().may(Permission.AUDIT_LOG_LIST) else "/"
    return redirect(home)


@bp.route("/export", methods=["GET", "POST"])
@require(Permission.AUDIT_LOG_EXPORT)
def export() -> ResponseReturnValue:
    """Ask for a reason, then hand over the filtered trail as CSV."""
    form = ReasonForm()
    if form.validate_on_submit():
        rows = actions.take_trail(
            _wanted(), reason=form.reason.data or "", actor=signed_in(), at=now()
        )
        db.session.commit()
        return csv_response(
            "audit-trail.csv",
            ("entry", "at", "actor", "roles", "verb", "kind", "record", "outcome"),
            rows,
        )
    page = render_template("oversight/export.html", form=form, wanted=_wanted())
    return page, form.status


def _chips(wanted: TrailFilter) -> list[tuple[str, str]]:
    """Return each filter in use, with the address of the page without it."""
    words = {
        "actor": (gettext("Person"), wanted.actor),
        "verb": (gettext("Deed starts with"), wanted.verb),
        "kind": (gettext("Kind of record"), wanted.subject_kind),
        "record": (gettext("Record"), wanted.subject_id),
        "outcome": (gettext("Outcome"), wanted.outcome),
        "since": (gettext("From"), request.args.get("since", "")),
        "until": (gettext("To"), request.args.get("until", "")),
    }
    return [
        (f"{label}: {value}", url_with(**{name: None, "before": None}))
        for name, (label, value) in words.items()
        if value
    ]


def _wanted() -> TrailFilter:
    """Read the filter from the address; what makes no sense narrows nothing."""
    args = request.args
    return TrailFilter(
        verb=args.get("verb", "")[:80],
        actor=args.get("actor", "")[:80],
        subject_kind=args.get("kind", "")[:40],
        subject_id=args.get("record", "")[:40],
        outcome=_outcome(args.get("outcome", "")),
        since=_day(args.get("since", "")),
        until=_day(args.get("until", ""), end=True),
        before=args.get("before", type=key),
    )


def _outcome(value: str) -> str:
    return value if value in {outcome.value for outcome in Outcome} else ""


def _day(text: str, *, end: bool = False) -> datetime | None:
    """Read a day as dd/mm/yyyy; the end of a period is the start of the next day."""
    try:
        start = datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=LOCAL)
    except ValueError:
        return None
    return start + timedelta(days=1) if end else start
