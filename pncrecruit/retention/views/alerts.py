"""Alerts: a handful of cards, and one with its answers. Never a score."""

from functools import partial
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.retention.actions import alerts as actions
from pncrecruit.retention.forms import AnswerForm, CloseForm, DoneForm, PurposeForm
from pncrecruit.retention.models import AlertAnswer
from pncrecruit.retention.queries import alerts as queries
from pncrecruit.retention.queries import desks, notices
from pncrecruit.retention.queries.alerts import AlertPage
from pncrecruit.retention.rules import AlertState, AnswerKind
from pncrecruit.retention.sentences import (
    action_label,
    cause_label,
    lead,
    named,
    sentences,
)
from pncrecruit.retention.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say

CLOSED = (AlertState.CLOSED, AlertState.EXPIRED, AlertState.DECLINED)


@bp.get("/alerts")
@require(Permission.ALERT_LIST)
def alerts() -> ResponseReturnValue:
    """Show the alerts of one's units: the month's, the duties beside them, the line."""
    actor = signed_in()
    scope, today = actor.scope(Permission.ALERT_LIST), local_day(now())
    masked = "masked" in actor.conditions(Permission.ALERT_LIST)
    shown = {
        "today": today,
        "sentences": sentences,
        "lead": lead,
        "named": partial(named, masked=masked),
    }
    if request.args.get("state") == "closed":
        rows = queries.alerts(scope, retention_team=actor.retention_team, states=CLOSED)
        return render_template("retention/alerts_closed.html", rows=rows, **shown)
    of_month, duties = (
        queries.alerts(scope, retention_team=actor.retention_team, urgent=urgent)
        for urgent in (False, True)
    )
    return render_template(
        "retention/alerts.html",
        rows=of_month,
        duties=duties,
        tally=queries.tally(scope, retention_team=actor.retention_team, today=today),
        desks=desks.desks(scope, retention_team=actor.retention_team, day=today),
        cause_label=cause_label,
        may_choose_day=Role.MANAGER in actor.roles,
        may_see_line=actor.retention_team,
        notices=notices.waiting() if actor.retention_team else None,
        may_see_follow_up=actor.may(Permission.MODEL_VERSION_READ_FAIRNESS),
        **shown,
    )


@bp.route("/alerts/<uuid:public_id>", methods=["GET", "POST"])
@require(
    Permission.ALERT_READ, also=(Permission.RETENTION_ACTION_LIST,), logs_view=True
)
def alert(public_id: UUID) -> ResponseReturnValue:
    """Show one alert; that it was read is kept before it is shown."""
    actor = signed_in()
    page = _page(public_id, actor)
    reason = ""
    if "reason" in actor.conditions(Permission.ALERT_READ):
        form = PurposeForm()
        if not form.validate_on_submit():
            body = render_template("retention/alert_reason.html", form=form)
            return body, form.status
        reason = form.reason.data or ""
    elif request.method == "POST":
        abort(405)
    actions.read(page.alert, actor=actor, at=now(), reason=reason)
    db.session.commit()
    return _show(_page(public_id, actor), actor, AnswerForm())


@bp.post("/alerts/<uuid:public_id>/answer")
@require(Permission.ALERT_ANSWER, also=(Permission.RETENTION_ACTION_CREATE,))
def answer(public_id: UUID) -> ResponseReturnValue:
    """Answer an alert."""
    actor = signed_in()
    page = _page(public_id, actor)
    form = AnswerForm()
    form.offer(page.suggestions)
    if form.validate_on_submit():
        try:
            actions.answer(
                page.alert,
                AnswerKind(form.kind.data),
                action=form.action.data or "",
                reason=form.reason.data or "",
                due_on=form.due_on.data,
                today=local_day(now()),
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("Your answer was recorded."))
            return redirect(url_for(".alert", public_id=public_id))
    return _show(page, actor, form), form.status


@bp.post("/alerts/<uuid:public_id>/answers/<int:answer_id>/done")
@require(Permission.RETENTION_ACTION_UPDATE)
def done(public_id: UUID, answer_id: int) -> ResponseReturnValue:
    """Say that an action was done."""
    actor = signed_in()
    page = _page(public_id, actor)
    given = next((one[0] for one in page.answers if one[0].id == answer_id), None)
    if given is None:
        abort(404)
    form = DoneForm()
    if form.validate_on_submit():
        try:
            actions.finish(
                page.alert,
                given,
                done_on=form.done_on.data or local_day(now()),
                cost=form.cost.data,
                version=form.base_version,
                today=local_day(now()),
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The action is marked as done."))
            return redirect(url_for(".alert", public_id=public_id))
    return _show(
        page, actor, AnswerForm(formdata=None), done_form=(answer_id, form)
    ), form.status


@bp.post("/alerts/<uuid:public_id>/close")
@require(Permission.ALERT_CLOSE)
def close(public_id: UUID) -> ResponseReturnValue:
    """Close an answered alert with a reason."""
    actor = signed_in()
    page = _page(public_id, actor)
    form = CloseForm()
    if form.validate_on_submit():
        try:
            actions.close(
                page.alert,
                reason=form.reason.data or "",
                version=form.base_version,
                today=local_day(now()),
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The alert is closed."))
            return redirect(url_for(".alerts"))
    return _show(page, actor, AnswerForm(formdata=None), close_form=form), form.status


def _page(public_id: UUID, actor: Actor) -> AlertPage:
    page = queries.alert_page(
        public_id,
        actor.scope(Permission.ALERT_READ),
        retention_team=actor.retention_team,
    )
    return page or abort(404)


def _show(
    page: AlertPage,
    actor: Actor,
    form: AnswerForm,
    *,
    close_form: CloseForm | None = None,
    done_form: tuple[int, DoneForm] | None = None,
) -> str:
    form.offer(page.suggestions)
    if not form.is_submitted():
        form.action.data = next(iter(page.suggestions), None)
    today = local_day(now())
    of_unit = page.alert.officer_id is None
    return render_template(
        "retention/alert.html",
        page=page,
        row=page.row,
        reasons=sentences(page.row.causes),
        suggestions=[action_label(code) for code in page.suggestions],
        answers=[
            (
                given,
                who,
                owner,
                action_label(given.action_code) if given.action_code else "",
                _done_form(given, done_form),
            )
            for given, who, owner in page.answers
        ],
        title=named(page.row),
        sites=desks.sites_of(page.alert.head_unit_id, today) if of_unit else [],
        form=form,
        close_form=close_form or CloseForm(formdata=None, version=page.alert.version),
        today=today,
        may_answer=actor.may(Permission.ALERT_ANSWER),
        alive=page.alert.state in queries.ALIVE,
    )


def _done_form(given: AlertAnswer, refused: tuple[int, DoneForm] | None) -> DoneForm:
    """Return the form of an answer: as it was typed, if it was this one's."""
    if refused is not None and refused[0] == given.id:
        return refused[1]
    return DoneForm(formdata=None, version=given.version)
