"""Words that a person reads: marked for translation here, translated by the page."""

from enum import StrEnum
from typing import Self


def N_(message: str) -> str:  # noqa: N802 - the customary name of the mark
    """Mark a message for translation and return it unchanged."""
    return message


class Choice(StrEnum):
    """A closed set of values, each with a label to be translated."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member that equals its stored value and carries its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
