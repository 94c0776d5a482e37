"""Rank the candidates of a call and give its seats: the same list for the same inputs.

This is the published rule. Whoever has the rule of the call and the marks can work it
out again; `PROGRAM` names its version and is part of what is hashed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from pncrecruit.errors import Conflict
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules.scheme import Reserved, Scheme, of_scheme
from pncrecruit.words import N_, Choice

PROGRAM = "ranking-1"
_CENT = Decimal("0.01")


class Outcome(Choice):
    """What the list says of a candidate."""

    SELECTED = "selected", N_("Selected")
    WAITING = "waiting", N_("On the waiting list")
    NOT_SELECTED = "not_selected", N_("Not selected")
    BELOW = "below", N_("Below a pass mark")


class NoRule(Conflict):
    message = N_("Two HR leads have to set the rule of marking and selection first.")


class NoSelectionPhase(Conflict):
    message = N_("This call has no phase for the selection list.")


class NotAllClosed(Conflict):
    message = N_("Close the marking of every phase that has a weight first.")


class MarksMissing(Conflict):
    message = N_("Candidates without a final mark in a phase with a weight: %(count)s.")


class Nobody(Conflict):
    message = N_("Nobody waits for the selection list.")


class SameList(Conflict):
    message = N_("Nothing changed since the last edition: it is the same list.")


class Candidate(NamedTuple):
    """What the ranking knows of somebody: no name, no people, no office.

    ``marks`` are in the order of the phases that have a weight. ``held`` says that they
    have an offer that is open or accepted: they keep their seat.
    """

    number: int
    sex: Sex
    department: str
    marks: tuple[Decimal, ...]
    held: bool = False


class Placed(NamedTuple):
    """A candidate on the list; below a pass mark there is no rank."""

    number: int
    rank: int | None
    total: Decimal
    outcome: Outcome
    reserved: int | None = None  # which reservation gave the seat


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a list is made of."""

    scheme: Scheme
    seats: int
    candidates: tuple[Candidate, ...]

    @property
    def weighted(self) -> tuple[str, ...]:
        """The phases that have a weight, in their order."""
        return weighted(self.scheme)


def weighted(scheme: Scheme) -> tuple[str, ...]:
    """Return the phases that have a weight, in their order."""
    return tuple(one.key for one in scheme.phases if one.weight > 0)


def total(scheme: Scheme, marks: Sequence[Decimal]) -> Decimal:
    """Return the mean of the marks by their weights, to a hundredth, halves up."""
    weights = [one.weight for one in scheme.phases if one.weight > 0]
    points = sum(
        (weight * mark for weight, mark in zip(weights, marks, strict=True)), Decimal(0)
    )
    return (points / sum(weights)).quantize(_CENT, ROUND_HALF_UP)


def lot(seed: str, number: int) -> str:
    """Return the lot of a number: by the seed, which was fixed before the marks."""
    return sha256(f"{seed}:{number}".encode()).hexdigest()


def ranked(inputs: Inputs) -> list[Candidate]:
    """Return who may be selected, the best first; no two are equal."""
    scheme = inputs.scheme
    place = {key: index for index, key in enumerate(inputs.weighted)}
    ties = [place[key] for key in scheme.ties]

    def order(one: Candidate) -> tuple[Any, ...]:
        better = [-one.marks[index] for index in ties]
        return (-total(scheme, one.marks), *better, lot(scheme.seed, one.number))

    return sorted(
        (one for one in inputs.candidates if passes(scheme, one.marks)), key=order
    )


def passes(scheme: Scheme, marks: Sequence[Decimal]) -> bool:
    """Say whether every mark reaches the pass mark of its phase."""
    limits = [one.pass_mark for one in scheme.phases if one.weight > 0]
    return all(
        limit is None or mark >= limit
        for limit, mark in zip(limits, marks, strict=True)
    )


def chosen(
    order: Sequence[Candidate], seats: int, reserved: Sequence[Reserved]
) -> dict[int, int | None]:
    """Return whom the seats go to: number → the reservation that gave it, or none.

    Who holds an offer keeps it. Then each reservation, in its order, takes the best of
    its group until the group has its seats; those of the group who have a seat already
    count. What is left goes to the best of all.
    """
    seated: dict[int, int | None] = {one.number: None for one in order if one.held}
    for place, one in enumerate(reserved):
        group = [candidate for candidate in order if _belongs(candidate, one)]
        have = sum(1 for candidate in group if candidate.number in seated)
        free = [candidate for candidate in group if candidate.number not in seated]
        wanted = max(min(one.seats - have, seats - len(seated)), 0)
        seated |= {candidate.number: place for candidate in free[:wanted]}
    free = [candidate for candidate in order if candidate.number not in seated]
    left = max(seats - len(seated), 0)
    return seated | {candidate.number: None for candidate in free[:left]}


def _belongs(candidate: Candidate, group: Reserved) -> bool:
    return (group.sex is None or candidate.sex is group.sex) and (
        group.department is None or candidate.department == group.department
    )


def make_list(inputs: Inputs) -> list[Placed]:
    """Return the list by rank, and after it who is below a pass mark."""
    scheme, order = inputs.scheme, ranked(inputs)
    seated = chosen(order, inputs.seats, scheme.reserved)
    placed, waiting = [], 0
    for rank, one in enumerate(order, 1):
        if one.number in seated:
            outcome = Outcome.SELECTED
        elif scheme.waiting is None or waiting < scheme.waiting:
            outcome, waiting = Outcome.WAITING, waiting + 1
        else:
            outcome = Outcome.NOT_SELECTED
        marked = total(scheme, one.marks)
        placed.append(Placed(one.number, rank, marked, outcome, seated.get(one.number)))
    listed = {one.number for one in order}
    below = [one for one in inputs.candidates if one.number not in listed]
    placed += [
        Placed(one.number, None, total(scheme, one.marks), Outcome.BELOW)
        for one in sorted(below, key=lambda one: one.number)
    ]
    return placed


def inputs_hash(inputs: Inputs) -> str:
    """Return the checksum of all that a list is made of, and of the rule's version."""
    return _hash(
        {
            "program": PROGRAM,
            "rule": of_scheme(inputs.scheme),
            "seats": inputs.seats,
            "candidates": [
                [
                    one.number,
                    one.sex.value,
                    one.department,
                    [_plain(mark) for mark in one.marks],
                    one.held,
                ]
                for one in sorted(inputs.candidates)
            ],
        }
    )


def result_hash(placed: Iterable[Placed]) -> str:
    """Return the checksum of a list."""
    return _hash(
        [
            [one.number, one.rank, _plain(one.total), one.outcome.value, one.reserved]
            for one in placed
        ]
    )


def _plain(value: Decimal) -> str:
    return f"{value.quantize(_CENT):f}"


def _hash(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode()).hexdigest()
