"""A conflict of interest: declared, decided, and what it bars."""

from collections.abc import Sequence
from typing import NamedTuple

from pncrecruit.errors import Conflict, DomainError, NotAllowed
from pncrecruit.words import N_, Choice


class Tie(Choice):
    """What somebody declares about an applicant."""

    FAMILY = "family", N_("Family, by blood or marriage")
    CLOSE = "close", N_("Friend, partner, business or open quarrel")
    NONE = "none", N_("No tie: we only share a surname")


class InConflict(NotAllowed):
    message = N_(
        "You have a conflict of interest with this applicant: somebody else has to"
        " work on it."
    )


class OwnDeclaration(NotAllowed):
    message = N_("Somebody else decides on what you declared.")


class DecidedAlready(Conflict):
    message = N_("This declaration was decided already.")


class UnknownNumber(DomainError):
    message = N_("There is no application with this number. Copy it from the receipt.")
    field = "number"


class Who(NamedTuple):
    """What of a person may be a sign of a tie."""

    surnames: frozenset[str]
    phone: str | None = None
    email: str | None = None
    cui: str | None = None


def shares_surname(one: Who, other: Who) -> bool:
    """Say whether two share a surname: in many towns that means nothing, so we ask."""
    return not one.surnames.isdisjoint(other.surnames)


def signs(one: Who, other: Who) -> int:
    """Count independent signs of a tie; two of them bar without a declaration."""
    pairs: Sequence[tuple[str | None, str | None]] = (
        (one.phone, other.phone),
        (one.email, other.email),
    )
    return sum(1 for mine, theirs in pairs if mine and mine == theirs)


def is_barred(one: Who, other: Who) -> bool:
    """Say whether the signs alone keep somebody from an application."""
    same = bool(one.cui) and one.cui == other.cui
    return same or signs(one, other) >= 2
