"""The documents of a call: those a draft asks for, and who still lacks which."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions import call_requests
from pncrecruit.recruitment.actions import calls as actions
from pncrecruit.recruitment.forms.calls import PressForm
from pncrecruit.recruitment.forms.documents import CallDocumentForm
from pncrecruit.recruitment.queries import calls, documents
from pncrecruit.recruitment.queries.conflicts import barred_applications
from pncrecruit.recruitment.rules.documents import DocumentState, Item
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views import words
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.calls import seen
from pncrecruit.recruitment.views.documents import KINDS
from pncrecruit.recruitment.views.reasons import ask_why
from pncrecruit.web.said import said
from pncrecruit.web.sessions import commit_and_say

LIST = Permission.APPLICATION_DOCUMENT_LIST
WAITING = (
    DocumentState.MISSING,
    DocumentState.UNCHECKED,
    DocumentState.REFUSED,
    DocumentState.EXPIRED,
    DocumentState.EXPIRING,
)


@bp.route("/calls/<string:code>/documents/asked", methods=["GET", "POST"])
@require(Permission.RECRUITMENT_CALL_SET_REQUIREMENTS)
def call_documents(code: str) -> ResponseReturnValue:
    """Add documents to what a draft asks for."""
    found = seen(code)
    form = CallDocumentForm()
    form.offer()
    drafts = list(calls.documents(found.id))
    if not form.is_submitted():
        form.version.data = str(found.version)
    if form.validate_on_submit():
        try:
            actions.set_documents(
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
            commit_and_say(gettext("The document was added."))
            return redirect(url_for(".call_documents", code=code), code=303)
    page = render_template(
        "recruitment/call_documents.html",
        call=found,
        form=form,
        documents=[call_requests.spoken_document(one) for one in drafts],
        press=PressForm(formdata=None, version=found.version),
    )
    return page, form.status


@bp.post("/calls/<string:code>/documents/asked/<int:place>/remove")
@require(Permission.RECRUITMENT_CALL_SET_REQUIREMENTS)
def remove_call_document(code: str, place: int) -> ResponseReturnValue:
    """Take a document out of what a draft asks for."""
    found, form = seen(code), PressForm()
    drafts = list(calls.documents(found.id))
    if not form.validate() or place >= len(drafts):
        abort(404)
    del drafts[place]
    try:
        actions.set_documents(
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
        commit_and_say(gettext("The document was taken out."))
    return redirect(url_for(".call_documents", code=code), code=303)


@bp.route("/calls/<string:code>/documents", methods=["GET", "POST"])
@require(LIST)
def documents_of_call(code: str) -> ResponseReturnValue:
    """List who lacks a document or waits for a look at one; an auditor says why."""
    actor, today = signed_in(), local_day(now())
    scope = actor.scope(LIST)
    found = calls.call(code, scope) or abort(404)
    why = ask_why(found.name, LIST)
    if why.page:
        return why.page
    if why.reason:
        record(
            "documents.viewed",
            ("call", found.code),
            author=actor.author,
            at=now(),
            reason=why.reason,
        )
        db.session.commit()
    counts = documents.waiting(found.id, scope, today)
    tabs = [
        *((one.value, gettext(one.label)) for one in WAITING),
        (documents.SECOND_LOOK, gettext("Second look")),
    ]
    chosen = request.args.get("state", "")
    if chosen not in dict(tabs):
        chosen = next((key for key, _ in tabs if counts[key]), tabs[0][0])
    after = max(request.args.get("after", 0, int), 0)
    rows = documents.page(found.id, scope, chosen, today, after)
    barred = barred_applications(actor)
    return render_template(
        "recruitment/documents_of_call.html",
        call=found,
        asked=[call_requests.spoken_document(one) for one in calls.documents(found.id)],
        tabs=[(key, label, counts[key]) for key, label in tabs],
        chosen=chosen,
        rows=[
            _Line(
                one.public_id,
                application_number(found.code, one.number),
                one.full_name,
                _by_state(one.items, chosen),
            )
            for one in rows
            if one.id not in barred
        ],
        next_after=rows[-1].number if len(rows) == documents.PAGE else None,
        kinds=KINDS,
    )


class _Line(NamedTuple):
    """An application with the documents that need a hand, by their state."""

    public_id: UUID
    number: str
    full_name: str
    by_state: list[tuple[DocumentState, list[str]]]


def _by_state(
    items: Sequence[Item], chosen: str
) -> list[tuple[DocumentState, list[str]]]:
    named: dict[DocumentState, list[str]] = {}
    for item in items:
        if not item.settled or item.state == chosen:
            named.setdefault(item.state, []).append(words.document(item.asked.kind))
    return list(named.items())
