"""Ask for a review by the code of one's receipt, and answer it by who is new to it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, local_day
from pncrecruit.recruitment.actions.mark_requests import ask_to_change
from pncrecruit.recruitment.models import ReviewAnswer, ReviewRequest
from pncrecruit.recruitment.queries import conflicts, intake, marks, reviews
from pncrecruit.recruitment.queries.reviews import ReviewRow
from pncrecruit.recruitment.rules.marks import MarkKey, NobodysMark
from pncrecruit.recruitment.rules.reviews import (
    ANSWER_WITHIN,
    AskedBefore,
    NoMarkToReview,
    NoReviewNow,
    check_answering,
    check_asking,
)


def ask_review(
    call_id: int,
    application: tuple[int, UUID],
    phase_key: str,
    grounds: str,
    *,
    client_id: UUID,
    author: Author,
    at: datetime,
) -> ReviewRequest:
    """Ask that a mark be looked at again. Sent twice, it is asked once.

    Raises NoReviewNow, TooLate, GroundsNeeded, NoMarkToReview or AskedBefore.
    """
    application_id, public_id = application
    sent = db.session.scalar(
        select(ReviewRequest).where(ReviewRequest.client_id == client_id)
    )
    if sent is not None:
        return sent
    found = reviews.window(call_id)
    until = found.until if found else None
    check_asking(grounds, until=until, today=local_day(at))
    if found is None:
        raise NoReviewNow
    phases = {one.key: one for one in reviews.reviewable(call_id, application_id)}
    if phase_key not in phases:
        raise NoMarkToReview
    phase_id = phases[phase_key].phase_id
    asked = select(ReviewRequest.id).where(
        ReviewRequest.application_id == application_id,
        ReviewRequest.phase_id == phase_id,
    )
    if db.session.scalar(asked) is not None:
        raise AskedBefore
    row = ReviewRequest(
        application_id=application_id,
        phase_id=phase_id,
        list_id=found.list_id,
        grounds=grounds.strip(),
        asked_at=at,
        due_on=local_day(at) + ANSWER_WITHIN,
        client_id=client_id,
    )
    db.session.add(row)
    db.session.flush()
    record(
        "review.asked",
        ("application", public_id),
        author=author,
        at=at,
        phase=phase_key,
        due=row.due_on,
    )
    return row


def answer_review(
    review: ReviewRow,
    *,
    upheld: bool,
    text: str,
    evaluator_id: int = 0,
    value: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> Approval | None:
    """Answer a request for review; with a new mark, a second person is asked for it.

    Raises InConflict, DecidedBefore, AnsweredBefore, ReasonRequired, or what asking
    for the change of a mark raises.
    """
    conflicts.refuse(actor, review.application_id, review.person_id)
    check_answering(
        marks.accounts_of(actor),
        reviews.decided_before(review.application_id, review.phase_id),
        answered=db.session.get(ReviewAnswer, review.id) is not None,
    )
    if not text.strip():
        raise ReasonRequired
    approval = None
    if upheld and value is not None:
        key = MarkKey(review.application_id, review.phase_id, evaluator_id)
        if marks.held(key) is None:
            raise NobodysMark
        (phase,) = [
            one for one in intake.phases(review.call_id) if one.id == review.phase_id
        ]
        approval = ask_to_change(
            key, phase, value, actor=actor, at=at, reason=text.strip()
        )
    db.session.add(
        ReviewAnswer(
            review_id=review.id,
            upheld=upheld,
            text=text.strip(),
            answered_at=at,
            answered_by_id=actor.user_id,
            approval_id=approval.id if approval else None,
        )
    )
    record(
        "review.answered",
        ("review_request", review.public_id),
        author=actor.author,
        at=at,
        upheld=upheld,
        change=str(approval.public_id) if approval else None,
    )
    return approval
