"""A line of a file becomes a draft: the facts that it tells, and what is wrong."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from pncrecruit.errors import DomainError
from pncrecruit.imports.rules import RecordKind
from pncrecruit.imports.rules.fields import FIELDS, FieldKind
from pncrecruit.imports.rules.mapping import Column, FileMapping, Known, known_on
from pncrecruit.imports.rules.problems import WARNINGS, Problem, of
from pncrecruit.imports.rules.values import Cell, Convert, Value, converter, text
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.dates import day_after, shown
from pncrecruit.persons.kinds import Precision
from pncrecruit.persons.rules import CuiStatus, accepted_cui
from pncrecruit.persons.rules.names import wrong_names

Values = dict[str, Value]


class FactLine(NamedTuple):
    """A fact as a line tells it, in values that JSON can keep."""

    kind: str
    valid_from: str
    valid_to: str | None
    known_on: str
    precision: str
    unit: str | None = None
    code: str | None = None
    amount: str | None = None
    details: dict[str, Any] | None = None


@dataclass(slots=True)
class Draft:
    """What a line comes to."""

    key: str = ""
    facts: list[FactLine] = field(default_factory=list)
    person: dict[str, str | None] | None = None
    problems: list[Problem] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return the draft as JSON keeps it, without its problems."""
        found: dict[str, Any] = {"key": self.key}
        if self.facts:
            found["facts"] = self.facts
        if self.person is not None:
            found["person"] = self.person
        return found

    @property
    def returned(self) -> bool:
        """Whether the line goes back to who sent it."""
        return any(one.returned for one in self.problems)


class LineReader:
    """Turns the cells of a line into a draft, by a mapping and a header."""

    def __init__(self, mapping: FileMapping, header: Sequence[str]) -> None:
        """Prepare a converter for each mapped column."""
        place = {name: index for index, name in enumerate(header)}
        self.mapping = mapping
        self.width = len(header)
        self.columns: list[tuple[str, int, Convert]] = [
            (one.field, place[one.column], converter(mapping.record, one))
            for one in mapping.columns
        ]
        self.by_field: Mapping[str, Column] = {
            one.field: one for one in mapping.columns
        }
        self.identifier = next(
            (index for name, index, _ in self.columns if name == "client_id"), -1
        )
        self.formats = {
            place[one.column]: one.format for one in mapping.columns if one.format
        }
        self.required = [
            name for name, one in FIELDS[mapping.record].items() if one.required
        ]
        self.dates = [
            name
            for name, one in FIELDS[mapping.record].items()
            if one.kind is FieldKind.DATE and name in self.by_field
        ]
        self.seen: dict[object, int] = {}
        self.build: Callable[[Values, Draft], None] = {
            RecordKind.OFFICER: self._officer,
            RecordKind.POSTING: self._posting,
            RecordKind.PAY: self._pay,
            RecordKind.COMPLAINT: self._complaint,
            RecordKind.APPLICANT: self._applicant,
        }[mapping.record]

    def is_blank(self, cells: Sequence[Cell]) -> bool:
        """Say whether a row of a fair holds nothing but the identifier put in it."""
        if self.mapping.record is not RecordKind.APPLICANT:
            return False
        return not any(
            text(cell) for place, cell in enumerate(cells) if place != self.identifier
        )

    def typed(self, cells: Sequence[Cell]) -> list[str]:
        """Return cells as they were typed: a day in the format of its column."""
        return [
            cell.strftime(self.formats.get(place, "%d/%m/%Y"))
            if isinstance(cell, date)
            else text(cell)
            for place, cell in enumerate(cells)
        ]

    def draft(self, line: int, cells: Sequence[Cell]) -> Draft:
        """Return what a line tells, with everything that is wrong with it."""
        found = Draft()
        if len(cells) != self.width:
            code = "cells_missing" if len(cells) < self.width else "cells_too_many"
            facts = {"found": str(len(cells)), "wanted": str(self.width)}
            found.problems.append(Problem("", code, facts))
            return found
        values: Values = {}
        for name, index, convert in self.columns:
            value = convert(cells[index])
            if isinstance(value, Problem):
                found.problems.append(value)
                values[name] = None
            else:
                values[name] = value
        wrong = {one.field for one in found.problems}
        for name in self.required:
            if values.get(name) is None and name not in wrong:
                found.problems.append(Problem(name, "value_missing", {}))
        self._check_window(values, found)
        found.key = str(values.get("officer") or values.get("client_id") or "")
        if not found.returned:
            self.build(values, found)
            self._check_repeated(line, found)
        return found

    def _check_window(self, values: Values, found: Draft) -> None:
        source = self.mapping.source
        if source.extracted_on is None:
            return
        for name in self.dates:
            day = values.get(name)
            if isinstance(day, date) and day > self._last(name, source.extracted_on):
                facts = {
                    "value": shown(day, self.by_field[name].precision),
                    "extracted": f"{source.extracted_on:%d/%m/%Y}",
                }
                found.problems.append(Problem(name, "after_extraction", facts))

    def _last(self, name: str, extracted_on: date) -> date:
        """Return the latest that a date of a field can be: an end is the day after."""
        inclusive = self.by_field[name].inclusive
        return day_after(extracted_on, Precision.DAY) if inclusive else extracted_on

    def _check_repeated(self, line: int, found: Draft) -> None:
        record = self.mapping.record
        if record is RecordKind.OFFICER:
            said: object = found.key
        elif record is RecordKind.APPLICANT:
            person = found.person or {}
            said = person.get("client_id") or person.get("cui")
            if not said:
                return
        else:
            said = (found.key, *(json.dumps(one) for one in found.facts))
        before = self.seen.setdefault(said, line)
        if before == line:
            return
        # Two complaints of one month look alike when days were cut: both may be true.
        twice = record is RecordKind.COMPLAINT
        code = "possibly_twice" if twice else "same_line_before"
        found.problems.append(
            Problem("", code, {"line": str(before)}, code not in WARNINGS)
        )

    def _fact(
        self,
        kind: FactKind,
        name: str,
        values: Values,
        *,
        start: date | None = None,
        end: date | None = None,
        unit: Value = None,
        code: Value = None,
        amount: Value = None,
        details: dict[str, Any] | None = None,
    ) -> FactLine:
        """Return the fact that starts on a field's date, known as the mapping says."""
        column = self.by_field[name]
        first = start or values[name]
        assert isinstance(first, date)  # noqa: S101 - a required date was given
        rule: Known = column.known or self.mapping.known
        dates = {
            one: values[one] for one in self.dates if isinstance(values[one], date)
        }
        known = known_on(
            rule,
            first,
            column.precision,
            dates,  # type: ignore[arg-type]
            self.mapping.source.extracted_on,
        )
        return FactLine(
            kind=kind.value,
            valid_from=first.isoformat(),
            valid_to=end.isoformat() if end else None,
            known_on=known.isoformat(),
            precision=column.precision.value,
            unit=str(unit) if unit is not None else None,
            code=str(code) if code is not None else None,
            amount=str(amount) if amount is not None else None,
            details=details,
        )

    def _posting(self, values: Values, found: Draft) -> None:
        found.facts.append(
            self._fact(
                FactKind.POSTING,
                "start",
                values,
                end=_day(values.get("end")),
                unit=values["unit"],
                code=values.get("ordered"),
            )
        )

    def _pay(self, values: Values, found: Draft) -> None:
        period = values["period"]
        assert isinstance(period, date)  # noqa: S101 - a required date was given
        group = values.get("rank_group")
        amount = values["amount"]
        assert isinstance(amount, Decimal)  # noqa: S101 - a required number was given
        found.facts.append(
            self._fact(
                FactKind.PAY,
                "period",
                values,
                end=day_after(period, self.by_field["period"].precision),
                code=values.get("grade"),
                amount=amount.quantize(Decimal("0.01")),
                details={"rank_group": group} if group else None,
            )
        )

    def _complaint(self, values: Values, found: Draft) -> None:
        finding = values.get("finding")
        found.facts.append(
            self._fact(
                FactKind.COMPLAINT,
                "opened",
                values,
                end=_day(values.get("closed")),
                code=values.get("category"),
                details={"finding": finding} if finding else None,
            )
        )

    def _officer(self, values: Values, found: Draft) -> None:
        person = {
            name: str(values[name]) for name in _PERSON if values.get(name) is not None
        }
        names = {name: person[name] for name in _NAMES if name in person}
        for wrong in wrong_names(names):
            found.problems.append(of(wrong, returned=True))
            return
        if "cui" in person:
            try:
                check = accepted_cui(person["cui"])
            except DomainError as error:
                found.problems.append(of(error, returned=True)._replace(field="cui"))
                return
            person["cui"] = check.digits
            person["cui_state"] = (
                "checked" if check.status is CuiStatus.VALID else "review"
            )
        born, appointed = values.get("birth_date"), values["appointed"]
        if isinstance(born, date):
            column = self.by_field["birth_date"]
            person["birth_precision"] = column.precision.value
            if isinstance(appointed, date) and born >= appointed:
                facts = {"value": shown(born, column.precision)}
                found.problems.append(Problem("birth_date", "date_impossible", facts))
                return
        found.person = dict(person)
        self._career(values, found)

    def _career(self, values: Values, found: Draft) -> None:
        add = found.facts.append
        add(self._fact(FactKind.APPOINTMENT, "appointed", values))
        if values.get("rank"):
            since = "rank_since" if values.get("rank_since") else "appointed"
            add(self._fact(FactKind.RANK, since, values, code=values["rank"]))
        if values.get("unit"):
            since = "posted_since" if values.get("posted_since") else "appointed"
            add(self._fact(FactKind.POSTING, since, values, unit=values["unit"]))
        if values.get("home"):
            add(self._fact(FactKind.HOME, "appointed", values, code=values["home"]))
        left = values.get("separated")
        if left is None:
            if values.get("separation_kind"):
                found.problems.append(Problem("separated", "cause_without_date", {}))
            return
        stated = values.get("stated_reason")
        add(
            self._fact(
                FactKind.SEPARATION,
                "separated",
                values,
                code=values.get("separation_kind") or "unknown",
                details={"stated_reason": stated} if stated else None,
            )
        )
        observed = self.mapping.source.observed_from
        if observed and isinstance(left, date) and left < observed:
            facts = {
                "value": shown(left, self.by_field["separated"].precision),
                "observed": f"{observed:%d/%m/%Y}",
            }
            found.problems.append(
                Problem("separated", "before_observation", facts, returned=False)
            )

    def _applicant(self, values: Values, found: Draft) -> None:
        found.person = {
            name: None if one is None else str(one) for name, one in values.items()
        }


_NAMES = ("given_names", "first_surname", "second_surname")
_PERSON = ("nip", "cui", *_NAMES, "sex", "birth_date", "cohort")


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None
