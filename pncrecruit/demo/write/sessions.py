"""Test sessions of the demo: one today, two to come, a draft; who waits is summoned."""

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import LOCAL, db, local_day
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.actions.sessions import draft_session, open_session
from pncrecruit.recruitment.actions.summoning import summon_waiting
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import board, sessions
from pncrecruit.recruitment.rules import CallState
from pncrecruit.recruitment.rules.sessions import SessionDraft

MORNING = time(7, 30)
# Which recruiter's office, days from today (0: in two hours), capacity, phase, opened.
PLANNED = (
    (0, 0, 24, "medical", True),
    (0, 7, 40, "medical", True),
    (1, 9, 40, "medical", True),
    (1, 21, 30, "psychological", False),
)


def write_sessions(lead: Actor, offices: list[int], at: datetime) -> None:
    """Draft sessions at the recruiters' offices, open them, and summon who waits."""
    code = db.session.scalars(
        select(RecruitmentCall.code).where(RecruitmentCall.state == CallState.OPEN)
    ).one()
    frame = board.frame(code, EVERYTHING)
    if frame is None:
        raise ValueError("the demo has no open call")
    phases = {one.key: one for one in frame.phases}
    for number, (place, days, capacity, phase, opened) in enumerate(PLANNED):
        office = db.session.get_one(Unit, offices[place])
        day = local_day(at) + timedelta(days=days)
        soon = (at + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
        made = draft_session(
            frame,
            phases[phase],
            SessionDraft(
                office.id,
                office.municipality or "0101",
                f"{office.name}, salón de usos múltiples",
                datetime.combine(day, MORNING, LOCAL) if days else soon,
                capacity,
            ),
            client_id=uuid5(NAMESPACE_URL, f"demo session {number}"),
            actor=lead,
            at=at,
        )
        found = sessions.session(made, EVERYTHING)
        if opened and found is not None:
            open_session(found, version=found.version, actor=lead, at=at)
    summon_waiting(
        frame, phases["medical"], EVERYTHING, within_km=None, actor=lead, at=at
    )
