"""What a record that the trail names is found as."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.oversight import queries
from pncrecruit.oversight.words.permissions import permission

SHORT = 8  # of an identifier that nobody could read whole


class Found(NamedTuple):
    """A record's name, and the page that shows it to who has the permission."""

    text: str
    permission: Permission | None = None
    endpoint: str = ""
    args: Mapping[str, Any] = {}


Finder = Callable[[set[str], Actor], dict[str, Found]]


def short(identifier: str) -> str:
    """Return an identifier as far as it is needed to tell it from others."""
    return identifier[:SHORT] + "…" if queries.uuids([identifier]) else identifier


def permissions(keys: set[str], _actor: Actor) -> dict[str, Found]:
    """Return permissions in words."""
    return {key: Found(permission(key)) for key in keys}


def plain(keys: set[str], _actor: Actor) -> dict[str, Found]:
    """Return identifiers of a kind that nobody finds."""
    return {key: Found(short(key)) for key in keys}
