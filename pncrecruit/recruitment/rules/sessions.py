"""Test sessions: what a session is, who is summoned to which, what refuses it."""

from collections import Counter
from collections.abc import Mapping, Sequence
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


class Room(NamedTuple):
    """A session with room left."""

    id: int
    municipality: str
    starts_at: datetime
    room: int


class Seat(NamedTuple):
    """Who is summoned where, and about how far that is."""

    application_id: int
    session_id: int
    km: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Who would be summoned where; ``left`` are those for whom there is no room."""

    seats: tuple[Seat, ...]
    left: int

    @property
    def by_session(self) -> Mapping[int, int]:
        """How many each session would take."""
        return Counter(seat.session_id for seat in self.seats)

    def farthest(self, session_id: int) -> float:
        """How far the farthest of a session would come, in kilometres."""
        return max(
            (seat.km for seat in self.seats if seat.session_id == session_id),
            default=0.0,
        )


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
    run between the centres of municipalities. The same input gives the same plan.
    """
    order = sorted(rooms, key=lambda one: (one.starts_at, one.id))
    homes = sorted({home for one in waiting if (home := home_of(one))})
    if not order or not homes:
        return Plan((), len(waiting))
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
    for one in waiting:
        home = home_of(one)
        if home is None:
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
    return Plan(tuple(seats), len(waiting) - len(seats))
