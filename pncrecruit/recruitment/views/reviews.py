"""Requests for review: the applicant's page by code, the list, and the answer."""

from typing import Any
from uuid import UUID

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import public, refused_by_rule, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.audit.actions import Author
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError, NotAllowed
from pncrecruit.recruitment.actions.reviews import answer_review, ask_review
from pncrecruit.recruitment.forms.reviews import ReviewAnswerForm, ReviewForm
from pncrecruit.recruitment.queries import calls, marks
from pncrecruit.recruitment.queries import reviews as queries
from pncrecruit.recruitment.queries.detail import ApplicationRow
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.receipts import TRIES, limiter, opened
from pncrecruit.web.sessions import commit_and_say

DECIDE = Permission.REVIEW_REQUEST_DECIDE


@bp.route("/review", methods=["GET", "POST"])
@public
def ask_for_review() -> ResponseReturnValue:
    """Let an applicant ask for a review by their code, and read the answer."""
    form = ReviewForm()
    if request.method == "GET":
        return _own_page(form, None)
    with limiter().limit(TRIES):
        found = opened(form)
    if found is None:
        if form.number.data and form.code.data:
            form.form_errors = [
                gettext("The number and the code do not belong together. Copy both.")
            ]
        return _own_page(form, None)
    if request.form.get("then") != "ask":
        return _own_page(form, found)
    try:
        ask_review(
            found.call_id,
            (found.id, found.public_id),
            form.phase.data or "",
            form.grounds.data or "",
            client_id=form.key,
            author=Author(None, "applicant", "applicant", g.request_id),
            at=now(),
        )
    except DomainError as error:
        form.refuse(error)
    else:
        db.session.commit()
        form.grounds.data = ""
    return _own_page(form, found)


def _own_page(form: ReviewForm, found: ApplicationRow | None) -> ResponseReturnValue:
    shown: dict[str, Any] = {"phases": [], "asked": [], "until": None}
    if found is not None:
        window = queries.window(found.call_id)
        asked = queries.reviews(EVERYTHING, application_id=found.id)
        phases = queries.reviewable(found.call_id, found.id) if window else []
        done = {one.phase_id for one in asked}
        form.offer([one for one in phases if one.phase_id not in done])
        shown = {
            "phases": phases,
            "asked": asked,
            "until": window.until if window else None,
        }
    page = render_template(
        "recruitment/review_ask.html",
        form=form,
        opened=found is not None,
        today=local_day(now()),
        **shown,
    )
    return page, form.status


@bp.get("/calls/<string:code>/reviews")
@require(Permission.REVIEW_REQUEST_LIST)
def reviews(code: str) -> ResponseReturnValue:
    """List the requests for review of a call, those without an answer first."""
    actor = signed_in()
    scope = actor.scope(Permission.REVIEW_REQUEST_LIST)
    call = calls.call(code, scope) or abort(404)
    rows = queries.reviews(scope, call_id=call.id)
    return render_template(
        "recruitment/reviews.html",
        call=call,
        rows=[(one, application_number(one.call_code, one.number)) for one in rows],
        today=local_day(now()),
        may_decide=actor.may(DECIDE),
    )


@bp.route("/reviews/<uuid:review_id>", methods=["GET", "POST"])
@require(DECIDE)
def review(review_id: UUID) -> ResponseReturnValue:
    """Answer a request for review, by who had no hand in the mark."""
    actor = signed_in()
    rows = queries.reviews(actor.scope(DECIDE), public_id=review_id)
    if not rows:
        abort(404)
    (found,) = rows
    held = [
        one
        for one in marks.of_application(found.application_id)
        if one.holds and one.phase_id == found.phase_id
    ]
    form = ReviewAnswerForm()
    form.offer([(one.evaluator_id or 0, one.evaluator or "–") for one in held])
    if form.validate_on_submit():
        try:
            answer_review(
                found,
                upheld=form.upheld.data == "yes",
                text=form.text.data or "",
                evaluator_id=form.evaluator_id.data or 0,
                value=form.value.data,
                actor=actor,
                at=now(),
            )
        except NotAllowed as error:
            refused_by_rule(error, DECIDE)
            raise
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            commit_and_say(gettext("The answer was recorded."))
            return redirect(url_for(".reviews", code=found.call_code), code=303)
    page = render_template(
        "recruitment/review.html",
        row=found,
        number=application_number(found.call_code, found.number),
        marks=held,
        form=form,
    )
    return page, form.status
