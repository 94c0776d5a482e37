"""The outbox: what waits, went, failed, what is done with it, whom somebody calls."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.audit.actions import record
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.messages.actions import lines as actions
from pncrecruit.messages.queries import locked
from pncrecruit.messages.rules import AGAIN, Channel, LineState
from pncrecruit.recruitment.forms.calls import PressForm
from pncrecruit.recruitment.queries import detail
from pncrecruit.recruitment.queries import messages as queries
from pncrecruit.recruitment.queries.conflicts import barred_applications
from pncrecruit.recruitment.queries.messages import LineRow
from pncrecruit.recruitment.rules.conflicts import InConflict
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.listing import frame_or_404
from pncrecruit.recruitment.views.sight import free
from pncrecruit.web.said import said
from pncrecruit.web.sessions import commit_and_say

READ, SEND = Permission.MESSAGE_READ, Permission.MESSAGE_SEND
TO_CALL = "to_call"
KINDS = {
    LineState.WAITING: "info",
    LineState.SENDING: "info",
    LineState.SENT: "good",
    LineState.FAILED: "wrong",
    LineState.UNSURE: "warn",
    LineState.CANCELLED: "",
    LineState.VOID: "",
}


def _reach(permission: Permission) -> Scope:
    """Return what somebody reaches: messages go to applicants, to no unit's force."""
    scope = signed_in().scope(permission)
    if scope.kind not in (ScopeKind.ALL, ScopeKind.CALL):
        abort(404)
    return scope


@bp.get("/messages")
@require(READ)
def outbox() -> ResponseReturnValue:
    """Show the outbox by state and call."""
    scope = _reach(READ)
    state, call = request.args.get("state", ""), request.args.get("call", "")[:40]
    page = request.args.get("page", 0, type=int)
    if not 0 <= page < 1000:
        abort(404)
    rows = queries.outbox(
        scope,
        state=next((one for one in LineState if one.value == state), None),
        to_call=state == TO_CALL,
        call_code=call,
        at=now(),
        page=page,
    )
    shown, more = rows[: queries.PAGE], rows[queries.PAGE :]
    kept: dict[str, Any] = {"state": state or None, "call": call or None}
    return render_template(
        "recruitment/outbox.html",
        rows=[(row, application_number(row.call_code, row.number)) for row in shown],
        state=state,
        call=call,
        states=[
            ("", gettext("All")),
            *((one.value, gettext(one.label)) for one in LineState),
            (TO_CALL, gettext("To be called by somebody")),
        ],
        calls=[("", gettext("All"))]
        + [(code, code) for code in queries.calls_under_way(scope)],
        kinds=KINDS,
        may_send=signed_in().may(SEND),
        may_do=may_do,
        press=PressForm(formdata=None),
        previous_url=url_for(".outbox", page=page - 1, **kept) if page else "",
        next_url=url_for(".outbox", page=page + 1, **kept) if more else "",
    )


def may_do(row: LineRow) -> list[str]:
    """Return what can be done with a message, by its state."""
    if row.channel is Channel.PHONE:
        return ["told", "cancel"] if row.state is LineState.WAITING else []
    if row.state in AGAIN:
        return ["again", "told"]
    return ["cancel"] if row.state is LineState.WAITING else []


@bp.get("/calls/<string:code>/messages/calls")
@require(READ, also=(Permission.APPLICATION_CONTACT_READ,), logs_view=True)
def phone_list(code: str) -> ResponseReturnValue:
    """Print whom a person has to call: no machine reached them. It is on record."""
    actor = signed_in()
    frame = frame_or_404(code, READ)
    if not actor.may(Permission.APPLICATION_CONTACT_READ):
        abort(404)
    barred = barred_applications(actor)
    rows = [
        row
        for row in queries.to_call(_reach(READ), frame.id, now())
        if row.application_id not in barred
    ]
    record(
        "message.phone_list",
        ("recruitment_call", frame.code),
        author=actor.author,
        at=now(),
        persons=len(rows),
    )
    db.session.commit()
    return render_template(
        "recruitment/phone_list.html",
        frame=frame,
        rows=[(row, application_number(row.call_code, row.number)) for row in rows],
        at=now(),
    )


@bp.get("/applications/<uuid:public_id>/messages")
@require(READ, also=(Permission.APPLICATION_CONTACT_READ,))
def application_messages(public_id: UUID) -> ResponseReturnValue:
    """Show what was sent to an applicant, or will be, word for word."""
    scope = _reach(READ)
    found = detail.application(public_id, scope) or abort(404)
    # Addresses stand in it: as the contact itself, it is not for who has a conflict.
    found = free(found, Permission.APPLICATION_CONTACT_READ)
    return render_template(
        "recruitment/application_messages.html",
        application=found,
        number=application_number(found.call_code, found.number),
        rows=queries.of_application(found.id, scope),
        kinds=KINDS,
    )


@bp.post("/messages/<uuid:message_id>/again")
@require(SEND)
def send_again(message_id: UUID) -> ResponseReturnValue:
    """Let a message be sent again."""
    return _do(message_id, actions.send_again, gettext("It waits to be sent again."))


@bp.post("/messages/<uuid:message_id>/cancel")
@require(SEND)
def cancel_message(message_id: UUID) -> ResponseReturnValue:
    """Send a message that waits to nobody."""
    return _do(message_id, actions.cancel, gettext("It is not sent."))


@bp.post("/messages/<uuid:message_id>/told")
@require(SEND)
def note_told(message_id: UUID) -> ResponseReturnValue:
    """Keep that somebody knows: they were called, or it arrived."""
    return _do(message_id, actions.note_told, gettext("It is noted that they know."))


def _do(message_id: UUID, deed: Callable[..., None], done: str) -> ResponseReturnValue:
    actor, form = signed_in(), PressForm()
    row = queries.line(message_id, _reach(SEND)) or abort(404)
    if not form.validate():
        abort(400)
    at: datetime = now()
    try:
        if row.application_id in barred_applications(actor):
            raise InConflict
        one = locked(message_id) or abort(404)
        deed(one, row.application, actor=actor, at=at)
    except DomainError as error:
        db.session.rollback()
        flash(said(error), "danger")
    else:
        commit_and_say(done)
    kept: dict[str, Any] = {name: request.args.get(name) for name in ("state", "call")}
    return redirect(url_for(".outbox", **kept), code=303)
