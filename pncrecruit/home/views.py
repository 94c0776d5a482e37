"""Where each role lands: what is to be done today; and whether the product is alive."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from pncrecruit.access.actions import approvals as second_person
from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import any_account, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import approvals
from pncrecruit.access.queries.approvals import ApprovalRow
from pncrecruit.access.rules import ApprovalState, Role
from pncrecruit.analysis.disclosure import Protection
from pncrecruit.audit import queries as audit
from pncrecruit.audit.rules import Outcome
from pncrecruit.db import LOCAL, day_of, db, local_day, now
from pncrecruit.equity.figures import ALL
from pncrecruit.equity.queries import counts, snapshots
from pncrecruit.equity.rules import GARIFUNA, MAYA, NATION, XINKA, Question
from pncrecruit.equity.words import cell_text, coverage_text, group_label
from pncrecruit.home import queries
from pncrecruit.jobs.queries import last_failures, last_run
from pncrecruit.jobs.words import label as job_label
from pncrecruit.oversight.actions import VERIFY_JOB
from pncrecruit.oversight.words.telling import Words
from pncrecruit.recruitment.queries import calls, sessions
from pncrecruit.recruitment.rules import CallState
from pncrecruit.recruitment.rules.calls import accepts_applicants
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.retention.queries import alerts, models
from pncrecruit.retention.rules import AlertState
from pncrecruit.retention.sentences import lead, named, sentences

bp = Blueprint("home", __name__)
PEOPLES = (MAYA, XINKA, GARIFUNA)
SHOWN = 6
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
CARD_SOON = timedelta(days=30)


@bp.get("/")
@any_account
def index() -> ResponseReturnValue:
    """Show the page of a role: the first one held, or another that was chosen."""
    actor = signed_in()
    held = [role for role in PAGES if role in actor.roles]
    if not held:
        return redirect(url_for("access.profile"))
    asked = request.args.get("role", "")
    role = next((one for one in held if one.value == asked), held[0])
    others = [
        (url_for(".index", role=one.value), gettext(one.label))
        for one in held
        if one is not role
    ]
    template, told = PAGES[role]
    return render_template(template, others=others, **told(actor))


def recruiter(actor: Actor) -> dict[str, Any]:
    """Return who waits for a step, and what came back."""
    today = local_day(now())
    seen = calls.calls(actor.scope(Permission.RECRUITMENT_CALL_LIST))
    waiting = queries.waiting_by_phase(actor.scope(Permission.APPLICATION_LIST))
    by_call: dict[tuple[str, str], list[queries.Waiting]] = {}
    for row in waiting:
        by_call.setdefault((row.call_code, row.call_name), []).append(row)
    return {
        "today": today,
        "assigned": bool(seen),
        "taking": [
            row
            for row in seen
            if accepts_applicants(row.state, row.opens_on, row.closes_on, today)
        ],
        "by_call": by_call,
        "persons": sum(row.persons for row in waiting),
        "sessions": sessions.between(
            actor.scope(Permission.ASSESSMENT_SESSION_LIST), *day_of(today)
        ),
        "to_review": queries.cuis_to_review(
            actor.scope(Permission.APPLICATION_LIST), limit=SHOWN
        ),
        "returned": queries.returned_rows(
            actor.scope(Permission.IMPORT_BATCH_READ), since=now() - MONTH, limit=SHOWN
        ),
        "application_number": application_number,
    }


def hr_lead(actor: Actor) -> dict[str, Any]:
    """Return four figures, and what needs a decision."""
    today = local_day(now())
    seen = calls.calls(actor.scope(Permission.RECRUITMENT_CALL_LIST))
    by_rank = counts.serving_by_sex()
    women = sum(row.women for row in by_rank)
    edition = snapshots.table(Question.SERVING, NATION)
    watch = models.watch()
    late, waiting = 0, 0
    if actor.retention_team:
        waiting, late = alerts.counts(
            actor.scope(Permission.ALERT_LIST), retention_team=True, today=today
        )
    expiring = watch.expires_on is not None and watch.expires_on <= today + CARD_SOON
    return {
        "applied": next((row for row in seen if row.applicants), None),
        "academy": queries.in_academy(),
        "serving": queries.Part(women + sum(row.men for row in by_rank), women),
        "peoples": [
            (group_label(key), cell_text(edition.table.cells[key, ALL]))
            for key in PEOPLES
        ]
        if edition
        else [],
        "coverage": coverage_text(
            snapshots.coverage(edition.table),
            edition.table.answered,
            edition.table.total,
        )
        if edition
        else "",
        "withheld": edition is not None
        and all(
            edition.table.cells[key, ALL].protection is Protection.WITHHELD
            for key in PEOPLES
        ),
        "counted_on": edition.counted_on if edition else None,
        "to_decide": _to_decide(actor, approvals.waiting(now())),
        "labels": _labels(),
        "open_calls": [row for row in seen if row.state is CallState.OPEN],
        "drafts": [row for row in seen if row.state is CallState.DRAFT],
        "watch": watch,
        "expiring": expiring,
        "expired": watch.expires_on is not None and watch.expires_on < today,
        "alerts_open": waiting,
        "alerts_late": late,
    }


def manager(actor: Actor) -> dict[str, Any]:
    """Return the people who need something, and the strength of the unit."""
    scope, today = actor.scope(Permission.ALERT_LIST), local_day(now())
    tally = alerts.tally(scope, retention_team=False, today=today)
    return {
        "today": today,
        "rows": alerts.alerts(scope, retention_team=False, urgent=False, limit=SHOWN),
        "waiting": tally.waiting,
        "late": tally.late,
        "duties": tally.urgent,
        "duties_late": tally.urgent_late,
        "named": named,
        "lead": lead,
        "strength": queries.strength(actor.scope(Permission.OFFICER_LIST)),
        "units": queries.units_of(scope),
        "sentences": sentences,
        "open_state": AlertState.OPEN,
    }


def admin(actor: Actor) -> dict[str, Any]:
    """Return what is pending, and what failed."""
    waiting = approvals.waiting(now())
    return {
        "accounts": queries.accounts(),
        "to_decide": _to_decide(actor, waiting),
        "mine": [row for row in waiting if row.approval.asked_by_id == actor.user_id],
        "labels": _labels(),
        "failures": last_failures(),
        "job": job_label,
    }


def auditor(actor: Actor) -> dict[str, Any]:
    """Return the state of the chain, and what was refused in the week."""
    since = now() - WEEK
    refusals = audit.trail(
        audit.TrailFilter(outcome=Outcome.REFUSED.value, since=since), limit=SHOWN
    )
    decided = queries.decided_since(since)
    return {
        "checked": last_run(VERIFY_JOB),
        "since": since.astimezone(LOCAL).date(),
        "week": audit.counts_since(since),
        "done": Outcome.DONE,
        "refused": Outcome.REFUSED,
        "refusals": refusals[:SHOWN],
        "words": Words.of(actor, refusals[:SHOWN]),
        "to_decide": _to_decide(actor, approvals.waiting(now())),
        "labels": _labels(),
        "approved": decided.get(ApprovalState.APPROVED, 0),
        "turned_down": decided.get(ApprovalState.REFUSED, 0),
    }


# Of several roles the first one counts.
PAGES: dict[Role, tuple[str, Callable[[Actor], dict[str, Any]]]] = {
    Role.RECRUITER: ("home/recruiter.html", recruiter),
    Role.HR_LEAD: ("home/hr_lead.html", hr_lead),
    Role.MANAGER: ("home/manager.html", manager),
    Role.ADMIN: ("home/admin.html", admin),
    Role.AUDITOR: ("home/auditor.html", auditor),
}


def _to_decide(actor: Actor, waiting: list[ApprovalRow]) -> list[ApprovalRow]:
    """Return the requests that this person may decide: never their own."""
    return [
        row
        for row in waiting
        if row.approval.asked_by_id != actor.user_id
        and (actor.person_id is None or row.asked_by_person != actor.person_id)
        and actor.may(
            second_person.handler_of(row.approval.kind).needs(row.approval.payload)
        )
    ]


def _labels() -> dict[str, str]:
    return {one.kind: gettext(one.label) for one in second_person.kinds()}


@bp.get("/healthz")
@require(Permission.HEALTH_READ_LIVENESS, unless_anonymous=True)
def healthz() -> ResponseReturnValue:
    """Say whether the product answers, and its database too."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return jsonify(status="unavailable"), 503
    return jsonify(status="ok")
