"""Filters of the applicant list that somebody keeps: what they hold, who sees them."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from pncrecruit.errors import DomainError
from pncrecruit.words import N_, Choice

LONGEST = 80
MOST = 30  # of one person in one call: a list of them is still read
# What narrows or orders the list and names nobody: what is searched for never is kept.
KEPT = ("phase", "standing", "sex", "department", "office", "way_in", "sort", "dir")


class Shared(Choice):
    """Who sees a kept filter, among those who may open the list at all."""

    OWN = "own", N_("Only me")
    OFFICE = "office", N_("My office")
    ALL = "all", N_("Everybody who works on this call")


class ToKeep(NamedTuple):
    """A filter as somebody wants to keep it."""

    name: str
    filters: dict[str, str]
    shared: Shared
    office_id: int | None


class NothingToKeep(DomainError):
    message = N_("The list is not narrowed: choose a filter first.")


class NameTaken(DomainError):
    message = N_("You have a filter of this name in this call. Take another name.")
    field = "name"


class TooManyFilters(DomainError):
    message = N_("You keep %(count)s filters in this call. Delete one first.")


class NoOffice(DomainError):
    message = N_("Choose one of your offices.")
    field = "office_id"


def kept(given: Mapping[str, str]) -> dict[str, str]:
    """Return of an address of the list what a filter keeps: no page, nobody's name."""
    return {name: given[name][:LONGEST] for name in KEPT if given.get(name)}


def check(wanted: ToKeep, *, offices: Collection[int], held: int) -> None:
    """Check what somebody wants to keep; ``held`` is how many they keep already."""
    if not wanted.filters:
        raise NothingToKeep
    if held >= MOST:
        raise TooManyFilters(count=MOST)
    if wanted.shared is Shared.OFFICE and wanted.office_id not in offices:
        raise NoOffice


def is_seen(
    shared: Shared, office_id: int | None, offices: Collection[int] | None
) -> bool:
    """Say whether another sees a filter; ``offices`` are those they reach, None all."""
    if shared is Shared.OFFICE:
        return offices is None or office_id in offices
    return shared is Shared.ALL
