"""Make panels, seat examiners, and deal sheets without names to them."""

import secrets
from datetime import datetime

from sqlalchemy import insert, select, update

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import BlindSheet, Panel, PanelSeat
from pncrecruit.recruitment.queries import assignments, blind, marks, schemes
from pncrecruit.recruitment.queries.blind import PanelRow
from pncrecruit.recruitment.queries.conflicts import bars
from pncrecruit.recruitment.queries.marks import PhaseMarking
from pncrecruit.recruitment.rules.blind import (
    NoPanels,
    NotAnExaminer,
    NotBlind,
    SeatTaken,
    new_codes,
    spread,
)
from pncrecruit.recruitment.rules.conflicts import InConflict


def make_panel(
    call_id: int, phase: PhaseMarking, name: str, *, actor: Actor, at: datetime
) -> Panel:
    """Make a panel for a phase that is marked blind. Raises NotBlind."""
    if not schemes.is_blind(call_id, phase.key):
        raise NotBlind
    panel = Panel(
        phase_id=phase.id, name=name.strip(), made_at=at, made_by_id=actor.user_id
    )
    db.session.add(panel)
    db.session.flush()
    record(
        "panel.made",
        ("panel", panel.public_id),
        author=actor.author,
        at=at,
        phase=phase.key,
        name=panel.name,
    )
    return panel


def seat(panel: PanelRow, user_id: int, *, actor: Actor, at: datetime) -> None:
    """Give an examiner the next seat of a panel.

    Raises NotAnExaminer (also for oneself), SeatTaken or InConflict.
    """
    known = {one.id for one in assignments.recruiters()}
    if user_id not in known or user_id in marks.accounts_of(actor):
        raise NotAnExaminer
    dealt = set(
        db.session.scalars(
            select(BlindSheet.application_id).where(BlindSheet.panel_id == panel.id)
        )
    )
    if any(one in dealt for _user, one in bars(marks.accounts_of(actor))):
        raise InConflict
    sitting = [one for one in blind.seats(panel.phase_id) if one.panel_id == panel.id]
    if any(one.user_id == user_id for one in sitting):
        raise SeatTaken
    place = max((one.place for one in sitting), default=0) + 1
    db.session.add(
        PanelSeat(
            panel_id=panel.id,
            user_id=user_id,
            place=place,
            assigned_at=at,
            assigned_by_id=actor.user_id,
        )
    )
    record(
        "panel.seated",
        ("panel", panel.public_id),
        author=actor.author,
        at=at,
        examiner=user_id,
        place=place,
    )


def end_seat(panel: PanelRow, user_id: int, *, actor: Actor, at: datetime) -> None:
    """End an examiner's seat: marks they locked stay, the next seat does the rest."""
    ended = db.session.execute(
        update(PanelSeat)
        .where(
            PanelSeat.panel_id == panel.id,
            PanelSeat.user_id == user_id,
            PanelSeat.ended_at.is_(None),
        )
        .values(ended_at=at, ended_by_id=actor.user_id)
        .returning(PanelSeat.id)
    ).first()
    if ended is None:
        raise NotAnExaminer
    record(
        "panel.seat_ended",
        ("panel", panel.public_id),
        author=actor.author,
        at=at,
        examiner=user_id,
    )


def deal(call_code: str, phase: PhaseMarking, *, actor: Actor, at: datetime) -> int:
    """Deal a sheet with a random code to who waits in a phase; return how many.

    The order is drawn, so that a code tells nothing of the number behind it. Doing it
    again deals to those who came since.
    """
    panels = [one.id for one in blind.of_phase(phase.id)]
    if not panels:
        raise NoPanels
    waiting = blind.undealt(phase.id)
    secrets.SystemRandom().shuffle(waiting)
    sitting: dict[int, list[int]] = {}
    for one in blind.seats(phase.id):
        if one.ended_at is None:
            sitting.setdefault(one.user_id, []).append(one.panel_id)
    barred = {
        (panel, application)
        for user, application in bars(sitting)
        for panel in sitting[user]
    }
    if waiting:
        codes = new_codes(len(waiting), blind.codes(phase.id))
        db.session.execute(
            insert(BlindSheet),
            [
                {
                    "phase_id": phase.id,
                    "application_id": application,
                    "panel_id": panel,
                    "code": code,
                    "made_at": at,
                }
                for (application, panel), code in zip(
                    spread(waiting, panels, barred), codes, strict=True
                )
            ],
        )
    record(
        "panel.dealt",
        ("call", call_code),
        author=actor.author,
        at=at,
        phase=phase.key,
        sheets=len(waiting),
    )
    return len(waiting)
