"""Requests for review: what may be asked, what was, and who had a hand in it."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, union

from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import Scope
from pncrecruit.db import db
from pncrecruit.recruitment.models import (
    Application,
    Mark,
    Phase,
    PhaseTransition,
    RecruitmentCall,
    ReviewAnswer,
    ReviewRequest,
    SelectionList,
    SelectionPublication,
)
from pncrecruit.recruitment.queries import finals, marks
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules.measures import MARKED


class Window(NamedTuple):
    """The list that was published last, and until when reviews may be asked for."""

    list_id: int
    until: date


def window(call_id: int) -> Window | None:
    """Return until when a review may be asked for in a call."""
    row = db.session.execute(
        select(SelectionPublication.list_id, SelectionPublication.review_until)
        .join(SelectionList, SelectionList.id == SelectionPublication.list_id)
        .where(SelectionList.call_id == call_id)
        .order_by(SelectionList.edition.desc())
        .limit(1)
    ).first()
    return Window._make(row) if row else None


class Reviewable(NamedTuple):
    """A phase in which an applicant has a final mark."""

    phase_id: int
    key: str
    name_es: str
    name_en: str
    final: Decimal


def reviewable(call_id: int, application_id: int) -> list[Reviewable]:
    """Return the closed phases in which an applicant has a final mark."""
    found = []
    for phase in marks.by_phase(call_id, tuple(MARKED)):
        if phase.locked_at is None:
            continue
        final = finals.final_marks(phase.id, phase.key, call_id).get(application_id)
        if final is not None:
            found.append(
                Reviewable(phase.id, phase.key, phase.name_es, phase.name_en, final)
            )
    return found


class ReviewRow(NamedTuple):
    """A request for review with its answer, without the applicant's name."""

    id: int
    public_id: UUID
    application_id: int
    person_id: int
    call_id: int
    call_code: str
    number: int
    phase_id: int
    phase_key: str
    name_es: str
    name_en: str
    grounds: str
    asked_at: datetime
    due_on: date
    upheld: bool | None
    text: str | None
    answered_at: datetime | None
    answered_by: str | None


def reviews(
    scope: Scope,
    *,
    call_id: int | None = None,
    public_id: UUID | None = None,
    application_id: int | None = None,
) -> list[ReviewRow]:
    """Return requests in sight, those without an answer first, by the day due."""
    statement = (
        select(
            ReviewRequest.id,
            ReviewRequest.public_id,
            Application.id,
            Application.person_id,
            Application.call_id,
            RecruitmentCall.code,
            Application.number,
            Phase.id,
            Phase.key,
            Phase.name_es,
            Phase.name_en,
            ReviewRequest.grounds,
            ReviewRequest.asked_at,
            ReviewRequest.due_on,
            ReviewAnswer.upheld,
            ReviewAnswer.text,
            ReviewAnswer.answered_at,
            User.name,
        )
        .join(Application, Application.id == ReviewRequest.application_id)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .join(Phase, Phase.id == ReviewRequest.phase_id)
        .outerjoin(ReviewAnswer, ReviewAnswer.review_id == ReviewRequest.id)
        .outerjoin(User, User.id == ReviewAnswer.answered_by_id)
        .where(within_calls(scope))
        .order_by(
            ReviewAnswer.upheld.is_not(None), ReviewRequest.due_on, ReviewRequest.id
        )
    )
    if call_id is not None:
        statement = statement.where(Application.call_id == call_id)
    if public_id is not None:
        statement = statement.where(ReviewRequest.public_id == public_id)
    if application_id is not None:
        statement = statement.where(Application.id == application_id)
    return [ReviewRow._make(row) for row in db.session.execute(statement)]


def decided_before(application_id: int, phase_id: int) -> set[int]:
    """Return who marked an applicant in a phase, changed a mark, or gave the result."""
    here = (Mark.application_id == application_id, Mark.phase_id == phase_id)
    hands = union(
        select(Mark.evaluator_id.label("account")).where(*here),
        select(Approval.asked_by_id)
        .join(Mark, Mark.approval_id == Approval.id)
        .where(*here),
        select(Approval.decided_by_id)
        .join(Mark, Mark.approval_id == Approval.id)
        .where(*here),
        select(PhaseTransition.recorded_by_id).where(
            PhaseTransition.application_id == application_id,
            PhaseTransition.phase_id == phase_id,
        ),
    ).subquery()
    return {one for one in db.session.scalars(select(hands.c.account)) if one}
