"""Who has a conflict of interest works on nothing of that applicant: one place."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from pncrecruit.access.guard import refused_by_rule, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.recruitment.queries import conflicts
from pncrecruit.recruitment.rules.conflicts import InConflict

BARS = "no_conflict"


class Applied(Protocol):
    """An application as a page or a deed has it."""

    @property
    def id(self) -> int: ...

    @property
    def person_id(self) -> int: ...


Record = TypeVar("Record", bound=Applied)


def free(found: Record, permission: Permission) -> Record:
    """Return an application, unless who is signed in may not work on it.

    Raises InConflict, and the attempt is on record.
    """
    actor = signed_in()
    if BARS in actor.conditions(permission):
        try:
            conflicts.refuse(actor, found.id, found.person_id)
        except InConflict as error:
            refused_by_rule(error, permission)
            raise
    return found


def split(chosen: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Return those of many that one may work on, and those one may not."""
    barred = conflicts.barred_applications(signed_in())
    return (
        [one for one in chosen if one.id not in barred],
        [one for one in chosen if one.id in barred],
    )
