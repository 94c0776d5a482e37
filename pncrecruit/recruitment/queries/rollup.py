"""The kept counts, and the recount from the transitions that they must equal."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.models import (
    Application,
    FunnelCount,
    Phase,
    PhaseTransition,
    Reached,
    StageCount,
)
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.standing import Event, funnel, place_after


class Dimensions(NamedTuple):
    """What the kept counts are apart by; nothing about peoples is in them."""

    call_id: int
    sex: Sex
    office_id: int
    department: str


class Counts(NamedTuple):
    """Counts without zeros: who waits where, and who reached and left which phase."""

    stage: dict[tuple[Dimensions, int, Standing], int]
    funnel: dict[tuple[Dimensions, int, str], int]
    reached: frozenset[tuple[int, int]]  # application, position


def kept(call_id: int) -> Counts:
    """Return the counts kept for a call."""
    stages = db.session.execute(
        select(
            StageCount.call_id,
            StageCount.sex,
            StageCount.office_id,
            StageCount.department,
            StageCount.position,
            StageCount.standing,
            StageCount.persons,
        ).where(StageCount.call_id == call_id, StageCount.persons != 0)
    )
    funnels = db.session.execute(
        select(
            FunnelCount.call_id,
            FunnelCount.sex,
            FunnelCount.office_id,
            FunnelCount.department,
            FunnelCount.position,
            FunnelCount.result,
            FunnelCount.persons,
        ).where(FunnelCount.call_id == call_id, FunnelCount.persons != 0)
    )
    entered = db.session.execute(
        select(Reached.application_id, Phase.position)
        .join(Phase, Phase.id == Reached.phase_id)
        .join(Application, Application.id == Reached.application_id)
        .where(Phase.call_id == call_id, Application.listed)
    )
    return Counts(
        {(Dimensions(*row[:4]), row[4], row[5]): row[6] for row in stages},
        {(Dimensions(*row[:4]), row[4], row[5]): row[6] for row in funnels},
        frozenset((row[0], row[1]) for row in entered),
    )


def recount(call_id: int) -> Counts:
    """Return what the counts of a call must be, from applications and transitions.

    It reads the whole call: for the night and for tests, never for a page.
    """
    stage: Counter[tuple[Dimensions, int, Standing]] = Counter()
    funnels: Counter[tuple[Dimensions, int, str]] = Counter()
    reached = set()
    history = defaultdict(list, _histories(call_id))
    for row in db.session.execute(
        select(
            Application.id,
            Application.call_id,
            Application.sex,
            Application.office_id,
            Application.department,
        ).where(Application.call_id == call_id, Application.listed)
    ):
        application_id, where = row[0], Dimensions(*row[1:])
        events = history[application_id]
        place = place_after(events)
        stage[where, place.position, place.standing] += 1
        for position, result in funnel(events):
            funnels[where, position, result] += 1
            if not result:
                reached.add((application_id, position))
    return Counts(dict(stage), dict(funnels), frozenset(reached))


def _histories(call_id: int) -> Iterator[tuple[int, list[Event]]]:
    rows = db.session.execute(
        select(
            PhaseTransition.application_id,
            PhaseTransition.id,
            Phase.position,
            PhaseTransition.result,
            PhaseTransition.to_position,
            PhaseTransition.standing,
            PhaseTransition.undoes_id,
        )
        .join(Phase, Phase.id == PhaseTransition.phase_id)
        .where(Phase.call_id == call_id)
        .order_by(PhaseTransition.application_id, PhaseTransition.id)
    )
    for application_id, group in groupby(rows, key=lambda row: row[0]):
        yield application_id, [Event(*row[1:]) for row in group]
