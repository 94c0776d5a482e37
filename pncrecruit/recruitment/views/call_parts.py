"""The pages of a draft's requirements and phases, and of who works on a call."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries.accounts import account_by_id
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.officers.queries import units
from pncrecruit.recruitment.actions import assignments, call_requests
from pncrecruit.recruitment.actions import calls as actions
from pncrecruit.recruitment.forms.calls import (
    AssignForm,
    PhaseForm,
    PressForm,
    RequirementForm,
)
from pncrecruit.recruitment.queries import assignments as people
from pncrecruit.recruitment.queries import calls as queries
from pncrecruit.recruitment.rules.call_parts import PhaseDraft, moved
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.calls import call_page, seen
from pncrecruit.web.said import said
from pncrecruit.web.sessions import commit_and_say


@bp.route("/calls/<string:code>/requirements", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_SET_REQUIREMENTS)
def call_requirements(code: str) -> ResponseReturnValue:
    """Add requirements to a draft and take them out."""
    found = seen(code)
    form = RequirementForm()
    form.offer()
    drafts = list(queries.rules_of(found).requirements)
    if not form.is_submitted():
        form.version.data = str(found.version)
    if form.validate_on_submit():
        try:
            actions.set_requirements(
                found,
                [*drafts, form.draft],
                version=form.base_version,
                author=signed_in().author,
                at=now(),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            form.version.data = str(found.version)
        else:
            commit_and_say(gettext("The requirement was added."))
            return redirect(url_for(".call_requirements", code=code), code=303)
    page = render_template(
        "recruitment/call_requirements.html",
        call=found,
        form=form,
        requirements=[call_requests.spoken(one, found.age_on) for one in drafts],
        press=PressForm(formdata=None, version=found.version),
    )
    return page, form.status


@bp.post("/calls/<string:code>/requirements/<int:place>/remove")
@require(Permission.RECRUITMENT_CALL_SET_REQUIREMENTS)
def remove_requirement(code: str, place: int) -> ResponseReturnValue:
    """Take a requirement out of a draft."""
    found, form = seen(code), PressForm()
    drafts = list(queries.rules_of(found).requirements)
    if not form.validate() or place >= len(drafts):
        abort(404)
    del drafts[place]
    try:
        actions.set_requirements(
            found,
            drafts,
            version=form.base_version,
            author=signed_in().author,
            at=now(),
        )
    except DomainError as error:
        db.session.rollback()
        flash(said(error), "danger")
    else:
        commit_and_say(gettext("The requirement was taken out."))
    return redirect(url_for(".call_requirements", code=code), code=303)


@bp.route("/calls/<string:code>/phases", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_UPDATE)
def call_phases(code: str) -> ResponseReturnValue:
    """Add phases to a draft; the new one comes before selection and course."""
    found = seen(code)
    form = PhaseForm()
    drafts = list(queries.rules_of(found).phases)
    if not form.is_submitted():
        form.version.data = str(found.version)
    if form.validate_on_submit():
        place = min(max(request.form.get("place", len(drafts), int), 0), len(drafts))
        changed = [*drafts[:place], form.phase(), *drafts[place:]]
        error = _kept(code, changed, form.base_version)
        if error is None:
            flash(gettext("The phase was added."), "success")
            return redirect(url_for(".call_phases", code=code), code=303)
        form.refuse(error)
        form.version.data = str(found.version)
    return _phases_page(code, form)


@bp.route("/calls/<string:code>/phases/<int:place>", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_UPDATE)
def call_phase(code: str, place: int) -> ResponseReturnValue:
    """Change one phase of a draft."""
    found = seen(code)
    drafts = list(queries.rules_of(found).phases)
    if place >= len(drafts):
        abort(404)
    form = PhaseForm(obj=None if request.method == "POST" else drafts[place])
    if not form.is_submitted():
        form.version.data = str(found.version)
    if form.validate_on_submit():
        drafts[place] = form.phase(drafts[place].key)
        error = _kept(code, drafts, form.base_version)
        if error is None:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".call_phases", code=code), code=303)
        form.refuse(error)
        form.version.data = str(found.version)
    page = render_template(
        "recruitment/call_phase.html", call=seen(code), form=form, place=place
    )
    return page, form.status


@bp.post("/calls/<string:code>/phases/<int:place>/<any(up, down, remove):deed>")
@require(Permission.RECRUITMENT_CALL_UPDATE)
def order_phase(code: str, place: int, deed: str) -> ResponseReturnValue:
    """Move a phase of a draft by one place, or take it out."""
    found, form = seen(code), PressForm()
    drafts = list(queries.rules_of(found).phases)
    if not form.validate() or place >= len(drafts):
        abort(404)
    if deed == "remove":
        del drafts[place]
    else:
        drafts = moved(drafts, place, -1 if deed == "up" else 1)
    error = _kept(code, drafts, form.base_version)
    if error is not None:
        flash(said(error), "danger")
    return redirect(url_for(".call_phases", code=code), code=303)


def _kept(code: str, drafts: list[PhaseDraft], version: int) -> DomainError | None:
    """Save the phases of a draft; return why a rule said no."""
    try:
        actions.set_phases(
            seen(code),
            drafts,
            version=version,
            author=signed_in().author,
            at=now(),
        )
    except DomainError as error:
        db.session.rollback()
        return error
    db.session.commit()
    return None


def _phases_page(code: str, form: PhaseForm) -> ResponseReturnValue:
    found = seen(code)
    page = render_template(
        "recruitment/call_phases.html",
        call=found,
        form=form,
        phases=queries.rules_of(found).phases,
        press=PressForm(formdata=None, version=found.version),
    )
    return page, form.status


@bp.post("/calls/<string:code>/assignments")
@require(Permission.CALL_ASSIGNMENT_CREATE)
def assign(code: str) -> ResponseReturnValue:
    """Let a recruiter work on a call for an office."""
    found, form = seen(code), AssignForm()
    form.offer(people.recruiters(), units.options())
    if not form.validate():
        return call_page(found, form, form.status)
    recruiter = account_by_id(int(form.recruiter.data)) or abort(404)
    office = units.by_code(form.office.data) or abort(404)
    try:
        assignments.assign(
            found, recruiter, office, author=signed_in().author, at=now()
        )
    except DomainError as error:
        form.refuse(error)
        return call_page(found, form, form.status)
    commit_and_say(gettext("Assigned: it holds from their next page on."))
    return redirect(url_for(".call", code=code), code=303)


@bp.post("/calls/<string:code>/assignments/<int:assignment_id>/end")
@require(Permission.CALL_ASSIGNMENT_DELETE)
def end_assignment(code: str, assignment_id: int) -> ResponseReturnValue:
    """End an assignment, from the recruiter's next page on."""
    found = seen(code)
    row = people.assignment(found.id, assignment_id) or abort(404)
    assignments.end(row, author=signed_in().author, at=now())
    commit_and_say(gettext("The assignment was ended."))
    return redirect(url_for(".call", code=code), code=303)
