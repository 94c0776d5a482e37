"""The examiner's page: codes to be marked, and nothing of who is behind them."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import blind as actions
from pncrecruit.recruitment.actions.blind import Entry
from pncrecruit.recruitment.forms.marks import PressForm
from pncrecruit.recruitment.queries import blind, marks, schemes
from pncrecruit.recruitment.queries.blind import PanelRow
from pncrecruit.recruitment.rules.measures import MarkImpossible
from pncrecruit.recruitment.rules.scheme import PhaseScheme
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.said import said
from pncrecruit.web.sessions import commit_and_say

SHOWN = 100  # sheets with a field on one page


def _sitting(panel_id: UUID) -> tuple[PanelRow, PhaseScheme]:
    """Return a panel on which whoever is signed in sits, and the rule of its phase."""
    found = blind.mine(signed_in().user_id, panel_id)
    if not found:
        abort(404)
    present = schemes.present(found[0].call_id)
    scheme = present.scheme.of(found[0].phase_key) if present else None
    return found[0], scheme or abort(404)


@bp.get("/marking")
@require(Permission.SCORE_READ_OWN_ENTRY)
def own_panels() -> ResponseReturnValue:
    """List the panels on which an examiner sits."""
    return render_template(
        "recruitment/own_panels.html", panels=blind.mine(signed_in().user_id)
    )


@bp.get("/marking/<uuid:panel_id>")
@require(Permission.SCORE_READ_OWN_ENTRY)
def own_sheets(panel_id: UUID) -> ResponseReturnValue:
    """Show the sheets that an examiner has to mark, by their codes."""
    panel, scheme = _sitting(panel_id)
    return _page(panel, scheme, {}, "")


def _page(
    panel: PanelRow, scheme: PhaseScheme, typed: dict[str, str], refused: str
) -> str:
    own = blind.own_sheets(panel, scheme, signed_in().user_id)
    to_mark = [one for one in own if not one.locked]
    return render_template(
        "recruitment/sheets_to_mark.html",
        panel=panel,
        to_mark=to_mark[:SHOWN],
        more=max(len(to_mark) - SHOWN, 0),
        locked=[one for one in own if one.locked],
        given=sum(1 for one in to_mark if one.value is not None),
        typed=typed,
        refused=refused,
        closed=marks.is_closed(panel.phase_id),
        press=PressForm(formdata=None),
    )


def _entries() -> dict[str, Entry]:
    """Return what was typed: code → mark, and the mark it was typed over.

    Raises MarkImpossible where it is not a number.
    """
    found = {}
    for name, text in request.form.items():
        kind, _, code = name.partition("-")
        if kind != "mark" or not text.strip():
            continue
        over = request.form.get(f"over-{code}", "0")
        try:
            value = Decimal(text.strip().replace(",", "."))
        except InvalidOperation:
            raise MarkImpossible from None
        found[code] = Entry(value, int(over) if over.isdecimal() else -1)
    return found


@bp.post("/marking/<uuid:panel_id>/marks")
@require(Permission.SCORE_ENTER)
def enter_marks(panel_id: UUID) -> ResponseReturnValue:
    """Record an examiner's marks, all that were typed or none."""
    panel, scheme = _sitting(panel_id)
    if not PressForm().validate_on_submit():
        abort(400)
    try:
        count = actions.enter(panel, scheme, _entries(), actor=signed_in(), at=now())
    except DomainError as error:
        if error.status == 403:
            raise
        db.session.rollback()
        typed = {
            name.removeprefix("mark-"): text
            for name, text in request.form.items()
            if name.startswith("mark-")
        }
        return _page(panel, scheme, typed, said(error)), error.status
    commit_and_say(
        ngettext("%(num)d mark was recorded.", "%(num)d marks were recorded.", count)
    )
    return redirect(url_for(".own_sheets", panel_id=panel_id), code=303)


@bp.post("/marking/<uuid:panel_id>/lock")
@require(Permission.SCORE_UPDATE)
def lock_marks(panel_id: UUID) -> ResponseReturnValue:
    """Lock all of an examiner's marks on a panel."""
    panel, scheme = _sitting(panel_id)
    if not PressForm().validate_on_submit():
        abort(400)
    actions.lock_own(panel, scheme, actor=signed_in(), at=now())
    commit_and_say(gettext("Your marks are locked."))
    return redirect(url_for(".own_sheets", panel_id=panel_id), code=303)
