"""With what marks a person's name is written, in whatever script."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pncrecruit.errors import DomainError
from pncrecruit.words import N_

# Straight, curly and spacing apostrophes and hyphens, as keyboards have them.
JOINERS = re.compile(
    r"['`\u00b4\u02b0-\u02ff\u2018\u2019\u201b\u2032\ua78b\ua78c\-\u2010-\u2015]"
)
_PERIODS = frozenset(".\u00b7")
# Letters and marks by their class that nobody sees.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]"
)


class NameMarkWrong(DomainError):
    """A mark that stands in no name: a digit, a picture, what turns the text round."""

    message = N_(
        "A name is written with letters, apostrophes, hyphens and periods:"
        " take “%(mark)s” out."
    )
    field = "name"


class GivenNamesMarkWrong(NameMarkWrong):
    field = "given_names"


class FirstSurnameMarkWrong(NameMarkWrong):
    field = "first_surname"


class SecondSurnameMarkWrong(NameMarkWrong):
    field = "second_surname"


class MarriedSurnameMarkWrong(NameMarkWrong):
    field = "married_surname"


PARTS = {
    kind.field: kind
    for kind in (
        GivenNamesMarkWrong,
        FirstSurnameMarkWrong,
        SecondSurnameMarkWrong,
        MarriedSurnameMarkWrong,
    )
}


def wrong_names(names: Mapping[str, str]) -> Iterator[NameMarkWrong]:
    """Yield what is wrong with the parts of a name, by the names of their fields."""
    for field, name in names.items():
        mark = next(filter(None, map(_stray, name.split())), "")
        if not mark and name.strip() and not any(map(str.isalpha, name)):
            mark = name.strip()[0]
        if mark:
            # What turns a text round or cannot be seen is told by its number.
            shown = mark if mark.isprintable() else f"U+{ord(mark):04X}"
            yield PARTS[field](mark=shown)


@lru_cache(maxsize=50_000)  # a country's names are few words, and files repeat them
def _stray(word: str) -> str:
    """Return the first mark of a word that no name has, or nothing."""
    if word.isalpha() and word.isascii():
        return ""
    return next((mark for mark in word if not _is_of_names(mark)), "")


def _is_of_names(mark: str) -> bool:
    if _UNSEEN.match(mark):
        return False
    return (
        mark.isalpha()
        or mark in _PERIODS
        or JOINERS.match(mark) is not None
        or unicodedata.category(mark).startswith("M")
    )
