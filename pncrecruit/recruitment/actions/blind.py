"""An examiner marks sheets by their codes, and locks the marks."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import insert

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import Mark, MarkLock
from pncrecruit.recruitment.queries import blind, marks
from pncrecruit.recruitment.queries.blind import PanelRow
from pncrecruit.recruitment.rules import PhaseKind
from pncrecruit.recruitment.rules.blind import NotYourSheet, SheetChanged
from pncrecruit.recruitment.rules.marks import MarkLocked, NothingToLock, PhaseClosed
from pncrecruit.recruitment.rules.measures import checked_mark
from pncrecruit.recruitment.rules.scheme import PhaseScheme


class Entry(NamedTuple):
    """A mark that was typed, and the mark it was typed over (0 for none)."""

    value: Decimal
    over: int = 0


def enter(
    panel: PanelRow,
    scheme: PhaseScheme,
    entries: Mapping[str, Entry],
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Record one's own marks by the codes of sheets, all or none; return how many.

    Raises NotYourSheet, MarkLocked, PhaseClosed, SheetChanged or MarkImpossible.
    """
    if marks.is_closed(panel.phase_id, hold=True):
        raise PhaseClosed
    sheets = {one.code: one for one in blind.turns(panel.phase_id, scheme, panel.id)}
    rows = []
    for code, entry in entries.items():
        sheet = sheets.get(code)
        if sheet is None or actor.user_id not in sheet.turn.examiners:
            raise NotYourSheet
        value = checked_mark(PhaseKind.TEST, entry.value)
        present = sheet.given.get(actor.user_id)
        if present is not None and present.locked:
            raise MarkLocked
        over = sheet.mark_ids.get(actor.user_id, 0)
        if over != entry.over:
            raise SheetChanged
        if present is not None and present.value == value:
            continue
        rows.append((sheet.application_id, code, value, over, present))
    for application_id, code, value, over, present in rows:
        db.session.execute(
            insert(Mark).values(
                application_id=application_id,
                phase_id=panel.phase_id,
                evaluator_id=actor.user_id,
                value=value,
                recorded_at=at,
                supersedes_id=over or None,
            )
        )
        record(
            "sheet.marked",
            ("sheet", f"{panel.phase_key}/{code}"),
            author=actor.author,
            at=at,
            panel=str(panel.public_id),
            value=(present.value, value) if present else value,
        )
    return len(rows)


def lock_own(
    panel: PanelRow, scheme: PhaseScheme, *, actor: Actor, at: datetime
) -> int:
    """Lock all of one's own marks on a panel; return how many. Raises NothingToLock."""
    found = [
        (sheet.code, sheet.mark_ids[actor.user_id])
        for sheet in blind.turns(panel.phase_id, scheme, panel.id)
        if actor.user_id in sheet.given and not sheet.given[actor.user_id].locked
    ]
    if not found:
        raise NothingToLock
    db.session.execute(
        insert(MarkLock),
        [
            {"mark_id": mark_id, "locked_at": at, "locked_by_id": actor.user_id}
            for _code, mark_id in found
        ],
    )
    record(
        "sheets.locked",
        ("panel", panel.public_id),
        author=actor.author,
        at=at,
        codes=[code for code, _mark in found],
    )
    return len(found)
