"""Tell many the same: what would be sent is shown, and sent once it is confirmed."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import LOCAL, db, now
from pncrecruit.errors import DomainError
from pncrecruit.messages.models import MessageTemplate
from pncrecruit.messages.queries import all_in_use, needed
from pncrecruit.messages.rules import (
    Channel,
    MessageKind,
    Way,
    channels,
    next_hour,
)
from pncrecruit.recruitment.actions import messages as actions
from pncrecruit.recruitment.actions.messages import About, Prepared
from pncrecruit.recruitment.forms.messages import SendForm
from pncrecruit.recruitment.queries.conflicts import barred_applications
from pncrecruit.recruitment.queries.recipients import MOST, Found, listed, summoned
from pncrecruit.recruitment.queries.sessions import SessionRow, session
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.sessions import SessionState
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.listing import (
    FILTERS,
    frame_or_404,
    said_filters,
    wanted_of_page,
)
from pncrecruit.web.assets import url_with
from pncrecruit.web.i18n import named
from pncrecruit.web.sessions import commit_and_say

SEND = Permission.MESSAGE_SEND
KINDS_OF_STATE = {
    SessionState.OPEN: (MessageKind.SUMMONS, MessageKind.CHANGE),
    SessionState.CANCELLED: (MessageKind.CANCELLATION,),
}
KINDS_OF_LISTS = (MessageKind.PAPERS, MessageKind.PUBLISHED)
SHOWN = 50  # names of those whom no machine reaches, on the page


class Target(NamedTuple):
    """Where messages are sent from: a session or a list, and who is found there."""

    title: str
    lead: str
    trail: list[tuple[str, str]]
    back: str
    kinds: Sequence[MessageKind]
    call_id: int
    call_code: str
    phase_id: int | None
    about: Callable[[MessageTemplate, Way, str], About]
    find: Callable[[About], Found]
    hidden: Sequence[tuple[str, str]] = ()


@bp.route("/sessions/<uuid:session_id>/messages", methods=["GET", "POST"])
@require(SEND)
def message_session(session_id: UUID) -> ResponseReturnValue:
    """Tell those summoned to a session: the summons, a change, that it is cancelled."""
    actor = signed_in()
    scope = actor.scope(SEND)
    one = session(session_id, scope) or abort(404)
    back = url_for(".session", session_id=session_id)

    def about(template: MessageTemplate, way: Way, phone: str) -> About:
        # Read anew: what is sent is the session as it is then.
        fresh: SessionRow = session(session_id, scope) or abort(404)
        return About(
            template, fresh.call_id, fresh.call_code, fresh.call_name, fresh, way, phone
        )

    def find(told: About) -> Found:
        # Who runs a session tells everybody who is summoned to it.
        if told.session is None or told.kind not in _kinds(told.session):
            return Found([])
        reach = actor.scope(Permission.APPLICATION_CONTACT_READ)
        barred = barred_applications(actor)
        return summoned(told.session, told.kind, reach, barred)

    when = gettext("Session of %(when)s", when=_when(one))
    return _page(
        Target(
            title=gettext("Messages to those summoned"),
            lead=gettext("%(phase)s · %(office)s", phase=named(one), office=one.office),
            trail=[(back, when)],
            back=back,
            kinds=_kinds(one),
            call_id=one.call_id,
            call_code=one.call_code,
            phase_id=one.phase_id,
            about=about,
            find=find,
        )
    )


def _kinds(one: SessionRow) -> Sequence[MessageKind]:
    """Return what can be told of a session: nothing of one that is over."""
    return KINDS_OF_STATE.get(one.state, ()) if one.starts_at > now() else ()


@bp.route("/calls/<string:code>/messages", methods=["GET", "POST"])
@require(SEND)
def message_list(code: str) -> ResponseReturnValue:
    """Tell the applicants of a list: papers are missing, a result is published."""
    actor = signed_in()
    frame = frame_or_404(code, SEND)
    wanted = wanted_of_page()
    filters = {name: text for name, text in request.args.items() if name in FILTERS}
    back = url_for(".applicants", code=code, **filters)  # type: ignore[arg-type]

    def about(template: MessageTemplate, way: Way, phone: str) -> About:
        return About(template, frame.id, frame.code, frame.name, None, way, phone)

    def find(told: About) -> Found:
        return listed(
            frame.id,
            told.kind,
            actor.scope(SEND),
            wanted,
            barred=barred_applications(actor),
            at=now(),
        )

    said = said_filters(frame, wanted).values()
    return _page(
        Target(
            title=gettext("Messages to applicants"),
            lead=", ".join(said) or gettext("All applicants of the call in your sight"),
            trail=[
                (url_for(".call", code=code), frame.name),
                (back, gettext("Applicants")),
            ],
            back=back,
            kinds=KINDS_OF_LISTS,
            call_id=frame.id,
            call_code=frame.code,
            phase_id=None,
            about=about,
            find=find,
            hidden=list(filters.items()),
        )
    )


def _when(one: SessionRow) -> str:
    return f"{one.starts_at.astimezone(LOCAL):%d/%m/%Y %H:%M}"


def _page(target: Target) -> ResponseReturnValue:
    """Show what would be sent; when it is confirmed, send it."""
    if not target.kinds:
        return render_template(
            "recruitment/message_send.html",
            target=target,
            form=None,
            shown=None,
            texts=all_in_use(),
        )
    form = SendForm()
    if not form.is_submitted():
        # What was chosen stands in the address; all of it is drawn from there.
        form = SendForm(formdata=None, data=_chosen())
    form.offer(target.kinds)
    if form.validate_on_submit():
        try:
            actions.send(
                lambda: _prepared(target, form),
                call_id=target.call_id,
                phase_id=target.phase_id,
                seen=form.seen.data or "",
                client_id=form.key,
                actor=signed_in(),
                at=now(),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            commit_and_say(gettext("The messages wait in the outbox to be sent."))
            address = url_for(".outbox", call=target.call_code)
            return redirect(address, code=303)
    page = render_template(
        "recruitment/message_send.html",
        target=target,
        form=form,
        shown=_shown(target, form),
        texts=all_in_use(),
    )
    return page, form.status


def _chosen() -> dict[str, str]:
    known = {one.value for one in Way}
    way = request.args.get("way", "")
    return {
        "kind": request.args.get("kind", ""),
        "way": way if way in known else Way.EMAIL_FIRST.value,
        "phone": request.args.get("phone", "")[:30],
    }


def _prepared(target: Target, form: SendForm) -> Prepared:
    about = actions.check_phone(
        target.about(needed(form.chosen), form.chosen_way, form.phone.data or "")
    )
    return Prepared(about, target.find(about))


def _shown(target: Target, form: SendForm) -> dict[str, Any] | None:
    """Return what would be sent, None if that cannot be said yet."""
    try:
        prepared = _prepared(target, form)
    except DomainError as error:
        # Nobody has chosen anything yet: what is missing is asked for, not reproved.
        asked = form.is_submitted() or "kind" in request.args
        if asked and not form.form_errors and not form.phone.errors:
            form.refuse(error)
        return None
    form.seen.data = prepared.seen
    return _preview(prepared)


def _preview(prepared: Prepared) -> dict[str, Any]:
    people = prepared.found.recipients
    which = request.args.get("which", 0, type=int) % len(people) if people else 0
    unreached = [
        (one, application_number(prepared.about.call_code, one.number))
        for one in people
        if channels(prepared.about.way, email=one.email, phone=one.phone)
        == [Channel.PHONE]
    ]
    at = now().astimezone(LOCAL)
    counts = prepared.counts
    return {
        "persons": len(people),
        "limited": len(people) == MOST,
        "email": counts[Channel.EMAIL],
        "sms": counts[Channel.SMS],
        "phone": counts[Channel.PHONE],
        "left": _left(prepared.found),
        "example": people[which] if people else None,
        "messages": actions.rendered(prepared.about, people[which]) if people else [],
        "another": url_with(which=which + 1) if len(people) > 1 else "",
        "unreached": unreached[:SHOWN],
        "later": None if next_hour(at) == at else next_hour(at),
    }


def _left(found: Found) -> list[str]:
    said = []
    if found.told:
        said.append(
            ngettext(
                "%(num)d person was told this already, and is left out.",
                "%(num)d persons were told this already, and are left out.",
                found.told,
            )
        )
    if found.barred:
        said.append(
            ngettext(
                "%(num)d person is left out: you declared a conflict of interest.",
                "%(num)d persons are left out: you declared a conflict of interest.",
                found.barred,
            )
        )
    return [str(one) for one in said]
