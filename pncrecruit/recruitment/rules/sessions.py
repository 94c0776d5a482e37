"""Test sessions: what a session is, who is summoned to which, what refuses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.recruitment.rules import CallState, PhaseKind
from pncrecruit.reference import departments, municipalities
from pncrecruit.reference.territory import distance_km
from pncrecruit.words import N_, Choice

MOST = 500  # persons in a session: one sheet, one day, one door
# Phases without a day and a place to come to.
WITHOUT_SESSIONS = frozenset(
    {PhaseKind.SELECTION, PhaseKind.COURSE, PhaseKind.GRADUATION}
)


class SessionState(Choice):
    """The life of a session."""

    DRAFT = "draft", N_("Draft")
    OPEN = "open", N_("Open")
    CLOSED = "closed", N_("Attendance closed")
    CANCELLED = "cancelled", N_("Cancelled")


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A session as somebody wants it: place, day and hour, capacity in persons."""

    office_id: int
    municipality: str
    place: str
    starts_at: datetime
    capacity: int


class CapacityOdd(DomainError):
    message = N_("A session has room for 1 to %(most)s persons.")
    field = "capacity"


class CapacityTaken(DomainError):
    message = N_("%(taken)s persons are summoned already: move some of them first.")
    field = "capacity"


class PlaceMissing(DomainError):
    message = N_("Write where people go: building, street, zone.")
    field = "place"


class MunicipalityUnknown(DomainError):
    message = N_("Choose the municipality of the place.")
    field = "municipality"


class SessionPast(DomainError):
    message = N_("This day and hour are past.")
    field = "day"


class PhaseWithoutSessions(Conflict):
    message = N_("Nobody is summoned to this phase: it has no session.")


class CallNotRunning(Conflict):
    message = N_("The call is a draft or finished: it has no sessions.")


class SessionStands(Conflict):
    message = N_("This cannot be done with this session: %(state)s.")


class SessionFull(Conflict):
    message = N_("The session is full.")


class NotWaiting(Conflict):
    message = N_("The applicant does not wait in the phase of this session.")


class NotSummoned(Conflict):
    message = N_("The applicant is summoned to no session of this phase.")


class SummonedThere(Conflict):
    message = N_("The applicant is summoned to this session already.")


def check_phase(call: CallState, kind: PhaseKind) -> None:
    """Check that a phase can have sessions.

    Raises CallNotRunning or PhaseWithoutSessions.
    """
    if call in (CallState.DRAFT, CallState.FINISHED):
        raise CallNotRunning
    if kind in WITHOUT_SESSIONS:
        raise PhaseWithoutSessions


def check_draft(draft: SessionDraft, *, taken: int, at: datetime) -> None:
    """Check what somebody wants of a session to which ``taken`` are summoned.

    Raises CapacityOdd, CapacityTaken, PlaceMissing, MunicipalityUnknown or SessionPast.
    """
    if not 1 <= draft.capacity <= MOST:
        raise CapacityOdd(most=MOST)
    if draft.capacity < taken:
        raise CapacityTaken(taken=taken)
    if not draft.place.strip():
        raise PlaceMissing
    if draft.municipality not in municipalities():
        raise MunicipalityUnknown
    if draft.starts_at <= at:
        raise SessionPast


def check_state(state: SessionState, *allowed: SessionState) -> None:
    """Check that a session is in one of some states. Raises SessionStands."""
    if state not in allowed:
        raise SessionStands(state=state)


def check_room(
    state: SessionState, starts_at: datetime, room: int, at: datetime
) -> None:
    """Check that one more can be summoned.

    Raises SessionStands, SessionPast or SessionFull.
    """
    check_state(state, SessionState.OPEN)
    if starts_at <= at:
        raise SessionPast
    if room < 1:
        raise SessionFull


class Waiter(NamedTuple):
    """Somebody who waits to be summoned, and where they live as far as is known."""

    id: int
    municipality: str | None
    department: str
    # The summons to a session that they missed, and that session.
    missed: int | None = None
    missed_session: int | None = None


class Room(NamedTuple):
    """A session and how many more can come to it."""

    id: int
    municipality: str
    starts_at: datetime
    room: int


class Seat(NamedTuple):
    """Who is summoned where, and about how far that is."""

    application_id: int
    session_id: int
    km: float


class Filling(NamedTuple):
    """How many a session would take, and how far the farthest would come."""

    persons: int
    km: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Who would be summoned where, and why the others would not be."""

    seats: tuple[Seat, ...]
    without_room: int = 0
    too_far: int = 0  # the nearest session is farther than was asked
    unplaced: int = 0  # nobody knows where they live

    @property
    def left(self) -> int:
        """How many go on waiting."""
        return self.without_room + self.too_far + self.unplaced

    @property
    def by_session(self) -> dict[int, Filling]:
        """What each session would take, in one pass."""
        found: dict[int, Filling] = {}
        for seat in self.seats:
            count, km = found.get(seat.session_id, (0, 0.0))
            found[seat.session_id] = Filling(count + 1, max(km, seat.km))
        return found


def home_of(one: Waiter) -> str | None:
    """Return the municipality that somebody comes from, as far as is known.

    Who gave none comes from the capital of their department.
    """
    if one.municipality in municipalities():
        return one.municipality
    known = departments().get(one.department)
    return known.capital_code if known else None


def plan(
    waiting: Sequence[Waiter], rooms: Sequence[Room], within_km: float | None = None
) -> Plan:
    """Summon each, oldest first, to the nearest session that has room.

    ``waiting`` is in the order of who comes first. Of sessions equally far the earlier
    one is taken. Nobody is sent farther than ``within_km``, if it is given; distances
    run between the centres of municipalities. Who goes on waiting is counted by the
    reason: no room within that distance, no session within it at all, or no known home.
    The same input gives the same plan.
    """
    order = sorted(rooms, key=lambda one: (one.starts_at, one.id))
    homes = sorted({home for one in waiting if (home := home_of(one))})
    unplaced = sum(home_of(one) is None for one in waiting)
    if not order or not homes:
        return Plan((), len(waiting) - unplaced, 0, unplaced)
    table = distance_km(
        np.array(homes)[:, None], np.array([one.municipality for one in order])[None, :]
    )
    nearest = {
        home: np.argsort(row, kind="stable").tolist()
        for home, row in zip(homes, table, strict=True)
    }
    row_of = dict(zip(homes, table.tolist(), strict=True))
    free = [one.room for one in order]
    # Sessions only fill: where a home found none free, it need not look again.
    begin = dict.fromkeys(homes, 0)
    seats = []
    too_far = 0
    for one in waiting:
        home = home_of(one)
        if home is None:
            continue
        if within_km is not None and row_of[home][nearest[home][0]] > within_km:
            too_far += 1
            continue
        ways, at = nearest[home], begin[home]
        while at < len(ways) and free[ways[at]] < 1:
            at += 1
        begin[home] = at
        if at == len(ways):
            continue
        km = row_of[home][ways[at]]
        if within_km is not None and km > within_km:
            continue
        free[ways[at]] -= 1
        seats.append(Seat(one.id, order[ways[at]].id, km))
    without_room = len(waiting) - len(seats) - too_far - unplaced
    return Plan(tuple(seats), without_room, too_far, unplaced)
