"""Desks: how many cases each head has and may have, and what stands in line there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from pncrecruit.access.rules import Scope
from pncrecruit.db import db
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.persons.models import Person
from pncrecruit.retention.models import Alert
from pncrecruit.retention.queries.alerts import (
    LIVING,
    AlertRow,
    columns,
    countable,
    joined,
    running,
)
from pncrecruit.retention.queries.heads import heads, sites_without_quarters, women
from pncrecruit.retention.rules import AlertKind, AlertState, Audience
from pncrecruit.retention.rules.alerts import AlertRules
from pncrecruit.retention.rules.catalogue import CauseCode
from pncrecruit.retention.rules.line import Waiting, in_order, takes_now


@dataclass(slots=True)
class Desk:
    """One head's month: the budget, the places taken, and who waits for one.

    ``causes`` counts the causes in line: how many cases have it, and since when.
    """

    unit_id: int
    code: str
    name: str
    budget: int
    taken: int = 0
    waiting: int = 0
    silent: int = 0
    untold: int = 0  # opened, and their person has no notice yet
    causes: dict[CauseCode, tuple[int, date]] = field(default_factory=dict)

    @property
    def oldest(self) -> date | None:
        """The day since which somebody has been in line."""
        return min((since for _, since in self.causes.values()), default=None)


class SiteRow(NamedTuple):
    """A site without separate quarters, and how many women serve there."""

    code: str
    name: str
    women: int


def desks(scope: Scope, *, retention_team: bool, day: date) -> list[Desk]:
    """Return the desks of the cases that somebody may know of, by code.

    Who is in line is counted and not named: they are told when their case is opened,
    and a manager knows no earlier than they do.
    """
    rows = db.session.execute(
        select(
            Alert.head_unit_id,
            Alert.state,
            Alert.urgent,
            Alert.audience,
            Alert.causes,
            Alert.found_on,
            Alert.raised_on,
            Alert.passed_on,
            running().label("running"),
            Unit.code,
            Unit.name,
            Unit.alert_budget,
        )
        .join(Unit, Unit.id == Alert.head_unit_id)
        .where(
            countable(scope, retention_team=retention_team),
            Alert.audience == Audience.MANAGER,
            or_(Alert.state.in_(LIVING), Alert.raised_on >= day.replace(day=1)),
        )
        .order_by(Unit.code)
    )
    found: dict[int, Desk] = {}
    for row in rows:
        desk = found.setdefault(
            row.head_unit_id,
            Desk(row.head_unit_id, row.code, row.name, row.alert_budget),
        )
        if row.state is AlertState.WAITING:
            _count(desk, row.causes, row.found_on)
            continue
        desk.untold += row.state is AlertState.OPEN and not row.running
        desk.silent += row.state is AlertState.OPEN and row.passed_on is not None
        desk.taken += not row.urgent and takes_now(
            raised_on=row.raised_on,
            unanswered=row.state is AlertState.OPEN,
            passed_on=row.passed_on is not None,
            day=day,
        )
    return list(found.values())


def _count(desk: Desk, causes: Sequence[dict[str, Any]], since: date) -> None:
    desk.waiting += 1
    for cause in causes:
        code = CauseCode(cause["code"])
        count, oldest = desk.causes.get(code, (0, since))
        desk.causes[code] = (count + 1, min(oldest, since))


def line(
    day: date,
    *,
    rules: AlertRules = AlertRules(),  # noqa: B008 - frozen
    limit: int = 300,
) -> dict[str, list[AlertRow]]:
    """Return who is in line before each head, first to be opened first.

    For the retention team alone: the others are told how many.
    """
    rows = db.session.execute(
        joined(select(Alert.id, Alert.kind, *columns()).select_from(Alert))
        .where(Alert.state == AlertState.WAITING, Alert.audience == Audience.MANAGER)
        .order_by(Alert.head_unit_id, Alert.id)
    ).all()
    by_head: dict[str, list[Waiting]] = {}
    known: dict[int, AlertRow] = {}
    for number, kind, *rest in rows:
        row = AlertRow(*rest)
        known[number] = row
        codes = tuple(CauseCode(one["code"]) for one in row.causes)
        by_head.setdefault(row.head_name, []).append(
            Waiting(number, AlertKind(kind), codes, row.found_on, row.people or 1)
        )
    return {
        head: [known[one.key] for one in in_order(waiting, day, rules)[:limit]]
        for head, waiting in sorted(by_head.items())
    }


def sites_of(head: int, day: date) -> list[SiteRow]:
    """Return a head's sites without separate quarters where women serve, as of today.

    Sorted by how many women it concerns.
    """
    under = heads(day)
    bare = [one for one in sites_without_quarters(day) if under.get(one) == head]
    if not bare:
        return []
    there = women()
    rows = db.session.execute(
        select(Officer.id, Officer.unit_id)
        .where(Officer.unit_id.in_(bare), Officer.separated_on.is_(None))
        .join(Person, Person.id == Officer.person_id)
    )
    count = Counter(unit_id for officer_id, unit_id in rows if officer_id in there)
    units = db.session.execute(
        select(Unit.id, Unit.code, Unit.name).where(Unit.id.in_(list(count)))
    )
    return sorted(
        (SiteRow(row.code, row.name, count[row.id]) for row in units),
        key=lambda one: (-one.women, one.code),
    )
