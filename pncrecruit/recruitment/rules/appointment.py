"""The act by which graduates become officers, as it is asked for and approved."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.words import N_

FIRST_RANK = "agente"
AT_ONCE = 1_000


class NobodyChosen(DomainError):
    message = N_("Choose the graduates whom the act appoints.")


class NobodyOfTheList(DomainError):
    message = N_(
        "What was chosen is nobody of this list. Choose the graduates again, and send"
        " it once more."
    )


class TooMany(DomainError):
    message = N_("At most %(limit)s graduates with one request.")


class SignedAfter(DomainError):
    message = N_("An act is not signed in the future.")
    field = "signed_on"


class NotInForceYet(DomainError):
    message = N_(
        "The act is in force from %(day)s: ask for the appointment from that day on."
        " Until then nobody serves by it."
    )
    field = "effective_on"


class BeforeTheCall(DomainError):
    message = N_("Nobody is appointed before %(day)s, when the call opened.")
    field = "effective_on"


class BeforeTheCourseEnds(DomainError):
    message = N_("By the dates of the call the course cannot end before %(day)s.")
    field = "effective_on"


class GraduatesChanged(Conflict):
    message = N_("Some of the graduates are no longer waiting to be appointed.")


class ActDiffers(Conflict):
    message = N_("The act %(number)s is recorded already, with other dates or names.")
    field = "number"


@dataclass(frozen=True, slots=True)
class ActDraft:
    """An act, the first posting, and whom it appoints."""

    number: str
    signed_on: date
    effective_on: date
    signed_by: str
    legal_basis: str
    unit_id: int
    unit_name: str
    graduates: tuple[UUID, ...]


def check_act(
    draft: ActDraft,
    today: date,
    call_opened: date | None,
    course_over: date | None = None,
) -> None:
    """Raise what stands against asking for an act.

    ``course_over`` is the first day on which the course can have ended.
    """
    if not draft.graduates:
        raise NobodyChosen
    if len(draft.graduates) > AT_ONCE:
        raise TooMany(limit=AT_ONCE)
    if draft.signed_on > today:
        raise SignedAfter
    if draft.effective_on > today:
        raise NotInForceYet(day=f"{draft.effective_on:%d/%m/%Y}")
    if call_opened is not None and draft.effective_on < call_opened:
        raise BeforeTheCall(day=f"{call_opened:%d/%m/%Y}")
    if course_over is not None and draft.effective_on < course_over:
        raise BeforeTheCourseEnds(day=f"{course_over:%d/%m/%Y}")


def of_act(draft: ActDraft) -> dict[str, Any]:
    """Return an act as a request keeps it."""
    return asdict(draft) | {
        "signed_on": draft.signed_on.isoformat(),
        "effective_on": draft.effective_on.isoformat(),
        "graduates": [str(one) for one in draft.graduates],
    }


def to_act(payload: Mapping[str, Any]) -> ActDraft:
    """Return the act that a request keeps."""
    return ActDraft(
        **dict(payload)
        | {
            "signed_on": date.fromisoformat(payload["signed_on"]),
            "effective_on": date.fromisoformat(payload["effective_on"]),
            "graduates": tuple(UUID(one) for one in payload["graduates"]),
        }
    )
