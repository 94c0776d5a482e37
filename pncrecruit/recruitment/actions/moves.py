"""Record results, move applications on, one or many, and undo one's own last move."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple, cast
from uuid import UUID, uuid5

from sqlalchemy import Table, Update, bindparam, insert

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.bulk import among_named, insert_columns, listed
from pncrecruit.db import db
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.recruitment.actions.rollup import Tally, enter, leave
from pncrecruit.recruitment.models import Application, PhaseTransition
from pncrecruit.recruitment.queries import intake, moves, seats
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.queries.passing import following
from pncrecruit.recruitment.queries.rollup import Dimensions
from pncrecruit.recruitment.rules import PhaseKind, Result
from pncrecruit.recruitment.rules.standing import (
    Event,
    Place,
    SomethingFollowed,
    checked_reason,
    funnel,
    place_after,
    undoable,
)

BULK_LIMIT = 1_000
NEVER = datetime(1, 1, 1, tzinfo=UTC)
_APPLICATIONS = cast(Table, Application.__table__)
_TRANSITIONS = cast(Table, PhaseTransition.__table__)


class Moved(NamedTuple):
    """What became of the applications of a bulk move, by their numbers."""

    done: list[int]
    left: list[tuple[int, DomainError]]


def record_result(
    application: Moving,
    result: Result,
    *,
    client_id: UUID,
    version: int,
    actor: Actor,
    at: datetime,
    reason_code: str | None = None,
    note: str = "",
    phases: Sequence[intake.PhaseRow] | None = None,
) -> Place:
    """Record the result of an application's phase, and move the application on.

    Sending the same client_id again changes nothing. Raises Conflict on a stale
    version, and what rules.standing, rules.passing and checked_reason raise. ``phases``
    are those of the call if they were read already.
    """
    if moves.is_recorded(client_id):
        return application.place
    if application.version != version:
        raise Conflict
    rows = phases or intake.phases(application.call_id)
    phase = rows[application.position]
    reason = checked_reason(result, phase.kind, phase.key, reason_code)
    (place,) = following([application], result, rows, actor=actor, at=at, why=note)
    if isinstance(place, DomainError):
        raise place
    write_results(
        [(application, place, client_id)],
        rows,
        result,
        reason_code=reason,
        note=note,
        actor=actor,
        at=at,
    )
    record(
        "application.result_recorded",
        ("application", application.public_id),
        author=actor.author,
        at=at,
        phase=phase.key,
        result=result,
        reason=reason,
        standing=(application.standing, place.standing),
        position=(application.position, place.position),
    )
    return place


def record_results(
    applications: Sequence[Moving],
    result: Result,
    *,
    client_id: UUID,
    actor: Actor,
    at: datetime,
    reason_code: str | None = None,
    approval_id: int | None = None,
) -> Moved:
    """Record one result for many applications of a call: what a rule refuses is left.

    Each gets an identifier made of the bulk's, so that sending it twice moves nobody
    twice. One entry of the trail names them all.
    """
    if len(applications) > BULK_LIMIT:
        raise ValueError(f"at most {BULK_LIMIT} applications at once")
    if not applications:
        return Moved([], [])
    rows = intake.phases(applications[0].call_id)
    done: dict[str | None, list[tuple[Moving, Place, UUID]]] = {}  # by their reason
    left = []
    keys = [uuid5(client_id, str(one.public_id)) for one in applications]
    before = moves.recorded(keys)
    led = following(applications, result, rows, actor=actor, at=at)

    @cache
    def reason_in(position: int) -> str | None:
        phase = rows[position]
        return checked_reason(result, phase.kind, phase.key, reason_code)

    for one, place, key in zip(applications, led, keys, strict=True):
        if key in before:
            continue
        try:
            if isinstance(place, DomainError):
                raise place
            reason = reason_in(one.position)
            done.setdefault(reason, []).append((one, place, key))
        except DomainError as error:
            left.append((one.number, error))
    for reason, those in done.items():
        write_results(
            those,
            rows,
            result,
            reason_code=reason,
            note="",
            actor=actor,
            at=at,
            approval_id=approval_id,
        )
    moved = [one for those in done.values() for one, _, _ in those]
    if moved:
        record(
            "application.results_recorded",
            ("recruitment_call", applications[0].call_id),
            author=actor.author,
            at=at,
            bulk=client_id,
            result=result,
            applications=[str(one.public_id) for one in moved],
        )
    return Moved([one.number for one in moved], left)


def write_results(
    done: Sequence[tuple[Moving, Place, UUID]],
    phases: Sequence[intake.PhaseRow],
    result: Result,
    *,
    reason_code: str | None,
    note: str,
    actor: Actor,
    at: datetime,
    approval_id: int | None = None,
    raw_value: str | None = None,
) -> None:
    """Append the transitions, move the applications, keep the counts."""
    db.session.flush()
    tally = Tally()
    entered: dict[int, list[int]] = {}
    # Those who stand alike and go to the same place are counted together.
    alike: Counter[tuple[Dimensions, Place, Place]] = Counter()
    for one, place, _key in done:
        alike[one.dimensions, one.place, place] += 1
        if place.position != one.position:
            entered.setdefault(place.position, []).append(one.id)
    first = {
        (application_id, position)
        for position, ids in entered.items()
        for application_id in enter(ids, phases[position].id)
    }
    insert_columns(
        _TRANSITIONS,
        {
            "application_id": [one.id for one, _, _ in done],
            "phase_id": [phases[one.position].id for one, _, _ in done],
            "to_position": [
                place.position if place.position != one.position else None
                for one, place, _ in done
            ],
            "standing": [place.standing for _, place, _ in done],
            "client_id": [key for _, _, key in done],
        },
        result=result,
        reason_code=reason_code,
        raw_value=raw_value,
        note=note,
        effective_at=at,
        recorded_at=at,
        recorded_by_id=actor.user_id,
        approval_id=approval_id,
    )
    for (where, was, place), count in alike.items():
        tally.stage(where, was.position, was.standing, -count)
        tally.stage(where, place.position, place.standing, count)
        if result is Result.REINSTATED:
            tally.funnel(where, [(was.position, Result.DEFERRED.value)], -count)
        elif result is not Result.APPOINTED:
            tally.funnel(where, [(was.position, result.value)], count)
    for one, place, _key in done:
        if (one.id, place.position) in first:
            tally.funnel(one.dimensions, [(place.position, "")], 1)
    _place([(one, place) for one, place, _key in done], at)
    tally.write()


def _place(done: Sequence[tuple[Moving, Place]], at: datetime) -> None:
    """Set where applications stand."""
    groups: dict[Place, list[int]] = {}
    for one, place in done:
        groups.setdefault(place, []).append(one.id)
    connection = db.session.connection()
    for place, ids in groups.items():
        connection.execute(
            _moving_to(connection.dialect.name),
            {
                "ids": listed(_APPLICATIONS.c.id, ids, connection.dialect),
                "to_standing": place.standing,
                "to_position": place.position,
                "to_furthest": place.furthest,
                "since": at,
            },
        )
    db.session.expire_all()


@cache
def _moving_to(engine: str) -> Update:
    """Return the statement of a move: the rows were locked when they were read."""
    return (
        _APPLICATIONS.update()
        .where(among_named(_APPLICATIONS.c.id, "ids", engine))
        .values(
            standing=bindparam("to_standing"),
            phase_position=bindparam("to_position"),
            furthest=bindparam("to_furthest"),
            phase_since=bindparam("since"),
            version=_APPLICATIONS.c.version + 1,
        )
    )


def undo(application: Moving, *, client_id: UUID, actor: Actor, at: datetime) -> Place:
    """Take back one's own last move; the undoing is a transition of its own.

    Raises NothingToUndo, NotYourMove, UndoTooLate or SomethingFollowed.
    """
    if moves.is_recorded(client_id):
        return application.place
    events = moves.events(application.id)
    last = undoable(
        events,
        user_id=actor.user_id,
        at=at,
        last_deed_at=moves.last_deed_at(application.id) or NEVER,
    )
    rows = intake.phases(application.call_id)
    selecting = rows[last.position].kind is PhaseKind.SELECTION
    if selecting and seats.is_answered(application.id):
        raise SomethingFollowed
    place = take_back(
        application, events, last, phases=rows, client_id=client_id, actor=actor, at=at
    )
    record(
        "application.move_undone",
        ("application", application.public_id),
        author=actor.author,
        at=at,
        undone=last.result,
        standing=(application.standing, place.standing),
        position=(application.position, place.position),
    )
    return place


def take_back(
    application: Moving,
    events: Sequence[Event],
    last: Event,
    *,
    phases: Sequence[intake.PhaseRow],
    client_id: UUID,
    actor: Actor,
    at: datetime,
) -> Place:
    """Append the undoing of the last event that holds; the counts follow it."""
    remaining = [event for event in events if event.id != last.id]
    place = place_after(remaining)
    db.session.execute(
        insert(PhaseTransition).values(
            application_id=application.id,
            phase_id=phases[last.position].id,
            result=Result.UNDONE,
            to_position=None,
            standing=place.standing,
            note="",
            effective_at=at,
            recorded_at=at,
            recorded_by_id=actor.user_id,
            client_id=client_id,
            undoes_id=last.id,
        )
    )
    was, becomes = funnel(events), funnel(remaining)
    for position, result in was - becomes:
        if not result:
            leave(application.id, phases[position].id)
    for position, result in becomes - was:
        if not result:
            enter([application.id], phases[position].id)
    tally = Tally()
    tally.stage(application.dimensions, application.position, application.standing, -1)
    tally.stage(application.dimensions, place.position, place.standing, 1)
    tally.funnel(application.dimensions, was - becomes, -1)
    tally.funnel(application.dimensions, becomes - was, 1)
    _place([(application, place)], at)
    tally.write()
    return place
