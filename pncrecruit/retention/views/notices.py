"""Printed notices: the retention team tells people of their case before their head."""

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.officers.queries.units import by_code
from pncrecruit.officers.sentences import rank_name
from pncrecruit.retention.actions import notices as actions
from pncrecruit.retention.forms import HandOverForm, PrintForm, ReviewForm, WishForm
from pncrecruit.retention.models import AlertNotice
from pncrecruit.retention.queries import notices as queries
from pncrecruit.retention.queries.notices import SheetRow
from pncrecruit.retention.rules.alerts import AlertRules
from pncrecruit.retention.rules.notices import (
    ON_ITS_WAY,
    REVIEW_TERM,
    ReviewResult,
    Wish,
)
from pncrecruit.retention.sentences import sentences
from pncrecruit.retention.views.blueprint import bp
from pncrecruit.web.sessions import commit_and_say


@bp.get("/notices")
@require(Permission.ALERT_NOTICE_LIST)
def notices() -> ResponseReturnValue:
    """Show whom a sheet is to be printed for, which sheets are out, and reviews."""
    _team()
    return _list(PrintForm())


@bp.post("/notices/print")
@require(Permission.ALERT_NOTICE_PRINT)
def print_notices() -> ResponseReturnValue:
    """Make the sheets for the people before one head, and show them."""
    actor = _team()
    form = PrintForm()
    if form.validate_on_submit():
        head = by_code(form.head.data or "") if form.head.data else None
        if form.head.data and head is None:
            abort(404)
        try:
            batch, _ = actions.print_batch(
                head.id if head else None, actor=actor, at=now()
            )
        except DomainError as error:
            form.refuse(error)
        else:
            db.session.commit()
            return redirect(url_for(".notice_sheets", batch=batch))
    return _list(form), form.status


@bp.get("/notices/sheets/<uuid:batch>")
@require(Permission.ALERT_NOTICE_PRINT, logs_view=True)
def notice_sheets(batch: UUID) -> ResponseReturnValue:
    """Show the sheets of a batch; that they were read is kept before."""
    actor = _team()
    sheets = queries.of_batch(batch)
    if not sheets:
        abort(404)
    actions.read([one.alert_public_id for one in sheets], actor=actor, at=now())
    db.session.commit()
    return render_template(
        "retention/notice_sheets.html",
        sheets=[(one, number(one), sentences(one.causes)) for one in sheets],
        rank_name=rank_name,
        rest=AlertRules().declined_off,
        review_term=REVIEW_TERM.days,
    )


@bp.route("/notices/<uuid:public_id>", methods=["GET", "POST"])
@require(Permission.ALERT_NOTICE_RECORD, logs_view=True)
def notice(public_id: UUID) -> ResponseReturnValue:
    """Show one sheet, and record when it was handed over and what came back."""
    actor = _team()
    kept, row = queries.sheet(public_id) or abort(404)
    form = HandOverForm(version=kept.version)
    if form.validate_on_submit():
        try:
            actions.hand_over(
                kept,
                handed_on=form.handed_on.data or local_day(now()),
                wish=Wish(form.wish.data),
                review=form.review.data or "",
                version=form.base_version,
                today=local_day(now()),
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The hand-over was recorded."))
            return redirect(url_for(".notices"))
    if not form.is_submitted():
        actions.read([row.alert_public_id], actor=actor, at=now())
        db.session.commit()
        kept, row = queries.sheet(public_id) or abort(404)
    return _show(kept, row, hand_over=form), form.status


@bp.post("/notices/<uuid:public_id>/wish")
@require(Permission.ALERT_NOTICE_RECORD)
def notice_wish(public_id: UUID) -> ResponseReturnValue:
    """Record what a person chose later."""
    actor = _team()
    kept, row = queries.sheet(public_id) or abort(404)
    form = WishForm()
    if form.validate_on_submit():
        try:
            actions.choose(
                kept,
                Wish(form.wish.data),
                version=form.base_version,
                today=local_day(now()),
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("What the person chose was recorded."))
            return redirect(url_for(".notice", public_id=public_id))
    return _show(kept, row, wish=form), form.status


@bp.post("/notices/<uuid:public_id>/review")
@require(Permission.ALERT_NOTICE_RECORD)
def notice_review(public_id: UUID) -> ResponseReturnValue:
    """Answer the review that a person asked for."""
    actor = _team()
    kept, row = queries.sheet(public_id) or abort(404)
    form = ReviewForm()
    if form.validate_on_submit():
        try:
            actions.answer_review(
                kept,
                ReviewResult(form.result.data),
                words=form.words.data or "",
                version=form.base_version,
                today=local_day(now()),
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The answer to the review was recorded."))
            return redirect(url_for(".notice", public_id=public_id))
    return _show(kept, row, review=form), form.status


def number(row: SheetRow) -> str:
    """Return the number of a sheet, as it is printed on it."""
    return f"{row.id:06d}"


def _team() -> Actor:
    """Return who asks; to everybody but the retention team there is no such page."""
    actor = signed_in()
    return actor if actor.retention_team else abort(404)


def _list(form: PrintForm) -> str:
    return render_template(
        "retention/notices.html",
        form=form,
        to_print=queries.to_print(),
        out=queries.out(),
        reviews=queries.reviews(),
        number=number,
        late=local_day(now()) - ON_ITS_WAY,
        day_of=local_day,
    )


def _show(
    kept: AlertNotice,
    row: SheetRow,
    *,
    hand_over: HandOverForm | None = None,
    wish: WishForm | None = None,
    review: ReviewForm | None = None,
) -> str:
    return render_template(
        "retention/notice.html",
        kept=kept,
        row=row,
        number=number(row),
        reasons=sentences(row.causes),
        rank_name=rank_name,
        form=hand_over or HandOverForm(formdata=None, version=kept.version),
        wish_form=wish or WishForm(formdata=None, version=kept.version),
        review_form=review or ReviewForm(formdata=None, version=kept.version),
        alive=row.state in ("open", "answered"),
    )
