"""What a call must be: its seats and days, and when it may change."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pncrecruit.errors import Conflict, DomainError, NotAllowed
from pncrecruit.recruitment.rules import CallState
from pncrecruit.recruitment.rules.call_parts import (
    PhaseDraft,
    RequirementDraft,
    check_phases,
)
from pncrecruit.recruitment.rules.documents import DocumentDraft
from pncrecruit.words import N_

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,18}[A-Z0-9]")
MOST_SEATS = 100_000
# A date further off is a slip of the pen: calls take weeks, their courses months.
FAR = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class CallDraft:
    """What a call is, but for its requirements and phases."""

    code: str
    name: str
    seats: int
    opens_on: date
    closes_on: date
    age_on: date
    course_starts_on: date | None = None
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What may change in a published call, by a second person's approval."""

    seats: int
    closes_on: date
    course_starts_on: date | None


@dataclass(frozen=True, slots=True)
class Rules:
    """A call as a second person sees and approves it."""

    call: CallDraft
    requirements: tuple[RequirementDraft, ...]
    phases: tuple[PhaseDraft, ...]
    documents: tuple[DocumentDraft, ...] = ()


class CodeOfCall(DomainError):
    message = N_("A code has 3 to 20 capital letters, digits and hyphens.")
    field = "code"


class CodeTaken(DomainError):
    message = N_("Another call has this code: %(name)s.")
    field = "code"


class NameNeeded(DomainError):
    message = N_("Give a name of at most 80 letters.")
    field = "name"


class SeatsOutOfRange(DomainError):
    message = N_("The number of seats is between 1 and 100,000.")
    field = "seats"


class ClosesBeforeItOpens(DomainError):
    message = N_("A call cannot close before it opens.")
    field = "closes_on"


class CourseBeforeClosing(DomainError):
    message = N_("The course cannot start before the call closes.")
    field = "course_starts_on"


class OpensTooFar(DomainError):
    message = N_("A call opens between %(first)s and %(last)s: check the year.")
    field = "opens_on"


class ClosesTooFar(DomainError):
    message = N_("A call closes within two years, by %(last)s: check the year.")
    field = "closes_on"


class CourseTooFar(DomainError):
    message = N_(
        "The course starts within two years after the closing, by %(last)s: check the"
        " year."
    )
    field = "course_starts_on"


class AgeDayTooFar(DomainError):
    message = N_(
        "The day on which age is judged lies within two years of the opening: check the"
        " year."
    )
    field = "age_on"


class AlreadyPublished(Conflict):
    message = N_(
        "The call is published: its rules do not change. Seats and dates change with"
        " a second person's approval."
    )


class NotPublished(Conflict):
    message = N_("The call is not published yet.")


class ClosedAlready(Conflict):
    message = N_("The call is closed.")


class NotClosedYet(Conflict):
    message = N_("Close the call before it is finished.")


class StillInProcess(Conflict):
    message = N_("%(number)s applicants are still in process.")


class ClosingPassed(DomainError):
    message = N_("The closing day has passed: choose one from today on.")
    field = "closes_on"


class NothingChanges(DomainError):
    message = N_("Nothing changes.")
    field = "seats"


class ShorterThanPromised(DomainError):
    message = N_("A published call can be extended, not shortened: close it instead.")
    field = "closes_on"


class NotARecruiter(DomainError):
    message = N_("Choose an account with the role of recruiter.")
    field = "recruiter"


class NotOneself(NotAllowed):
    message = N_("Nobody assigns themselves: another HR lead must.")


class OfficeClosed(DomainError):
    message = N_("Choose a unit that is open.")
    field = "office"


class AssignedAlready(Conflict):
    message = N_("This recruiter works on the call for this office already.")


class EndedAlready(Conflict):
    message = N_("This assignment has ended.")


class CallFinished(Conflict):
    message = N_("The call is finished.")


def check_call(draft: CallDraft) -> None:
    """Check a call's code, name, seats and dates."""
    if not _CODE.fullmatch(draft.code):
        raise CodeOfCall
    if not draft.name.strip() or len(draft.name) > 80:
        raise NameNeeded
    check_seats(draft.seats)
    check_dates(draft.opens_on, draft.closes_on, draft.course_starts_on)
    if abs(draft.age_on - draft.opens_on) > FAR:
        raise AgeDayTooFar


def check_opening(opens_on: date, today: date) -> None:
    """Check that a call opens near the day on which it is written. See FAR."""
    if abs(opens_on - today) > FAR:
        first, last = today - FAR, today + FAR
        raise OpensTooFar(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")


def check_seats(seats: int) -> None:
    """Check a number of seats."""
    if not 1 <= seats <= MOST_SEATS:
        raise SeatsOutOfRange


def check_dates(opens_on: date, closes_on: date, course_starts_on: date | None) -> None:
    """Check that the days of a call follow one another, none of them too far off."""
    if closes_on < opens_on:
        raise ClosesBeforeItOpens
    if closes_on - opens_on > FAR:
        raise ClosesTooFar(last=f"{opens_on + FAR:%d/%m/%Y}")
    if course_starts_on is None:
        return
    if course_starts_on < closes_on:
        raise CourseBeforeClosing
    if course_starts_on - closes_on > FAR:
        raise CourseTooFar(last=f"{closes_on + FAR:%d/%m/%Y}")


def check_draft_state(state: CallState) -> None:
    """Check that a call may still be edited."""
    if state is not CallState.DRAFT:
        raise AlreadyPublished


def check_publishable(rules: Rules, today: date) -> None:
    """Check that a call can be published: whole, and not over before it began."""
    check_call(rules.call)
    check_phases(rules.phases)
    if rules.call.closes_on < today:
        raise ClosingPassed


def check_change(
    state: CallState, now: Change, change: Change, opens_on: date, today: date
) -> None:
    """Check a change of seats and days of a published call."""
    if state is CallState.DRAFT:
        raise NotPublished
    if state is CallState.FINISHED:
        raise ClosedAlready
    check_seats(change.seats)
    check_dates(opens_on, change.closes_on, change.course_starts_on)
    if change == now:
        raise NothingChanges
    if change.closes_on < now.closes_on:
        raise ShorterThanPromised
    if change.closes_on > now.closes_on:
        if state is CallState.CLOSED:
            raise ClosedAlready
        if change.closes_on < today:
            raise ClosingPassed


def check_closing(state: CallState) -> None:
    """Check that a call can be closed to applicants."""
    if state is CallState.DRAFT:
        raise NotPublished
    if state is not CallState.OPEN:
        raise ClosedAlready


def check_finishing(state: CallState, active: int) -> None:
    """Check that a call can be finished: closed, and nobody in process."""
    if state is not CallState.CLOSED:
        raise NotClosedYet if state is CallState.OPEN else ClosedAlready
    if active:
        raise StillInProcess(number=active)


def accepts_applicants(
    state: CallState, opens_on: date, closes_on: date, today: date
) -> bool:
    """Say whether an applicant may be entered today."""
    return state is CallState.OPEN and opens_on <= today <= closes_on
