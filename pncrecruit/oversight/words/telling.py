"""An entry of the trail as a person reads it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.audit.queries import EntryRow, ValueRow
from pncrecruit.oversight.words.deeds import DEEDS, KINDS
from pncrecruit.oversight.words.fields import field_of
from pncrecruit.oversight.words.records import Records, Shown
from pncrecruit.oversight.words.values import Telling

PAIR = 2
SYSTEM = "system"


class Line(NamedTuple):
    """A field of an entry: what it was, what it is; ``changed`` if both are known."""

    label: str
    before: Sequence[Shown]
    after: Sequence[Shown]
    changed: bool


@dataclass(frozen=True)
class Words:
    """The words of the trail for one reader."""

    records: Records

    @classmethod
    def of(cls, actor: Actor, rows: Iterable[Any] = ()) -> "Words":
        """Return the words for a reader, with the names of the entries' records."""
        records = Records(actor)
        records.load((row.subject_kind, row.subject_id) for row in rows)
        return cls(records)

    def deed(self, verb: str) -> str:
        """Return what was done."""
        known = DEEDS.get(verb)
        return str(gettext(known)) if known else verb

    def kind(self, kind: str) -> str:
        """Return what a record is."""
        known = KINDS.get(kind)
        return str(gettext(known)) if known else kind

    def subject(self, row: EntryRow) -> Shown:
        """Return the record that an entry is about, with its page."""
        return self.records.shown(row.subject_kind, row.subject_id)

    def told(self, row: EntryRow) -> str:
        """Return the record that an entry is about, with what it is."""
        kind, name = self.kind(row.subject_kind), self.subject(row).text
        return f"{kind}: {name}" if name else kind

    def who(self, name: str) -> str:
        """Return who did it."""
        return str(gettext("The system")) if name == SYSTEM else name

    def roles(self, kept: str) -> str:
        """Return the roles that somebody had then."""
        labels = {role.value: role.label for role in Role}
        return ", ".join(
            gettext(labels[one]) if one in labels else one
            for one in kept.split(",")
            if one
        )

    def lines(self, entry: AuditEntry, values: Iterable[ValueRow]) -> list[Line]:
        """Return the fields of an entry, the changed ones first."""
        telling = Telling(
            entry.verb, entry.subject_kind, entry.subject_id, self.records
        )
        lines = [
            self._line(row.field, json.loads(row.value), telling) for row in values
        ]
        return sorted(lines, key=lambda line: not line.changed)

    def _line(self, name: str, value: Any, telling: Telling) -> Line:
        known = field_of(telling.verb, name)
        if known is None:
            return Line(name, (), [Shown(str(value))], changed=False)

        def told(one: Any) -> Sequence[Shown]:
            if one in (None, "", []):
                return ()
            try:
                return known.tell(one, telling)
            except (ArithmeticError, LookupError, TypeError, ValueError):
                # An entry of years ago may have another shape; it is shown as it lies.
                return [Shown(str(one))]

        label = str(gettext(known.label))
        if not known.whole and isinstance(value, list) and len(value) == PAIR:
            return Line(label, told(value[0]), told(value[1]), changed=True)
        return Line(label, (), told(value), changed=False)
