"""The parts of a call's rules: its requirements, and its phases in their order."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from pncrecruit.errors import DomainError
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import PhaseKind, RequirementKind
from pncrecruit.words import N_

# Where an application begins: at the counter, with papers and measures.
COUNTER = frozenset({PhaseKind.PAPERS, PhaseKind.MEASUREMENT})
MARKED = frozenset(
    {
        PhaseKind.MEASUREMENT,
        PhaseKind.TEST,
        PhaseKind.LANGUAGE_TEST,
        PhaseKind.BOARD,
        PhaseKind.COURSE,
    }
)
_KEY = re.compile(r"[a-z][a-z0-9_]{1,38}")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class RequirementDraft:
    """A requirement: age in years, height in centimetres, limits inclusive."""

    kind: RequirementKind
    loss_reason: str
    sex: Sex | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    value: str | None = None
    name_es: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class PhaseDraft:
    """A phase, whose place is its place in the list."""

    key: str
    kind: PhaseKind
    name_es: str
    name_en: str
    pass_mark: Decimal | None = None
    mark_unit: str | None = None
    days: int | None = None


class LimitNeeded(DomainError):
    message = N_("Give the least or the greatest value.")
    field = "minimum"


class LimitsCrossed(DomainError):
    message = N_("The least value is above the greatest.")
    field = "minimum"


class LimitOutOfRange(DomainError):
    message = N_("A limit of this requirement lies between %(low)s and %(high)s.")
    field = "minimum"


class LevelNeeded(DomainError):
    message = N_("Choose the level of schooling.")
    field = "value"


class TextNeeded(DomainError):
    message = N_("Say in Spanish and in English what is required.")
    field = "name_es"


class UnknownLossReason(DomainError):
    message = N_("Choose the reason that is kept when it is not met.")
    field = "loss_reason"


class RequirementTwice(DomainError):
    message = N_("This requirement is there already for the same people.")
    field = "kind"


class NoPhases(DomainError):
    message = N_("A call has at least two phases.")


class FirstPhase(DomainError):
    message = N_("The first phase is at the counter: papers or measurement.")


class PhaseTwice(DomainError):
    message = N_("Two phases have the same name.")
    field = "name_es"


class KeyOfPhase(DomainError):
    message = N_("A phase is kept under a short name of small letters.")
    field = "name_es"


class CourseBeforeSelection(DomainError):
    message = N_("Courses and graduation come after the selection list.")


class GraduationLast(DomainError):
    message = N_("Graduation is the last phase.")


class NoMarkHere(DomainError):
    message = N_("This kind of phase has no pass mark.")
    field = "pass_mark"


class DaysOutOfRange(DomainError):
    message = N_("The days foreseen are between 1 and 1,000.")
    field = "days"


_RANGES = {RequirementKind.AGE: (14, 70), RequirementKind.HEIGHT: (100, 230)}


def check_requirement(
    draft: RequirementDraft, *, loss_reasons: Collection[str], levels: Collection[str]
) -> None:
    """Check one requirement: limits, level or text, and the reason kept if not met."""
    if draft.kind in _RANGES:
        _check_limits(draft, *_RANGES[draft.kind])
    elif draft.kind is RequirementKind.SCHOOLING:
        if draft.value not in levels:
            raise LevelNeeded
    elif not draft.name_es.strip() or not draft.name_en.strip():
        raise TextNeeded
    if draft.loss_reason not in loss_reasons:
        raise UnknownLossReason


def _check_limits(draft: RequirementDraft, low: int, high: int) -> None:
    given = [limit for limit in (draft.minimum, draft.maximum) if limit is not None]
    if not given:
        raise LimitNeeded
    if any(not low <= limit <= high for limit in given):
        raise LimitOutOfRange(low=low, high=high)
    if len(given) == 2 and given[0] > given[1]:
        raise LimitsCrossed


def check_requirements(
    drafts: Sequence[RequirementDraft],
    *,
    loss_reasons: Collection[str],
    levels: Collection[str],
) -> None:
    """Check all requirements of a call, each alone and together."""
    seen: set[tuple[RequirementKind, str | None, Sex | None]] = set()
    for draft in drafts:
        check_requirement(draft, loss_reasons=loss_reasons, levels=levels)
        measured = draft.kind in _RANGES or draft.kind is RequirementKind.SCHOOLING
        about = None if measured else draft.value
        for sex in (draft.sex,) if draft.sex else (None, Sex.FEMALE, Sex.MALE):
            if (draft.kind, about, sex) in seen:
                raise RequirementTwice
            seen.add((draft.kind, about, sex))


def check_phase(draft: PhaseDraft) -> None:
    """Check one phase."""
    if not _KEY.fullmatch(draft.key):
        raise KeyOfPhase
    if not draft.name_es.strip() or not draft.name_en.strip():
        raise TextNeeded
    if draft.pass_mark is not None and draft.kind not in MARKED:
        raise NoMarkHere
    if draft.days is not None and not 1 <= draft.days <= 1000:
        raise DaysOutOfRange


def check_phases(drafts: Sequence[PhaseDraft]) -> None:
    """Check the phases of a call in their order."""
    if len(drafts) < 2:
        raise NoPhases
    for draft in drafts:
        check_phase(draft)
    if len({draft.key for draft in drafts}) < len(drafts):
        raise PhaseTwice
    kinds = [draft.kind for draft in drafts]
    if kinds[0] not in COUNTER:
        raise FirstPhase
    if PhaseKind.GRADUATION in kinds[:-1]:
        raise GraduationLast
    if PhaseKind.SELECTION in kinds:
        chosen = kinds.index(PhaseKind.SELECTION)
        if {PhaseKind.COURSE, PhaseKind.GRADUATION} & set(kinds[:chosen]):
            raise CourseBeforeSelection


def moved(items: Sequence[Item], place: int, steps: int) -> list[Item]:
    """Return a list with one item moved by some places, as far as there are places."""
    order = list(items)
    item = order.pop(place)
    order.insert(min(max(place + steps, 0), len(order)), item)
    return order
