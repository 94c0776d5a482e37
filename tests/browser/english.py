"""English that was left in a Spanish page, by what the catalogue translates.

And the other way round, on the few pages that have an address in English.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[2] / "translations" / "es" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|%%")
# Words of English that no Spanish text holds, whoever wrote it.
ENGLISH = re.compile(r"\b(the|and|with|this|that|was|were|has|have|from|for|not)\b")


def _messages() -> Iterator[tuple[str, str]]:
    """Yield each message with its translation; one with a plural, in both forms."""
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str):
                    yield message.id, str(message.string)
                else:
                    yield from zip(message.id, message.string or (), strict=False)


def _spaced(part: str) -> str:
    """Return a piece with one space for many, at its ends too: "on" is a word there."""
    words = " ".join(part.split())
    before, after = part[:1].isspace(), part[-1:].isspace()
    return f"{' ' * before}{words}{' ' * (after and bool(words))}"


@cache
def catalogue() -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the English messages that Spanish says otherwise: plain, and with gaps."""
    plain: set[str] = set()
    gapped: list[str] = []
    for text, translated in _messages():
        if not text or text == translated:
            continue
        if PLACEHOLDER.search(text):
            gapped.append(text)
        else:
            plain.add(" ".join(text.split()))
    patterns = (
        ".+?".join(re.escape(_spaced(part)) for part in pieces)
        for pieces in map(PLACEHOLDER.split, gapped)
        if sum(len(re.findall(r"[A-Za-z]{2,}", part)) for part in pieces) > 1
    )
    return frozenset(plain), re.compile("|".join(patterns))


@cache
def _is_english(text: str) -> bool:
    plain, gapped = catalogue()
    return bool(text in plain or ENGLISH.search(text) or gapped.fullmatch(text))


def left_in(texts: list[str]) -> set[str]:
    """Return the texts that are English."""
    return set(filter(_is_english, texts))


def spanish_in(texts: list[str]) -> set[str]:
    """Return the texts that are how the catalogue says something else in Spanish."""
    said = {translated for text, translated in _messages() if text != translated}
    return said.intersection(texts)
