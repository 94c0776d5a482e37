"""Panels of a phase that is marked blind: examiners, sheets, and how far they are."""

from collections import Counter, defaultdict
from typing import NamedTuple
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import panels as actions
from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.recruitment.forms.marks import PressForm
from pncrecruit.recruitment.forms.scoring import PanelForm, SeatForm
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import assignments, blind, calls, marks, schemes
from pncrecruit.recruitment.queries.blind import PanelRow, SeatRow
from pncrecruit.recruitment.queries.marks import PhaseMarking
from pncrecruit.recruitment.rules.blind import SheetState
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say

MAY = Permission.ASSESSMENT_SESSION_ASSIGN_PANEL


class Sitting(NamedTuple):
    """A panel with its seats, and how many sheets are how far."""

    panel: PanelRow
    seats: list[SeatRow]
    marked: dict[int, int]
    done: int
    differs: int
    short: int
    sheets: int


def _phase(code: str, key: str) -> tuple[RecruitmentCall, PhaseMarking]:
    call = calls.call(code, signed_in().scope(MAY)) or abort(404)
    phases = {one.key: one for one in marks.by_phase(call.id, tuple(MARKED))}
    return call, phases.get(key) or abort(404)


def _panel(public_id: UUID) -> PanelRow:
    return blind.panel(public_id) or abort(404)


@bp.route("/calls/<string:code>/scoring/<string:phase>/panels", methods=["GET", "POST"])
@require(MAY)
def panels(code: str, phase: str) -> ResponseReturnValue:
    """Show the panels of a phase, and make another one."""
    call, asked = _phase(code, phase)
    form = PanelForm()
    if form.validate_on_submit():
        actions.make_panel(
            call.id, asked, form.name.data or "", actor=signed_in(), at=now()
        )
        commit_and_say(gettext("The panel was made."))
        return redirect(url_for(".panels", code=code, phase=phase), code=303)
    return _page(call, asked, form, SeatForm(formdata=None))


def _page(
    call: RecruitmentCall, phase: PhaseMarking, form: PanelForm, seat: SeatForm
) -> ResponseReturnValue:
    own = marks.accounts_of(signed_in())
    seat.examiner.choices = options(
        (one.id, one.name) for one in assignments.recruiters() if one.id not in own
    )
    found = schemes.present(call.id)
    scheme = found.scheme.of(phase.key) if found else None
    page = render_template(
        "recruitment/panels.html",
        call=call,
        phase=phase,
        scheme=scheme if scheme and scheme.blind else None,
        sittings=_sittings(phase),
        undealt=len(blind.undealt(phase.id)),
        form=form,
        seat=seat,
        press=PressForm(formdata=None),
    )
    return page, max(form.status, seat.status)


def _sittings(phase: PhaseMarking) -> list[Sitting]:
    rows = blind.of_phase(phase.id)
    found = schemes.present(rows[0].call_id) if rows else None
    scheme = found.scheme.of(phase.key) if found else None
    if scheme is None:
        return []
    seats: dict[int, list[SeatRow]] = defaultdict(list)
    for row in blind.seats(phase.id):
        seats[row.panel_id].append(row)
    states: dict[int, Counter[SheetState]] = defaultdict(Counter)
    marked: dict[int, Counter[int]] = defaultdict(Counter)
    for sheet in blind.turns(phase.id, scheme):
        states[sheet.panel_id][sheet.turn.state] += 1
        marked[sheet.panel_id].update(sheet.given.keys())
    return [
        Sitting(
            one,
            seats[one.id],
            dict(marked[one.id]),
            states[one.id][SheetState.DONE],
            states[one.id][SheetState.DIFFERS],
            states[one.id][SheetState.SHORT],
            states[one.id].total(),
        )
        for one in rows
    ]


@bp.post("/panels/<uuid:panel_id>/seats")
@require(MAY)
def seat_examiner(panel_id: UUID) -> ResponseReturnValue:
    """Give an examiner the next seat of a panel."""
    panel = _panel(panel_id)
    form = SeatForm()
    form.examiner.choices = options(
        (one.id, one.name) for one in assignments.recruiters()
    )
    if form.validate_on_submit():
        try:
            actions.seat(panel, form.examiner.data, actor=signed_in(), at=now())
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The examiner sits on the panel."))
            return _back(panel)
    call, phase = _phase(panel.call_code, panel.phase_key)
    return _page(call, phase, PanelForm(formdata=None), form)


@bp.post("/panels/<uuid:panel_id>/seats/<int:user_id>/end")
@require(MAY)
def end_seat(panel_id: UUID, user_id: int) -> ResponseReturnValue:
    """End an examiner's seat; what they locked stays."""
    panel = _panel(panel_id)
    if not PressForm().validate_on_submit():
        abort(400)
    actions.end_seat(panel, user_id, actor=signed_in(), at=now())
    commit_and_say(gettext("The seat was ended."))
    return _back(panel)


def _back(panel: PanelRow) -> ResponseReturnValue:
    address = url_for(".panels", code=panel.call_code, phase=panel.phase_key)
    return redirect(address, code=303)


@bp.post("/calls/<string:code>/scoring/<string:phase>/deal")
@require(MAY)
def deal_sheets(code: str, phase: str) -> ResponseReturnValue:
    """Deal a sheet with a code to each who waits in the phase and has none."""
    call, asked = _phase(code, phase)
    if not PressForm().validate_on_submit():
        abort(400)
    dealt = actions.deal(call.code, asked, actor=signed_in(), at=now())
    commit_and_say(
        ngettext("%(num)d sheet was dealt.", "%(num)d sheets were dealt.", dealt)
    )
    return redirect(url_for(".panels", code=code, phase=phase), code=303)


@bp.get("/panels/<uuid:panel_id>/codes")
@require(MAY, logs_view=True)
def panel_codes(panel_id: UUID) -> ResponseReturnValue:
    """Show which code goes on whose paper: for who prepares the papers, logged."""
    panel = _panel(panel_id)
    record(
        "panel.codes_viewed",
        ("panel", panel.public_id),
        author=signed_in().author,
        at=now(),
    )
    rows = blind.key_list(panel.id)
    db.session.commit()
    return render_template(
        "recruitment/panel_codes.html",
        panel=panel,
        rows=[
            (application_number(panel.call_code, one.number), one.code) for one in rows
        ],
    )
