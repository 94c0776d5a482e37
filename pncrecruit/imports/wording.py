"""Problems of lines in the reader's words."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext

from pncrecruit.imports.rules import RecordKind
from pncrecruit.imports.rules.fields import FIELDS
from pncrecruit.imports.rules.mending import MENDING
from pncrecruit.imports.rules.problems import advice, message


def said(problem: Sequence[Any], record: RecordKind) -> str:
    """Return a problem as a sentence, with the field it is about."""
    field, code, facts = problem[0], str(problem[1]), problem[2]
    words = gettext(message(code))
    sentence = str(words % facts if facts else words)
    if record is RecordKind.APPLICANT and (told := advice(str(field), code)):
        sentence = f"{sentence} {gettext(told)}"
    ours = FIELDS[record].get(str(field))
    return f"{gettext(ours.label)}: {sentence}" if ours else sentence


def all_said(problems: Iterable[Sequence[Any]] | None, record: RecordKind) -> list[str]:
    """Return the problems of a line as sentences."""
    return [said(one, record) for one in problems or ()]


def mending(problems: Iterable[Sequence[Any]] | None) -> list[str]:
    """Return how what is odd about a line is mended, each way once."""
    ways = [MENDING[str(one[1])] for one in problems or () if str(one[1]) in MENDING]
    return [gettext(way) for way in dict.fromkeys(ways)]


def general(code: str) -> str:
    """Return the words of a code without the facts of one line."""
    sentence = str(gettext(message(code)))
    while "%(" in sentence:
        before, _, rest = sentence.partition("%(")
        sentence = f"{before}…{rest.partition(')s')[2]}"
    return sentence
