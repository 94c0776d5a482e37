"""When a mark may change, and who may lock it or decide a change."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from pncrecruit.errors import Conflict, DomainError, NotAllowed
from pncrecruit.words import N_


class MarkLocked(Conflict):
    message = N_("This mark is locked: ask for its change, a second person decides.")


class PhaseClosed(Conflict):
    message = N_("The marking of this phase is closed: ask for a change with a reason.")


class NotLocked(Conflict):
    message = N_("This mark is not locked: its author can still correct it.")


class NothingToLock(Conflict):
    message = N_("You have no mark here that is still open.")


class StillWaiting(Conflict):
    message = N_(
        "Before this phase, or in it without a final mark: %(count)s. The marking is"
        " closed when there are none."
    )


class LockedAlready(Conflict):
    message = N_("The marking of this phase is closed already.")


class NotClosed(Conflict):
    message = N_("Close the marking of this phase first.")


class ScorerLocks(NotAllowed):
    message = N_("You gave marks in this phase: somebody else has to close it.")


class ScorerDecides(NotAllowed):
    message = N_("Who marked this applicant in this phase cannot decide the change.")


class SameMark(DomainError):
    message = N_("This is the mark that holds already.")
    field = "value"


class NobodysMark(DomainError):
    message = N_("Choose whose mark it is.")
    field = "evaluator_id"


class MarkKey(NamedTuple):
    """Whose mark of which application in which phase: 0 is nobody in particular."""

    application_id: int
    phase_id: int
    evaluator_id: int

    @property
    def text(self) -> str:
        """The key as a request names its subject."""
        return "-".join(str(part) for part in self)


def key_of(text: str) -> MarkKey:
    """Return the key that was written as text."""
    application, phase, evaluator = (int(part) for part in text.split("-"))
    return MarkKey(application, phase, evaluator)


def check_change(present: Decimal | None, wanted: Decimal, *, locked: bool) -> None:
    """Check that a change of a mark has to be asked for, and changes something."""
    if not locked:
        raise NotLocked
    if present == wanted:
        raise SameMark


def check_closing(*, waiting: int, closed: bool, scored: bool) -> None:
    """Check that the marking of a phase can be closed by who did not mark in it."""
    if closed:
        raise LockedAlready
    if scored:
        raise ScorerLocks
    if waiting:
        raise StillWaiting(count=waiting)


def check_decider(deciders: Collection[int], scorers: Collection[int]) -> None:
    """Check that none of a person's accounts gave a mark of what is decided."""
    if not set(deciders).isdisjoint(scorers):
        raise ScorerDecides
