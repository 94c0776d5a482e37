"""Blind marking: panels, and sheets behind whose code nobody is seen.

What an examiner is shown comes from `own_sheets` alone: a code, their own mark, and how
far it is. No name, sex, office, number of the application or mark of another is in it.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from pncrecruit.access.models import User
from pncrecruit.db import db
from pncrecruit.recruitment.models import (
    Application,
    BlindSheet,
    Mark,
    MarkLock,
    Panel,
    PanelSeat,
    Phase,
    PhaseLock,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.conflicts import bars
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.blind import Given, Seat, SheetState, Turn, turn
from pncrecruit.recruitment.rules.scheme import PhaseScheme


class PanelRow(NamedTuple):
    """A panel with its phase and call."""

    id: int
    public_id: UUID
    name: str
    phase_id: int
    phase_key: str
    name_es: str
    name_en: str
    call_id: int
    call_code: str
    call_name: str


class SeatRow(NamedTuple):
    """An examiner's place on a panel."""

    panel_id: int
    user_id: int
    user: str
    place: int
    ended_at: datetime | None


class SheetTurn(NamedTuple):
    """A sheet, who has to mark it, and what was given."""

    application_id: int
    panel_id: int
    code: str
    turn: Turn
    given: Mapping[int, Given]
    mark_ids: Mapping[int, int]


class OwnSheet(NamedTuple):
    """A sheet as its examiner sees it; the final mark once it is done."""

    code: str
    mark_id: int
    value: Decimal | None
    locked: bool
    state: SheetState
    final: Decimal | None


def _panels() -> Select[tuple[object, ...]]:
    return (
        select(  # type: ignore[return-value]
            Panel.id,
            Panel.public_id,
            Panel.name,
            Phase.id,
            Phase.key,
            Phase.name_es,
            Phase.name_en,
            RecruitmentCall.id,
            RecruitmentCall.code,
            RecruitmentCall.name,
        )
        .join(Phase, Phase.id == Panel.phase_id)
        .join(RecruitmentCall, RecruitmentCall.id == Phase.call_id)
        .order_by(Panel.id)
    )


def panel(public_id: UUID) -> PanelRow | None:
    """Return a panel."""
    row = db.session.execute(_panels().where(Panel.public_id == public_id)).first()
    return PanelRow._make(row) if row else None


def of_phase(phase_id: int) -> list[PanelRow]:
    """Return the panels of a phase."""
    rows = db.session.execute(_panels().where(Panel.phase_id == phase_id))
    return [PanelRow._make(row) for row in rows]


def mine(user_id: int, public_id: UUID | None = None) -> list[PanelRow]:
    """Return the panels on which an account sits now, or the one that is asked for."""
    statement = (
        _panels()
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .where(PanelSeat.user_id == user_id, PanelSeat.ended_at.is_(None))
    )
    if public_id is not None:
        statement = statement.where(Panel.public_id == public_id)
    return [PanelRow._make(row) for row in db.session.execute(statement)]


def seats(phase_id: int) -> list[SeatRow]:
    """Return the seats of a phase's panels, in their order."""
    rows = db.session.execute(
        select(
            PanelSeat.panel_id,
            PanelSeat.user_id,
            User.name,
            PanelSeat.place,
            PanelSeat.ended_at,
        )
        .join(Panel, Panel.id == PanelSeat.panel_id)
        .join(User, User.id == PanelSeat.user_id)
        .where(Panel.phase_id == phase_id)
        .order_by(PanelSeat.panel_id, PanelSeat.place)
    )
    return [SeatRow._make(row) for row in rows]


def turns(
    phase_id: int, scheme: PhaseScheme, panel_id: int | None = None
) -> list[SheetTurn]:
    """Return every sheet of a phase, or of one panel, with whose turn it is."""
    sitting: dict[int, list[Seat]] = defaultdict(list)
    for row in seats(phase_id):
        sitting[row.panel_id].append(
            Seat(row.user_id, row.place, row.ended_at is not None)
        )
    sheets = select(BlindSheet.application_id, BlindSheet.panel_id, BlindSheet.code)
    sheets = sheets.where(BlindSheet.phase_id == phase_id)
    if panel_id is not None:
        sheets = sheets.where(BlindSheet.panel_id == panel_id)
    given, ids, locked_at = _given(phase_id)
    barred: dict[int, set[int]] = defaultdict(set)
    everyone = {seat.user_id for some in sitting.values() for seat in some}
    for (user_id, application_id), declared_at in bars(everyone).items():
        locked = locked_at.get((application_id, user_id))
        # A mark that was locked before the conflict was known stays what it is.
        if locked is None or locked > declared_at:
            barred[application_id].add(user_id)
    return [
        SheetTurn(
            application_id,
            panel,
            code,
            turn(
                sitting[panel],
                given[application_id],
                barred=barred[application_id],
                examiners=scheme.examiners,
                tolerance=scheme.tolerance,
            ),
            given[application_id],
            ids[application_id],
        )
        for application_id, panel, code in db.session.execute(
            sheets.order_by(BlindSheet.code)
        )
    ]


def _given(
    phase_id: int,
) -> tuple[
    dict[int, dict[int, Given]],
    dict[int, dict[int, int]],
    dict[tuple[int, int], datetime],
]:
    """Return the marks of a phase that hold, by application and examiner."""
    later = aliased(Mark)
    rows = db.session.execute(
        select(
            Mark.id,
            Mark.application_id,
            Mark.evaluator_id,
            Mark.value,
            func.coalesce(MarkLock.locked_at, PhaseLock.locked_at),
            Mark.approval_id,
            Mark.recorded_at,
        )
        .outerjoin(MarkLock, MarkLock.mark_id == Mark.id)
        .outerjoin(PhaseLock, PhaseLock.phase_id == Mark.phase_id)
        .outerjoin(later, later.supersedes_id == Mark.id)
        .where(
            Mark.phase_id == phase_id,
            later.id.is_(None),
            Mark.evaluator_id.is_not(None),
        )
    )
    given: dict[int, dict[int, Given]] = defaultdict(dict)
    ids: dict[int, dict[int, int]] = defaultdict(dict)
    times: dict[tuple[int, int], datetime] = {}
    for row in rows:
        mark_id, application_id, user_id, value, closed, approval_id, at = row
        locked_at: datetime | None = closed
        if locked_at is None and approval_id is not None:
            locked_at = at
        if user_id is None:
            continue
        given[application_id][user_id] = Given(value, locked_at is not None)
        ids[application_id][user_id] = mark_id
        if locked_at is not None:
            times[application_id, user_id] = locked_at
    return given, ids, times


def own_sheets(panel: PanelRow, scheme: PhaseScheme, user_id: int) -> list[OwnSheet]:
    """Return the sheets that an account has to mark or has marked."""
    found = []
    for sheet in turns(panel.phase_id, scheme, panel.id):
        own = sheet.given.get(user_id)
        if user_id not in sheet.turn.examiners:
            continue
        locked = own is not None and own.locked
        found.append(
            OwnSheet(
                sheet.code,
                sheet.mark_ids.get(user_id, 0),
                own.value if own else None,
                locked,
                # Before the own mark is locked, how far others are says something.
                sheet.turn.state if locked else SheetState.OPEN,
                sheet.turn.final if locked else None,
            )
        )
    return found


def undealt(phase_id: int) -> list[int]:
    """Return the applications that wait in a phase and have no sheet in it yet."""
    return list(
        db.session.scalars(
            select(Application.id)
            .join(Phase, Phase.call_id == Application.call_id)
            .where(
                Phase.id == phase_id,
                Application.listed,
                Application.standing == Standing.ACTIVE,
                Application.phase_position == Phase.position,
                ~select(BlindSheet.id)
                .where(
                    BlindSheet.phase_id == phase_id,
                    BlindSheet.application_id == Application.id,
                )
                .exists(),
            )
            .order_by(Application.id)
        )
    )


def codes(phase_id: int) -> set[str]:
    """Return the codes that are taken in a phase."""
    return set(
        db.session.scalars(
            select(BlindSheet.code).where(BlindSheet.phase_id == phase_id)
        )
    )


class KeyRow(NamedTuple):
    """Which application is behind a code: for who puts codes on papers, logged."""

    code: str
    number: int


def key_list(panel_id: int) -> list[KeyRow]:
    """Return which application is behind each code of a panel, by number."""
    rows = db.session.execute(
        select(BlindSheet.code, Application.number)
        .join(Application, Application.id == BlindSheet.application_id)
        .where(BlindSheet.panel_id == panel_id)
        .order_by(Application.number)
    )
    return [KeyRow._make(row) for row in rows]
