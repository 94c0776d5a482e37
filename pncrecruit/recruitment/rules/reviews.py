"""A request for review (recurso de revisión): until when, and who answers it."""

from collections.abc import Collection
from datetime import date, timedelta

from pncrecruit.errors import Conflict, DomainError, NotAllowed
from pncrecruit.words import N_

ANSWER_WITHIN = timedelta(days=10)
LONGEST = 4000


class NoReviewNow(Conflict):
    message = N_("Reviews are asked for once the list is published, within its days.")


class TooLate(Conflict):
    message = N_("A review could be asked for until %(day)s.")


class AskedBefore(Conflict):
    message = N_("A review of this phase was asked for already.")


class GroundsNeeded(DomainError):
    message = N_("Say what should be looked at again, in up to 4,000 characters.")
    field = "grounds"


class NoMarkToReview(DomainError):
    message = N_("Choose a phase in which you have a mark.")
    field = "phase"


class DecidedBefore(NotAllowed):
    message = N_("Who marked or decided this before cannot answer its review.")


class AnsweredBefore(Conflict):
    message = N_("This review was answered already.")


def check_asking(grounds: str, *, until: date | None, today: date) -> None:
    """Check that a review can be asked for today."""
    if until is None:
        raise NoReviewNow
    if today > until:
        raise TooLate(day=until)
    if not grounds.strip() or len(grounds) > LONGEST:
        raise GroundsNeeded


def check_answering(
    accounts: Collection[int], before: Collection[int], *, answered: bool
) -> None:
    """Check that this person, with all their accounts, may answer a review."""
    if not set(accounts).isdisjoint(before):
        raise DecidedBefore
    if answered:
        raise AnsweredBefore
