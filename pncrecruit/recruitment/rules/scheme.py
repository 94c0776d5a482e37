"""How a call's phases are marked and its seats are given: data that two persons set."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.persons.kinds import Sex
from pncrecruit.words import N_

HIGHEST = Decimal(100)


class PhaseScheme(NamedTuple):
    """How one phase is marked.

    ``weight`` 0 means that it is passed or not and does not count in the total. Blind:
    ``examiners`` mark each sheet apart, and another one where they differ by more than
    ``tolerance``.
    """

    key: str
    weight: Decimal
    pass_mark: Decimal | None = None
    blind: bool = False
    examiners: int = 2
    tolerance: Decimal = Decimal(10)


class Reserved(NamedTuple):
    """Seats that the best of a group get before the others, by sex or department."""

    seats: int
    sex: Sex | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """The rule of a call's marking and selection.

    ``ties`` names phases: of two with one total, who has the higher mark there comes
    first; then a lot decides, drawn from ``seed`` and the number of the application.
    ``waiting`` is how many stay on the waiting list, None for all.
    """

    phases: tuple[PhaseScheme, ...]
    ties: tuple[str, ...] = ()
    reserved: tuple[Reserved, ...] = ()
    waiting: int | None = None
    offer_days: int = 5
    review_days: int = 5
    seed: str = ""

    def of(self, key: str) -> PhaseScheme | None:
        """Return how a phase is marked, if the rule speaks of it."""
        return next((one for one in self.phases if one.key == key), None)

    def is_blind(self, key: str) -> bool:
        """Say whether the examiners of a phase see a number and nothing else."""
        found = self.of(key)
        return found is not None and found.blind


class NoWeight(DomainError):
    message = N_("Give at least one phase a weight.")


class WeightOutOfRange(DomainError):
    message = N_("A weight lies between 0 and 100.")


class ExaminersOutOfRange(DomainError):
    message = N_("A sheet is marked by two or three examiners.")


class ToleranceOutOfRange(DomainError):
    message = N_("The tolerance lies between 0 and 100.")


class TieUnknown(DomainError):
    message = N_("Ties are decided by phases that have a weight, each once.")


class ReservedTooMany(DomainError):
    message = N_("More seats are reserved than the call has.")


class ReservedForNobody(DomainError):
    message = N_("Say for whom the seats are reserved: a sex, a department or both.")


class ReservedTwice(DomainError):
    message = N_("Seats are reserved twice for the same group.")


class DaysOutOfRange(DomainError):
    message = N_("The days for an answer or a review lie between 1 and 60.")


class SchemeFixed(Conflict):
    message = N_("The marking of a phase is closed: the rule stands as it is.")


class BlindFixed(Conflict):
    message = N_("There are marks in %(phase)s: how it is marked stands as it is.")


class BlindOnly(Conflict):
    message = N_(
        "The marks of this phase are given by examiners who see a number, on their"
        " page."
    )


def check_scheme(scheme: Scheme, *, phases: Collection[str], seats: int) -> None:
    """Check a rule against the phases with marks and the seats of its call."""
    for one in scheme.phases:
        if one.key not in phases:
            raise TieUnknown
        _check_phase(one)
    weighted = {one.key for one in scheme.phases if one.weight > 0}
    if not weighted:
        raise NoWeight
    if not set(scheme.ties) <= weighted or len(set(scheme.ties)) < len(scheme.ties):
        raise TieUnknown
    _check_reserved(scheme.reserved, seats)
    if not (1 <= scheme.offer_days <= 60 and 1 <= scheme.review_days <= 60):
        raise DaysOutOfRange


def _check_phase(one: PhaseScheme) -> None:
    if not one.weight.is_finite() or not 0 <= one.weight <= HIGHEST:
        raise WeightOutOfRange
    if one.blind and one.examiners not in (2, 3):
        raise ExaminersOutOfRange
    if not one.tolerance.is_finite() or not 0 <= one.tolerance <= HIGHEST:
        raise ToleranceOutOfRange


def _check_reserved(reserved: Collection[Reserved], seats: int) -> None:
    if any(one.sex is None and one.department is None for one in reserved):
        raise ReservedForNobody
    if len({(one.sex, one.department) for one in reserved}) < len(reserved):
        raise ReservedTwice
    if sum(one.seats for one in reserved) > seats:
        raise ReservedTooMany


def check_change(
    before: Scheme | None,
    after: Scheme,
    *,
    closed: bool,
    marked: Mapping[str, str],
) -> None:
    """Check that a rule may still change; ``marked`` names the phases with marks."""
    if closed:
        raise SchemeFixed
    for key, name in marked.items():
        was = before.of(key) if before else None
        was = was or PhaseScheme(key, Decimal(0))
        will = after.of(key) or PhaseScheme(key, Decimal(0))
        if (was.blind, was.examiners, was.tolerance) != (
            will.blind,
            will.examiners,
            will.tolerance,
        ) and (was.blind or will.blind):
            raise BlindFixed(phase=name)


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def of_scheme(scheme: Scheme) -> dict[str, Any]:
    """Return a rule as JSON, the same text for the same rule."""
    return {
        "phases": [
            {
                "key": one.key,
                "weight": _number(one.weight),
                "pass_mark": _number(one.pass_mark),
                "blind": one.blind,
                "examiners": one.examiners,
                "tolerance": _number(one.tolerance),
            }
            for one in scheme.phases
        ],
        "ties": list(scheme.ties),
        "reserved": [
            {
                "seats": one.seats,
                "sex": one.sex.value if one.sex else None,
                "department": one.department,
            }
            for one in scheme.reserved
        ],
        "waiting": scheme.waiting,
        "offer_days": scheme.offer_days,
        "review_days": scheme.review_days,
        "seed": scheme.seed,
    }


def to_scheme(payload: Mapping[str, Any]) -> Scheme:
    """Return the rule that was written as JSON."""
    return Scheme(
        phases=tuple(
            PhaseScheme(
                one["key"],
                Decimal(one["weight"]),
                None if one["pass_mark"] is None else Decimal(one["pass_mark"]),
                one["blind"],
                one["examiners"],
                Decimal(one["tolerance"]),
            )
            for one in payload["phases"]
        ),
        ties=tuple(payload["ties"]),
        reserved=tuple(
            Reserved(
                one["seats"], Sex(one["sex"]) if one["sex"] else None, one["department"]
            )
            for one in payload["reserved"]
        ),
        waiting=payload["waiting"],
        offer_days=payload["offer_days"],
        review_days=payload["review_days"],
        seed=payload["seed"],
    )
