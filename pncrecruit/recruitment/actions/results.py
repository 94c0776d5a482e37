"""Record the results of a phase from its final marks, once the marking is closed."""

from datetime import datetime
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.recruitment.actions.moves import BULK_LIMIT, record_results
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import finals, marks, moves
from pncrecruit.recruitment.queries.conflicts import barred_applications
from pncrecruit.recruitment.queries.marks import PhaseMarking
from pncrecruit.recruitment.rules import PhaseKind, Result
from pncrecruit.recruitment.rules.marks import NotClosed

AT_ONCE = 5_000
_BELOW = {
    PhaseKind.TEST: "mark_below_pass",
    PhaseKind.LANGUAGE_TEST: "language_mark_below_pass",
    PhaseKind.BOARD: "board_mark_below_pass",
}


class ByMarks(NamedTuple):
    """What became of a phase."""

    passed: int
    failed: int
    left: int


def record_by_marks(
    call: RecruitmentCall, phase: PhaseMarking, *, actor: Actor, at: datetime
) -> ByMarks:
    """Pass or fail who waits in a closed phase, by the pass mark; at most AT_ONCE.

    Raises NotClosed.
    """
    if not marks.is_closed(phase.id):
        raise NotClosed
    final = finals.final_marks(phase.id, phase.key, call.id)
    barred = barred_applications(actor)
    waiting = [
        one
        for one in finals.waiting_in(call.id, phase.position)
        if one.id in final and one.id not in barred
    ]
    chosen = waiting[:AT_ONCE]
    done = {Result.PASSED: 0, Result.FAILED: 0}
    groups: dict[Result, list[UUID]] = {Result.PASSED: [], Result.FAILED: []}
    for one in chosen:
        fails = phase.pass_mark is not None and final[one.id] < phase.pass_mark
        groups[Result.FAILED if fails else Result.PASSED].append(one.public_id)
    for result, ids in groups.items():
        for start in range(0, len(ids), BULK_LIMIT):
            part = moves.moving_many(
                call.id, ids[start : start + BULK_LIMIT], EVERYTHING
            )
            moved = record_results(
                part,
                result,
                client_id=uuid5(NAMESPACE_URL, f"marks:{phase.id}:{result}:{at}"),
                actor=actor,
                at=at,
                reason_code=_BELOW[phase.kind] if result is Result.FAILED else None,
            )
            done[result] += len(moved.done)
    return ByMarks(done[Result.PASSED], done[Result.FAILED], len(waiting) - len(chosen))
