"""What a record that the trail names is called, with a link where one may look."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import url_for

from pncrecruit.access.actor import Actor
from pncrecruit.oversight.words.finders import FINDERS
from pncrecruit.oversight.words.found import Found, plain, short


class Shown(NamedTuple):
    """A value in words, and where it is explained ("" for nowhere)."""

    text: str
    url: str = ""


@dataclass
class Records:
    """Names of records for one reader; each kind is asked for once a page."""

    actor: Actor
    _known: dict[tuple[str, str], Shown] = field(default_factory=dict)

    def load(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Find the names of many records: one question for each kind."""
        wanted: dict[str, set[str]] = {}
        for kind, identifier in pairs:
            if (kind, identifier) not in self._known:
                wanted.setdefault(kind, set()).add(identifier)
        for kind, identifiers in wanted.items():
            found = FINDERS.get(kind, plain)(identifiers, self.actor)
            for one in identifiers:
                self._known[kind, one] = self._shown(one, found.get(one))

    def shown(self, kind: str, identifier: object) -> Shown:
        """Return the name of a record, with its link."""
        key = (kind, str(identifier))
        if key not in self._known:
            self.load([key])
        return self._known[key]

    def _shown(self, identifier: str, found: Found | None) -> Shown:
        if found is None:
            # Gone, or never there: what the trail says of it is all there is.
            return Shown(short(identifier))
        if found.permission is None or not self.actor.may(found.permission):
            return Shown(found.text)
        return Shown(found.text, url_for(found.endpoint, **found.args))
