"""Register applicants, one or many, and what follows: receipt, office, paper forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Scope
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.errors import DomainError
from pncrecruit.recruitment.actions.matching import Prepared, prepare
from pncrecruit.recruitment.actions.storing import Intake, Stored, store
from pncrecruit.recruitment.actions.taking_up import release, take_up
from pncrecruit.recruitment.models import Application, FormSheet, RecruitmentCall
from pncrecruit.recruitment.queries import intake, undone
from pncrecruit.recruitment.queries.scope import reaches
from pncrecruit.recruitment.rules import CallState
from pncrecruit.recruitment.rules.draft import (
    AlreadyApplied,
    ApplicantDraft,
    AppliedElsewhere,
    CallNotOpen,
    Checked,
    OfficeNotYours,
    checked,
)
from pncrecruit.recruitment.rules.eligibility import Unmet
from pncrecruit.recruitment.rules.numbers import (
    application_number,
    receipt_hash,
)

CHUNK = 2_000
SOURCE = "recruitment"


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of a draft: an application, or the error that it comes back with."""

    application_id: int | None = None
    public_id: UUID | None = None
    number: int | None = None
    unmet: tuple[Unmet, ...] = ()
    repeated: bool = False  # it was sent before, and nothing was added
    taken_up: bool = False  # it came by a batch that was undone, and is back
    error: DomainError | None = None


def register(
    draft: ApplicantDraft,
    *,
    call: RecruitmentCall,
    office_id: int,
    actor: Actor,
    at: datetime,
    source: str = SOURCE,
) -> Registered:
    """Record an applicant and the application to a call.

    Who does not meet a requirement is recorded too, as such. Raises the first fault of
    the draft, CallNotOpen, OfficeNotYours, AlreadyApplied, AppliedElsewhere,
    CuiOfAnother or LikelyDuplicate; then nothing has changed.
    """
    if call.state is not CallState.OPEN:
        raise CallNotOpen
    (made,) = _register(
        [checked(draft, on=local_day(at))],
        call=call,
        office_id=office_id,
        actor=actor,
        at=at,
        source=source,
    )
    if made.error is not None:
        raise made.error
    if made.repeated:
        return made
    if draft.sheet_number is not None:
        _sheet_came_back(call.id, draft.sheet_number, made)
    if made.taken_up:  # the trail says so already
        return made
    record(
        "application.registered",
        ("application", made.public_id),
        author=actor.author,
        at=at,
        call=call.code,
        number=made.number,
        way_in=draft.way_in,
        not_met=[one.loss_reason for one in made.unmet],
        distinct=draft.distinct,
    )
    return made


def register_many(
    drafts: Sequence[Checked],
    *,
    call: RecruitmentCall,
    office_id: int,
    actor: Actor,
    at: datetime,
    batch_id: int | None = None,
    listed: bool = False,
    source: str = SOURCE,
    compared_to: int = 0,
) -> list[Registered]:
    """Record a chunk of applicants, and say of each draft what became of it.

    Who came by a batch that was undone is taken up again, under the same number.
    At most CHUNK drafts; commit and pause between chunks. Unlisted applications are
    in no list and no count until actions.batches.list_batch. ``compared_to`` is for
    drafts that were prepared before, as actions.matching.prepare has it.
    """
    if len(drafts) > CHUNK:
        raise ValueError(f"at most {CHUNK} drafts at once")
    if call.state not in (CallState.OPEN, CallState.CLOSED):
        raise CallNotOpen
    found = _register(
        drafts,
        call=call,
        office_id=office_id,
        actor=actor,
        at=at,
        source=source,
        batch_id=batch_id,
        listed=listed,
        compared_to=compared_to,
    )
    numbers = [
        one.number for one in found if one.number and not (one.repeated or one.taken_up)
    ]
    if numbers:
        record(
            "application.registered_many",
            ("recruitment_call", call.code),
            author=actor.author,
            at=at,
            batch=batch_id,
            count=len(numbers),
            numbers=(min(numbers), max(numbers)),
        )
    return found


def _register(
    drafts: Sequence[Checked],
    *,
    call: RecruitmentCall,
    office_id: int,
    actor: Actor,
    at: datetime,
    source: str,
    batch_id: int | None = None,
    listed: bool = True,
    compared_to: int = 0,
) -> list[Registered]:
    if local_day(at) < call.opens_on:
        raise CallNotOpen
    scope = actor.scope(Permission.APPLICATION_CREATE)
    if not reaches(scope, call.id, office_id):
        raise OfficeNotYours
    prepared = prepare(drafts, compared_to=compared_to)
    refuse_repeated_persons(prepared, call, scope)
    held = undone.held([one.undone.id for one in prepared if one.undone])
    for one in prepared:
        if one.undone and one.undone.id not in held:  # somebody has just taken it up
            number = application_number(call.code, one.undone.number)
            one.error = AlreadyApplied(number=number)
    going = [
        one
        for one in prepared
        if one.error is None and one.repeats is None and one.same_chunk is None
    ]
    waiting = [one for one in going if one.undone is None]
    again = [one for one in going if one.undone is not None]
    into = Intake(
        call_id=call.id,
        age_day=call.age_on,
        office_id=office_id,
        phase=intake.phases(call.id)[0],
        requirements=intake.requirements(call.id),
        user_id=actor.user_id,
        at=at,
        source=source,
        batch_id=batch_id,
        listed=listed,
    )
    release(going)
    stored = store(waiting, intake.last_number(call.id) + 1, into) if waiting else []
    if again:
        stored += take_up(again, held, into, actor=actor)
    by_draft = {
        id(one): made for one, made in zip([*waiting, *again], stored, strict=True)
    }
    return [_outcome(one, by_draft, call) for one in prepared]


def _outcome(
    one: Prepared, stored: dict[int, Stored], call: RecruitmentCall
) -> Registered:
    if one.error is not None:
        return Registered(error=one.error)
    if one.repeats is not None:
        before = one.repeats
        return Registered(before.id, before.public_id, before.number, repeated=True)
    if one.same_chunk is not None:
        twin = stored.get(id(one.same_chunk))
        number = application_number(call.code, twin.number) if twin else "–"
        return Registered(error=AlreadyApplied(number=number))
    made = stored[id(one)]
    return Registered(
        made.application_id,
        made.public_id,
        made.number,
        made.unmet,
        taken_up=one.undone is not None,
    )


def refuse_repeated_persons(
    prepared: Sequence[Prepared], call: RecruitmentCall, scope: Scope
) -> None:
    """Mark the drafts of persons who applied to this call already.

    An application of an undone batch is no fault: the first draft takes it up again.
    """
    taken: set[int] = set()
    known = {one.person.id for one in prepared if one.person and one.error is None}
    applied = intake.applied(call.id, known) if known else {}
    for one in prepared:
        before = applied.get(one.person.id) if one.person else None
        if before is None or one.error is not None:
            continue
        if before.undone and one.same_chunk is None and before.id not in taken:
            taken.add(before.id)
            one.undone = before
        elif before.undone:
            number = application_number(call.code, before.number)
            one.error = AlreadyApplied(number=number)
        elif before.listed and reaches(scope, call.id, before.office_id):
            number = application_number(call.code, before.number)
            one.error = AlreadyApplied(number=number, public_id=before.public_id)
        else:
            one.error = AppliedElsewhere(whom=call.name)


def issue_receipt(
    application_id: int, public_id: UUID, code: str, *, actor: Actor, at: datetime
) -> None:
    """Give an application the code of its receipt, of which only a hash is kept.

    The codes of earlier receipts no longer open anything.
    """
    db.session.execute(
        update(Application)
        .where(Application.id == application_id)
        .values(receipt_hash=receipt_hash(str(public_id), code))
        .execution_options(synchronize_session=False)
    )
    record(
        "application.receipt_issued",
        ("application", public_id),
        author=actor.author,
        at=at,
    )


def _sheet_came_back(call_id: int, number: int, made: Registered) -> None:
    db.session.execute(
        update(FormSheet)
        .where(
            FormSheet.call_id == call_id,
            FormSheet.number == number,
            FormSheet.application_id.is_(None),
        )
        .values(application_id=made.application_id)
    )
