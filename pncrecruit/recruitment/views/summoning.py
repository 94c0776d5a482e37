"""Summon who waits: all of a phase after a preview, or one applicant by hand."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import summoning as actions
from pncrecruit.recruitment.forms.sessions import AssignForm, SummonForm
from pncrecruit.recruitment.queries import detail, intake, moves, sessions
from pncrecruit.recruitment.queries import summonses as queries
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.sessions import Plan
from pncrecruit.recruitment.views import words
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.listing import frame_or_404
from pncrecruit.recruitment.views.sight import free
from pncrecruit.web.filters import as_datetime
from pncrecruit.web.i18n import named
from pncrecruit.web.sessions import commit_and_say

ASSIGN = Permission.ASSESSMENT_SESSION_ASSIGN


@bp.route("/calls/<string:code>/sessions/assign/<int:phase>", methods=["GET", "POST"])
@require(ASSIGN)
def assign_sessions(code: str, phase: int) -> ResponseReturnValue:
    """Show who would be summoned where; when pressed, summon them."""
    actor = signed_in()
    frame = frame_or_404(code, ASSIGN)
    if phase >= len(frame.phases):
        abort(404)
    one, scope = frame.phases[phase], actor.scope(ASSIGN)
    form = AssignForm()
    if not form.is_submitted():
        form.within_km.process(request.args)
    within_km = form.within_km.data if not form.within_km.errors else None
    if form.validate_on_submit():
        try:
            done = actions.summon_waiting(
                frame, one, scope, within_km=within_km, actor=actor, at=now()
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            commit_and_say(_told(done))
            return redirect(url_for(".sessions", code=code), code=303)
    at = now()
    planned = actions.plan_of(
        frame, one, scope, within_km=within_km, actor=actor, at=at
    )
    filled = planned.plan.by_session
    page = render_template(
        "recruitment/sessions_assign.html",
        frame=frame,
        phase=one,
        form=form,
        count=len(planned.plan.seats),
        freed=planned.freed,
        left=_left(planned.plan),
        rows=[(row, filled.get(row.id)) for row in sessions.to_come(one.id, scope, at)],
        municipality=words.municipality,
    )
    return page, form.status


def _told(done: actions.Planned) -> str:
    count = len(done.plan.seats)
    said = ngettext(
        "%(num)d person was summoned.", "%(num)d persons were summoned.", count
    )
    if done.freed:
        said += " " + ngettext(
            "%(num)d place of who left the phase is free.",
            "%(num)d places of those who left the phase are free.",
            done.freed,
        )
    return " ".join([str(said), *_left(done.plan)])


def _left(plan: Plan) -> list[str]:
    """Say why people go on waiting, each reason for itself."""
    said = []
    if plan.without_room:
        said.append(
            ngettext(
                "There is no room for %(num)d person: they go on waiting.",
                "There is no room for %(num)d persons: they go on waiting.",
                plan.without_room,
            )
        )
    if plan.too_far:
        said.append(
            ngettext(
                "%(num)d person lives farther than that from every session.",
                "%(num)d persons live farther than that from every session.",
                plan.too_far,
            )
        )
    if plan.unplaced:
        said.append(
            ngettext(
                "The home of %(num)d person is not known: summon them by hand.",
                "The homes of %(num)d persons are not known: summon them by hand.",
                plan.unplaced,
            )
        )
    return [str(one) for one in said]


@bp.route("/applications/<uuid:public_id>/session", methods=["GET", "POST"])
@require(ASSIGN)
def summon(public_id: UUID) -> ResponseReturnValue:
    """Summon one applicant, move them with a reason, or take them off."""
    actor = signed_in()
    scope = actor.scope(ASSIGN)
    found = free(detail.application(public_id, scope) or abort(404), ASSIGN)
    phase = intake.phases(found.call_id)[found.position]
    standing = queries.standing(found.id, phase.id)
    rows = _to_choose(phase.id, standing.session_id if standing else 0)
    form = SummonForm()
    form.offer([(row, _words(row)) for row in rows], standing is not None)
    if form.validate_on_submit():
        one = moves.moving(public_id, scope) or abort(404)
        chosen = {str(row.public_id): row for row in rows}.get(form.session.data)
        reason = form.reason.data or ""
        try:
            if chosen is None:  # of what is offered only that is no session
                actions.take_off(one, phase.id, reason=reason, actor=actor, at=now())
            else:
                actions.summon(one, chosen, reason=reason, actor=actor, at=now())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            commit_and_say(
                gettext("The applicant is summoned.")
                if chosen
                else gettext("The applicant was taken off the session.")
            )
            return redirect(url_for(".summon", public_id=public_id), code=303)
    history = queries.of_application(found.id)
    page = render_template(
        "recruitment/summon.html",
        application=found,
        number=application_number(found.call_code, found.number),
        phase=named(phase),
        form=form,
        rows=history,
        places=words.municipality,
        ends={
            actions.LEFT_PHASE: gettext("left the phase"),
            actions.ABSENT: gettext("did not come"),
        },
        waits=found.standing is Standing.ACTIVE,
        any_session=bool(rows),
    )
    return page, form.status


def _to_choose(phase_id: int, present: int) -> list[SessionRow]:
    scope = signed_in().scope(ASSIGN)
    return [
        row
        for row in sessions.to_come(phase_id, scope, now())
        if row.room > 0 and row.id != present
    ]


def _words(row: SessionRow) -> str:
    return str(
        gettext(
            "%(when)s · %(place)s, %(municipality)s (room for %(room)s)",
            when=as_datetime(row.starts_at),
            place=row.place,
            municipality=words.municipality(row.municipality),
            room=row.room,
        )
    )
