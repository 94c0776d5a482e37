"""The voluntary question, the receipt, and the applicant's own page by its code."""

from typing import Any
from uuid import UUID

from flask import (
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import public, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import Author
from pncrecruit.db import db, now
from pncrecruit.identity import queries as identity
from pncrecruit.identity.actions import answers
from pncrecruit.identity.forms import SelfIdentificationForm
from pncrecruit.identity.rules import AnswerSource
from pncrecruit.recruitment.actions.applications import issue_receipt
from pncrecruit.recruitment.forms.receipt import (
    OpenReceiptForm,
    PressForm,
    ReceiptSeal,
)
from pncrecruit.recruitment.queries import detail, merging
from pncrecruit.recruitment.queries.detail import ApplicationRow
from pncrecruit.recruitment.rules.numbers import (
    application_number,
    new_receipt_code,
    parse_number,
    receipt_matches,
)
from pncrecruit.recruitment.rules.sitting import may_ask
from pncrecruit.recruitment.views import paper
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.sight import free
from pncrecruit.web.filters import page_language

TRIES = "20 per 10 minutes"


@bp.route("/applications/<uuid:public_id>/self-identification", methods=["GET", "POST"])
@require(Permission.APPLICATION_PEOPLE_CAPTURE)
def self_identification(public_id: UUID) -> ResponseReturnValue:
    """Put the question; what is answered is kept and never shown to staff again."""
    actor = signed_in()
    found = _in_sight(public_id, Permission.APPLICATION_PEOPLE_CAPTURE)
    if not may_ask(
        asked=identity.was_asked(found.person_id),
        registered_by=found.created_by_id,
        registered_at=found.applied_at,
        user_id=actor.user_id,
        at=now(),
    ):
        abort(403)
    form = SelfIdentificationForm()
    if not form.validate_on_submit():
        return _question(form, found)
    if _is_given(found):  # the page was sent again: what was said is kept already
        return _issued(found)
    then = request.form.get("then")
    if then != "skip":
        answer = None if then == "declined" else form.answer()
        if answer is None and then != "declined":
            return _question(form, found)
        answers.keep(
            found.person_id,
            ("application", found.public_id),
            answer,
            source=form.answer_source,
            author=actor.author,
            at=now(),
        )
    return _issued(found)


def _question(
    form: SelfIdentificationForm, found: ApplicationRow
) -> ResponseReturnValue:
    page = render_template(
        "recruitment/self_identification.html",
        form=form,
        application=found,
        sealed=_seal(found).made(),
    )
    return page, form.status


@bp.route("/applications/<uuid:public_id>/receipt", methods=["GET", "POST"])
@require(Permission.APPLICATION_CREATE)
def receipt(public_id: UUID) -> ResponseReturnValue:
    """Give the applicant a receipt; a second one makes the first one's code useless."""
    found = _in_sight(public_id, Permission.APPLICATION_CREATE)
    form = PressForm()
    if form.validate_on_submit():
        return _issued(found)
    page = render_template(
        "recruitment/receipt_ask.html",
        form=form,
        application=found,
        sealed=_seal(found).made(),
    )
    return page, form.status


def _seal(found: ApplicationRow) -> ReceiptSeal:
    key = str(current_app.config["SECRET_KEY"])
    return ReceiptSeal(key, found.public_id, found.receipt_hash)


def _sealed_code(found: ApplicationRow) -> str | None:
    return _seal(found).opened(request.form.get("sealed", ""))


def _is_given(found: ApplicationRow) -> bool:
    """Say whether the receipt that was sent for is the one the applicant has."""
    code = _sealed_code(found)
    about = str(found.public_id)
    return code is not None and receipt_matches(about, code, found.receipt_hash)


def _issued(found: ApplicationRow) -> ResponseReturnValue:
    """Show the receipt. The code is nowhere but on this page."""
    code = _sealed_code(found)
    if code is None and request.form.get("sealed"):
        flash(gettext("Another receipt was given since. It stays as it is."), "warning")
        return redirect(url_for(".receipt", public_id=found.public_id), code=303)
    code = code or new_receipt_code()
    if not _is_given(found):
        issue_receipt(found.id, found.public_id, code, actor=signed_in(), at=now())
        db.session.commit()
    return render_template(
        "recruitment/receipt.html",
        application=found,
        number=application_number(found.call_code, found.number),
        code=code,
        form=PressForm(),
        address=url_for("recruitment.own_receipt", _external=True),
    )


@bp.post("/applications/<uuid:public_id>/receipt.pdf")
@require(Permission.APPLICATION_CREATE)
def receipt_pdf(public_id: UUID) -> ResponseReturnValue:
    """Return the receipt as PDF, for whoever has its code on the page."""
    found = _in_sight(public_id, Permission.APPLICATION_CREATE)
    code = request.form.get("code", "")
    if not receipt_matches(str(found.public_id), code, found.receipt_hash):
        abort(404)
    number = application_number(found.call_code, found.number)
    made = paper.receipt(
        title=gettext("Receipt of the application"),
        number=number,
        code=code,
        lines=[found.call_name, found.full_name, f"{found.applied_at:%d/%m/%Y}"],
        labels={
            "lang": page_language(),
            "what": gettext("What"),
            "value": gettext("Value"),
            "number": gettext("Number"),
            "code": gettext("Code"),
            "about": gettext(
                "Keep this paper. With the number and the code you can change or take"
                " back what you said on who you are, at %(address)s. The whole process"
                " is free of charge.",
                address=url_for("recruitment.own_receipt", _external=True),
            ),
        },
    )
    return Response(
        made,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{number}.pdf"'},
    )


def _in_sight(public_id: UUID, permission: Permission) -> ApplicationRow:
    found = detail.application(public_id, signed_in().scope(permission))
    return free(found or abort(404), permission)


@bp.route("/receipt", methods=["GET", "POST"])
@public
def own_receipt() -> ResponseReturnValue:
    """Let an applicant change or take back what they said of themselves."""
    form, question = OpenReceiptForm(), SelfIdentificationForm()
    if request.method == "GET":
        return _own_page(form, None, "")
    with limiter().limit(TRIES):
        found = opened(form)
    if found is None:
        if form.number.data and form.code.data:
            form.form_errors = [
                gettext("The number and the code do not belong together. Copy both.")
            ]
        return _own_page(form, None, "")
    then = request.form.get("then", "")
    if then not in ("answer", "declined", "take-back"):
        return _own_page(form, question, "")
    author = Author(None, "applicant", "applicant", g.request_id)
    subject = ("application", found.public_id)
    source = AnswerSource.OWN_CORRECTION
    if then == "take-back":
        answers.take_back(
            found.person_id, subject, source=source, author=author, at=now()
        )
    else:
        answer = question.answer() if then == "answer" else None
        if then == "answer" and answer is None:
            return _own_page(form, question, "")
        answers.keep(
            found.person_id, subject, answer, source=source, author=author, at=now()
        )
    db.session.commit()
    return _own_page(form, None, then)


def opened(form: OpenReceiptForm) -> ApplicationRow | None:
    """Return the application that a number and a code open."""
    if not form.validate_on_submit():
        return None
    read = parse_number(form.number.data or "")
    found = (
        detail.by_number(read.call_code, read.number)
        if read and not read.sheet
        else None
    )
    # Held against the number as printed: it may lead to another application by now.
    sealed = merging.seal(read.call_code, read.number) if read and found else None
    # Compared even when there is none: the answer takes as long.
    key, kept = sealed or ("", "")
    matches = receipt_matches(key, form.code.data or "", kept)
    return found if matches else None


def _own_page(
    form: OpenReceiptForm, question: SelfIdentificationForm | None, done: str
) -> ResponseReturnValue:
    page = render_template(
        "recruitment/own_receipt.html", form=form, question=question, done=done
    )
    return page, max(form.status, question.status if question else 200)


def limiter() -> Any:
    """Return what counts the tries of an address."""
    return next(iter(current_app.extensions["limiter"]))
