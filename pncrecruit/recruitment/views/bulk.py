"""Move many applications at once: first what would happen, then the deed."""

from collections import Counter
from contextlib import suppress
from uuid import UUID, uuid5

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions.moves import BULK_LIMIT, record_results, undo
from pncrecruit.recruitment.forms.deeds import BulkForm, UndoForm
from pncrecruit.recruitment.queries import applications, intake, moves
from pncrecruit.recruitment.queries.board import Frame
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.queries.passing import following
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.conflicts import InConflict
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.standing import Place
from pncrecruit.recruitment.views import words
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.listing import frame_or_404, wanted_of_page
from pncrecruit.recruitment.views.sight import split
from pncrecruit.web.said import said
from pncrecruit.web.sessions import commit_and_say


def _picked() -> list[UUID]:
    """Return who was chosen; what is nobody's identifier is nobody, as one unknown."""
    found = []
    for text in request.form.getlist("picked")[:BULK_LIMIT]:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


@bp.post("/calls/<string:code>/applicants/move")
@require(Permission.STAGE_MOVE_MOVE_BULK)
def move_many(code: str) -> ResponseReturnValue:
    """Show what a bulk move would do; with `confirmed`, do it and offer to undo it."""
    actor = signed_in()
    frame = frame_or_404(code, Permission.STAGE_MOVE_MOVE_BULK)
    scope = actor.scope(Permission.STAGE_MOVE_MOVE_BULK)
    picked = _picked()
    if request.form.get("all_matching") == "1":
        matching = applications.page(
            frame.id, scope, wanted_of_page(), limit=BULK_LIMIT
        )
        picked = [UUID(row.public_id) for row in matching.rows]
    chosen, barred = split(moves.moving_many(frame.id, picked, scope))
    refused = [
        (application_number(frame.code, one.number), said(InConflict()))
        for one in barred
    ]
    if not chosen and not barred:
        flash(gettext("Choose applicants first."), "danger")
        return redirect(url_for(".applicants", code=code), code=303)
    form = BulkForm()
    result = Result(form.result.data) if form.validate() else Result.PASSED
    if request.form.get("confirmed") != "1":
        led = following(chosen, result, intake.phases(frame.id), actor=actor, at=now())
        groups, left = _preview(frame, chosen, led)
        page = render_template(
            "recruitment/bulk_preview.html",
            frame=frame,
            form=form,
            result=result,
            groups=groups,
            left=left + refused,
            picked=[str(one.public_id) for one in chosen],
            limited=len(chosen) == BULK_LIMIT,
        )
        return page, 200
    moved = record_results(chosen, result, client_id=form.key, actor=actor, at=now())
    db.session.commit()
    done = set(moved.done)
    return render_template(
        "recruitment/bulk_done.html",
        frame=frame,
        done=len(done),
        left=[
            (application_number(frame.code, number), said(error))
            for number, error in moved.left
        ]
        + refused,
        picked=[str(one.public_id) for one in chosen if one.number in done],
        form=UndoForm(formdata=None, data={"client_id": form.client_id.data}),
        may_undo="second_person" not in actor.conditions(Permission.STAGE_MOVE_UNDO),
    )


def _preview(
    frame: Frame, chosen: list[Moving], led: list[Place | DomainError]
) -> tuple[list[tuple[str, str, int]], list[tuple[str, str]]]:
    """Say what would happen: from where to where how many, and who would be left."""
    groups: Counter[tuple[int, str]] = Counter()
    left = []
    for one, place in zip(chosen, led, strict=True):
        if isinstance(place, DomainError):
            left.append((application_number(frame.code, one.number), said(place)))
            continue
        target = (
            words.phase(frame.phases, place.position)
            if place.position != one.position
            else gettext(place.standing.label)
        )
        groups[one.position, target] += 1
    rows = [
        (words.phase(frame.phases, position), target, count)
        for (position, target), count in sorted(groups.items())
    ]
    return rows, left


@bp.post("/calls/<string:code>/applicants/undo")
@require(Permission.STAGE_MOVE_UNDO)
def undo_many(code: str) -> ResponseReturnValue:
    """Take one's own bulk move back; what was worked on since stays."""
    actor = signed_in()
    frame = frame_or_404(code, Permission.STAGE_MOVE_UNDO)
    if "second_person" in actor.conditions(Permission.STAGE_MOVE_UNDO):
        abort(403)
    form = UndoForm()
    if not form.validate_on_submit():
        abort(400)
    scope = actor.scope(Permission.STAGE_MOVE_UNDO)
    undone = 0
    for one in moves.moving_many(frame.id, _picked(), scope):
        try:
            with db.session.begin_nested():
                key = uuid5(form.key, f"undo {one.public_id}")
                undo(one, client_id=key, actor=actor, at=now())
        except DomainError:
            continue
        undone += 1
    commit_and_say(
        ngettext("%(num)d move was undone.", "%(num)d moves were undone.", undone)
    )
    return redirect(url_for(".applicants", code=code), code=303)
