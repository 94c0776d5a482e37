"""Pages of requests that a second person decides."""

from typing import NamedTuple
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.actions import approvals as actions
from pncrecruit.access.actor import Actor
from pncrecruit.access.forms import DecisionForm, PressForm
from pncrecruit.access.guard import any_account, refused_by_rule, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries import approvals as queries
from pncrecruit.access.queries.approvals import ApprovalRow
from pncrecruit.access.rules import ApprovalClosed, ApprovalState
from pncrecruit.access.views.blueprint import bp
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError, NotAllowed
from pncrecruit.web.sessions import commit_and_say, read_after_all


class Reach(NamedTuple):
    """What somebody may do with a request."""

    mine: bool
    may_decide: bool

    @property
    def may_read(self) -> bool:
        """Whether the request is theirs, or theirs to decide."""
        return self.mine or self.may_decide


def reach(row: ApprovalRow, actor: Actor) -> Reach:
    """Return what somebody may do with a request, by the roles they hold."""
    approval = row.approval
    mine = approval.asked_by_id == actor.user_id
    handler = actions.handler_of(approval.kind)
    return Reach(mine, actor.may(handler.needs(approval.payload)))


@bp.get("/approvals")
@any_account
def approvals() -> ResponseReturnValue:
    actor, at = signed_in(), now()
    found = [
        (row, reach(row, actor))
        for row in queries.waiting(at)
        if actions.present_state(row.approval, at) is ApprovalState.PENDING
    ]
    closed = [row for row in queries.closed(at) if _may_look(row, actor)]
    return render_template(
        "access/approvals.html",
        to_decide=[row for row, reached in found if _is_to_decide(row, reached, actor)],
        mine=[row for row, reached in found if reached.mine],
        closed=closed,
        handlers={handler.kind: handler for handler in actions.kinds()},
        stand=lambda row: actions.present_state(row.approval, at),
    )


@bp.route("/approvals/<uuid:approval_id>", methods=["GET", "POST"])
@any_account
def approval(approval_id: UUID) -> ResponseReturnValue:
    actor, at = signed_in(), now()
    row = queries.approval(approval_id)
    if row is None or not _may_look(row, actor):
        abort(404)
    form = DecisionForm()
    chosen = request.form.get("decision")
    if form.validate_on_submit() and chosen in ("approve", "refuse"):
        try:
            actions.decide(
                row.approval,
                approve=chosen == "approve",
                actor=actor,
                at=at,
                reason=form.reason.data or "",
            )
        except NotAllowed as error:
            refused_by_rule(error, _permission(row))
            raise
        except ApprovalClosed as error:
            _close_old()
            form.refuse(error)
            row = queries.approval(approval_id) or abort(404)
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("Your decision was recorded."))
            return redirect(url_for(".approvals"), code=303)
    return _shown(row, form, actor)


@bp.post("/approvals/<uuid:approval_id>/withdraw")
@any_account
def withdraw(approval_id: UUID) -> ResponseReturnValue:
    actor = signed_in()
    row = queries.approval(approval_id)
    if row is None or not _may_look(row, actor):
        abort(404)
    actions.withdraw(row.approval, actor=actor, at=now())
    commit_and_say(gettext("You took the request back."))
    return redirect(url_for(".approvals"), code=303)


def _shown(row: ApprovalRow, form: DecisionForm, actor: Actor) -> ResponseReturnValue:
    approval, at = row.approval, now()
    handler = actions.handler_of(approval.kind)
    reached = reach(row, actor)
    state = actions.present_state(approval, at)
    open_ = state is ApprovalState.PENDING
    page = render_template(
        "access/approval.html",
        row=row,
        approval=approval,
        label=handler.label,
        state=state,
        lines=handler.describe(approval),
        preview=handler.preview(approval) if handler.preview else None,
        form=form,
        press=PressForm(),
        may_decide=open_ and _is_to_decide(row, reached, actor),
        needs_another=open_ and reached.may_decide and _is_asker(row, actor),
        may_withdraw=open_ and reached.mine,
    )
    return page, form.status


def _close_old() -> None:
    """Write down which requests can be decided no more; the page says so anyway."""
    db.session.rollback()
    actions.expire(now())
    db.session.commit()
    read_after_all()


def _is_asker(row: ApprovalRow, actor: Actor) -> bool:
    same = row.asked_by_person is not None and row.asked_by_person == actor.person_id
    return same or row.approval.asked_by_id == actor.user_id


def _is_to_decide(row: ApprovalRow, reached: Reach, actor: Actor) -> bool:
    return reached.may_decide and not _is_asker(row, actor)


def _may_look(row: ApprovalRow, actor: Actor) -> bool:
    """Say whether somebody knows of a request: theirs, to decide, or to audit."""
    return reach(row, actor).may_read or actor.may(Permission.AUDIT_LOG_READ)


def _permission(row: ApprovalRow) -> Permission:
    approval = row.approval
    return actions.handler_of(approval.kind).needs(approval.payload)
