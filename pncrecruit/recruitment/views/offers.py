"""Offers of seats: who was offered one, until when, and what became of it."""

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from pncrecruit.access.guard import refused_by_rule, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import offers as actions
from pncrecruit.recruitment.forms.marks import PressForm
from pncrecruit.recruitment.forms.selection import AnswerForm
from pncrecruit.recruitment.queries import calls, conflicts
from pncrecruit.recruitment.queries import selection as queries
from pncrecruit.recruitment.rules.conflicts import InConflict
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.offers import Answer
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say

SHOWN = 500


@bp.get("/calls/<string:code>/offers")
@require(Permission.SELECTION_OFFER_LIST)
def offers(code: str) -> ResponseReturnValue:
    """List the offers of a call in sight, the open ones first."""
    actor = signed_in()
    scope = actor.scope(Permission.SELECTION_OFFER_LIST)
    call = calls.call(code, scope) or abort(404)
    found = queries.offers(call.id, scope)
    answers = [one.answer for one in found]
    return render_template(
        "recruitment/offers.html",
        call=call,
        rows=[
            (one, application_number(one.call_code, one.number))
            for one in found[:SHOWN]
        ],
        more=max(len(found) - SHOWN, 0),
        counts=[(one, answers.count(one)) for one in Answer],
        open=answers.count(None),
        today=local_day(now()),
        may_make=actor.may(Permission.SELECTION_OFFER_MAKE),
        may_answer=actor.may(Permission.SELECTION_OFFER_ANSWER),
        press=PressForm(formdata=None),
    )


@bp.post("/calls/<string:code>/offers")
@require(Permission.SELECTION_OFFER_MAKE)
def make_offers(code: str) -> ResponseReturnValue:
    """Offer every free seat to the next of the published list."""
    scope = signed_in().scope(Permission.SELECTION_OFFER_MAKE)
    call = calls.call(code, scope) or abort(404)
    if not PressForm().validate_on_submit():
        abort(400)
    made = actions.make_offers(call, actor=signed_in(), at=now())
    commit_and_say(
        ngettext("%(num)d seat was offered.", "%(num)d seats were offered.", made)
    )
    return redirect(url_for(".offers", code=code), code=303)


@bp.route("/offers/<uuid:offer_id>", methods=["GET", "POST"])
@require(Permission.SELECTION_OFFER_ANSWER)
def answer_offer(offer_id: UUID) -> ResponseReturnValue:
    """Record what became of an offer."""
    actor = signed_in()
    scope = actor.scope(Permission.SELECTION_OFFER_ANSWER)
    found = queries.offers(None, scope, offer_id)
    if not found:
        abort(404)
    (offer,) = found
    try:
        conflicts.refuse(actor, offer.application_id, offer.person_id)
    except InConflict as error:
        refused_by_rule(error, Permission.SELECTION_OFFER_ANSWER)
        raise
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            actions.answer_offer(
                offer,
                Answer(form.answer.data),
                actor=actor,
                at=now(),
                reason_code=form.reason_code.data or None,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The answer was recorded."))
            return redirect(url_for(".offers", code=offer.call_code), code=303)
    page = render_template(
        "recruitment/offer.html",
        offer=offer,
        number=application_number(offer.call_code, offer.number),
        form=form,
    )
    return page, form.status
