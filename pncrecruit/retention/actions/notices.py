"""A person is told of a case: sheets are printed, handed over, and come back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict
from pncrecruit.retention.models import Alert, AlertNotice
from pncrecruit.retention.queries import notices as queries
from pncrecruit.retention.queries.alerts import ALIVE
from pncrecruit.retention.rules import AlertState, Audience
from pncrecruit.retention.rules.alerts import AlertRules, due_day
from pncrecruit.retention.rules.notices import (
    NothingToPrint,
    ReviewNotAsked,
    ReviewResult,
    Wish,
    check_handed,
    head_may_know,
)


def print_batch(
    head_unit_id: int | None, *, actor: Actor, at: datetime
) -> tuple[UUID, list[AlertNotice]]:
    """Make a sheet for each person before a head who does not know of their case yet.

    None stands for the cases of the retention team: what may concern a head's own
    conduct is not sent through that head. Raises NothingToPrint.
    """
    pending = queries.pending(head_unit_id)
    if not pending:
        raise NothingToPrint
    batch = uuid4()
    made = [
        AlertNotice(
            alert_id=alert.id,
            batch=batch,
            causes=alert.causes,
            printed_at=at,
            printed_by_id=actor.user_id,
        )
        for alert in pending
    ]
    db.session.add_all(made)
    db.session.flush()
    for alert, notice in zip(pending, made, strict=True):
        record(
            "alert_notice.print",
            ("alert", alert.public_id),
            author=actor.author,
            at=at,
            officer=alert.officer_id,
            notice=notice.public_id,
            batch=batch,
        )
    return batch, made


def read(sheets: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """Keep that somebody read the sheets of these cases, before they are shown."""
    for public_id in sheets:
        record(
            "alert_notice.view",
            ("alert", public_id),
            author=actor.author,
            at=at,
            purpose="support",
        )


def hand_over(
    notice: AlertNotice,
    *,
    handed_on: date,
    wish: Wish,
    review: str,
    version: int,
    today: date,
    actor: Actor,
    at: datetime,
    rules: AlertRules = AlertRules(),  # noqa: B008 - frozen
) -> None:
    """Record when a person got the sheet, and what they chose and asked for.

    From then on the head may know of the case, and has a whole term to answer it;
    unless the person wants another contact or no support. Raises Conflict,
    HandedInFuture or HandedBeforePrinted, and then nothing has changed.
    """
    if notice.handed_on is not None or notice.version != version:
        raise Conflict
    check_handed(handed_on, local_day(notice.printed_at), today=today)
    alert = db.session.get_one(Alert, notice.alert_id)
    notice.handed_on, notice.wish = handed_on, wish
    notice.review_asked = review.strip()
    notice.recorded_at, notice.recorded_by_id = at, actor.user_id
    if alert.state in ALIVE:
        codes = {str(cause["code"]) for cause in notice.causes}
        alert.told_causes = sorted(codes.union(alert.told_causes))
        if head_may_know(wish):
            first, alert.told_on = alert.told_on is None, alert.told_on or handed_on
            if first and alert.due_on is not None:
                alert.due_on = max(alert.due_on, due_day(handed_on, rules))
        _follow(alert, wish, today=today)
    db.session.flush()
    record(
        "alert_notice.hand_over",
        ("alert", alert.public_id),
        author=actor.author,
        at=at,
        officer=alert.officer_id,
        notice=notice.public_id,
        handed_on=handed_on,
        wish=wish,
        review=notice.review_asked,
    )


def choose(
    notice: AlertNotice,
    wish: Wish,
    *,
    version: int,
    today: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Record what a person chose later, with the sheet in their hands.

    Raises Conflict if it was not handed over, or somebody changed it meanwhile.
    """
    if notice.handed_on is None or notice.version != version:
        raise Conflict
    alert = db.session.get_one(Alert, notice.alert_id)
    before, notice.wish = notice.wish, wish
    notice.recorded_at, notice.recorded_by_id = at, actor.user_id
    if alert.state in ALIVE:
        if head_may_know(wish) and alert.told_on is None:
            alert.told_on = today
        _follow(alert, wish, today=today)
    db.session.flush()
    record(
        "alert_notice.choose",
        ("alert", alert.public_id),
        author=actor.author,
        at=at,
        officer=alert.officer_id,
        notice=notice.public_id,
        wish=(before, wish),
    )


def answer_review(
    notice: AlertNotice,
    result: ReviewResult,
    *,
    words: str,
    version: int,
    today: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Answer what a person asked to have looked at again, in words they are told.

    A case that is withdrawn is closed. Raises Conflict, ReviewNotAsked or
    ReasonRequired.
    """
    if notice.version != version:
        raise Conflict
    if not notice.review_asked or notice.reviewed_at is not None:
        raise ReviewNotAsked
    if not words.strip():
        raise ReasonRequired
    alert = db.session.get_one(Alert, notice.alert_id)
    notice.review_result, notice.review_answer = result, words.strip()
    notice.reviewed_at, notice.reviewed_by_id = at, actor.user_id
    if result is ReviewResult.WITHDRAWN and alert.state in ALIVE:
        alert.state, alert.closed_on = AlertState.CLOSED, today
        alert.closing_reason = notice.review_answer
    db.session.flush()
    record(
        "alert_notice.review",
        ("alert", alert.public_id),
        author=actor.author,
        at=at,
        officer=alert.officer_id,
        notice=notice.public_id,
        result=result,
        reason=notice.review_answer,
    )


def _follow(alert: Alert, wish: Wish, *, today: date) -> None:
    """Do with a case what its person wishes."""
    if wish is Wish.DECLINED:
        alert.state, alert.closed_on = AlertState.DECLINED, today
    elif wish is Wish.OTHER_CONTACT:
        alert.contact_chosen, alert.audience = True, Audience.RETENTION_TEAM
        alert.passed_to_unit_id = alert.passed_on = None
