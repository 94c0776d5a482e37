"""The printed notice: who must be told before whom, and what the person may choose."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from pncrecruit.errors import DomainError
from pncrecruit.retention.rules import AlertState
from pncrecruit.retention.rules.alerts import Finding
from pncrecruit.retention.rules.catalogue import CauseCode
from pncrecruit.words import N_, Choice


class Wish(Choice):
    """What the person ticked on the slip of the notice."""

    NOTHING = "nothing", N_("Nothing was ticked")
    HEAD = "head", N_("The head of the unit may talk with me")
    OTHER_CONTACT = "other_contact", N_("Another contact: the retention team")
    DECLINED = "declined", N_("No support")


class ReviewResult(Choice):
    """What came of a review that the person asked for."""

    STANDS = "stands", N_("The record is right")
    MENDED = "mended", N_("The record is being mended")
    WITHDRAWN = "withdrawn", N_("The case is withdrawn")


# What the person asked for knows of it, and waits for it: the duty to answer is told
# to the head without a notice, for its term is running.
OF_OWN_ASKING: Final = frozenset({CauseCode.REQUEST_UNANSWERED})

# So many days a sheet may be on its way; then it is listed as late.
ON_ITS_WAY = timedelta(days=7)
REVIEW_TERM = timedelta(days=14)

# With these wishes the head learns nothing of the case that was not known before.
_NOT_THE_HEAD: Final = frozenset({Wish.OTHER_CONTACT, Wish.DECLINED})


class HandedInFuture(DomainError):
    message = N_("The day on which it was handed over must not lie in the future.")
    field = "handed_on"


class HandedBeforePrinted(DomainError):
    message = N_("It cannot have been handed over before it was printed.")
    field = "handed_on"


class ReviewNotAsked(DomainError):
    message = N_("No review was asked for, or it was answered already.")
    field = "result"


class NothingToPrint(DomainError):
    message = N_("Nobody here has to be told of a case that they do not know of.")
    field = "head"


def shown_to_head(
    causes: Iterable[Mapping[str, Any]], told: Collection[str]
) -> list[Mapping[str, Any]]:
    """Return the causes that a head may read: those that the person was told.

    ``causes`` are as they are kept with the case; ``told`` holds codes.
    """
    return [
        cause
        for cause in causes
        if cause["code"] in told or CauseCode(cause["code"]) in OF_OWN_ASKING
    ]


def untold(
    state: AlertState, causes: Iterable[Mapping[str, Any]], told: Collection[str]
) -> frozenset[str]:
    """Return the codes of which the person of a case still has to be told."""
    if state not in (AlertState.OPEN, AlertState.ANSWERED):
        return frozenset()
    return frozenset(str(cause["code"]) for cause in causes).difference(told)


def head_may_know(wish: Wish) -> bool:
    """Say whether the head learns of the case when the person was told of it."""
    return wish not in _NOT_THE_HEAD


def check_handed(handed_on: date, printed_on: date, *, today: date) -> None:
    """Refuse a sheet handed over in the future, or before it was printed."""
    if handed_on > today:
        raise HandedInFuture
    if handed_on < printed_on:
        raise HandedBeforePrinted


def left_alone(declined: date | None, day: date, *, days: int) -> bool:
    """Say whether somebody wanted no support so short a time ago."""
    return declined is not None and day < declined + timedelta(days=days)


def duties_alone(finding: Finding) -> Finding | None:
    """Return what is found of somebody who wants no support: duties, or nothing."""
    causes = tuple(one for one in finding.causes if one.code in OF_OWN_ASKING)
    return replace(finding, causes=causes) if causes else None
