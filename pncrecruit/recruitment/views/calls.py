"""The pages of calls: the list, one call, its draft, and what is asked for it."""

from datetime import date, timedelta
from typing import NamedTuple

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.actions.approvals import present_state
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role, ScopeKind
from pncrecruit.db import local_day, now
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.officers.queries import units
from pncrecruit.recruitment.actions import call_requests
from pncrecruit.recruitment.actions import calls as actions
from pncrecruit.recruitment.actions.templates import chosen
from pncrecruit.recruitment.forms.calls import (
    AssignForm,
    CallForm,
    ChangeForm,
    NewCallForm,
    PressForm,
    PublishForm,
)
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import assignments as people
from pncrecruit.recruitment.queries import call_approvals, templates
from pncrecruit.recruitment.queries import calls as queries
from pncrecruit.recruitment.queries.call_approvals import CallRequest
from pncrecruit.recruitment.rules import CallState
from pncrecruit.recruitment.rules.calls import accepts_applicants
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.call_links import ways_from
from pncrecruit.reference import loss_reasons
from pncrecruit.web.form import Difference
from pncrecruit.web.sessions import commit_and_say


class Requirement(NamedTuple):
    """A requirement in words, and the reason that is kept when it is not met."""

    text: str
    reason_es: str
    reason_en: str


@bp.get("/calls")
@require(Permission.RECRUITMENT_CALL_LIST)
def calls() -> ResponseReturnValue:
    """List the calls in sight, the latest first."""
    actor = signed_in()
    state = request.args.get("state", "")
    states = [one for one in CallState if one.value == state]
    scope = actor.scope(Permission.RECRUITMENT_CALL_LIST)
    return render_template(
        "recruitment/calls.html",
        rows=queries.calls(scope, states),
        state=state if states else "",
        states=list(CallState),
        may_create=actor.may(Permission.RECRUITMENT_CALL_CREATE),
        today=local_day(now()),
        accepts=accepts_applicants,
    )


@bp.get("/calls/<string:code>")
@require(Permission.RECRUITMENT_CALL_READ)
def call(code: str) -> ResponseReturnValue:
    """Show one call: who waits where, its rules, who works on it, what was asked."""
    return call_page(seen(code), AssignForm())


def call_page(
    found: RecruitmentCall, form: AssignForm, status: int = 200
) -> ResponseReturnValue:
    """Answer with the page of a call, and what was typed to assign someone."""
    actor, today = signed_in(), local_day(now())
    scope = actor.scope(Permission.RECRUITMENT_CALL_READ)
    may_see_people = actor.may(Permission.CALL_ASSIGNMENT_LIST)
    may_assign = actor.may(Permission.CALL_ASSIGNMENT_CREATE)
    if may_assign:
        form.offer(people.recruiters(), units.options())
    whole = queries.rules_of(found)
    page = render_template(
        "recruitment/call.html",
        call=found,
        whole_call=scope.kind is ScopeKind.ALL,
        phases=queries.phase_counts(found.id, scope),
        standing=queries.standing_counts(found.id, scope),
        requirements=[
            Requirement(
                call_requests.spoken(one, found.age_on),
                loss_reasons()[one.loss_reason].name_es,
                loss_reasons()[one.loss_reason].name_en,
            )
            for one in whole.requirements
        ],
        documents=[call_requests.spoken_document(one) for one in whole.documents],
        assignments=people.assignments(
            found.id, actor.scope(Permission.CALL_ASSIGNMENT_LIST)
        )
        if may_see_people
        else [],
        requests=_requests(found.code)
        if Role.HR_LEAD in actor.roles or Role.AUDITOR in actor.roles
        else [],
        at=now(),
        today=today,
        may_see_people=may_see_people,
        may_edit=actor.may(Permission.RECRUITMENT_CALL_UPDATE),
        may_assign=may_assign,
        started=templates.started_from(found.id),
        may_keep=actor.may(Permission.RECRUITMENT_CALL_CREATE),
        links=ways_from(found, today),
        form=form,
        press=PressForm(version=found.version, formdata=None),
    )
    return page, status


def _requests(code: str) -> list[CallRequest]:
    """Return what was asked for a call, each as it stands now.

    Whoever changes a draft makes what was asked for it void before anybody says so.
    """
    at = now()
    return [
        one._replace(state=present_state(one.approval, at))
        for one in call_approvals.of_call(code)
    ]


@bp.route("/calls/new", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_CREATE)
def new_call() -> ResponseReturnValue:
    """Draft a call, from the usual rules, from a template or from nothing."""
    form = NewCallForm()
    form.offer(templates.latest())
    if not form.is_submitted():
        today = local_day(now())
        form.opens_on.data, form.closes_on.data = today, today + timedelta(days=30)
    if form.validate_on_submit():
        start, template_id = chosen(form.start.data)
        try:
            made = actions.draft_call(
                form.draft,
                start=start,
                template_id=template_id,
                author=signed_in().author,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The call was drafted."))
            return redirect(url_for(".call", code=made.code), code=303)
    page = render_template("recruitment/call_new.html", form=form)
    return page, form.status


@bp.route("/calls/<string:code>/edit", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_UPDATE)
def edit_call(code: str) -> ResponseReturnValue:
    """Change the basics of a draft."""
    found = seen(code)
    form = CallForm(obj=None if request.method == "POST" else found)
    form.code.data = found.code
    differences: list[Difference] = []
    if form.validate_on_submit():
        try:
            actions.update_draft(
                found,
                form.draft,
                version=form.base_version,
                author=signed_in().author,
                at=now(),
            )
        except Conflict as error:
            form.refuse(error)
            differences = _differences(found, form)
            form.version.data = str(found.version)
        except DomainError as error:
            form.refuse(error)
        else:
            return _saved(found.code)
    page = render_template(
        "recruitment/call_edit.html", call=found, form=form, differences=differences
    )
    return page, form.status


def _differences(found: RecruitmentCall, form: CallForm) -> list[Difference]:
    """Set what is saved beside what was typed."""
    saved, typed = queries.draft_of(found), form.draft
    labels = [
        (gettext("Name"), "name"),
        (gettext("Seats"), "seats"),
        (gettext("Opens on"), "opens_on"),
        (gettext("Closes on"), "closes_on"),
        (gettext("Age is judged on"), "age_on"),
        (gettext("Course starts on"), "course_starts_on"),
        (gettext("Legal basis"), "legal_basis"),
    ]
    return [
        (label, _shown(getattr(saved, name)), _shown(getattr(typed, name)))
        for label, name in labels
    ]


def _shown(value: object) -> object:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


@bp.route("/calls/<string:code>/publish", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_PUBLISH)
def publish_call(code: str) -> ResponseReturnValue:
    """Ask that a call be published exactly as it stands."""
    found = seen(code)
    form = PublishForm()
    if form.validate_on_submit():
        try:
            call_requests.ask_to_publish(
                found, actor=signed_in(), at=now(), reason=form.reason.data or ""
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _asked(code)
    whole = queries.rules_of(found)
    page = render_template(
        "recruitment/call_publish.html",
        call=found,
        form=form,
        phases=whole.phases,
        requirements=[
            call_requests.spoken(one, found.age_on) for one in whole.requirements
        ],
    )
    return page, form.status


@bp.route("/calls/<string:code>/change", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_SET_SEATS)
def change_call(code: str) -> ResponseReturnValue:
    """Ask for other seats or days of a published call (extension)."""
    found = seen(code)
    form = ChangeForm()
    if not form.is_submitted():
        form.show(found)
    if form.validate_on_submit():
        try:
            call_requests.ask_to_change(
                found,
                form.change,
                actor=signed_in(),
                at=now(),
                reason=form.reason.data or "",
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _asked(code)
    page = render_template("recruitment/call_change.html", call=found, form=form)
    return page, form.status


@bp.route("/calls/<string:code>/close", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_CLOSE)
def close_call(code: str) -> ResponseReturnValue:
    """Close a call to applicants, or finish it once nobody is in process."""
    found = seen(code)
    form = PressForm()
    if not form.is_submitted():
        form.version.data = str(found.version)
    deed = actions.finish if found.state is CallState.CLOSED else actions.close
    if form.validate_on_submit():
        try:
            deed(
                found,
                version=form.base_version,
                author=signed_in().author,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
            form.version.data = str(found.version)
        else:
            return _saved(code)
    page = render_template(
        "recruitment/call_close.html",
        call=found,
        form=form,
        active=queries.active_in(found.id),
    )
    return page, form.status


def seen(code: str) -> RecruitmentCall:
    """Return a call in the reader's sight, or answer 404."""
    scope = signed_in().scope(Permission.RECRUITMENT_CALL_READ)
    return queries.call(code, scope) or abort(404)


def _asked(code: str) -> ResponseReturnValue:
    commit_and_say(gettext("Asked: a second HR lead decides within 72 hours."))
    return redirect(url_for(".call", code=code), code=303)


def _saved(code: str) -> ResponseReturnValue:
    commit_and_say(gettext("Saved."))
    return redirect(url_for(".call", code=code), code=303)
