"""The marks of an applicant: what holds, what was before, locks and changes."""

from typing import NamedTuple
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions.mark_requests import ask_to_change
from pncrecruit.recruitment.actions.marks import lock_own_mark
from pncrecruit.recruitment.forms.marks import MarkChangeForm, PressForm
from pncrecruit.recruitment.queries import detail, intake
from pncrecruit.recruitment.queries import marks as queries
from pncrecruit.recruitment.queries.detail import ApplicationRow
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.marks import MarkRow
from pncrecruit.recruitment.rules.marks import MarkKey
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views.approving import to_approval
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.sight import free
from pncrecruit.web.sessions import commit_and_say


class PhaseMarks(NamedTuple):
    """The marks of one phase, as this reader may see them."""

    phase: PhaseRow
    rows: list[MarkRow]
    closed: bool
    may_lock: bool
    may_ask: bool


def _in_sight(public_id: UUID, permission: Permission) -> ApplicationRow:
    found = detail.application(public_id, signed_in().scope(permission))
    return free(found or abort(404), permission)


def _phase(found: ApplicationRow, key: str) -> PhaseRow:
    phases = {
        phase.key: phase
        for phase in intake.phases(found.call_id)
        if phase.kind in MARKED
    }
    return phases.get(key) or abort(404)


@bp.get("/applications/<uuid:public_id>/marks")
@require(Permission.SCORE_READ, also=(Permission.SCORE_READ_OWN_ENTRY,), logs_view=True)
def marks(public_id: UUID) -> ResponseReturnValue:
    """Show an applicant's marks: the locked ones, and one's own."""
    actor = signed_in()
    found = _in_sight(public_id, Permission.SCORE_READ)
    if "view_log" in actor.conditions(Permission.SCORE_READ):
        record(
            "mark.viewed",
            ("application", found.public_id),
            author=actor.author,
            at=now(),
        )
        db.session.commit()
    return render_template(
        "recruitment/marks.html",
        application=found,
        number=application_number(found.call_code, found.number),
        phases=_by_phase(found, actor),
        press=PressForm(formdata=None),
        reads_all="after_lock" not in actor.conditions(Permission.SCORE_READ),
        own_id=actor.user_id,
        may_open=actor.may(Permission.APPLICATION_READ),
    )


def _by_phase(found: ApplicationRow, actor: Actor) -> list[PhaseMarks]:
    rows = queries.of_application(found.id)
    groups = []
    for phase in intake.phases(found.call_id):
        if phase.kind not in MARKED or phase.position > found.furthest:
            continue
        own = [
            row
            for row in rows
            if row.phase_id == phase.id
            and row.holds
            and row.evaluator_id == actor.user_id
        ]
        mine = [row for row in rows if row.phase_id == phase.id]
        closed = queries.is_closed(phase.id)
        locked = closed or any(row.locked and row.holds for row in mine)
        groups.append(
            PhaseMarks(
                phase,
                mine,
                closed,
                may_lock=actor.may(Permission.SCORE_UPDATE)
                and any(not row.locked for row in own),
                may_ask=locked and actor.may(Permission.SCORE_REQUEST_CHANGE),
            )
        )
    return groups


@bp.post("/applications/<uuid:public_id>/marks/<string:phase>/lock")
@require(Permission.SCORE_UPDATE)
def lock_mark(public_id: UUID, phase: str) -> ResponseReturnValue:
    """Lock one's own mark; from then on it changes only by two persons."""
    actor = signed_in()
    found = queries.marked_by(public_id, phase, actor.user_id) or abort(404)
    if not PressForm().validate_on_submit():
        abort(400)
    lock_own_mark(
        found.application_id, public_id, found.phase_id, actor=actor, at=now()
    )
    commit_and_say(gettext("Your mark is locked."))
    return redirect(url_for(".marks", public_id=public_id), code=303)


@bp.route(
    "/applications/<uuid:public_id>/marks/<string:phase>/change",
    methods=["GET", "POST"],
)
@require(Permission.SCORE_REQUEST_CHANGE, also=(Permission.SCORE_APPROVE_CHANGE,))
def change_mark(public_id: UUID, phase: str) -> ResponseReturnValue:
    """Ask a second person for another value of a locked mark."""
    actor = signed_in()
    found = _in_sight(public_id, Permission.SCORE_REQUEST_CHANGE)
    asked = _phase(found, phase)
    locked = [
        row
        for row in queries.of_application(found.id)
        if row.holds and row.locked and row.phase_id == asked.id
    ]
    form = MarkChangeForm()
    form.offer([(row.evaluator_id or 0, row.evaluator or "–") for row in locked])
    if form.validate_on_submit():
        try:
            approval = ask_to_change(
                MarkKey(found.id, asked.id, form.evaluator_id.data),
                asked,
                form.number,
                actor=actor,
                at=now(),
                reason=form.reason.data or "",
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return to_approval(approval)
    page = render_template(
        "recruitment/mark_change.html",
        application=found,
        number=application_number(found.call_code, found.number),
        phase=asked,
        rows=locked,
        form=form,
    )
    return page, form.status
