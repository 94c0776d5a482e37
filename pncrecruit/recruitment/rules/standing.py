"""Where an application stands, what a result leads to, and what can be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.recruitment.rules import PhaseKind, Result, Standing
from pncrecruit.reference import LossReason, loss_reasons
from pncrecruit.words import N_

UNDO_WITHIN = timedelta(minutes=30)

# What a result makes of an application that is in process; PASSED moves it on.
_LEAVES = {
    Result.FAILED: Standing.REJECTED,
    Result.NOT_MET: Standing.NOT_MET,
    Result.NO_SHOW: Standing.NO_SHOW,
    Result.WITHDREW: Standing.WITHDRAWN,
    Result.DEFERRED: Standing.DEFERRED,
}
# The families of reasons that explain a result; a deferral never asks for a cause.
_FAMILIES = {
    Result.FAILED: frozenset({"result", "requirement"}),
    Result.NOT_MET: frozenset({"requirement"}),
    Result.NO_SHOW: frozenset({"absence"}),
    Result.WITHDREW: frozenset({"withdrawal"}),
}
# What a person may record of a phase; the others follow from other deeds.
RECORDED = (
    Result.PASSED,
    Result.FAILED,
    Result.NO_SHOW,
    Result.WITHDREW,
    Result.DEFERRED,
)


class ApplicationClosed(Conflict):
    message = N_("This application is no longer in process: nothing can be recorded.")


class MovedMeanwhile(Conflict):
    message = N_(
        "Somebody recorded something here meanwhile: the application waits for"
        " %(phase)s. Your note is kept; choose the result again."
    )


class NotDeferred(Conflict):
    message = N_("Only a deferred application can be taken up again.")


class NotCompleted(Conflict):
    message = N_("Only who passed every phase can be appointed.")


class AlreadyAppointed(Conflict):
    message = N_("Who was appointed is corrected in the officer's own record.")


class ReasonNeeded(DomainError):
    message = N_("Choose the reason.")
    field = "reason_code"


class ReasonUnknown(DomainError):
    message = N_("This reason does not go with this result and this phase.")
    field = "reason_code"


class NothingToUndo(Conflict):
    message = N_("There is no move to undo.")


class LossStays(Conflict):
    message = N_(
        "That a requirement is not met stays on record. If something was typed wrong,"
        " correct the data: the requirements are then judged anew."
    )


class NotYourMove(Conflict):
    message = N_("Somebody else made the last move: only they can undo it.")


class UndoTooLate(Conflict):
    message = N_("A move can be undone for 30 minutes; ask an HR lead.")


class SomethingFollowed(Conflict):
    message = N_("Something was recorded after this move: it cannot be undone.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an application stands: in which phase it waits, how far it ever came."""

    standing: Standing = Standing.ACTIVE
    position: int = 0
    furthest: int = 0


def after(place: Place, result: Result, *, phases: int) -> Place:
    """Return where an application stands once its phase has a result.

    Raises ApplicationClosed, NotDeferred or NotCompleted when the result cannot follow.
    """
    if result is Result.REINSTATED:
        if place.standing is not Standing.DEFERRED:
            raise NotDeferred
        return Place(Standing.ACTIVE, place.position, place.furthest)
    if result is Result.APPOINTED:
        if place.standing is not Standing.COMPLETED:
            raise NotCompleted
        return Place(Standing.APPOINTED, place.position, place.furthest)
    if place.standing is not Standing.ACTIVE:
        raise ApplicationClosed
    if result is Result.PASSED:
        if place.position + 1 == phases:
            return Place(Standing.COMPLETED, place.position, place.furthest)
        following = place.position + 1
        return Place(Standing.ACTIVE, following, max(place.furthest, following))
    if result not in _LEAVES:
        raise ApplicationClosed
    return Place(_LEAVES[result], place.position, place.furthest)


def reasons(result: Result, kind: PhaseKind, phase: str = "") -> list[LossReason]:
    """Return the reasons that may explain a result in a phase, by its kind and key.

    The catalogue says which go with which. Of a phase with a key of the call's own
    only the kind is known: it has the reasons of all standard phases of its kind.
    """
    families = _FAMILIES.get(result, frozenset())
    found = [
        reason
        for reason in loss_reasons().values()
        if reason.family in families
        and (not reason.phase_kinds or kind.value in reason.phase_kinds)
    ]
    if phase not in {reason.phase for reason in found}:
        return found
    return [reason for reason in found if reason.phase in ("", phase)]


def checked_reason(
    result: Result, kind: PhaseKind, phase: str, code: str | None
) -> str | None:
    """Return the code of the reason that goes with a result, or none if none may.

    Raises ReasonNeeded or ReasonUnknown. Who did not attend has one reason only.
    """
    allowed = [reason.code for reason in reasons(result, kind, phase)]
    if not allowed:
        return None
    if not code:
        if len(allowed) == 1:
            return allowed[0]
        raise ReasonNeeded
    if code not in allowed:
        raise ReasonUnknown
    return code


class Event(NamedTuple):
    """A transition as the rules read it: the phase it happened in, and what came."""

    id: int
    position: int
    result: Result
    to_position: int | None
    standing: Standing
    undoes_id: int | None = None
    recorded_by_id: int | None = None
    recorded_at: datetime | None = None


def effective(events: Iterable[Event]) -> list[Event]:
    """Return the events that hold: neither undone nor an undoing."""
    found = list(events)
    undone = {event.undoes_id for event in found if event.undoes_id is not None}
    return [
        event
        for event in found
        if event.id not in undone and event.result is not Result.UNDONE
    ]


def place_after(events: Iterable[Event]) -> Place:
    """Return where the events leave an application that began in phase 0."""
    place = Place()
    for event in effective(events):
        entered = event.to_position
        position = event.position if entered is None else entered
        place = Place(event.standing, position, max(place.furthest, position))
    return place


def undoable(
    events: Sequence[Event], *, user_id: int, at: datetime, last_deed_at: datetime
) -> Event:
    """Return the move that a person may still undo.

    ``last_deed_at`` is when a mark or a measure was last recorded. Raises
    NothingToUndo, LossStays, NotYourMove, UndoTooLate or SomethingFollowed. The first
    loss is counted, so it is not undone as a move: correcting the data takes it back.
    """
    held = effective(events)
    if not held or held[-1].result is Result.APPOINTED:
        raise NothingToUndo
    last = held[-1]
    if last.result is Result.NOT_MET:
        raise LossStays
    if last.recorded_by_id != user_id:
        raise NotYourMove
    if last.recorded_at is None or at - last.recorded_at > UNDO_WITHIN:
        raise UndoTooLate
    if last_deed_at > last.recorded_at:
        raise SomethingFollowed
    return last


def funnel(events: Iterable[Event]) -> frozenset[tuple[int, str]]:
    """Return what an application adds to the funnel: (position, "" or result).

    "" stands for having reached the phase, and each phase is left by one result at
    most: the last that holds. Who is taken up again has not left.
    """
    held = effective(events)
    reached = {0} | {e.to_position for e in held if e.to_position is not None}
    left: dict[int, str] = {}
    for event in held:
        if event.result is Result.REINSTATED:
            left.pop(event.position, None)
        elif event.result is not Result.APPOINTED:
            left[event.position] = event.result.value
    return frozenset({(p, "") for p in reached} | set(left.items()))
