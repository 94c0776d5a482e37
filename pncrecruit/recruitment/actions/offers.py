"""Offer the seats of a published list, and record what became of each offer."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import insert

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.models import OfferAnswer, RecruitmentCall, SelectionOffer
from pncrecruit.recruitment.queries import intake, moves, selection
from pncrecruit.recruitment.queries.selection import OfferRow
from pncrecruit.recruitment.rules.offers import (
    NO_REASON,
    RESULTS,
    Answer,
    NothingToOffer,
    NotPublished,
    check_answer,
    to_offer,
)
from pncrecruit.recruitment.rules.ranking import NoSelectionPhase
from pncrecruit.recruitment.rules.standing import ApplicationClosed


def make_offers(call: RecruitmentCall, *, actor: Actor, at: datetime) -> int:
    """Offer every free seat by the list that is published last; return how many.

    Seats come free when an offer is declined or lapses: doing it again offers them to
    the next by the same rule. Raises NotPublished or NothingToOffer.
    """
    phase = selection.selection_phase(call.id)
    if phase is None:
        raise NoSelectionPhase
    intake.last_number(call.id)  # one at a time: the call stays locked until the commit
    published = selection.editions(call.id, published=True)
    if not published:
        raise NotPublished
    row = published[0]
    inputs, ids = selection.stored(row)
    inside = selection.still_in(list(ids.values()), phase.position)
    offered = {one.number: one.answer for one in selection.offers(call.id, EVERYTHING)}
    out = {number for number, one in ids.items() if one not in inside} | {
        number
        for number, answer in offered.items()
        if answer in (Answer.DECLINED, Answer.LAPSED)
    }
    held = set(offered) - out
    numbers = [
        one for one in to_offer(inputs, held=held, out=out) if one not in offered
    ]
    if not numbers:
        raise NothingToOffer
    until = local_day(at) + timedelta(days=inputs.scheme.offer_days)
    db.session.execute(
        insert(SelectionOffer),
        [
            {
                "list_id": row.id,
                "application_id": ids[number],
                "made_at": at,
                "made_by_id": actor.user_id,
                "answer_by": until,
            }
            for number in numbers
        ],
    )
    record(
        "selection.offered",
        ("call", call.code),
        author=actor.author,
        at=at,
        edition=row.edition,
        numbers=numbers,
        until=until,
    )
    return len(numbers)


def answer_offer(
    offer: OfferRow,
    answer: Answer,
    *,
    actor: Actor,
    at: datetime,
    reason_code: str | None = None,
) -> None:
    """Record what became of an offer, and move the application by it.

    Accepted: on to what follows the selection. Declined or lapsed: withdrawn, with the
    reason if one was given. Raises Answered, StillInTime or ApplicationClosed.
    """
    application = moves.moving(offer.application_public_id, EVERYTHING)
    if application is None:
        raise ApplicationClosed
    known = selection.offers(offer.call_id, EVERYTHING, offer.public_id)
    check_answer(
        answer,
        answered=not known or known[0].answer is not None,
        until=offer.answer_by,
        today=local_day(at),
    )
    phase = selection.selection_phase(offer.call_id)
    if phase is None or application.position != phase.position:
        raise ApplicationClosed
    reason = None if answer is Answer.ACCEPTED else reason_code or NO_REASON
    db.session.add(
        OfferAnswer(
            offer_id=offer.id,
            answer=answer,
            answered_at=at,
            recorded_by_id=actor.user_id,
            reason_code=reason,
        )
    )
    db.session.flush()
    record_result(
        application,
        RESULTS[answer],
        client_id=uuid5(NAMESPACE_URL, f"offer:{offer.public_id}"),
        version=application.version,
        actor=actor,
        at=at,
        reason_code=reason,
    )
    record(
        "selection.answered",
        ("application", application.public_id),
        author=actor.author,
        at=at,
        answer=answer,
    )
