"""Make the selection list from locked marks, count it again, and publish it by two."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import insert

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.recruitment.models import (
    RecruitmentCall,
    SelectionEntry,
    SelectionList,
    SelectionPublication,
)
from pncrecruit.recruitment.queries import calls, schemes, selection
from pncrecruit.recruitment.queries.conflicts import barred_applications
from pncrecruit.recruitment.queries.selection import ListRow
from pncrecruit.recruitment.rules.conflicts import InConflict
from pncrecruit.recruitment.rules.offers import NotTheLast, PublishedAlready
from pncrecruit.recruitment.rules.ranking import (
    PROGRAM,
    MarksMissing,
    Nobody,
    NoRule,
    NoSelectionPhase,
    NotAllClosed,
    Outcome,
    SameList,
    inputs_hash,
    make_list,
    result_hash,
    weighted,
)
from pncrecruit.words import N_

KIND = "selection.publish"


def generate(call: RecruitmentCall, *, actor: Actor, at: datetime) -> SelectionList:
    """Make the next edition of a call's list from the records.

    Raises NoRule, NoSelectionPhase, NotAllClosed, MarksMissing, Nobody or SameList.
    """
    rule = schemes.present(call.id)
    if rule is None:
        raise NoRule
    phase = selection.selection_phase(call.id)
    if phase is None:
        raise NoSelectionPhase
    scheme = rule.scheme
    if not selection.all_closed(call.id, weighted(scheme)):
        raise NotAllClosed
    found = selection.gather(call, scheme, phase.position)
    if found.missing:
        raise MarksMissing(count=found.missing)
    if not found.inputs.candidates:
        raise Nobody
    made_of = inputs_hash(found.inputs)
    before = selection.editions(call.id)
    if before and before[0].inputs_hash == made_of:
        raise SameList
    placed = make_list(found.inputs)
    row = SelectionList(
        call_id=call.id,
        edition=before[0].edition + 1 if before else 1,
        rule_id=rule.id,
        program=PROGRAM,
        seats=call.seats,
        candidates=len(placed),
        inputs_hash=made_of,
        result_hash=result_hash(placed),
        made_at=at,
        made_by_id=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    known = {one.number: one for one in found.inputs.candidates}
    db.session.execute(
        insert(SelectionEntry),
        [
            {
                "list_id": row.id,
                "application_id": found.ids[one.number],
                "number": one.number,
                "sex": known[one.number].sex,
                "department": known[one.number].department,
                "marks": [str(mark) for mark in known[one.number].marks],
                "held": known[one.number].held,
                "rank": one.rank,
                "total": one.total,
                "outcome": one.outcome,
                "reserved": one.reserved,
            }
            for one in placed
        ],
    )
    record(
        "selection.generated",
        ("selection_list", row.public_id),
        author=actor.author,
        at=at,
        call=call.code,
        edition=row.edition,
        candidates=row.candidates,
        inputs=row.inputs_hash,
        result=row.result_hash,
    )
    return row


class Recount(NamedTuple):
    """Whether an edition follows from what it was made of, and from the records now."""

    kept: bool  # the checksums fit what was kept, and the rule gives the same list
    records: bool  # the records as they are now are what it was made of


def recount(row: ListRow, call: RecruitmentCall) -> Recount:
    """Count an edition again, from what was kept and from the records."""
    inputs, _ids = selection.stored(row)
    listed = [
        (one.number, one.rank, one.total, one.outcome, one.reserved)
        for one in selection.entries(row.id)
    ]
    again = make_list(inputs)
    kept = (
        row.program == PROGRAM
        and inputs_hash(inputs) == row.inputs_hash
        and result_hash(again) == row.result_hash
        and listed == [tuple(one) for one in again]
    )
    phase = selection.selection_phase(call.id)
    now = selection.gather(call, inputs.scheme, phase.position) if phase else None
    # Who was offered a seat since, or declined it, changes nothing of the marks.
    past = {one.number: one._replace(held=False) for one in inputs.candidates}
    records = now is not None and all(
        past.get(one.number) == one._replace(held=False)
        for one in now.inputs.candidates
    )
    return Recount(kept, records and now is not None and not now.missing)


def ask_to_publish(
    row: ListRow, *, actor: Actor, at: datetime, reason: str = ""
) -> Approval:
    """Ask a second HR lead to publish an edition.

    Raises PublishedAlready or NotTheLast.
    """
    _check_latest(row)
    return approvals.ask(
        KIND,
        ("selection_list", row.public_id),
        {
            "call": row.call_code,
            "edition": row.edition,
            "inputs": row.inputs_hash,
            "result": row.result_hash,
        },
        row.edition,
        actor=actor,
        at=at,
        reason=reason,
    )


def _check_latest(row: ListRow) -> None:
    if row.published_at is not None:
        raise PublishedAlready
    if selection.editions(row.call_id)[0].id != row.id:
        raise NotTheLast


def publish(
    row: ListRow, *, actor: Actor, at: datetime, approval_id: int | None
) -> None:
    """Publish an edition; from now on offers follow and reviews may be asked for."""
    _check_latest(row)
    scheme = selection.scheme_of(row.rule_id)
    until: date = local_day(at) + timedelta(days=scheme.review_days)
    db.session.add(
        SelectionPublication(
            list_id=row.id,
            published_at=at,
            published_by_id=actor.user_id,
            approval_id=approval_id,
            review_until=until,
        )
    )
    record(
        "selection.published",
        ("selection_list", row.public_id),
        author=actor.author,
        at=at,
        call=row.call_code,
        edition=row.edition,
        result=row.result_hash,
        review_until=until,
    )


def _row(subject: str) -> ListRow:
    row = selection.edition(UUID(subject))
    if row is None:
        raise LookupError(subject)
    return row


def _version(subject: str) -> int | None:
    row = selection.edition(UUID(subject))
    return selection.editions(row.call_id)[0].edition if row else None


def _describe(approval: Approval) -> list[Line]:
    row = _row(approval.subject_id)
    counts = selection.counts(row.id)
    call = calls.by_code(row.call_code)
    fits = recount(row, call) if call else Recount(kept=False, records=False)
    yes, no = gettext("Yes"), gettext("No")
    return [
        Line(N_("Call"), "", row.call_code),
        Line(N_("Edition"), "", str(row.edition)),
        Line(N_("Seats"), "", f"{row.seats:,}"),
        *(
            Line(outcome.label, "", f"{counts[outcome]:,}")
            for outcome in Outcome
            if counts.get(outcome)
        ),
        Line(
            N_("In process before this phase, and not on the list"),
            "",
            f"{selection.on_the_way(row.call_id):,}",
        ),
        Line(N_("Checksum of what it was made of"), "", row.inputs_hash),
        Line(N_("Checksum of the list"), "", row.result_hash),
        Line(N_("Counted again, it is the same"), "", yes if fits.kept else no),
        Line(N_("The records have not changed since"), "", yes if fits.records else no),
    ]


def _check(approval: Approval, actor: Actor) -> None:
    """Refuse who has a tie to somebody on the list."""
    inputs, ids = selection.stored(_row(approval.subject_id))
    if not barred_applications(actor).isdisjoint(
        ids[one.number] for one in inputs.candidates
    ):
        raise InConflict


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    publish(_row(approval.subject_id), actor=actor, at=at, approval_id=approval.id)


approvals.register(
    Handler(
        kind=KIND,
        label=N_("Publish a selection list"),
        permission=Permission.SELECTION_LIST_APPROVE,
        version=_version,
        describe=_describe,
        apply=_apply,
        check=_check,
    )
)
