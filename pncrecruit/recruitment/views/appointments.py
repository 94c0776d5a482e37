"""Graduates become officers: the act is asked for here, and approved by another."""

from datetime import date
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions.appointments import ask_to_appoint
from pncrecruit.recruitment.forms.appointment import AppointmentForm
from pncrecruit.recruitment.queries import calls, graduates
from pncrecruit.recruitment.rules.appointment import AT_ONCE, ActDraft, NobodyOfTheList
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views.approving import to_approval
from pncrecruit.recruitment.views.blueprint import bp


def _picked() -> tuple[UUID, ...]:
    try:
        return tuple(UUID(one) for one in request.form.getlist("picked"))
    except ValueError as error:
        raise NobodyOfTheList from error


def _draft(form: AppointmentForm) -> ActDraft:
    return ActDraft(
        number=" ".join((form.number.data or "").split()),
        signed_on=form.signed_on.data or date.max,
        effective_on=form.effective_on.data or date.max,
        signed_by=" ".join((form.signed_by.data or "").split()),
        legal_basis=(form.legal_basis.data or "").strip(),
        unit_id=form.unit_id.data,
        unit_name=form.unit_name,
        graduates=_picked(),
    )


@bp.route("/calls/<string:code>/appointments", methods=["GET", "POST"])
@require(Permission.OFFICER_CREATE)
def appointments(code: str) -> ResponseReturnValue:
    """List who graduated, and ask to appoint them by an act."""
    actor = signed_in()
    call = calls.call(code, actor.scope(Permission.OFFICER_CREATE)) or abort(404)
    waiting = graduates.graduates(call.id, limit=AT_ONCE)
    form = AppointmentForm()
    form.offer(graduates.posting_units())
    if form.validate_on_submit():
        try:
            draft = _draft(form)
            approval = ask_to_appoint(call, draft, actor=actor, at=now())
        except DomainError as error:
            form.refuse(error)
        else:
            return to_approval(approval)
    picked = set(request.form.getlist("picked"))
    page = render_template(
        "recruitment/appointments.html",
        call=call,
        form=form,
        rows=[
            (one, application_number(call.code, one.number), gettext(one.sex.label))
            for one in waiting
        ],
        picked=picked if request.method == "POST" else None,
        limited=len(waiting) == AT_ONCE,
    )
    return page, form.status
