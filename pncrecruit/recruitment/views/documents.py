"""The documents of one application: the checklist, one handed in, judged, removed."""

from datetime import date
from uuid import UUID

from flask import (
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from pncrecruit.access.guard import refused_by_rule, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day, now
from pncrecruit.documents import queries as files
from pncrecruit.documents.keeping import folder_of
from pncrecruit.documents.rules import EXTENSIONS, LARGEST
from pncrecruit.errors import DomainError, NotAllowed
from pncrecruit.recruitment.actions import documents as actions
from pncrecruit.recruitment.actions.document_requests import ask_to_remove
from pncrecruit.recruitment.actions.documents import Upload
from pncrecruit.recruitment.forms.documents import (
    DocumentForm,
    RemoveForm,
    VerdictForm,
)
from pncrecruit.recruitment.queries import calls
from pncrecruit.recruitment.queries import documents as queries
from pncrecruit.recruitment.queries.detail import ApplicationRow
from pncrecruit.recruitment.queries.documents import DocumentRow
from pncrecruit.recruitment.rules.documents import (
    DocumentDraft,
    DocumentState,
    Verdict,
    state_of,
)
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views import words
from pncrecruit.recruitment.views.application import in_sight
from pncrecruit.recruitment.views.approving import to_approval
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.reasons import ask_why
from pncrecruit.web.sessions import commit_and_say
from pncrecruit.web.uploads import takes_files

LIST = Permission.APPLICATION_DOCUMENT_LIST
DOWNLOAD = Permission.APPLICATION_DOCUMENT_DOWNLOAD
KINDS = {
    DocumentState.MISSING: "warn",
    DocumentState.REFUSED: "wrong",
    DocumentState.EXPIRED: "wrong",
    DocumentState.UNCHECKED: "info",
    DocumentState.EXPIRING: "warn",
    DocumentState.ACCEPTED: "good",
}


@bp.route("/applications/<uuid:public_id>/documents", methods=["GET", "POST"])
@require(LIST)
def documents(public_id: UUID) -> ResponseReturnValue:
    """Show an application's documents; an auditor says why first."""
    found = in_sight(public_id, LIST)
    number = application_number(found.call_code, found.number)
    why, actor = ask_why(number, LIST), signed_in()
    if why.page:
        return why.page
    if why.reason:
        record(
            "documents.viewed",
            ("application", found.public_id),
            author=actor.author,
            at=now(),
            reason=why.reason,
        )
        db.session.commit()
    today = local_day(now())
    rows = queries.documents(found.id)
    return render_template(
        "recruitment/documents.html",
        application=found,
        number=number,
        items=queries.items(found.call_id, found.id, today),
        rows=[(one, _state(one, today)) for one in rows],
        kinds=KINDS,
        document=words.document,
        may_add=actor.may(Permission.APPLICATION_DOCUMENT_UPLOAD),
        may_judge=actor.may(Permission.APPLICATION_DOCUMENT_VERIFY),
        may_download=actor.may(DOWNLOAD),
    )


@bp.route("/applications/<uuid:public_id>/documents/new", methods=["GET", "POST"])
@require(Permission.APPLICATION_DOCUMENT_UPLOAD)
@takes_files
def new_document(public_id: UUID) -> ResponseReturnValue:
    """Receive a document, scanned or seen on paper."""
    found = in_sight(public_id, Permission.APPLICATION_DOCUMENT_UPLOAD)
    asked = calls.documents(found.call_id)
    form = DocumentForm()
    form.offer([one.kind for one in asked])
    if not form.is_submitted():
        form.kind.data = request.args.get("kind") or None
    if form.validate_on_submit():
        try:
            kept = actions.receive(
                found,
                form.kind.data,
                issued_on=form.issued_on.data,
                upload=_upload(form.file.data),
                folder=folder_of(current_app.config["DATA_DIR"]),
                client_id=form.key,
                actor=signed_in(),
                at=now(),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            commit_and_say(gettext("The document was received."))
            return redirect(url_for(".document", document_id=kept), code=303)
    page = render_template(
        "recruitment/document_new.html",
        application=found,
        form=form,
        asked=[(words.document(one.kind), _good_for(one)) for one in asked],
    )
    return page, form.status


@bp.route("/documents/<uuid:document_id>", methods=["GET", "POST"])
@require(Permission.APPLICATION_DOCUMENT_VERIFY)
def document(document_id: UUID) -> ResponseReturnValue:
    """Show one document, and say what was found in it."""
    one, found = _seen(document_id, Permission.APPLICATION_DOCUMENT_VERIFY)
    form = VerdictForm()
    if form.validate_on_submit():
        try:
            actions.judge(
                one,
                Verdict(form.verdict.data),
                reason=form.reason.data or "",
                actor=signed_in(),
                at=now(),
            )
        except NotAllowed as error:
            refused_by_rule(error, Permission.APPLICATION_DOCUMENT_VERIFY)
            raise
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            commit_and_say(gettext("What you found was recorded."))
            address = url_for(".documents", public_id=found.public_id)
            return redirect(address, code=303)
    return _page_of(one, found, form)


def _page_of(
    one: DocumentRow, found: ApplicationRow, form: VerdictForm
) -> ResponseReturnValue:
    actor, verdicts = signed_in(), queries.verdicts(one.id)
    mine = any(row.judged_by_id == actor.user_id for row in verdicts)
    open_ = one.removed_at is None and (not verdicts or (one.second_look and not mine))
    page = render_template(
        "recruitment/document.html",
        application=found,
        number=application_number(found.call_code, found.number),
        one=one,
        state=_state(one, local_day(now())),
        kinds=KINDS,
        name=words.document(one.kind),
        verdicts=verdicts,
        form=form if open_ else None,
        may_download=actor.may(DOWNLOAD),
        may_remove=actor.may(Permission.APPLICATION_DOCUMENT_DELETE),
    )
    return page, form.status


@bp.route("/documents/<uuid:document_id>/file", methods=["GET", "POST"])
@require(DOWNLOAD, logs_view=True)
def document_file(document_id: UUID) -> ResponseReturnValue:
    """Hand out a document's file, and keep who took it; an auditor says why first."""
    one, found = _seen(document_id, DOWNLOAD)
    file = files.file(one.file_id) if one.file_id else None
    if file is None:
        abort(404)
    content = files.content_of(file, folder_of(current_app.config["DATA_DIR"]))
    number = application_number(found.call_code, found.number)
    why = ask_why(number, DOWNLOAD)
    if why.page:
        return why.page
    record(
        "document.downloaded",
        ("application", found.public_id),
        author=signed_in().author,
        at=now(),
        document=str(one.public_id),
        document_kind=one.kind,
        reason=why.reason,
    )
    db.session.commit()
    name = f"{number}-{one.kind}.{EXTENSIONS[file.media_type]}"
    return Response(
        content,
        mimetype=file.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@bp.route("/documents/<uuid:document_id>/remove", methods=["GET", "POST"])
@require(Permission.APPLICATION_DOCUMENT_DELETE)
def remove_document(document_id: UUID) -> ResponseReturnValue:
    """Ask a second person to remove a document."""
    one, found = _seen(document_id, Permission.APPLICATION_DOCUMENT_DELETE)
    form = RemoveForm()
    if form.validate_on_submit():
        try:
            approval = ask_to_remove(
                one, actor=signed_in(), at=now(), reason=form.reason.data or ""
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return to_approval(approval)
    page = render_template(
        "recruitment/document_remove.html",
        application=found,
        one=one,
        name=words.document(one.kind),
        form=form,
    )
    return page, form.status


def _seen(
    document_id: UUID, permission: Permission
) -> tuple[DocumentRow, ApplicationRow]:
    """Return a document with its application, which decides who sees it."""
    one = queries.document(document_id) or abort(404)
    return one, in_sight(queries.application_of(one.id), permission)


def _state(one: DocumentRow, today: date) -> DocumentState:
    return state_of(one.held, today)


def _upload(sent: FileStorage | None) -> Upload | None:
    if sent is None or not sent.filename:
        return None
    # One byte more than is taken says that it is too large, whatever its size.
    return Upload(sent.stream.read(LARGEST + 1), sent.filename)


def _good_for(one: DocumentDraft) -> str:
    if one.months is None:
        return gettext("does not expire")
    return gettext("good for %(months)s months", months=one.months)
