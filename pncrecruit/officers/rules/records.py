"""What is written into a service record by hand, and what needs a second person."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pncrecruit.errors import DomainError
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.persons.kinds import Precision
from pncrecruit.words import N_, Choice

# An appointment is an act of its own; complaints and discipline have other keepers.
BY_HAND = tuple(
    kind
    for kind in FactKind
    if kind not in {FactKind.APPOINTMENT, FactKind.COMPLAINT, FactKind.DISCIPLINE}
)
# Where, as what and whether somebody serves: one asks, another decides.
SECOND_PERSON = frozenset(
    {FactKind.POSTING, FactKind.RANK, FactKind.SEPARATION, FactKind.REENTRY}
)


class Deed(Choice):
    """What is done with a line of a service record."""

    RECORD = "record", N_("Record")
    CORRECT = "correct", N_("Correct")
    WITHDRAW = "withdraw", N_("Take back")


class NotByHand(DomainError):
    message = N_("Such a line is not written by hand.")


class KnownTooLate(DomainError):
    message = N_("It cannot have become known after today.")
    field = "known_on"


class ReasonMissing(DomainError):
    message = N_("Give the reason: the order, the act or the document.")
    field = "reason"


def check_by_hand(draft: FactDraft, today: date) -> None:
    """Refuse what is not written by hand, or has no reason, or is known tomorrow."""
    if draft.kind not in BY_HAND:
        raise NotByHand
    if draft.known_on > today:
        raise KnownTooLate
    if not draft.reason.strip():
        raise ReasonMissing


def to_payload(draft: FactDraft) -> dict[str, Any]:
    """Return a fact as a request keeps it."""
    return {
        "kind": draft.kind.value,
        "valid_from": draft.valid_from.isoformat(),
        "valid_to": draft.valid_to.isoformat() if draft.valid_to else None,
        "known_on": draft.known_on.isoformat(),
        "precision": draft.precision.value,
        "unit_id": draft.unit_id,
        "code": draft.code,
        "amount": str(draft.amount) if draft.amount is not None else None,
        "details": dict(draft.details) if draft.details else None,
        "reason": draft.reason,
    }


def of_payload(kept: Mapping[str, Any]) -> FactDraft:
    """Return the fact that a request asks for."""
    return FactDraft(
        kind=FactKind(kept["kind"]),
        valid_from=date.fromisoformat(kept["valid_from"]),
        valid_to=date.fromisoformat(kept["valid_to"]) if kept["valid_to"] else None,
        known_on=date.fromisoformat(kept["known_on"]),
        precision=Precision(kept["precision"]),
        unit_id=kept["unit_id"],
        code=kept["code"],
        amount=Decimal(kept["amount"]) if kept["amount"] is not None else None,
        details=kept["details"],
        reason=kept["reason"],
    )
