"""Take applications of undone batches up again, as their new drafts have them.

They keep number, address and receipt. A statement a table, as registering has it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Table, bindparam, delete, text

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import Deed, record_all
from pncrecruit.bulk import among, insert_columns
from pncrecruit.db import db
from pncrecruit.persons.models import Person
from pncrecruit.persons.rules import name_key
from pncrecruit.recruitment.actions.matching import Prepared
from pncrecruit.recruitment.actions.storing import (
    HEIGHT,
    RAW_LENGTH,
    Intake,
    Stored,
    count,
    judge,
    listed_by,
    losses,
    say_more,
)
from pncrecruit.recruitment.models import (
    Application,
    Declaration,
    Measure,
    PhaseTransition,
)
from pncrecruit.recruitment.queries import undone
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules.eligibility import Unmet, further

_APPLICATIONS = cast(Table, Application.__table__)
_PERSONS = cast(Table, Person.__table__)
_NAMES = ("given_names", "first_surname", "second_surname", "married_surname")
_CUI = ("cui", "cui_state", "cui_reason")
_OF_PERSON = (*_NAMES, *_CUI, "birth_date", "sex", "residence_municipality", "phone")
_OF_APPLICATION = ("office_id", "sex", "residence_municipality", "schooling", "way_in")
_SEARCHED = text(
    "INSERT INTO application_search (rowid, name_key) SELECT id, name_key"
    " FROM application WHERE id IN (SELECT value FROM json_each(:ids))"
)

Changes = dict[str, tuple[object, object]]


def release(drafts: Sequence[Prepared]) -> None:
    """Let the senders' identifiers of drafts go from undone applications of others.

    The identifier of a row that went to the wrong call, or that holds somebody else
    now, is the new application's; the undone one is found by its person.
    """
    ids = [one.sent.id for one in drafts if one.sent and one.sent != one.undone]
    if ids:
        db.session.connection().execute(
            _APPLICATIONS.update().where(
                _APPLICATIONS.c.id == bindparam("of"),
                _APPLICATIONS.c.undone_at.is_not(None),
            ),
            [{"of": one, "client_id": uuid4()} for one in ids],
        )


def take_up(
    again: Sequence[Prepared],
    held: Mapping[int, undone.Undone],
    into: Intake,
    *,
    actor: Actor,
) -> list[Stored]:
    """Write what drafts say into the undone applications of their persons.

    ``held`` are these, locked. In a batch they come into sight with it, and go with it.
    """
    rows = [held[one.undone.id] for one in again if one.undone]
    ids = [row.id for row in rows]
    heights = undone.heights(ids)
    known = [
        replace(one.draft, height_cm=heights[row.id].value)
        if one.draft.height_cm is None and row.id in heights
        else one.draft
        for one, row in zip(again, rows, strict=True)
    ]
    judged = [
        judge(replace(one, draft=draft), into)
        for one, draft in zip(again, known, strict=True)
    ]
    people = _persons(again, rows)
    changed = _applications(again, rows, judged, into)
    measured = _measures(again, rows, heights, into)
    for its, height in zip(changed, measured, strict=True):
        its.update(height)
    _judgements(rows, judged, into)
    answered = [
        row.id for one, row in zip(again, rows, strict=True) if one.draft.declarations
    ]
    if answered:
        db.session.execute(
            delete(Declaration).where(among(Declaration.application_id, answered))
        )
    say_more(again, ids, [row.person_id for row in rows], into)
    if into.listed:
        _search(ids)
        count(again, judged, into)
    db.session.expire_all()
    came_by: dict[str, object] = {"batch": into.batch_id} if into.batch_id else {}
    deeds = [
        Deed(
            "application.taken_up",
            ("application", row.public_id),
            into.at,
            values=came_by | its,
        )
        for row, its in zip(rows, changed, strict=True)
    ]
    deeds += [
        Deed("person.corrected", ("person", public_id), into.at, values=its)
        for public_id, its in people
    ]
    record_all(deeds, author=actor.author)
    return [
        Stored(row.id, row.public_id, row.number, tuple(failing))
        for row, failing in zip(rows, judged, strict=True)
    ]


def _persons(
    again: Sequence[Prepared], rows: Sequence[undone.Undone]
) -> list[tuple[object, Changes]]:
    """Bring persons up to date; return who changed, and how.

    Names, birth date and sex are those of the new draft where nothing else is known of
    somebody. Otherwise they stay, as at any registration.
    """
    ids = [row.person_id for row in rows]
    recorded, ours = undone.people(ids), undone.only_undone(ids)
    found: list[tuple[object, Changes]] = []
    values = []
    for one, row in zip(again, rows, strict=True):
        person, draft = recorded[row.person_id], one.draft
        new: dict[str, Any] = {name: getattr(person, name) for name in _OF_PERSON}
        if person.id in ours:
            new |= {name: getattr(draft, name) for name in _NAMES}
            new |= {"birth_date": draft.birth_date, "sex": draft.sex}
        if person.cui is None:
            new |= {
                "cui": one.cui.cui,
                "cui_state": one.cui.state,
                "cui_reason": one.cui.reason,
            }
        new["residence_municipality"] = draft.residence_municipality
        new["phone"] = draft.phone or person.phone
        its = _changes(person, new)
        if its:
            found.append((person.public_id, its))
            key = name_key(*(new[name] for name in _NAMES))
            version = person.version + 1
            values.append(new | {"of": person.id, "name_key": key, "version": version})
    if values:
        db.session.connection().execute(
            _PERSONS.update().where(_PERSONS.c.id == bindparam("of")), values
        )
    return found


def _changes(before: object, new: Mapping[str, object]) -> Changes:
    return {
        name: (getattr(before, name), value)
        for name, value in new.items()
        if getattr(before, name) != value
    }


def _applications(
    again: Sequence[Prepared],
    rows: Sequence[undone.Undone],
    judged: Sequence[Sequence[Unmet]],
    into: Intake,
) -> list[Changes]:
    found, values = [], []
    for one, row, failing in zip(again, rows, judged, strict=True):
        draft = one.draft
        new: dict[str, Any] = {
            "office_id": into.office_id,
            "sex": draft.sex,
            "residence_municipality": draft.residence_municipality,
            "schooling": draft.schooling,
            "way_in": draft.way_in,
            "standing": Standing.NOT_MET if failing else Standing.ACTIVE,
        }
        its = _changes(row, new)
        if "office_id" in its:
            its["office"] = its.pop("office_id")
        found.append(its)
        values.append(
            new
            | {
                "of": row.id,
                "department": draft.residence_municipality[:2],
                "name_key": listed_by(one),
                "client_id": draft.client_id,
                "listed": into.listed,
                "undone_at": None,
                "batch_id": into.batch_id,
                "version": row.version + 1,
                "batch_version": row.version + 1,
            }
        )
    db.session.connection().execute(
        _APPLICATIONS.update().where(_APPLICATIONS.c.id == bindparam("of")), values
    )
    return found


def _measures(
    again: Sequence[Prepared],
    rows: Sequence[undone.Undone],
    heights: Mapping[int, undone.Height],
    into: Intake,
) -> list[Changes]:
    found: list[Changes] = []
    values = []
    for one, row in zip(again, rows, strict=True):
        before, height = heights.get(row.id), one.draft.height_cm
        old = before.value if before else None
        if height is None or height == old:
            found.append({})
            continue
        found.append({HEIGHT: (old, height)})
        values.append((row.id, height, before.id if before else None))
    if values:
        insert_columns(
            cast(Table, Measure.__table__),
            {
                "application_id": [one[0] for one in values],
                "value": [one[1] for one in values],
                "supersedes_id": [one[2] for one in values],
            },
            phase_id=into.phase.id,
            kind=HEIGHT,
            measured_at=into.at,
            recorded_at=into.at,
            recorded_by_id=into.user_id,
        )
    return found


def _judgements(
    rows: Sequence[undone.Undone], judged: Sequence[Sequence[Unmet]], into: Intake
) -> None:
    """Take back what is not so any more, and say what is: each is a transition."""
    before = undone.not_met([row.id for row in rows])
    taken_back, lost = [], []
    for row, failing in zip(rows, judged, strict=True):
        was = before.get(row.id)
        if was is not None and _said(failing) == was[1:]:
            continue
        if was is not None:
            taken_back.append((row.id, was.id))
        lost.append((row.id, failing))
    if taken_back:
        insert_columns(
            cast(Table, PhaseTransition.__table__),
            {
                "application_id": [one for one, _ in taken_back],
                "undoes_id": [transition for _, transition in taken_back],
                "client_id": [uuid4() for _ in taken_back],
            },
            phase_id=into.phase.id,
            result=Result.UNDONE,
            standing=Standing.ACTIVE,
            note="",
            effective_at=into.at,
            recorded_at=into.at,
            recorded_by_id=into.user_id,
            batch_id=into.batch_id,
        )
    losses([one for one, _ in lost], [failing for _, failing in lost], into)


def _said(failing: Sequence[Unmet]) -> tuple[str | None, str | None, str]:
    """Return the requirements not met as a transition holds them."""
    if not failing:
        return None, None, ""
    first = failing[0]
    return first.loss_reason, first.raw_value[:RAW_LENGTH], further(failing)


def _search(ids: Sequence[int]) -> None:
    """Have SQLite's index of words find them; PostgreSQL's is the column's own."""
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(_SEARCHED, {"ids": str(list(ids))})
