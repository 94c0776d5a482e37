"""The documents that a call asks for, and what an applicant's checklist says."""

import calendar
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.words import N_, Choice

EXPIRING = timedelta(days=30)  # said to be about to expire
MOST = 20  # documents of one application
OLDEST = timedelta(days=366 * 60)
_MOST_MONTHS = 120
_SECOND_LOOKS = 0.1  # the share of accepted documents that a second person looks at


class Verdict(Choice):
    """What was found when a document was read."""

    ACCEPTED = "accepted", N_("In order")
    REFUSED = "refused", N_("Not accepted")


class DocumentState(Choice):
    """How a document that a call asks for stands, from the worst to the best."""

    MISSING = "missing", N_("Missing")
    REFUSED = "refused", N_("Not accepted")
    EXPIRED = "expired", N_("Past its date")
    UNCHECKED = "unchecked", N_("To be checked")
    EXPIRING = "expiring", N_("About to expire")
    ACCEPTED = "accepted", N_("In order")


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A document that a call asks for; ``months`` is how long it is good from issue."""

    kind: str
    required: bool = True
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What of a document counts for the checklist."""

    kind: str
    verdict: Verdict | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a checklist: a document of the call, and how it stands."""

    asked: DocumentDraft
    state: DocumentState

    @property
    def settled(self) -> bool:
        """Whether nothing need be done about it."""
        fine = (DocumentState.ACCEPTED, DocumentState.EXPIRING)
        return self.state in fine or (
            not self.asked.required and self.state is DocumentState.MISSING
        )


class DocumentsOpen(Conflict):
    message = N_(
        "Required documents that are missing, not accepted or past their date:"
        " %(number)s. Receive them first, or write in the note why this phase is passed"
        " without them."
    )
    field = "note"


class UnknownDocument(DomainError):
    message = N_("Choose a kind of document.")
    field = "kind"


class DocumentTwice(DomainError):
    message = N_("This document is asked for already.")
    field = "kind"


class MonthsOutOfRange(DomainError):
    message = N_("A document is good for 1 to 120 months.")
    field = "months"


class IssuedLater(DomainError):
    message = N_("The day of issue has not come yet.")
    field = "issued_on"


class IssuedLongAgo(DomainError):
    message = N_("The day of issue lies more than 60 years back.")
    field = "issued_on"


class IssueNeeded(DomainError):
    message = N_("Give the day of issue: this document is good for %(months)s months.")
    field = "issued_on"


class TooManyDocuments(DomainError):
    message = N_("An application holds at most %(most)s documents.")


class SentBefore(Conflict):
    message = N_("This page was sent already with another document. Open it anew.")


class SameLooker(DomainError):
    message = N_("The second look is by somebody who has not judged this document.")
    status = 403


class VerdictStands(DomainError):
    message = N_("This document was judged already.")
    status = 409


class DocumentRemoved(DomainError):
    message = N_("This document was removed.")
    status = 410


def check_documents(drafts: Sequence[DocumentDraft], *, kinds: Collection[str]) -> None:
    """Check the documents that a call asks for."""
    seen = set()
    for draft in drafts:
        if draft.kind not in kinds:
            raise UnknownDocument
        if draft.kind in seen:
            raise DocumentTwice
        if draft.months is not None and not 1 <= draft.months <= _MOST_MONTHS:
            raise MonthsOutOfRange
        seen.add(draft.kind)


def expiry(issued_on: date | None, months: int | None) -> date | None:
    """Return the last day on which a document is good; None if it does not expire.

    Months are counted in the calendar: of 31 August, six months are 28 February.
    """
    if issued_on is None or months is None:
        return None
    year, month = divmod(issued_on.month - 1 + months, 12)
    year += issued_on.year
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(issued_on.day, last))


def check_issue(issued_on: date | None, months: int | None, today: date) -> None:
    """Check the day on which a document was issued."""
    if issued_on is None:
        if months is not None:
            raise IssueNeeded(months=months)
        return
    if issued_on > today:
        raise IssuedLater
    if issued_on < today - OLDEST:
        raise IssuedLongAgo


def state_of(held: Held | None, today: date) -> DocumentState:
    """Return how a document stands on a day."""
    if held is None:
        return DocumentState.MISSING
    if held.verdict is Verdict.REFUSED:
        return DocumentState.REFUSED
    if held.expires_on is not None and held.expires_on < today:
        return DocumentState.EXPIRED
    if held.verdict is None:
        return DocumentState.UNCHECKED
    if held.expires_on is not None and held.expires_on <= today + EXPIRING:
        return DocumentState.EXPIRING
    return DocumentState.ACCEPTED


RANKS = {state: rank for rank, state in enumerate(DocumentState)}


# What holds up the papers; to be checked does not: whoever passes has them in hand.
_OPEN = frozenset({DocumentState.MISSING, DocumentState.REFUSED, DocumentState.EXPIRED})


def check_complete(items: Iterable[Item], why: str) -> None:
    """Check that no required document is open, or that it is said why.

    Raises DocumentsOpen.
    """
    missing = sum(one.asked.required and one.state in _OPEN for one in items)
    if missing and not why.strip():
        raise DocumentsOpen(number=missing)


def checklist(
    asked: Iterable[DocumentDraft], held: Iterable[Held], today: date
) -> list[Item]:
    """Return a line for each document asked for: the best of what was handed in."""
    by_kind: dict[str, list[DocumentState]] = {}
    for one in held:
        by_kind.setdefault(one.kind, []).append(state_of(one, today))
    return [
        Item(
            one,
            max(by_kind.get(one.kind, [DocumentState.MISSING]), key=RANKS.__getitem__),
        )
        for one in asked
    ]


def wants_second_look(document: UUID) -> bool:
    """Say whether an accepted document is one of those that a second person looks at.

    The choice follows from its random identifier, so nobody chooses.
    """
    first = hashlib.sha256(document.bytes).digest()[0]
    return first < _SECOND_LOOKS * 256


def check_verdict(
    *,
    removed: bool,
    judged_by: Sequence[int],
    accounts: Collection[int],
    second_look: bool,
) -> None:
    """Check that a document may be judged now by who has these accounts.

    The first verdict stands; a document in the sample takes a second one by somebody
    else. ``judged_by`` are the accounts that judged before, ``accounts`` those of the
    person who wants to.
    """
    if removed:
        raise DocumentRemoved
    if not judged_by:
        return
    if not second_look or len(judged_by) > 1:
        raise VerdictStands
    if set(judged_by) & set(accounts):
        raise SameLooker
