"""Writing into a service record: a new line, a correction, a line taken back."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.officers.actions import records
from pncrecruit.officers.forms.records import LineForm, WithdrawForm
from pncrecruit.officers.queries import officers as queries
from pncrecruit.officers.queries import units as unit_queries
from pncrecruit.officers.queries.facts import FactRow, facts_known
from pncrecruit.officers.queries.officers import OfficerHead
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.records import BY_HAND, SECOND_PERSON, Deed
from pncrecruit.officers.sentences import code_name, span
from pncrecruit.officers.views.blueprint import bp

# Each asks for a permission of its own, and so has an address of its own.
APART = {FactKind.POSTING: "post_officer", FactKind.RANK: "rank_officer"}


@bp.route("/officers/<uuid:officer_id>/record", methods=["GET", "POST"])
@require(Permission.OFFICER_UPDATE)
def record_line(officer_id: UUID) -> ResponseReturnValue:
    """Choose what to write, then write it."""
    head = _head(officer_id, Permission.OFFICER_UPDATE)
    asked = request.args.get("kind", "")
    if asked not in set(BY_HAND):
        return render_template(
            "officers/record.html",
            head=head,
            kinds=[
                (kind, gettext(kind.label), _address(head, kind)) for kind in BY_HAND
            ],
            second_person=SECOND_PERSON,
        )
    kind = FactKind(asked)
    if kind in APART:
        return redirect(_address(head, kind))
    return _write(head, kind)


@bp.route("/officers/<uuid:officer_id>/posting", methods=["GET", "POST"])
@require(Permission.POSTING_CREATE)
def post_officer(officer_id: UUID) -> ResponseReturnValue:
    """Ask that an officer be posted; a second HR lead decides."""
    return _write(_head(officer_id, Permission.POSTING_CREATE), FactKind.POSTING)


@bp.route("/officers/<uuid:officer_id>/posting-request", methods=["GET", "POST"])
@require(Permission.POSTING_REQUEST)
def request_posting(officer_id: UUID) -> ResponseReturnValue:
    """Ask, as the manager of an officer, for another posting; an HR lead decides."""
    return _write(_head(officer_id, Permission.POSTING_REQUEST), FactKind.POSTING)


@bp.route("/officers/<uuid:officer_id>/rank", methods=["GET", "POST"])
@require(Permission.OFFICER_UPDATE_RANK)
def rank_officer(officer_id: UUID) -> ResponseReturnValue:
    """Ask for a promotion; a second HR lead decides."""
    return _write(_head(officer_id, Permission.OFFICER_UPDATE_RANK), FactKind.RANK)


@bp.route(
    "/officers/<uuid:officer_id>/lines/<int:fact_id>/correct", methods=["GET", "POST"]
)
@require(Permission.OFFICER_UPDATE)
def correct_line(officer_id: UUID, fact_id: int) -> ResponseReturnValue:
    """Correct a line; the wrong one stays in the history."""
    head = _head(officer_id, Permission.OFFICER_UPDATE)
    old = _fact(head, fact_id)
    return _write(head, old.kind, old)


@bp.route(
    "/officers/<uuid:officer_id>/lines/<int:fact_id>/withdraw", methods=["GET", "POST"]
)
@require(Permission.OFFICER_UPDATE)
def withdraw_line(officer_id: UUID, fact_id: int) -> ResponseReturnValue:
    """Take a line back that never was so."""
    head = _head(officer_id, Permission.OFFICER_UPDATE)
    old = _fact(head, fact_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        reason = (form.reason.data or "").strip()
        draft = records.draft_of(old, reason=reason)
        try:
            asked = records.write_line(
                head.officer,
                Deed.WITHDRAW,
                draft,
                fact_id=old.id,
                actor=signed_in(),
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _done(head, waits=asked is not None)
    page = render_template(
        "officers/record_withdraw.html",
        head=head,
        form=form,
        line=_words(old, head),
        second=old.kind in SECOND_PERSON,
    )
    return page, form.status


def _write(
    head: OfficerHead, kind: FactKind, old: FactRow | None = None
) -> ResponseReturnValue:
    today = local_day(now())
    form = LineForm()
    units = unit_queries.options()
    form.suit(kind, units, head.person.sex)
    codes = {one.id: one.code for one in units}
    if not form.is_submitted():
        form.known_on.data = today
        if old is not None:
            form.show(old, codes.get(old.unit_id or 0, ""))
    elif form.validate():
        ids = {one.code: one.id for one in units}
        unit_id = ids.get(form.unit_id.data or "") if "unit_id" in form else None
        try:
            asked = records.write_line(
                head.officer,
                Deed.RECORD if old is None else Deed.CORRECT,
                form.draft(kind, today, unit_id, old),
                fact_id=old.id if old else None,
                actor=signed_in(),
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _done(head, waits=asked is not None)
    page = render_template(
        "officers/record_line.html",
        head=head,
        form=form,
        kind=kind,
        line=_words(old, head) if old else "",
        second=kind in SECOND_PERSON,
    )
    return page, form.status


def _head(officer_id: UUID, permission: Permission) -> OfficerHead:
    found = queries.officer(officer_id, signed_in().scope(permission))
    return found or abort(404)


def _fact(head: OfficerHead, fact_id: int) -> FactRow:
    """Return a line that is written by hand, as it counts today."""
    known = facts_known(local_day(now()), kinds=BY_HAND, officers=[head.officer.id])
    return next((fact for fact in known if fact.id == fact_id), None) or abort(404)


def _words(fact: FactRow, head: OfficerHead) -> str:
    told = (
        gettext(fact.kind.label),
        code_name(fact.kind, fact.code, head.person.sex),
        span(fact),
    )
    return " · ".join(one for one in told if one)


def _address(head: OfficerHead, kind: FactKind) -> str:
    officer_id = head.officer.public_id
    if kind in APART:
        return url_for(f".{APART[kind]}", officer_id=officer_id)
    return url_for(".record_line", officer_id=officer_id, kind=kind.value)


def _done(head: OfficerHead, *, waits: bool) -> ResponseReturnValue:
    db.session.commit()
    if waits:
        flash(gettext("Asked: a second HR lead decides within 72 hours."), "success")
    else:
        flash(gettext("Saved."), "success")
    return redirect(url_for(".officer", officer_id=head.officer.public_id), code=303)
