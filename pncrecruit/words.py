"""Words that a person reads: marked for translation here, translated by the page."""

from enum import Enum
from typing import Self


def N_(message: str) -> str:  # noqa: N802 - the customary name of the mark
    """Mark a message for translation and return it unchanged."""
    return message


class Choice(str, Enum):
    """A closed set of values, each with a label to be translated."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """Make a member that equals its stored value and carries its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        """Return the stored value, so that a member formats as it is kept."""
        return str(self.value)
