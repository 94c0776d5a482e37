"""The page of a timer: a number, a reading, and how it stands beside the other's."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions.timing import read
from pncrecruit.recruitment.forms.timing import ReadingForm
from pncrecruit.recruitment.queries import detail, moves
from pncrecruit.recruitment.queries import timing as queries
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules.conflicts import UnknownNumber
from pncrecruit.recruitment.rules.measures import MeasureKind
from pncrecruit.recruitment.rules.numbers import application_number, parse_number
from pncrecruit.recruitment.rules.timing import Judged, ReadingState, judge
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.listing import frame_or_404
from pncrecruit.recruitment.views.sight import free
from pncrecruit.web.sessions import commit_and_say

_SAID = {
    ReadingState.WAITING: "info",
    ReadingState.AGREES: "success",
    ReadingState.DIFFERS: "warning",
}


def _moving(code: str, text: str) -> Moving:
    """Return the application with a number. Raises UnknownNumber, also out of scope."""
    number = parse_number(text)
    found = (
        detail.by_number(number.call_code, number.number)
        if number and not number.sheet and number.call_code == code
        else None
    )
    scope = signed_in().scope(Permission.STAGE_MOVE_MOVE)
    one = moves.moving(found.public_id, scope) if found else None
    if one is None:
        raise UnknownNumber
    return free(one, Permission.STAGE_MOVE_MOVE)


def _words(judged: Judged) -> str:
    if judged.state is ReadingState.WAITING:
        return str(gettext("Recorded. The other timer's reading is waited for."))
    if judged.state is ReadingState.DIFFERS:
        return str(gettext("The readings differ too much: measure it again."))
    value = f"{judged.value.normalize():f}" if judged.value is not None else ""
    return str(gettext("Both agree. The measure is %(value)s.", value=value))


@bp.route("/calls/<string:code>/timing", methods=["GET", "POST"])
@require(Permission.STAGE_MOVE_MOVE)
def timing(code: str) -> ResponseReturnValue:
    """Record what a timer read of a physical test; the other timer does the same."""
    actor = signed_in()
    frame = frame_or_404(code, Permission.STAGE_MOVE_MOVE)
    form = ReadingForm()
    if form.validate_on_submit():
        try:
            judged = read(
                _moving(frame.code, form.number.data or ""),
                MeasureKind(form.kind.data),
                form.reading,
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            if error.status == 403:
                abort(403)
            form.refuse(error)
        else:
            commit_and_say(_words(judged), _SAID[judged.state])
            return redirect(url_for(".timing", code=code), code=303)
    rows = []
    for one in queries.own(frame.id, actor.user_id):
        kind = MeasureKind(one.kind)
        values = [one.value] + ([one.other] if one.other is not None else [])
        number = application_number(one.call_code, one.number)
        rows.append((one, number, gettext(kind.label), judge(kind, values)))
    page = render_template("recruitment/timing.html", frame=frame, form=form, rows=rows)
    return page, form.status
