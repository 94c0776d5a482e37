"""Who comes next: what waits for nobody, and how the rest stand in line for a month."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from pncrecruit.retention.rules import AlertKind, Audience
from pncrecruit.retention.rules.alerts import AlertRules
from pncrecruit.retention.rules.catalogue import SERIOUS, URGENT, CauseCode


class Weight(IntEnum):
    """How soon a case is to be opened; within one, the oldest comes first."""

    LASTING = 0  # one cause that has been so for years
    NAMED = 1  # the model names the person, within its list of a month
    SERIOUS = 2  # felt every week, several causes at once, or long in line


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for a place: what its order is made of, and nothing else."""

    key: int
    kind: AlertKind
    causes: tuple[CauseCode, ...]
    found_on: date
    people: int = 1  # whom it concerns: more than one in a case of a unit


def is_urgent(kind: AlertKind, causes: Collection[CauseCode]) -> bool:
    """Say whether a rule found a duty with a term of its own: it has no budget."""
    return kind is AlertKind.SERVICE and not URGENT.isdisjoint(causes)


def takes_place(audience: Audience, *, urgent: bool) -> bool:
    """Say whether a case takes one of the places that a head has in a month."""
    return audience is Audience.MANAGER and not urgent


def weight(case: Waiting, day: date, rules: AlertRules) -> Weight:
    """Return how soon a case is to be opened.

    Nobody waits for ever behind those whom a model names: after ``rules.patience``
    days in line a lasting cause counts as serious.
    """
    if (day - case.found_on).days >= rules.patience:
        return Weight.SERIOUS
    if case.kind is AlertKind.MODEL:
        return Weight.NAMED
    if len(case.causes) > 1 or not SERIOUS.isdisjoint(case.causes):
        return Weight.SERIOUS
    return Weight.LASTING


def in_order(waiting: Iterable[Waiting], day: date, rules: AlertRules) -> list[Waiting]:
    """Return who is in line, first to be opened first.

    By weight, then by the day found, then by how many it concerns, then by number. No
    chance of leaving is read: the order of two whom the model names tells nothing.
    """
    return sorted(
        waiting,
        key=lambda one: (
            -weight(one, day, rules),
            one.found_on,
            -one.people,
            one.key,
        ),
    )


def admitted(
    waiting: Sequence[Waiting], *, budget: int, taken: int, day: date, rules: AlertRules
) -> list[int]:
    """Return the keys of those who get a place now.

    Parameters
    ----------
    waiting : sequence of Waiting
        Who is in line before one head.
    budget : int
        Cases that the head can work on in a month.
    taken : int
        Places that are taken: cases opened in this month, and earlier ones that still
        wait for a first answer at the head.
    """
    free = max(budget - taken, 0)
    return [one.key for one in in_order(waiting, day, rules)[:free]]


def takes_now(
    *, raised_on: date | None, unanswered: bool, passed_on: bool, day: date
) -> bool:
    """Say whether an opened case takes a place of the month that a day lies in.

    What was passed on to the next level no longer lies before this head, unless it was
    opened in this month.
    """
    if raised_on is None:
        return False
    if (raised_on.year, raised_on.month) == (day.year, day.month):
        return True
    return unanswered and not passed_on
