"""What makes two records one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from rapidfuzz import fuzz, process

from pncrecruit.persons.rules import fold_name


class Likeness(Enum):
    """How sure it is that two records are one person, surest first."""

    SAME = "same"
    LIKELY = "likely"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class PersonKey:
    """What two records are compared by; anything but the name may be missing."""

    name: str
    cui: str | None = None
    birth_date: date | None = None
    municipality_code: str | None = None


# Names as they are typed twice, on the 0 to 100 scale of token_sort_ratio: a missing
# second surname of four names gives about 85, a slip in one letter 95 and more,
# while two persons who share one given name and one surname of four stay under 75.
NAME_EQUAL, NAME_CLOSE, NAME_RELATED = 94.0, 85.0, 78.0


def likeness(a: PersonKey, b: PersonKey) -> Likeness:
    """Say how likely two records are one person.

    An equal CUI decides. Otherwise the names must be close, and the birth date equal or
    one slip away (a digit, or day and month swapped). Two different CUIs leave at most
    a possibility: one of them may be mistyped.
    """
    if a.cui and a.cui == b.cui:
        return Likeness.SAME
    found = _by_name_and_birth(a, b)
    if a.cui and b.cui and found is Likeness.LIKELY:
        return Likeness.POSSIBLE
    return found


def _by_name_and_birth(a: PersonKey, b: PersonKey) -> Likeness:
    alike = name_likeness(a.name, b.name)
    neighbours = (
        bool(a.municipality_code) and a.municipality_code == b.municipality_code
    )
    if a.birth_date is None or b.birth_date is None:
        return (
            Likeness.POSSIBLE
            if alike >= NAME_EQUAL and neighbours
            else Likeness.DIFFERENT
        )
    if a.birth_date == b.birth_date:
        if alike >= NAME_EQUAL or (alike >= NAME_CLOSE and neighbours):
            return Likeness.LIKELY
        needed = NAME_RELATED if neighbours else NAME_CLOSE
        return Likeness.POSSIBLE if alike >= needed else Likeness.DIFFERENT
    if alike >= NAME_EQUAL and one_slip_away(a.birth_date, b.birth_date):
        return Likeness.LIKELY if neighbours else Likeness.POSSIBLE
    return Likeness.DIFFERENT


def may_be_one(key: str, other: str) -> bool:
    """Say whether two names are close enough for two records to be likely one.

    For those born on one day: what is not close is not worth comparing further. The
    names are given by their ``name_key``, whose parts are sorted already.
    """
    return fuzz.ratio(key, other, score_cutoff=NAME_CLOSE) > 0


def close_among(key: str, others: Sequence[str]) -> list[int]:
    """Return the places of those among other names that may be one with a name."""
    found = process.extract(
        key,
        others,
        scorer=fuzz.ratio,
        processor=None,
        score_cutoff=NAME_CLOSE,
        limit=None,
    )
    return sorted(place for _, _, place in found)


def name_likeness(a: str, b: str) -> float:
    """Return how alike two names are, 0 to 100, whatever the order of their parts."""
    return fuzz.token_sort_ratio(fold_name(a), fold_name(b))


def one_slip_away(a: date, b: date) -> bool:
    """Tell whether two dates differ by one digit, or by day and month swapped."""
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return True
    return sum(x != y for x, y in zip(f"{a:%Y%m%d}", f"{b:%Y%m%d}", strict=True)) <= 1
