"""The open data: drafted and published by two HR leads, and read by everybody."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from pncrecruit.access.forms import ReasonForm
from pncrecruit.access.guard import require, same_for_all, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries.approvals import waiting_on
from pncrecruit.db import db, now, reading
from pncrecruit.equity.actions import packs as actions
from pncrecruit.equity.packing import LANGUAGES, facts, picture
from pncrecruit.equity.queries import public as queries
from pncrecruit.equity.views.blueprint import bp
from pncrecruit.errors import DomainError
from pncrecruit.web.filters import as_date
from pncrecruit.web.sessions import commit_and_say

# So long a reader's browser, or a server before this one, may keep what is public.
_KEPT = 3600


@bp.route("/open-data", methods=["GET", "POST"])
@require(Permission.PUBLIC_PACK_DRAFT)
def open_data() -> ResponseReturnValue:
    """Draft the open data of the newest figures; a second HR lead publishes them."""
    form = ReasonForm()
    if form.validate_on_submit():
        at = now()
        try:
            with reading():
                drawn = actions.draft()
            actions.ask_to_publish(
                drawn, actor=signed_in(), at=at, reason=form.reason.data or ""
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            commit_and_say(gettext("A second HR lead can now publish these data."))
            return redirect(url_for(".open_data"), code=303)
    packs = [
        (one.year, as_date(one.published_at), one.content_hash)
        for one in queries.packs()
        if one.published_at is not None
    ]
    page = render_template(
        "equity/open_data.html",
        form=form,
        packs=packs,
        waits=next(iter(waiting_on(actions.SUBJECT, now())), None),
        shown=actions.preview_of_newest(),
    )
    return page, form.status


@bp.get("/public/<any(es, en):language>")
@same_for_all
@require(Permission.PUBLIC_PACK_READ, unless_anonymous=True)
def public_page(language: str) -> ResponseReturnValue:
    """Show everybody the figures of the pack that was published last."""
    pack = queries.published() or abort(404)
    content, digest = actions.approved_content(pack), pack.content_hash
    svg = picture(content, digest, language)
    with force_locale(LANGUAGES[language]):
        page = render_template(
            "equity/public.html",
            language=language,
            shown=facts(content, digest, svg),
        )
    return _kept(Response(page))


@bp.get("/public/data.zip")
@same_for_all
@require(Permission.PUBLIC_PACK_READ, unless_anonymous=True)
def public_files() -> ResponseReturnValue:
    """Give everybody the files of the pack that was published last."""
    pack = queries.published() or abort(404)
    made = Response(
        actions.approved_archive(pack),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="pnc-{pack.year}.zip"'},
    )
    return _kept(made)


def _kept(response: Response) -> Response:
    """Let anybody keep what is the same for all."""
    response.add_etag()
    response.headers["Cache-Control"] = f"public, max-age={_KEPT}"
    response.make_conditional(request)
    return response
