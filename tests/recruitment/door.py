"""The sessions of a call, run by somebody: for the tests of who comes when."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.actions import sessions as actions
from pncrecruit.recruitment.actions import summoning
from pncrecruit.recruitment.models import (
    RecruitmentCall,
)
from pncrecruit.recruitment.queries import board
from pncrecruit.recruitment.queries import sessions as queries
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules.sessions import SessionDraft
from tests.factories import (
    NOON,
    make_application,
)

COBAN, SALAMA = "1601", "1501"
DAY = timedelta(days=1)


class Door:
    """The sessions of a call's first phase, run by somebody."""

    def __init__(self, call: RecruitmentCall, office: Unit, by: Actor) -> None:
        frame = board.frame(call.code, EVERYTHING)
        assert frame is not None
        self.call, self.office, self.by, self.frame = call, office, by, frame
        self.phase = frame.phases[0]

    def draft(
        self, capacity: int = 2, place: str = COBAN, at: datetime = NOON + DAY
    ) -> SessionDraft:
        return SessionDraft(self.office.id, place, "Salón municipal", at, capacity)

    def session(self, opened: bool = True, **more: Any) -> SessionRow:
        made = actions.draft_session(
            self.frame,
            self.phase,
            self.draft(**more),
            client_id=uuid4(),
            actor=self.by,
            at=NOON,
        )
        if opened:
            actions.open_session(self.seen(made), version=1, actor=self.by, at=NOON)
        return self.seen(made)

    def seen(self, public_id: UUID) -> SessionRow:
        db.session.flush()
        found = queries.session(public_id, EVERYTHING)
        assert found is not None
        return found

    def applicant(self) -> Moving:
        return make_application(self.call, self.office, self.by)

    def bulk(self, at: datetime = NOON) -> tuple[int, int, int]:
        """Summon who waits: how many, who is left, how many places became free."""
        made, freed = summoning.summon_waiting(
            self.frame, self.phase, EVERYTHING, within_km=None, actor=self.by, at=at
        )
        return len(made.seats), made.left, freed

    def summon(self, one: Moving, to: SessionRow, reason: str = "") -> None:
        summoning.summon(one, to, reason=reason, actor=self.by, at=NOON)
