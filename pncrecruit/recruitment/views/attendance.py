"""The door of a session: who came by number or code, the sheets, the closing."""

import io
from uuid import UUID

import segno
from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import attendance as actions
from pncrecruit.recruitment.forms.calls import PressForm
from pncrecruit.recruitment.forms.sessions import ArrivalForm, CloseForm
from pncrecruit.recruitment.queries import detail, moves
from pncrecruit.recruitment.queries import sessions as queries
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.queries.sessions import SessionRow, Summoned
from pncrecruit.recruitment.rules.conflicts import UnknownNumber
from pncrecruit.recruitment.rules.numbers import application_number, parse_number
from pncrecruit.recruitment.views import paper, words
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.sessions import UPDATE, session_or_404
from pncrecruit.recruitment.views.sight import split
from pncrecruit.web.filters import as_datetime, page_language
from pncrecruit.web.i18n import named
from pncrecruit.web.said import said
from pncrecruit.web.sessions import commit_and_say

ATTEND = Permission.ASSESSMENT_SESSION_RECORD_ATTENDANCE
MOVE = Permission.STAGE_MOVE_MOVE_BULK
LAST = 8


@bp.route("/sessions/<uuid:session_id>/arrivals", methods=["GET", "POST"])
@require(ATTEND)
def arrivals(session_id: UUID) -> ResponseReturnValue:
    """Note who comes: a number, Enter, the next."""
    actor, one, form = signed_in(), session_or_404(session_id, ATTEND), ArrivalForm()
    if form.validate_on_submit():
        text = (form.number.data or "").strip().upper()
        try:
            new = actions.arrive(one, _application(one, text), text, actor, now())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            commit_and_say(
                gettext("%(number)s came.", number=text)
                if new
                else gettext("%(number)s was noted before.", number=text),
                "success" if new else "info",
            )
            return redirect(url_for(".arrivals", session_id=session_id), code=303)
    rows = _roster(one)
    came = [row for row in rows if row[0].arrived_at is not None]
    came.sort(key=lambda row: (row[0].arrived_at, row[0].summons_id), reverse=True)
    page = render_template(
        "recruitment/session_arrivals.html",
        one=one,
        form=form,
        came=len(came),
        last=came[:LAST],
        press=PressForm(formdata=None),
    )
    return page, form.status


def _application(one: SessionRow, text: str) -> int | None:
    """Return the application of a number of this call. Raises UnknownNumber."""
    number = parse_number(text)
    if number is None or number.sheet:
        raise UnknownNumber
    found = detail.by_number(number.call_code, number.number)
    return found.id if found and found.call_id == one.call_id else None


def _roster(one: SessionRow) -> list[tuple[Summoned, str]]:
    scope = signed_in().scope(Permission.APPLICATION_READ)
    return [
        (row, application_number(one.call_code, row.number))
        for row in queries.roster(one, scope)
    ]


@bp.post("/sessions/<uuid:session_id>/arrivals/<int:summons>/undo")
@require(ATTEND)
def undo_arrival(session_id: UUID, summons: int) -> ResponseReturnValue:
    """Take a slip at the door back."""
    one = session_or_404(session_id, ATTEND)
    if not PressForm().validate():
        abort(400)
    try:
        actions.take_arrival_back(one, summons, actor=signed_in(), at=now())
    except DomainError as error:
        db.session.rollback()
        flash(said(error), "danger")
    else:
        commit_and_say(gettext("It was taken back."))
    return redirect(url_for(".arrivals", session_id=session_id), code=303)


@bp.route("/sessions/<uuid:session_id>/close", methods=["GET", "POST"])
@require(ATTEND, also=(MOVE,))
def close_session(session_id: UUID) -> ResponseReturnValue:
    """Close the attendance; who is missing gets a result only if it is pressed."""
    actor, one, form = signed_in(), session_or_404(session_id, ATTEND), CloseForm()
    rows = _roster(one)
    missing = actions.absent([row for row, _number in rows])
    mine = _to_record(one, missing)
    if not form.is_submitted():
        form.version.data = str(one.version)
    if form.validate_on_submit():
        try:
            moved = actions.close_session(
                one,
                [row for row, _number in rows],
                mine if form.no_show.data else [],
                version=form.base_version,
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            form.version.data = str(one.version)
        else:
            commit_and_say(
                ngettext(
                    "Attendance is closed. %(num)d person got “did not attend”.",
                    "Attendance is closed. %(num)d persons got “did not attend”.",
                    len(moved.done),
                )
            )
            return redirect(url_for(".session", session_id=session_id), code=303)
    ids = {row.public_id for row in missing}
    page = render_template(
        "recruitment/session_close.html",
        one=one,
        form=form,
        missing=[(row, number) for row, number in rows if row.public_id in ids],
        recorded=len(mine),
    )
    return page, form.status


def _to_record(one: SessionRow, missing: list[Summoned]) -> list[Moving]:
    """Return those of the missing whose result this person may record."""
    actor = signed_in()
    if not missing or not actor.may(MOVE):
        return []
    found = moves.moving_many(
        one.call_id, [row.public_id for row in missing], actor.scope(MOVE)
    )
    return split(found)[0]


def _code(number: str) -> str:
    """Return the drawing of a code that holds a number and nothing else."""
    drawn = io.BytesIO()
    segno.make(number, micro=False, error="m").save(drawn, kind="svg", xmldecl=False)
    return drawn.getvalue().decode()


def _pdf(one: SessionRow, template: str, title: str) -> Response:
    """Return a paper of a session; who took it away is on record."""
    rows = _roster(one)
    made = paper.pdf(
        template,
        {
            "title": title,
            "lang": page_language(),
            "lines": [
                one.call_name,
                " · ".join(
                    (
                        as_datetime(one.starts_at),
                        one.place,
                        words.municipality(one.municipality),
                    )
                ),
            ],
            "labels": {
                "code": gettext("Code"),
                "number": gettext("Number"),
                "name": gettext("Name"),
                "signature": gettext("Signature"),
            },
            "rows": [
                {"number": number, "name": row.name, "code": _code(number)}
                for row, number in rows
            ],
        },
    )
    record(
        "exam_session.printed",
        ("exam_session", one.public_id),
        author=signed_in().author,
        at=now(),
        count=len(rows),
    )
    db.session.commit()
    name = f"{one.call_code}-{one.starts_at:%Y%m%d}-{template.partition('.')[0]}.pdf"
    return Response(
        made,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.get("/sessions/<uuid:session_id>/roster.pdf")
@require(UPDATE, logs_view=True)
def session_roster(session_id: UUID) -> ResponseReturnValue:
    """Hand out the list to sign at the door, by surname."""
    one = session_or_404(session_id, UPDATE)
    return _pdf(one, "roster.typ", gettext("Attendance: %(phase)s", phase=named(one)))


@bp.get("/sessions/<uuid:session_id>/sheets.pdf")
@require(UPDATE, logs_view=True)
def session_sheets(session_id: UUID) -> ResponseReturnValue:
    """Hand out the exam-day sheet: a slip with number and code for each, no name."""
    one = session_or_404(session_id, UPDATE)
    return _pdf(one, "slips.typ", gettext("Slips of the session"))
