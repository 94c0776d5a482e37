"""The calendar of sessions at a secret address, made and taken back by its reader."""

from datetime import timedelta

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from pncrecruit.access.guard import public, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.recruitment.actions import calendars as actions
from pncrecruit.recruitment.calendar_file import Entry, calendar_file
from pncrecruit.recruitment.forms.calls import PressForm
from pncrecruit.recruitment.queries import calendars as queries
from pncrecruit.recruitment.queries import sessions
from pncrecruit.recruitment.rules.sessions import SessionState
from pncrecruit.recruitment.views import words
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say

LIST = Permission.ASSESSMENT_SESSION_LIST
BEFORE, AFTER = timedelta(days=30), timedelta(days=400)


@bp.route("/calendar", methods=["GET", "POST"])
@require(LIST)
def calendar() -> ResponseReturnValue:
    """Make the secret address of one's calendar, or take it back."""
    actor, form, address = signed_in(), PressForm(), ""
    if form.validate_on_submit():
        if request.form.get("then") == "end":
            actions.end_address(actor=actor, at=now())
            commit_and_say(gettext("The address is no longer good."))
            return redirect(url_for(".calendar"), code=303)
        key = actions.make_address(actor=actor, at=now())
        db.session.commit()
        address = url_for(".calendar_feed", key=key, _external=True)
    page = render_template(
        "recruitment/calendar.html",
        form=PressForm(formdata=None),
        address=address,
        made_at=queries.made_at(actor.user_id),
    )
    return page, form.status


@bp.get("/calendar/<string:key>.ics")
@public
def calendar_feed(key: str) -> ResponseReturnValue:
    """Hand out the calendar to whoever has the address, as its owner may see it."""
    reader = queries.reader(actions.key_hash(key)) or abort(404)
    if not reader.may(LIST):
        abort(404)
    at = now()
    rows = sessions.between(reader.scope(LIST), at - BEFORE, at + AFTER, cancelled=True)
    with force_locale(reader.language):
        entries = [
            Entry(
                one.public_id,
                gettext(
                    "Session %(call)s: %(taken)s of %(capacity)s",
                    call=one.call_code,
                    taken=one.taken,
                    capacity=one.capacity,
                ),
                f"{one.place}, {words.municipality(one.municipality)}",
                one.starts_at,
                one.state is SessionState.CANCELLED,
                one.version,
            )
            for one in rows
        ]
        made = calendar_file(gettext("Sessions"), entries, at)
    return Response(
        made,
        mimetype="text/calendar",
        headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
    )
