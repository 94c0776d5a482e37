"""The words of messages, as one drafts and a second approves; reminders switched on."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import LOCAL, db, now
from pncrecruit.errors import DomainError
from pncrecruit.messages import queries as texts
from pncrecruit.messages.actions.templates import ask_for_text
from pncrecruit.messages.rules import FIELDS, MessageKind, words_named
from pncrecruit.recruitment.actions import messages as sending
from pncrecruit.recruitment.actions import reminders as actions
from pncrecruit.recruitment.actions.messages import About
from pncrecruit.recruitment.forms.messages import TextForm, WayForm
from pncrecruit.recruitment.queries import messages as queries
from pncrecruit.recruitment.queries.conflicts import barred_applications
from pncrecruit.recruitment.queries.recipients import summoned
from pncrecruit.recruitment.queries.sessions import SessionRow, session
from pncrecruit.recruitment.rules.sessions import SessionState
from pncrecruit.recruitment.views.approving import to_approval
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say

LIST = Permission.MESSAGE_TEMPLATE_LIST
CREATE = Permission.MESSAGE_TEMPLATE_CREATE
SEND = Permission.MESSAGE_SEND


@bp.get("/messages/texts")
@require(LIST)
def message_texts() -> ResponseReturnValue:
    """Show the words in use of each kind of message."""
    return render_template(
        "recruitment/message_texts.html",
        kinds=list(MessageKind),
        used=texts.all_in_use(),
        may_create=signed_in().may(CREATE),
    )


@bp.route("/messages/texts/<string:kind>", methods=["GET", "POST"])
@require(CREATE)
def message_text(kind: str) -> ResponseReturnValue:
    """Draft new words of a kind; a second person approves them."""
    found = next((one for one in MessageKind if one.value == kind), None)
    if found is None:
        abort(404)
    used, form = texts.in_use(found), TextForm()
    if not form.is_submitted():
        begun = texts.words_of(used) if used else texts.suggested(found)
        form = TextForm(formdata=None, data=begun._asdict())
    if form.validate_on_submit():
        try:
            asked = ask_for_text(found, form.draft, actor=signed_in(), at=now())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return to_approval(asked)
    page = render_template(
        "recruitment/message_text.html",
        form=form,
        kind=found,
        used=used,
        fields=[(name, FIELDS[name]) for name in words_named(found)],
    )
    return page, form.status


@bp.route("/sessions/<uuid:session_id>/reminders", methods=["GET", "POST"])
@require(SEND)
def reminders(session_id: UUID) -> ResponseReturnValue:
    """Show what would go when; switch the reminders of a session on or off."""
    actor, at = signed_in(), now()
    one = session(session_id, actor.scope(SEND)) or abort(404)
    kept = queries.reminder(one.id)
    switched = actions.is_on(one, kept)
    template = texts.in_use(MessageKind.REMINDER)
    form = WayForm()
    if not form.is_submitted() and kept is not None:
        form = WayForm(formdata=None, data={"way": kept.way.value, "phone": kept.phone})
    if form.validate_on_submit():
        try:
            if request.form.get("then") == "off":
                actions.switch_off(one, actor=actor, at=at)
                done = gettext("Nobody is reminded of this session any more.")
            else:
                actions.switch_on(
                    _about(one, form), seen=form.seen.data or "", actor=actor, at=at
                )
                done = gettext("The reminders of this session are on.")
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            commit_and_say(done)
            return redirect(url_for(".reminders", session_id=session_id), code=303)
    form.seen.data = actions.seen_of(one, template) if template else ""
    since = kept.switched_at if kept is not None and switched else at
    page = render_template(
        "recruitment/reminders.html",
        one=one,
        form=form,
        switched=switched,
        lapsed=kept is not None and not switched,
        days=actions.plan_of(one, since),
        today=at.astimezone(LOCAL).date(),
        possible=one.state is SessionState.OPEN and one.starts_at > at,
        template=template,
        messages=_example(one, form) if template else [],
    )
    return page, form.status


def _about(one: SessionRow, form: WayForm) -> About:
    template = texts.needed(MessageKind.REMINDER)
    return sending.check_phone(
        About(
            template,
            one.call_id,
            one.call_code,
            one.call_name,
            one,
            form.chosen_way,
            form.phone.data or "",
        )
    )


def _example(one: SessionRow, form: WayForm) -> list[sending.Ready]:
    """Return what the first of those summoned would read."""
    template = texts.in_use(MessageKind.REMINDER)
    scope = signed_in().scope(Permission.APPLICATION_CONTACT_READ)
    barred = barred_applications(signed_in())
    people = summoned(one, MessageKind.REMINDER, scope, barred, again=True).recipients
    if template is None or not people:
        return []
    about = About(
        template,
        one.call_id,
        one.call_code,
        one.call_name,
        one,
        form.chosen_way,
        form.phone.data or "…",
    )
    return sending.rendered(about, people[0])
