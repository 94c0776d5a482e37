"""The selection list of a call: what goes in, its editions, and its offers."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from pncrecruit.access.models import User
from pncrecruit.access.rules import Scope
from pncrecruit.db import db
from pncrecruit.recruitment.models import (
    Application,
    OfferAnswer,
    PhaseLock,
    RecruitmentCall,
    SelectionEntry,
    SelectionList,
    SelectionOffer,
    SelectionPublication,
    SelectionRule,
)
from pncrecruit.recruitment.queries import finals, intake
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules import PhaseKind, Standing
from pncrecruit.recruitment.rules.offers import Answer
from pncrecruit.recruitment.rules.ranking import Candidate, Inputs, Outcome, weighted
from pncrecruit.recruitment.rules.scheme import Scheme, to_scheme

HELD = (Standing.ACTIVE, Standing.COMPLETED, Standing.APPOINTED)


def selection_phase(call_id: int) -> PhaseRow | None:
    """Return the phase of a call in which seats are given."""
    found = [one for one in intake.phases(call_id) if one.kind is PhaseKind.SELECTION]
    return found[0] if found else None


def all_closed(call_id: int, keys: Sequence[str]) -> bool:
    """Say whether the marking of these phases of a call is closed."""
    ids = [one.id for one in intake.phases(call_id) if one.key in keys]
    closed = db.session.scalar(
        select(func.count()).select_from(PhaseLock).where(PhaseLock.phase_id.in_(ids))
    )
    return closed == len(keys)


class Gathered(NamedTuple):
    """What a list would be made of now."""

    inputs: Inputs
    ids: dict[int, int]  # number → application
    missing: int  # how many lack a final mark


def gather(call: RecruitmentCall, scheme: Scheme, position: int) -> Gathered:
    """Return who is ranked, from the records as they are.

    Those who reached the selection phase and are still in process or beyond it.
    """
    offered = {
        row.application_id: row.answer
        for row in db.session.execute(
            select(SelectionOffer.application_id, OfferAnswer.answer)
            .outerjoin(OfferAnswer, OfferAnswer.offer_id == SelectionOffer.id)
            .join(Application, Application.id == SelectionOffer.application_id)
            .where(Application.call_id == call.id)
        )
    }
    rows = db.session.execute(
        select(
            Application.id, Application.number, Application.sex, Application.department
        )
        .where(
            Application.call_id == call.id,
            Application.listed,
            Application.phase_position >= position,
            Application.standing.in_(HELD),
        )
        .order_by(Application.number)
    ).all()
    phases = {one.key: one for one in intake.phases(call.id)}
    marks = [
        finals.final_marks(phases[key].id, key, call.id) for key in weighted(scheme)
    ]
    candidates, ids, missing = [], {}, 0
    for row in rows:
        own = [some.get(row.id) for some in marks]
        known = tuple(mark for mark in own if mark is not None)
        if len(known) < len(own):
            missing += 1
            continue
        held = row.id in offered and offered[row.id] in (None, Answer.ACCEPTED)
        candidates.append(Candidate(row.number, row.sex, row.department, known, held))
        ids[row.number] = row.id
    return Gathered(Inputs(scheme, call.seats, tuple(candidates)), ids, missing)


class ListRow(NamedTuple):
    """An edition of a selection list."""

    id: int
    public_id: UUID
    call_id: int
    call_code: str
    edition: int
    rule_id: int
    program: str
    seats: int
    candidates: int
    inputs_hash: str
    result_hash: str
    made_at: datetime
    made_by_id: int
    made_by: str
    published_at: datetime | None
    review_until: date | None


def _lists() -> Select[tuple[object, ...]]:
    return (
        select(  # type: ignore[return-value]
            SelectionList.id,
            SelectionList.public_id,
            SelectionList.call_id,
            RecruitmentCall.code,
            SelectionList.edition,
            SelectionList.rule_id,
            SelectionList.program,
            SelectionList.seats,
            SelectionList.candidates,
            SelectionList.inputs_hash,
            SelectionList.result_hash,
            SelectionList.made_at,
            SelectionList.made_by_id,
            User.name,
            SelectionPublication.published_at,
            SelectionPublication.review_until,
        )
        .join(RecruitmentCall, RecruitmentCall.id == SelectionList.call_id)
        .join(User, User.id == SelectionList.made_by_id)
        .outerjoin(
            SelectionPublication, SelectionPublication.list_id == SelectionList.id
        )
        .order_by(SelectionList.edition.desc())
    )


def editions(call_id: int, *, published: bool = False) -> list[ListRow]:
    """Return the editions of a call's list, the latest first."""
    statement = _lists().where(SelectionList.call_id == call_id)
    if published:
        statement = statement.where(SelectionPublication.list_id.is_not(None))
    return [ListRow._make(row) for row in db.session.execute(statement)]


def edition(public_id: UUID) -> ListRow | None:
    """Return an edition."""
    row = db.session.execute(
        _lists().where(SelectionList.public_id == public_id)
    ).first()
    return ListRow._make(row) if row else None


def scheme_of(rule_id: int) -> Scheme:
    """Return the rule that an edition was made by."""
    rule = db.session.scalar(
        select(SelectionRule.rule).where(SelectionRule.id == rule_id)
    )
    return to_scheme(rule or {})


class EntryRow(NamedTuple):
    """A candidate on an edition, by number."""

    application_id: int
    number: int
    rank: int | None
    total: Decimal
    outcome: Outcome
    reserved: int | None
    marks: list[str]


_ENTRY = (
    SelectionEntry.application_id,
    SelectionEntry.number,
    SelectionEntry.rank,
    SelectionEntry.total,
    SelectionEntry.outcome,
    SelectionEntry.reserved,
    SelectionEntry.marks,
)


def entries(
    list_id: int, *, after: int = 0, limit: int | None = None
) -> list[EntryRow]:
    """Return the entries of an edition after a rank; those without a rank last."""
    statement = (
        select(*_ENTRY)
        .where(
            SelectionEntry.list_id == list_id,
            or_(SelectionEntry.rank > after, SelectionEntry.rank.is_(None)),
        )
        .order_by(
            SelectionEntry.rank.is_(None), SelectionEntry.rank, SelectionEntry.number
        )
        .limit(limit)
    )
    return [EntryRow._make(row) for row in db.session.execute(statement)]


def counts(list_id: int) -> dict[Outcome, int]:
    """Return how many of an edition have each outcome."""
    rows = db.session.execute(
        select(SelectionEntry.outcome, func.count())
        .where(SelectionEntry.list_id == list_id)
        .group_by(SelectionEntry.outcome)
    )
    return {row[0]: row[1] for row in rows}


def stored(row: ListRow) -> tuple[Inputs, dict[int, int]]:
    """Return what an edition was made of, as it was kept with it."""
    rows = db.session.scalars(
        select(SelectionEntry)
        .where(SelectionEntry.list_id == row.id)
        .order_by(SelectionEntry.number)
    ).all()
    return (
        Inputs(
            scheme_of(row.rule_id),
            row.seats,
            tuple(
                Candidate(
                    one.number,
                    one.sex,
                    one.department,
                    tuple(Decimal(mark) for mark in one.marks),
                    one.held,
                )
                for one in rows
            ),
        ),
        {one.number: one.application_id for one in rows},
    )


class OfferRow(NamedTuple):
    """An offer, and its answer."""

    id: int
    public_id: UUID
    application_id: int
    application_public_id: UUID
    person_id: int
    call_id: int
    call_code: str
    number: int
    standing: Standing
    position: int
    made_at: datetime
    answer_by: date
    answer: Answer | None
    answered_at: datetime | None


def offers(
    call_id: int | None, scope: Scope, public_id: UUID | None = None
) -> list[OfferRow]:
    """Return the offers of a call in sight, those without an answer first."""
    statement = (
        select(
            SelectionOffer.id,
            SelectionOffer.public_id,
            Application.id,
            Application.public_id,
            Application.person_id,
            Application.call_id,
            RecruitmentCall.code,
            Application.number,
            Application.standing,
            Application.phase_position,
            SelectionOffer.made_at,
            SelectionOffer.answer_by,
            OfferAnswer.answer,
            OfferAnswer.answered_at,
        )
        .join(Application, Application.id == SelectionOffer.application_id)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .outerjoin(OfferAnswer, OfferAnswer.offer_id == SelectionOffer.id)
        .where(within_calls(scope))
        .order_by(OfferAnswer.answer.is_not(None), SelectionOffer.id)
    )
    if call_id is not None:
        statement = statement.where(Application.call_id == call_id)
    if public_id is not None:
        statement = statement.where(SelectionOffer.public_id == public_id)
    return [OfferRow._make(row) for row in db.session.execute(statement)]


def on_the_way(call_id: int) -> int:
    """Return how many in process are before the selection phase: no list has them."""
    phase = selection_phase(call_id)
    statement = select(func.count()).where(
        Application.call_id == call_id,
        Application.listed,
        Application.phase_position < (phase.position if phase else 0),
        Application.standing == Standing.ACTIVE,
    )
    return db.session.scalar(statement) or 0


def still_in(application_ids: Sequence[int], position: int) -> set[int]:
    """Return those of some applications that still wait for a seat or have one."""
    return set(
        db.session.scalars(
            select(Application.id).where(
                Application.id.in_(application_ids),
                Application.phase_position >= position,
                Application.standing.in_(HELD),
            )
        )
    )
