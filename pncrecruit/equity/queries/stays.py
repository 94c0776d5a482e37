"""How long each applicant was in each phase, from the log, for the snapshot alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from pncrecruit.db import db, local_day
from pncrecruit.equity.figures.stays import Stay
from pncrecruit.equity.queries.counts import people_of
from pncrecruit.equity.queries.selection import ENDED, LOST
from pncrecruit.identity.queries import labels
from pncrecruit.identity.rules import Purpose
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.models import Application, Phase, PhaseTransition
from pncrecruit.recruitment.rules import Result


class _Step(NamedTuple):
    """One line of the log, with whose it is."""

    application_id: int
    person_id: int
    sex: Sex
    applied_at: datetime
    position: int
    result: Result
    to_position: int | None
    reason_code: str | None
    effective_at: datetime


class _End(NamedTuple):
    at: datetime
    ended: bool
    lost: bool
    reason: str


Slack = Mapping[tuple[int, int], Mapping[str, float]]  # application and position


def stays(
    call_id: int, at: datetime, slack: Slack = MappingProxyType({})
) -> dict[int, list[Stay]]:
    """Return who was in each phase of a call, for how long and how it ended.

    Positions to applicants. ``slack`` is what was measured. What was
    undone never happened; who was taken up again has not ended; a deferral stops the
    clock without an end.
    """
    said = labels(Purpose.FIGURES)
    found: dict[int, list[Stay]] = defaultdict(list)
    for application, steps in groupby(
        _steps(call_id), key=lambda one: one.application_id
    ):
        mine = list(steps)
        first = mine[0]
        people, _asked = people_of(said, first.person_id)
        entered, ends = _read(mine)
        for position, since in entered.items():
            end = ends.get(position, _End(at, False, False, ""))
            days = max(0, (local_day(end.at) - local_day(since)).days)
            found[position].append(
                Stay(
                    first.sex.value,
                    people,
                    days,
                    end.ended,
                    end.lost,
                    end.reason,
                    slack.get((application, position), {}),
                )
            )
    for application, person_id, sex, since in _unmoved(call_id):
        people, _asked = people_of(said, person_id)
        days = max(0, (local_day(at) - local_day(since)).days)
        far = slack.get((application, 0), {})
        found[0].append(Stay(sex.value, people, days, False, slack=far))
    return found


def _read(steps: list[_Step]) -> tuple[dict[int, datetime], dict[int, _End]]:
    """Return when each phase was first entered, and how it ended at last."""
    entered = {0: steps[0].applied_at}
    ends: dict[int, _End] = {}
    for one in steps:
        if one.result in ENDED:
            lost = one.result in LOST
            reason = one.reason_code or "" if lost else ""
            ends[one.position] = _End(one.effective_at, True, lost, reason)
        elif one.result is Result.DEFERRED:
            ends[one.position] = _End(one.effective_at, False, False, "")
        elif one.result is Result.REINSTATED:
            ends.pop(one.position, None)
        if one.to_position is not None:
            entered.setdefault(one.to_position, one.effective_at)
    return entered, ends


def _steps(call_id: int) -> Iterator[_Step]:
    undo = aliased(PhaseTransition)
    rows = db.session.execute(
        select(
            Application.id,
            Application.person_id,
            Application.sex,
            Application.applied_at,
            Phase.position,
            PhaseTransition.result,
            PhaseTransition.to_position,
            PhaseTransition.reason_code,
            PhaseTransition.effective_at,
        )
        .join(PhaseTransition, PhaseTransition.application_id == Application.id)
        .join(Phase, Phase.id == PhaseTransition.phase_id)
        .outerjoin(undo, undo.undoes_id == PhaseTransition.id)
        .where(
            Application.call_id == call_id,
            Application.listed,
            PhaseTransition.result != Result.UNDONE,
            undo.id.is_(None),
        )
        .order_by(Application.id, PhaseTransition.id)
    )
    return (_Step._make(row) for row in rows)


def _unmoved(call_id: int) -> Iterator[tuple[int, int, Sex, datetime]]:
    """Yield who waits in the first phase and has no line in the log."""
    undo = aliased(PhaseTransition)
    undone = select(undo.id).where(undo.undoes_id == PhaseTransition.id)
    moved = select(PhaseTransition.id).where(
        PhaseTransition.application_id == Application.id,
        PhaseTransition.result != Result.UNDONE,
        ~undone.exists(),
    )
    rows = db.session.execute(
        select(
            Application.id,
            Application.person_id,
            Application.sex,
            Application.applied_at,
        ).where(Application.call_id == call_id, Application.listed, ~moved.exists())
    )
    return ((one, person, sex, since) for one, person, sex, since in rows)
