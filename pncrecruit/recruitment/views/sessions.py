"""The pages of test sessions: the list of a call, one session, drafted and changed."""

from datetime import timedelta
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import LOCAL, db, now
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.recruitment.actions import sessions as actions
from pncrecruit.recruitment.forms.calls import PressForm
from pncrecruit.recruitment.forms.sessions import (
    CancelForm,
    ChangeSessionForm,
    SessionForm,
)
from pncrecruit.recruitment.queries import intake
from pncrecruit.recruitment.queries import sessions as queries
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.queries.summonses import unsummoned
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.sessions import SessionDraft, SessionState
from pncrecruit.recruitment.views import words
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.listing import frame_or_404, is_masked
from pncrecruit.web.filters import as_datetime
from pncrecruit.web.form import Difference
from pncrecruit.web.said import said
from pncrecruit.web.sessions import commit_and_say

LIST = Permission.ASSESSMENT_SESSION_LIST
CREATE = Permission.ASSESSMENT_SESSION_CREATE
UPDATE = Permission.ASSESSMENT_SESSION_UPDATE
KINDS = {
    SessionState.DRAFT: "info",
    SessionState.OPEN: "good",
    SessionState.CLOSED: "",
    SessionState.CANCELLED: "wrong",
}
EARLIER = timedelta(days=30)


def session_or_404(public_id: UUID, permission: Permission) -> SessionRow:
    """Return a session in sight of who asks."""
    scope = signed_in().scope(permission)
    return queries.session(public_id, scope) or abort(404)


@bp.get("/calls/<string:code>/sessions")
@require(LIST)
def sessions(code: str) -> ResponseReturnValue:
    """List the sessions of a call, and who waits for one by phase."""
    actor = signed_in()
    frame = frame_or_404(code, LIST)
    scope = actor.scope(LIST)
    at, page = now(), request.args.get("page", 0, type=int)
    if not 0 <= page < 1000:
        abort(404)
    waiting = unsummoned(frame.id, scope, at)
    rows = queries.sessions(frame.id, scope, since=at - EARLIER, page=page)
    shown, more = rows[: queries.PAGE], rows[queries.PAGE :]
    return render_template(
        "recruitment/sessions.html",
        frame=frame,
        rows=shown,
        previous_url=url_for(".sessions", code=code, page=page - 1) if page else "",
        next_url=url_for(".sessions", code=code, page=page + 1) if more else "",
        waiting=[(frame.phases[at], waiting[at]) for at in sorted(waiting)],
        kinds=KINDS,
        municipality=words.municipality,
        may_create=actor.may(CREATE),
        may_assign=actor.may(Permission.ASSESSMENT_SESSION_ASSIGN),
    )


@bp.route("/calls/<string:code>/sessions/new", methods=["GET", "POST"])
@require(CREATE)
def new_session(code: str) -> ResponseReturnValue:
    """Draft a session."""
    actor = signed_in()
    frame = frame_or_404(code, CREATE)
    form = SessionForm()
    among = offices_of(actor.scope(CREATE), frame.id)
    form.offer(frame.phases, intake.offices(frame.id, among))
    if form.validate_on_submit():
        try:
            made = actions.draft_session(
                frame,
                frame.phases[form.phase.data],
                form.draft(form.office.data),
                client_id=form.key,
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(
                gettext("The session was drafted: open it when it is right.")
            )
            return redirect(url_for(".session", session_id=made), code=303)
    page = render_template(
        "recruitment/session_edit.html",
        frame=frame,
        form=form,
        one=None,
        differences=(),
    )
    return page, form.status


@bp.get("/sessions/<uuid:session_id>")
@require(LIST)
def session(session_id: UUID) -> ResponseReturnValue:
    """Show a session: what it is, who is summoned, who came."""
    actor = signed_in()
    one = session_or_404(session_id, LIST)
    rows = queries.roster(one, actor.scope(Permission.APPLICATION_READ))
    return render_template(
        "recruitment/session.html",
        one=one,
        rows=[(row, application_number(one.call_code, row.number)) for row in rows],
        masked=is_masked(actor),
        initials=words.initials,
        municipality=words.municipality(one.municipality),
        kinds=KINDS,
        at=now(),
        press=PressForm(formdata=None, version=one.version),
        may_update=actor.may(UPDATE),
        may_attend=actor.may(Permission.ASSESSMENT_SESSION_RECORD_ATTENDANCE),
    )


@bp.post("/sessions/<uuid:session_id>/open")
@require(UPDATE)
def open_session(session_id: UUID) -> ResponseReturnValue:
    """Open a draft."""
    one, form = session_or_404(session_id, UPDATE), PressForm()
    if not form.validate():
        abort(400)
    try:
        actions.open_session(
            one, version=form.base_version, actor=signed_in(), at=now()
        )
    except DomainError as error:
        db.session.rollback()
        flash(said(error), "danger")
    else:
        commit_and_say(gettext("The session is open: applicants can be summoned."))
    return redirect(url_for(".session", session_id=session_id), code=303)


@bp.route("/sessions/<uuid:session_id>/edit", methods=["GET", "POST"])
@require(UPDATE)
def edit_session(session_id: UUID) -> ResponseReturnValue:
    """Change place, day, hour or capacity of a session."""
    one, form = session_or_404(session_id, UPDATE), ChangeSessionForm()
    form.offer_places()
    if not form.is_submitted():
        local = one.starts_at.astimezone(LOCAL)
        form.version.data = str(one.version)
        form.municipality.data, form.place.data = one.municipality, one.place
        form.day.data, form.hour.data = local.date(), local.time()
        form.capacity.data = one.capacity
    differences: list[Difference] = []
    if form.validate_on_submit():
        try:
            actions.change_session(
                one,
                form.draft(one.office_id),
                version=form.base_version,
                reason=form.reason.data or "",
                actor=signed_in(),
                at=now(),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            if isinstance(error, Conflict):
                differences = _differences(one, form.draft(one.office_id))
            form.version.data = str(one.version)
        else:
            commit_and_say(gettext("The session was changed."))
            return redirect(url_for(".session", session_id=session_id), code=303)
    page = render_template(
        "recruitment/session_edit.html",
        frame=None,
        form=form,
        one=one,
        differences=differences,
    )
    return page, form.status


def _differences(saved: SessionRow, typed: SessionDraft) -> list[Difference]:
    """Set what is saved beside what was typed."""
    return [
        (
            gettext("Municipality"),
            words.municipality(saved.municipality),
            words.municipality(typed.municipality),
        ),
        (gettext("Place"), saved.place, typed.place),
        (
            gettext("Day and hour"),
            as_datetime(saved.starts_at),
            as_datetime(typed.starts_at),
        ),
        (gettext("Capacity"), saved.capacity, typed.capacity),
    ]


@bp.route("/sessions/<uuid:session_id>/cancel", methods=["GET", "POST"])
@require(UPDATE)
def cancel_session(session_id: UUID) -> ResponseReturnValue:
    """Cancel a session with a reason."""
    one, form = session_or_404(session_id, UPDATE), CancelForm()
    if not form.is_submitted():
        form.version.data = str(one.version)
    if form.validate_on_submit():
        try:
            ended = actions.cancel_session(
                one,
                version=form.base_version,
                reason=form.reason.data or "",
                actor=signed_in(),
                at=now(),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            form.version.data = str(one.version)
        else:
            commit_and_say(
                ngettext(
                    "The session was cancelled. %(num)d person waits for another.",
                    "The session was cancelled. %(num)d persons wait for another.",
                    ended,
                )
            )
            return redirect(url_for(".session", session_id=session_id), code=303)
    page = render_template("recruitment/session_cancel.html", one=one, form=form)
    return page, form.status
