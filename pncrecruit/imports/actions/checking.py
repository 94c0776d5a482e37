"""Checks the drafts of a file against what is on record, by the rules of the forms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from pncrecruit.imports.rules import LineState, RecordKind
from pncrecruit.imports.rules.lines import FactLine
from pncrecruit.imports.rules.mapping import FileMapping
from pncrecruit.imports.rules.problems import LATE_KINDS, WARNINGS, Problem, code_of, of
from pncrecruit.officers.actions.sources import foreign_code
from pncrecruit.officers.models import DataSource
from pncrecruit.officers.queries import units as unit_queries
from pncrecruit.officers.queries.facts import FactRow, facts_known
from pncrecruit.officers.queries.officers import ids_by_identifier
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.careers import (
    Career,
    Span,
    career,
    is_principal,
    objections,
)
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.persons.kinds import Precision

_KINDS = {
    RecordKind.POSTING: FactKind.POSTING,
    RecordKind.PAY: FactKind.PAY,
    RecordKind.COMPLAINT: FactKind.COMPLAINT,
}
_CAREER = (FactKind.APPOINTMENT, FactKind.SEPARATION, FactKind.REENTRY)
# Officers kept at hand while a file is read; a file of more starts afresh.
_AT_HAND = 100_000


class Line(NamedTuple):
    """A line that was checked, as it will be staged."""

    number: int
    state: LineState
    raw: list[Any]
    draft: dict[str, Any] | None
    problems: list[Problem]
    target_id: int | None


@dataclass(slots=True)
class _Known:
    """What is on record of one officer, and what this file has added so far."""

    officer_id: int
    career: Career
    facts: dict[tuple[Any, ...], list[FactRow]] = field(default_factory=dict)


class Checker:
    """Checks part after part of a file; remembers what earlier parts have said."""

    def __init__(self, mapping: FileMapping, source: DataSource | None) -> None:
        """Prepare for a file of one kind of record from one source."""
        self.mapping = mapping
        self.source = source
        self.known: dict[str, _Known] = {}
        self.units: Mapping[str, int] = unit_queries.ids_by_code()

    def check(self, lines: Sequence[Sequence[Any]]) -> list[Line]:
        """Return lines with what is wrong with each, by the record as well."""
        parts = [
            (number, draft, [Problem(*one) for one in problems], raw)
            for number, draft, problems, raw in lines
        ]
        self._fetch({part[1]["key"] for part in parts if part[1]})
        return [self._line(*part) for part in parts]

    def _line(
        self,
        number: int,
        draft: dict[str, Any] | None,
        problems: list[Problem],
        raw: list[Any],
    ) -> Line:
        target = None
        if draft is not None and self.mapping.record is not RecordKind.APPLICANT:
            found = self.known.get(draft["key"])
            target = found.officer_id if found else None
            if self.mapping.record is RecordKind.OFFICER:
                problems += self._against_officer(draft, found)
            elif found is None:
                facts = {"value": draft["key"]}
                problems.append(Problem("officer", "officer_unknown", facts))
            else:
                problems += self._against_record(draft, found)
        if any(one.returned for one in problems):
            return Line(number, LineState.RETURNED, raw, None, problems, None)
        state = LineState.WARNED if problems else LineState.ACCEPTED
        return Line(number, state, raw, draft, problems, target)

    def _against_officer(
        self, draft: dict[str, Any], found: _Known | None
    ) -> list[Problem]:
        """Check the career that one line tells, step by step."""
        told = found.career if found else Career()
        problems, kept = [], []
        for plain in draft["facts"]:
            fact = FactLine(*plain)
            known = found.facts.get(self._identity(fact), []) if found else []
            if known and _same(fact, known[0]):
                continue
            wrong = list(self._against_career(fact, told))
            problems += wrong
            if not any(one.returned for one in wrong):
                _grow(told, fact)
                kept.append(plain)
        if found and not kept and not problems:
            problems.append(Problem("officer", "already_recorded", {}, returned=False))
        draft["facts"] = kept
        return problems

    def _against_record(self, draft: dict[str, Any], found: _Known) -> list[Problem]:
        """Check one fact against the officer's record and the lines before it."""
        fact = FactLine(*draft["facts"][0])
        before = found.facts.get(self._identity(fact), [])
        if any(_same(fact, row) for row in before):
            draft["facts"] = []
            return [Problem("", "already_recorded", {}, returned=False)]
        problems = list(self._against_career(fact, found.career))
        if any(one.returned for one in problems):
            return problems
        if len(before) == 1 and fact.kind != FactKind.COMPLAINT:
            draft["supersedes"] = before[0].id
            problems = [one for one in problems if one.code != "postings_overlap"]
            replaced = Span(before[0].valid_from, before[0].valid_to)
            if replaced in found.career.postings:
                found.career.postings.remove(replaced)
            problems.append(Problem("", "changes_record", {}, returned=False))
        _grow(found.career, fact)
        return problems

    def _against_career(self, fact: FactLine, told: Career) -> Iterable[Problem]:
        draft = _draft(fact)
        for objection in objections(draft, told):
            code = code_of(objection)
            late = code == "after_separation" and fact.kind in LATE_KINDS
            yield of(objection, returned=code not in WARNINGS and not late)
        if (
            fact.unit is not None
            and not self.mapping.source.foreign
            and fact.unit not in self.units
        ):
            yield Problem("unit", "unit_unknown", {"value": fact.unit})

    def _unit(self, code: str | None) -> int | None:
        """Return the unit that a code of the source stands for, if it is there."""
        if code is None:
            return None
        origin = self.mapping.source
        return self.units.get(
            foreign_code(origin.key, code) if origin.foreign else code
        )

    def _identity(self, fact: FactLine) -> tuple[Any, ...]:
        """Return what makes two facts the same event, told anew."""
        posting = fact.kind == FactKind.POSTING
        what = self._unit(fact.unit) if posting else fact.code
        return (fact.kind, fact.valid_from, what)

    def _fetch(self, keys: set[str]) -> None:
        """Have what is on record of the officers of a part at hand."""
        if self.mapping.record is RecordKind.APPLICANT or self.source is None:
            return
        wanted = keys - self.known.keys()
        if not wanted:
            return
        if len(self.known) > _AT_HAND:
            self.known.clear()
        ids = ids_by_identifier(
            self.source.key, wanted, by_nip=not self.mapping.source.foreign
        )
        record = self.mapping.record
        kinds = {*_CAREER, FactKind.POSTING, FactKind.RANK, FactKind.HOME}
        if record is not RecordKind.OFFICER:
            kinds = {*_CAREER, _KINDS[record]}
        rows = facts_known(date.max, kinds=kinds, officers=ids.values())
        facts = {
            officer_id: list(found)
            for officer_id, found in groupby(rows, key=attrgetter("officer_id"))
        }
        for key, officer_id in ids.items():
            self.known[key] = _known(officer_id, facts.get(officer_id, []))


def _known(officer_id: int, rows: Sequence[FactRow]) -> _Known:
    found = _Known(officer_id, career(rows))
    for row in rows:
        what = row.unit_id if row.kind is FactKind.POSTING else row.code
        key = (row.kind.value, row.valid_from.isoformat(), what)
        found.facts.setdefault(key, []).append(row)
    return found


def _same(fact: FactLine, row: FactRow) -> bool:
    end = row.valid_to.isoformat() if row.valid_to else None
    amount = None if fact.amount is None else Decimal(fact.amount)
    return (fact.valid_to, amount, fact.details) == (end, row.amount, row.details)


def _draft(fact: FactLine) -> FactDraft:
    return FactDraft(
        kind=FactKind(fact.kind),
        valid_from=date.fromisoformat(fact.valid_from),
        known_on=date.fromisoformat(fact.known_on),
        valid_to=date.fromisoformat(fact.valid_to) if fact.valid_to else None,
        precision=Precision(fact.precision),
        code=fact.code,
        details=fact.details,
    )


def _grow(told: Career, fact: FactLine) -> None:
    """Add to a career what a line says."""
    start = date.fromisoformat(fact.valid_from)
    match fact.kind:
        case FactKind.APPOINTMENT:
            told.appointed = start
        case FactKind.SEPARATION:
            told.separated = start
            told.separated_precision = Precision(fact.precision)
        case FactKind.POSTING if is_principal(fact.details):
            # A separation ends what was left open.
            end = date.fromisoformat(fact.valid_to) if fact.valid_to else told.separated
            told.postings.append(Span(start, end))
        case FactKind.RANK if fact.code:
            told.ranks.append((start, fact.code))
