"""What has to be there before a phase is passed: its days, a CUI, a second person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from pncrecruit.errors import Conflict, NotAllowed
from pncrecruit.persons.kinds import CuiState
from pncrecruit.recruitment.rules import CallState, PhaseKind
from pncrecruit.recruitment.rules.calls import NotPublished
from pncrecruit.words import N_

# A number whose check digit is right, or that somebody read off the DPI.
SETTLED = frozenset({CuiState.CHECKED, CuiState.COMPARED})
# What nobody enters without a settled CUI: from here on a person becomes an officer.
ENTERED_BY_NUMBER = frozenset(
    {PhaseKind.SELECTION, PhaseKind.COURSE, PhaseKind.GRADUATION}
)


class NotOpenYet(Conflict):
    message = N_("Nothing is recorded in this call before %(day)s, when it opens.")


class TakesApplicantsStill(Conflict):
    message = N_(
        "This call takes applicants until %(day)s: the selection is passed after that,"
        " or once an HR lead has closed it."
    )


class CourseWithoutDay(Conflict):
    message = N_(
        "The call does not say when the course starts: an HR lead asks for that day"
        " first, and another approves it."
    )


class CourseNotOver(Conflict):
    message = N_(
        "By the dates of the call this cannot be passed before %(day)s: the course"
        " starts on %(start)s."
    )


class CuiOpen(Conflict):
    message = N_(
        "Nobody goes on to the selection, the course or the appointment without a CUI"
        " that was compared with the DPI. Write it down under “Correct the data”."
    )


class OneHand(NotAllowed):
    message = N_(
        "You alone recorded what led here: another person has to record this result."
    )


class Step(Protocol):
    """A phase as these rules read it: its kind, and the days foreseen for it."""

    @property
    def kind(self) -> PhaseKind:
        """What it is."""

    @property
    def days(self) -> int | None:
        """How long it lasts, in days; nothing if the call does not say."""


class CallDays(NamedTuple):
    """A call as its own dates let things happen in it."""

    state: CallState
    opens_on: date
    closes_on: date
    course_starts_on: date | None


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose accounts recorded what led here; None stands for an import."""

    passes: frozenset[int | None] = frozenset()
    marks: frozenset[int | None] = frozenset()


def check_open(call: CallDays, today: date) -> None:
    """Check that something can be recorded in a call. Raises NotOpenYet."""
    if call.state is CallState.DRAFT:
        raise NotPublished
    if today < call.opens_on:
        raise NotOpenYet(day=f"{call.opens_on:%d/%m/%Y}")


def check_days(
    steps: Sequence[Step], position: int, call: CallDays, today: date
) -> None:
    """Check that a phase can have been passed by today, by the call's own dates.

    Raises TakesApplicantsStill, CourseWithoutDay or CourseNotOver.
    """
    kind = steps[position].kind
    if kind is PhaseKind.SELECTION:
        if call.state is CallState.OPEN and today <= call.closes_on:
            raise TakesApplicantsStill(day=f"{call.closes_on:%d/%m/%Y}")
    elif kind in (PhaseKind.COURSE, PhaseKind.GRADUATION):
        if call.course_starts_on is None:
            raise CourseWithoutDay
        over = _course_over(steps, position, call.course_starts_on)
        if today < over:
            raise CourseNotOver(
                day=f"{over:%d/%m/%Y}", start=f"{call.course_starts_on:%d/%m/%Y}"
            )


def _course_over(steps: Sequence[Step], position: int, start: date) -> date:
    """Return the first day on which the courses up to a phase can be over.

    Of a course without foreseen days only its beginning is known.
    """
    courses = [one for one in steps[: position + 1] if one.kind is PhaseKind.COURSE]
    return start + timedelta(days=sum(one.days or 0 for one in courses))


def course_over(steps: Sequence[Step], start: date | None) -> date | None:
    """Return the first day on which all courses of a call can be over."""
    return _course_over(steps, len(steps), start) if start else None


def asks_cui(steps: Sequence[Step], position: int) -> bool:
    """Say whether passing a phase leads to where nobody goes without a settled CUI."""
    entered = steps[: position + 2]
    return position + 1 >= len(steps) or any(
        one.kind in ENTERED_BY_NUMBER for one in entered
    )


def asks_two(steps: Sequence[Step], position: int) -> bool:
    """Say whether passing a phase is never the deed of who did all before it."""
    return position + 1 == len(steps) or steps[position].kind in (
        PhaseKind.SELECTION,
        PhaseKind.GRADUATION,
    )


def check_cui(state: CuiState) -> None:
    """Check that a CUI is settled. Raises CuiOpen."""
    if state not in SETTLED:
        raise CuiOpen


def check_hands(hands: Hands, own: Collection[int]) -> None:
    """Check that another person marked, and another passed an earlier phase.

    ``own`` are the accounts of the person who acts. Raises OneHand.
    """
    for recorded in (hands.passes, hands.marks):
        if recorded and recorded <= frozenset(own):
            raise OneHand
