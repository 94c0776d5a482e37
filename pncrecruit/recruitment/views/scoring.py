"""How far the marking of each phase of a call has come, and its closing."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.errors import NotAllowed
from pncrecruit.recruitment.actions.marks import close_marking
from pncrecruit.recruitment.actions.results import record_by_marks
from pncrecruit.recruitment.forms.marks import PressForm
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import calls, finals, marks, schemes
from pncrecruit.recruitment.queries.marks import PhaseMarking
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say


def _seen(code: str, permission: Permission) -> RecruitmentCall:
    return calls.call(code, signed_in().scope(permission)) or abort(404)


def _phase(call: RecruitmentCall, key: str) -> PhaseMarking:
    phases = {one.key: one for one in marks.by_phase(call.id, tuple(MARKED))}
    return phases.get(key) or abort(404)


@bp.get("/calls/<string:code>/scoring")
@require(Permission.ASSESSMENT_SESSION_LIST)
def scoring(code: str) -> ResponseReturnValue:
    """Show how many are marked in each phase, and which phases are closed."""
    actor = signed_in()
    call = _seen(code, Permission.ASSESSMENT_SESSION_LIST)
    phases = marks.by_phase(call.id, tuple(MARKED))
    scheme = schemes.present(call.id)
    return render_template(
        "recruitment/scoring.html",
        call=call,
        phases=[
            (
                one,
                finals.unmarked(call.id, one),
                len(finals.waiting_in(call.id, one.position)),
                scheme is not None and scheme.scheme.is_blind(one.key),
            )
            for one in phases
        ],
        may_assign=actor.may(Permission.ASSESSMENT_SESSION_ASSIGN_PANEL),
        may_set=actor.may(Permission.RECRUITMENT_CALL_SET_SEATS),
        may_move=offices_of(actor.scope(Permission.STAGE_MOVE_MOVE_BULK), call.id)
        is None,
        may_close=actor.may(Permission.SCORE_LOCK),
        press=PressForm(formdata=None),
    )


@bp.post("/calls/<string:code>/scoring/<string:phase>/close")
@require(Permission.SCORE_LOCK)
def close_phase_marking(code: str, phase: str) -> ResponseReturnValue:
    """Close the marking of a phase: its marks change only by two persons."""
    call = _seen(code, Permission.SCORE_LOCK)
    asked = _phase(call, phase)
    if not PressForm().validate_on_submit():
        abort(400)
    close_marking(call, asked, actor=signed_in(), at=now())
    commit_and_say(gettext("The marking is closed: its marks are locked."))
    return redirect(url_for(".scoring", code=code), code=303)


@bp.post("/calls/<string:code>/scoring/<string:phase>/results")
@require(Permission.STAGE_MOVE_MOVE_BULK)
def results_by_marks(code: str, phase: str) -> ResponseReturnValue:
    """Pass or fail who waits in a closed phase, by the marks and the pass mark."""
    actor = signed_in()
    call = _seen(code, Permission.STAGE_MOVE_MOVE_BULK)
    asked = _phase(call, phase)
    if offices_of(actor.scope(Permission.STAGE_MOVE_MOVE_BULK), call.id) is not None:
        raise NotAllowed
    if not PressForm().validate_on_submit():
        abort(400)
    done = record_by_marks(call, asked, actor=actor, at=now())
    commit_and_say(
        gettext(
            "Passed: %(passed)s. Did not pass: %(failed)s. Left for the next time:"
            " %(left)s.",
            passed=done.passed,
            failed=done.failed,
            left=done.left,
        )
    )
    return redirect(url_for(".scoring", code=code), code=303)
