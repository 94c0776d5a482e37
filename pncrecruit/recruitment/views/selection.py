"""The selection list of a call: its editions, the rule that made it, its recount."""

from typing import NamedTuple
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, now
from pncrecruit.recruitment.actions import selection as actions
from pncrecruit.recruitment.actions.schemes import spoken
from pncrecruit.recruitment.forms.deeds import ReasonForm
from pncrecruit.recruitment.forms.marks import PressForm
from pncrecruit.recruitment.forms.selection import PublishForm
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import calls, intake
from pncrecruit.recruitment.queries import selection as queries
from pncrecruit.recruitment.queries.selection import EntryRow, ListRow
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.ranking import Outcome
from pncrecruit.recruitment.views.approving import to_approval
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.download import csv_response
from pncrecruit.web.numbers import key
from pncrecruit.web.sessions import commit_and_say

READ = Permission.SELECTION_LIST_READ
PAGE = 200


class Shown(NamedTuple):
    """An entry with its number as people read it."""

    number: str
    row: EntryRow


def _call(code: str, permission: Permission) -> RecruitmentCall:
    return calls.call(code, signed_in().scope(permission)) or abort(404)


def _published_only(actor: Actor) -> bool:
    return "after_publish" in actor.conditions(READ)


def _edition(public_id: UUID, permission: Permission) -> ListRow:
    """Return an edition in sight: of a call in scope, published if it must be."""
    found = queries.edition(public_id) or abort(404)
    _call(found.call_code, permission)
    hidden = _published_only(signed_in()) and found.published_at is None
    return abort(404) if hidden else found


@bp.get("/calls/<string:code>/selection")
@require(READ)
def selection(code: str) -> ResponseReturnValue:
    """Show the editions of a call's list, and lead to the last one."""
    actor = signed_in()
    call = _call(code, READ)
    return render_template(
        "recruitment/selection.html",
        call=call,
        editions=queries.editions(call.id, published=_published_only(actor)),
        may_generate=actor.may(Permission.SELECTION_LIST_GENERATE),
        may_see_offers=actor.may(Permission.SELECTION_OFFER_LIST),
        press=PressForm(formdata=None),
    )


@bp.post("/calls/<string:code>/selection")
@require(Permission.SELECTION_LIST_GENERATE)
def generate_selection(code: str) -> ResponseReturnValue:
    """Make the next edition from the locked marks."""
    call = _call(code, Permission.SELECTION_LIST_GENERATE)
    if not PressForm().validate_on_submit():
        abort(400)
    made = actions.generate(call, actor=signed_in(), at=now())
    commit_and_say(gettext("The list was made. Nobody sees it before it is published."))
    return redirect(url_for(".selection_edition", list_id=made.public_id), code=303)


@bp.get("/selections/<uuid:list_id>")
@require(READ)
def selection_edition(list_id: UUID) -> ResponseReturnValue:
    """Show an edition by rank, with the rule that made it."""
    actor = signed_in()
    found = _edition(list_id, READ)
    after = request.args.get("after", 0, type=key)
    rows = queries.entries(found.id, after=after, limit=PAGE + 1)
    latest = queries.editions(found.call_id)[0]
    counts = queries.counts(found.id)
    scheme = queries.scheme_of(found.rule_id)
    last = rows[PAGE - 1].rank if len(rows) > PAGE else None
    return render_template(
        "recruitment/selection_edition.html",
        row=found,
        call=_call(found.call_code, READ),
        rows=[
            Shown(application_number(found.call_code, one.number), one)
            for one in rows[:PAGE]
        ],
        after=last,
        first=after == 0,
        counts=[(one, counts.get(one, 0)) for one in Outcome],
        rule=[
            (gettext(label), text)
            for label, text in spoken(intake.phases(found.call_id), scheme)
        ],
        is_latest=latest.id == found.id,
        on_the_way=0 if found.published_at else queries.on_the_way(found.call_id),
        may_publish=actor.may(Permission.SELECTION_LIST_PUBLISH),
        may_export=actor.may(Permission.SELECTION_LIST_EXPORT),
        may_recount=not _published_only(actor),
    )


@bp.get("/selections/<uuid:list_id>/recount")
@require(READ)
def recount_selection(list_id: UUID) -> ResponseReturnValue:
    """Count an edition again, from what was kept with it and from the records."""
    found = _edition(list_id, READ)
    call = _call(found.call_code, READ)
    return render_template(
        "recruitment/selection_recount.html",
        row=found,
        call=call,
        fits=actions.recount(found, call),
    )


@bp.route("/selections/<uuid:list_id>/publish", methods=["GET", "POST"])
@require(Permission.SELECTION_LIST_PUBLISH, also=(Permission.SELECTION_LIST_APPROVE,))
def publish_selection(list_id: UUID) -> ResponseReturnValue:
    """Ask a second HR lead to publish an edition."""
    found = _edition(list_id, Permission.SELECTION_LIST_PUBLISH)
    form = PublishForm()
    if form.validate_on_submit():
        approval = actions.ask_to_publish(
            found, actor=signed_in(), at=now(), reason=form.reason.data or ""
        )
        return to_approval(approval)
    page = render_template(
        "recruitment/selection_publish.html",
        row=found,
        form=form,
        on_the_way=queries.on_the_way(found.call_id),
    )
    return page, form.status


@bp.route("/selections/<uuid:list_id>/export", methods=["GET", "POST"])
@require(Permission.SELECTION_LIST_EXPORT)
def export_selection(list_id: UUID) -> ResponseReturnValue:
    """Ask why, and hand out an edition as a file, by number."""
    found = _edition(list_id, Permission.SELECTION_LIST_EXPORT)
    form = ReasonForm()
    if not form.validate_on_submit():
        page = render_template(
            "recruitment/selection_export.html", row=found, form=form
        )
        return page, form.status
    rows = queries.entries(found.id)
    record(
        "selection.exported",
        ("selection_list", found.public_id),
        author=signed_in().author,
        at=now(),
        reason=form.reason.data,
        rows=len(rows),
    )
    db.session.commit()
    headers = (
        gettext("Place"),
        gettext("Number"),
        gettext("Total"),
        gettext("State"),
        gettext("Checksum of the list"),
    )
    return csv_response(
        f"{found.call_code}-{found.edition}.csv",
        headers,
        (
            (
                one.rank,
                application_number(found.call_code, one.number),
                one.total,
                gettext(one.outcome.label),
                found.result_hash,
            )
            for one in rows
        ),
    )
