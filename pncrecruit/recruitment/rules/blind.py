"""Blind marking: who marks a sheet next, and when it is done. Examiners see a code."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from statistics import median
from typing import NamedTuple

from pncrecruit.errors import Conflict, DomainError, NotAllowed
from pncrecruit.words import N_

# Without letters that are read as digits, and without vowels that make words.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
_LENGTH = 6
_CENT = Decimal("0.01")


class NotYourSheet(NotAllowed):
    message = N_("This sheet is not yours to mark.")


class SheetChanged(Conflict):
    message = N_("You gave another mark meanwhile. Look at it again.")
    field = "marks"


class NotBlind(Conflict):
    message = N_("The rule of the call does not say that this phase is marked blind.")


class SeatTaken(DomainError):
    message = N_("This examiner sits on the panel already.")
    field = "examiner"


class NotAnExaminer(DomainError):
    message = N_("Choose an account that can be an examiner; nobody names themselves.")
    field = "examiner"


class NoPanels(Conflict):
    message = N_("Make a panel with enough examiners first.")


class Seat(NamedTuple):
    """A place on a panel; who left it keeps the marks they locked."""

    user_id: int
    place: int
    ended: bool = False


class Given(NamedTuple):
    """The mark of one examiner that holds."""

    value: Decimal
    locked: bool


class SheetState(Enum):
    """How far the marking of a sheet has come."""

    OPEN = "open"
    DIFFERS = "differs"  # another examiner has to mark it
    SHORT = "short"  # and there is none on the panel
    DONE = "done"


class Turn(NamedTuple):
    """Who has to mark a sheet, and how far it is."""

    state: SheetState
    examiners: tuple[int, ...]  # whose marks count, in the order of their seats
    final: Decimal | None = None


def turn(
    seats: Sequence[Seat],
    given: Mapping[int, Given],
    *,
    barred: Collection[int],
    examiners: int,
    tolerance: Decimal,
) -> Turn:
    """Return who marks a sheet.

    The first seats whose holders have no conflict mark it, each alone. When they have
    locked marks that differ by more than the tolerance, the next seat marks it too.
    """
    able = [
        seat.user_id
        for seat in sorted(seats, key=lambda seat: seat.place)
        if seat.user_id not in barred
        and (not seat.ended or (seat.user_id in given and given[seat.user_id].locked))
    ]
    first = able[:examiners]
    locked = [given[one].value for one in first if one in given and given[one].locked]
    if len(first) < examiners:
        return Turn(SheetState.SHORT, tuple(first))
    if len(locked) < examiners:
        return Turn(SheetState.OPEN, tuple(first))
    if max(locked) - min(locked) <= tolerance:
        return Turn(SheetState.DONE, tuple(first), final_mark(locked))
    third = able[examiners : examiners + 1]
    if not third:
        return Turn(SheetState.SHORT, tuple(first))
    extra = given.get(third[0])
    if extra is None or not extra.locked:
        return Turn(SheetState.DIFFERS, (*first, *third))
    return Turn(SheetState.DONE, (*first, *third), final_mark([*locked, extra.value]))


def final_mark(values: Iterable[Decimal]) -> Decimal:
    """Return the mark of a phase: the middle one; of two, their mean."""
    return Decimal(median(list(values))).quantize(_CENT, ROUND_HALF_UP)


def new_codes(count: int, taken: Collection[str]) -> list[str]:
    """Return random codes that say nothing of who is behind them."""
    used = set(taken)
    codes: list[str] = []
    while len(codes) < count:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        if code not in used:
            used.add(code)
            codes.append(code)
    return codes


def spread(
    applications: Sequence[int],
    panels: Sequence[int],
    barred: Collection[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Deal applications to panels in turn, past panels where somebody has a conflict.

    ``barred`` holds pairs (panel, application). Where every panel has one, the next in
    turn takes it, and who has the conflict does not mark it.
    """
    dealt = []
    for place, application in enumerate(applications):
        order = [panels[(place + step) % len(panels)] for step in range(len(panels))]
        free = [panel for panel in order if (panel, application) not in barred]
        dealt.append((application, (free or order)[0]))
    return dealt
