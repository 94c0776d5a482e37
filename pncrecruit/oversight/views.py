"""The auditor's pages: the trail, an entry, a record's history, the chain's state."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit import queries
from pncrecruit.audit.queries import EntryRow, TrailFilter
from pncrecruit.audit.rules import Outcome
from pncrecruit.db import LOCAL, db, now
from pncrecruit.jobs.queries import last_run
from pncrecruit.oversight import actions
from pncrecruit.oversight import queries as names
from pncrecruit.oversight.forms import ReasonForm, VerifyForm
from pncrecruit.oversight.words.deeds import DEEDS, KINDS, SUBJECTS_OF_DEEDS, codes_of
from pncrecruit.oversight.words.telling import Words
from pncrecruit.persons.rules import fold_name
from pncrecruit.recruitment.rules.numbers import parse_number
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
        words=Words.of(signed_in(), rows[:PAGE]),
        outcomes=[(outcome.value, gettext(outcome.label)) for outcome in Outcome],
        deeds=_deeds(),
        kinds=_kinds(),
        kind=next(iter(wanted.subject_kinds), ""),
        typed_record=request.args.get("record", ""),
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
    words = Words.of(signed_in())
    return render_template(
        "oversight/entry.html",
        entry=found,
        words=words,
        lines=words.lines(found, queries.values(entry_id)),
    )


@bp.get("/records/<string:kind>/<string:identifier>")
@require(Permission.RECORD_ACCESS_HISTORY_READ)
def record_history(kind: str, identifier: str) -> ResponseReturnValue:
    """Show what was done to a record, and who read it."""
    rows = queries.about(codes_of(kind), identifier)
    words = Words.of(signed_in(), rows)
    return render_template(
        "oversight/record.html",
        rows=rows,
        words=words,
        kind=words.kind(kind),
        record=words.records.shown(kind, identifier),
        may_open=signed_in().may(Permission.AUDIT_LOG_READ),
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
        return csv_response("audit-trail.csv", _heads(), _in_words(rows))
    page = render_template("oversight/export.html", form=form, wanted=_wanted())
    return page, form.status


def _chips(wanted: TrailFilter) -> list[tuple[str, str]]:
    """Return each filter in use, with the address of the page without it."""
    words = {
        "actor": (gettext("Person"), wanted.actor),
        "verb": (gettext("Deed"), dict(_deeds()).get(wanted.verb, wanted.verb)),
        "kind": (
            gettext("Kind of record"),
            _kind_label(request.args.get("kind", "")),
        ),
        "record": (gettext("Record"), request.args.get("record", "")),
        "outcome": (
            gettext("Outcome"),
            gettext(Outcome(wanted.outcome).label) if wanted.outcome else "",
        ),
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
        subject_kinds=codes_of(args["kind"][:40]) if args.get("kind") else (),
        subject_id=_record(args.get("record", "")[:40].strip()),
        outcome=_outcome(args.get("outcome", "")),
        since=_day(args.get("since", "")),
        until=_day(args.get("until", ""), end=True),
        before=args.get("before", type=key),
    )


def _record(typed: str) -> str:
    """Return the identifier of what was typed: applications have a number on paper."""
    number = parse_number(typed)
    if number is None or number.sheet:
        return typed
    found = names.application_of(number.call_code, number.number)
    return str(found) if found else typed


def _deeds() -> list[tuple[str, str]]:
    """Return what can be looked for: deeds that belong together, then each deed."""
    together = [
        (code, gettext("%(kind)s: all", kind=gettext(label)))
        for code, label in SUBJECTS_OF_DEEDS.items()
    ]
    single = [(code, gettext(label)) for code, label in DEEDS.items()]
    return sorted(together, key=_label) + sorted(single, key=_label)


def _kinds() -> list[tuple[str, str]]:
    """Return the kinds of records, one option for what has one name."""
    first = [
        (code, gettext(KINDS[code])) for code in KINDS if codes_of(code)[0] == code
    ]
    return sorted(first, key=_label)


def _kind_label(code: str) -> str:
    return gettext(KINDS[code]) if code in KINDS else code


def _label(option: tuple[str, str]) -> str:
    return fold_name(option[1])


def _heads() -> tuple[str, ...]:
    return (
        gettext("Entry"),
        gettext("When"),
        gettext("Who"),
        gettext("Roles"),
        gettext("Deed"),
        gettext("Kind of record"),
        gettext("Record"),
        gettext("Outcome"),
        gettext("Code of the deed"),
        gettext("Identifier of the record"),
    )


def _in_words(rows: Sequence[EntryRow]) -> Iterator[tuple[object, ...]]:
    """Return entries as the page shows them, and the codes that the chain holds."""
    words = Words.of(signed_in(), rows)
    for row in rows:
        yield (
            row.id,
            row.at,
            words.who(row.actor_name),
            words.roles(row.actor_roles),
            words.deed(row.verb),
            words.kind(row.subject_kind),
            words.subject(row).text,
            gettext(row.outcome.label),
            row.verb,
            row.subject_id,
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
