"""Whether somebody meets the requirements of a call; the limits are the call's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.rules import age_on
from pncrecruit.recruitment.rules import RequirementKind
from pncrecruit.reference import schooling_levels


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of a call; limits are inclusive, and lengths are in centimetres."""

    id: int
    kind: RequirementKind
    loss_reason: str
    sex: Sex | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an applicant; what is not known is not judged."""

    sex: Sex
    birth_date: date | None = None
    height_cm: Decimal | None = None
    schooling: str | None = None
    declarations: Mapping[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement that is not met, and the value that shows it."""

    requirement_id: int
    loss_reason: str
    raw_value: str


def unmet(
    requirements: Iterable[Requirement], facts: Facts, *, age_day: date
) -> list[Unmet]:
    """Return the requirements not met, in the order of the call.

    Age is judged on the call's own day, not on the day of applying.
    """
    found = []
    for requirement in requirements:
        if requirement.sex is not None and requirement.sex is not facts.sex:
            continue
        raw = _failing(requirement, facts, age_day)
        if raw is not None:
            found.append(Unmet(requirement.id, requirement.loss_reason, raw))
    return found


def further(failing: Iterable[Unmet]) -> str:
    """Return all but the first of the requirements not met, as a transition notes."""
    return "; ".join(f"{o.loss_reason}: {o.raw_value}" for o in list(failing)[1:])


def read_further(note: str) -> list[tuple[str, str]]:
    """Return the codes and raw values that a transition notes; the rest has no code."""
    parts = (part.partition(": ") for part in note.split("; ") if part)
    return [(code, raw) if mark else ("", code) for code, mark, raw in parts]


def _failing(requirement: Requirement, facts: Facts, day: date) -> str | None:
    """Return the raw value that fails a requirement, or nothing."""
    match requirement.kind:
        case RequirementKind.AGE:
            if facts.birth_date is None:
                return None
            age = age_on(facts.birth_date, day)
            return None if _within(Decimal(age), requirement) else str(age)
        case RequirementKind.HEIGHT:
            height = facts.height_cm
            if height is None or _within(height, requirement):
                return None
            return f"{height.normalize():f} cm"
        case RequirementKind.SCHOOLING:
            return _schooling(requirement, facts.schooling)
        case RequirementKind.NATIONALITY | RequirementKind.DECLARATION:
            answer = facts.declarations.get(requirement.id)
            return "no" if answer is False else None


def _schooling(requirement: Requirement, key: str | None) -> str | None:
    levels = schooling_levels()
    reached, wanted = levels.get(key or ""), levels.get(requirement.value or "")
    if reached is None or wanted is None or reached >= wanted:
        return None
    return key


def _within(value: Decimal, requirement: Requirement) -> bool:
    low, high = requirement.minimum, requirement.maximum
    return (low is None or value >= low) and (high is None or value <= high)
