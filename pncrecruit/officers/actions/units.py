"""Deeds on the tree of units: open, change, move and close.

Opening, moving and closing take effect when a second person approves
(`actions.unit_requests`); what is here applies them, and checks every rule again.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select

from pncrecruit.access.models import UnitAncestor
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict
from pncrecruit.officers.models import Unit, UnitPeriod
from pncrecruit.officers.queries import unit_records as records
from pncrecruit.officers.queries import units as queries
from pncrecruit.officers.rules import UnitKind
from pncrecruit.officers.rules import units as rules
from pncrecruit.reference import municipalities

OURS = "pncrecruit"  # the source of what was entered here


def check_draft(draft: rules.UnitDraft, today: date) -> Unit | None:
    """Check that a unit could be opened; return the unit above it."""
    parent = queries.by_code(draft.parent_code) if draft.parent_code else None
    if draft.parent_code and parent is None:
        raise rules.ParentNeeded
    rules.check_place(draft.kind, parent.kind if parent else None)
    comisaria = None
    if parent is not None:
        _check_open_parent(parent)
        comisaria = queries.comisaria_of(parent.id)
    rules.check_code(draft.kind, draft.code, comisaria)
    taken = queries.by_code(draft.code)
    if taken is not None:
        raise rules.CodeTaken(name=taken.name)
    rules.check_facts(
        name=draft.name,
        municipality=draft.municipality,
        establishment=draft.establishment,
        alert_budget=0,
        municipalities=municipalities(),
    )
    rules.check_since(draft.opened_on, today, None)
    return parent


def open_unit(
    draft: rules.UnitDraft,
    *,
    author: Author,
    at: datetime,
    source: str = OURS,
    known_on: date | None = None,
) -> Unit:
    """Add a unit to the tree."""
    parent = check_draft(draft, local_day(at))
    unit = Unit(
        code=draft.code,
        name=draft.name.strip(),
        kind=draft.kind,
        parent_id=parent.id if parent else None,
        municipality=draft.municipality,
        establishment=draft.establishment,
        source=source,
    )
    db.session.add(unit)
    db.session.flush()
    _add_period(unit, draft.opened_on, known_on or local_day(at), at)
    _place(unit.id, unit.parent_id)
    record(
        "unit.open",
        ("unit", unit.code),
        author=author,
        at=at,
        name=unit.name,
        kind=unit.kind,
        parent=draft.parent_code,
        municipality=unit.municipality,
        establishment=unit.establishment,
        opened_on=draft.opened_on,
    )
    return unit


def update(
    unit: Unit,
    facts: rules.UnitFacts,
    *,
    version: int,
    since: date,
    author: Author,
    at: datetime,
) -> Unit:
    """Change the name, place, establishment or budget of a unit since a day.

    Raises Conflict if another change was saved since ``version`` was read.
    """
    check_version(unit, version)
    check_open(unit)
    rules.check_facts(
        name=facts.name,
        municipality=facts.municipality,
        establishment=facts.establishment,
        alert_budget=facts.alert_budget,
        municipalities=municipalities(),
    )
    last = _last_period(unit)
    rules.check_since(since, local_day(at), last)
    name = facts.name.strip()
    changes: dict[str, Any] = {
        key: (getattr(unit, key), value)
        for key, value in (
            ("name", name),
            ("municipality", facts.municipality),
            ("establishment", facts.establishment),
            ("alert_budget", facts.alert_budget),
        )
        if getattr(unit, key) != value
    }
    if not changes:
        return unit
    unit.name, unit.municipality = name, facts.municipality
    unit.establishment, unit.alert_budget = facts.establishment, facts.alert_budget
    if set(changes) != {"alert_budget"}:  # how many cases is no part of the history
        _next_period(unit, last, since, at)
    record(
        "unit.update", ("unit", unit.code), author=author, at=at, since=since, **changes
    )
    return unit


def check_move(
    unit: Unit, parent: Unit, kind: UnitKind, since: date, today: date
) -> None:
    """Check that a unit could lie below another, as a unit of a kind, since a day."""
    check_open(unit)
    _check_open_parent(parent)
    if queries.is_below(parent.id, unit.id):
        raise rules.Cycle
    if unit.parent_id == parent.id and unit.kind is kind:
        raise rules.SamePlace
    rules.check_place(kind, parent.kind)
    rules.check_children(kind, queries.kinds_below(unit.id))
    # A site carries the number of its comisaría, so it moves within it only.
    rules.check_code(kind, unit.code, queries.comisaria_of(parent.id))
    rules.check_since(since, today, _last_period(unit))


def move(
    unit: Unit,
    parent: Unit,
    *,
    kind: UnitKind | None = None,
    since: date,
    author: Author,
    at: datetime,
) -> Unit:
    """Put a unit, with all that lies below it, below another."""
    kind = kind or unit.kind
    check_move(unit, parent, kind, since, local_day(at))
    last = _last_period(unit)
    before = db.session.get(Unit, unit.parent_id) if unit.parent_id else None
    values: dict[str, Any] = {"parent": (before and before.code, parent.code)}
    if kind is not unit.kind:
        values["kind"] = (unit.kind, kind)
    unit.parent_id, unit.kind = parent.id, kind
    _next_period(unit, last, since, at)
    db.session.flush()
    _place(unit.id, parent.id)
    record(
        "unit.move", ("unit", unit.code), author=author, at=at, since=since, **values
    )
    return unit


def check_close(unit: Unit, on: date, today: date) -> None:
    """Check that a unit could be closed on a day."""
    check_open(unit)
    rules.check_closing(
        officers=queries.serving_in(unit.id),
        units_below=queries.open_units_below(unit.id),
    )
    rules.check_since(on, today, _last_period(unit))


def close(unit: Unit, *, on: date, author: Author, at: datetime) -> Unit:
    """Close a unit; it stays in the history, and below the unit above it."""
    check_close(unit, on, local_day(at))
    _end_period(unit, _last_period(unit), on, at)
    unit.closed_on = on
    record("unit.close", ("unit", unit.code), author=author, at=at, closed_on=on)
    return unit


def check_version(unit: Unit, version: int) -> None:
    """Raise Conflict if another change was saved since a version was read."""
    if unit.version != version:
        raise Conflict


def check_open(unit: Unit) -> None:
    """Raise UnitClosed if a unit is closed: what is closed does not change."""
    if unit.closed_on is not None:
        raise rules.UnitClosed(day=unit.closed_on)


def _check_open_parent(parent: Unit) -> None:
    if parent.closed_on is not None:
        raise rules.ParentClosed(day=parent.closed_on)


def _last_period(unit: Unit) -> UnitPeriod:
    return rules.current(records.periods(unit.id))[-1]


def _add_period(unit: Unit, since: date, known_on: date, at: datetime) -> UnitPeriod:
    """Add a row that says what the unit is since a day."""
    row = UnitPeriod(
        unit_id=unit.id,
        name=unit.name,
        kind=unit.kind,
        parent_id=unit.parent_id,
        municipality=unit.municipality,
        establishment=unit.establishment,
        valid_from=since,
        known_on=known_on,
        recorded_at=at,
    )
    db.session.add(row)
    return row


def _next_period(unit: Unit, last: UnitPeriod, since: date, at: datetime) -> None:
    """End the last period and add the next; on the same day it is a correction."""
    if last.valid_from < since:
        _end_period(unit, last, since, at)
        _add_period(unit, since, local_day(at), at)
    else:
        row = _add_period(unit, since, local_day(at), at)
        row.supersedes_id = last.id
    db.session.flush()


def _end_period(unit: Unit, last: UnitPeriod, on: date, at: datetime) -> None:
    """Say again what the last period was, with its end."""
    db.session.add(
        UnitPeriod(
            unit_id=unit.id,
            name=last.name,
            kind=last.kind,
            parent_id=last.parent_id,
            municipality=last.municipality,
            establishment=last.establishment,
            valid_from=last.valid_from,
            valid_to=on,
            known_on=local_day(at),
            recorded_at=at,
            supersedes_id=last.id,
        )
    )
    db.session.flush()


def _place(unit_id: int, parent_id: int | None) -> None:
    """Write who lies above a unit and all that is below it, after it took its place."""
    subtree = list(
        db.session.scalars(
            select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit_id)
        )
    )
    if not subtree:
        itself = {"unit_id": unit_id, "ancestor_id": unit_id}
        db.session.execute(insert(UnitAncestor), [itself])
        subtree = [unit_id]
    db.session.execute(
        delete(UnitAncestor).where(
            UnitAncestor.unit_id.in_(subtree), UnitAncestor.ancestor_id.not_in(subtree)
        ),
        execution_options={"synchronize_session": False},
    )
    if parent_id is None:
        return
    above = list(
        db.session.scalars(
            select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == parent_id)
        )
    )
    db.session.execute(
        insert(UnitAncestor),
        [
            {"unit_id": lower, "ancestor_id": upper}
            for lower in subtree
            for upper in above
        ],
    )
