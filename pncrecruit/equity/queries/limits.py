"""The requirements of a call, and how far each applicant lies from them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from math import inf
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from pncrecruit.analysis.requirement import slack
from pncrecruit.db import db
from pncrecruit.equity.figures.limits import STEPS, Limit
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person
from pncrecruit.persons.rules import age_on
from pncrecruit.recruitment.models import (
    Application,
    CallRequirement,
    Measure,
    Phase,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.finals import final_marks
from pncrecruit.recruitment.rules import RequirementKind
from pncrecruit.recruitment.rules.measures import MeasureKind

# The reasons with which a mark under the one asked for is recorded.
MARK_REASONS: Final = frozenset(
    {
        "mark_below_pass",
        "language_mark_below_pass",
        "board_mark_below_pass",
        "measure_not_met",
    }
)


class CallLimits(NamedTuple):
    """The limits of each phase, and each applicant's slack there."""

    limits: dict[int, list[Limit]]
    slack: dict[tuple[int, int], dict[str, float]]


class _Side(NamedTuple):
    """One side of a requirement: for whom, which limit, and its reason."""

    key: str
    sex: Sex | None
    asked: float
    reason: str


def call_limits(call_id: int, *, least: int) -> CallLimits:
    """Return what a call asks of a measure, where so many and more were measured.

    Height and age are judged on applying, in the first phase; a mark in its own.
    """
    found: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    limits: dict[int, list[Limit]] = defaultdict(list)
    for position, limit, values in (*_asked(call_id), *_marks(call_id)):
        if len(values) >= least:
            limits[position].append(limit)
            for application, far in values.items():
                found[application, position][limit.key] = far
    return CallLimits(limits, found)


def _asked(call_id: int) -> Iterable[tuple[int, Limit, dict[int, float]]]:
    """Yield the limits on height and age, with the slack of each applicant."""
    sides = list(_sides(call_id))
    people = db.session.execute(
        select(Application.id, Application.sex, Person.birth_date)
        .join(Person, Person.id == Application.person_id)
        .where(Application.call_id == call_id, Application.listed)
    ).all()
    heights = _heights(call_id)
    day = db.session.scalar(
        select(RecruitmentCall.age_on).where(RecruitmentCall.id == call_id)
    )
    keys = {side.key for side in sides}
    # Both edges of age are one table: the highest age moves, the lowest stays.
    lowest = [side for side in sides if side.key == "age_least"]
    if "age_most" in keys:
        keys.discard("age_least")
    for key in (one for one in STEPS if one in keys):
        mine = [side for side in sides if side.key == key]
        floors = lowest if key == "age_most" else []
        values = {}
        for application, sex, born in people:
            side = next((one for one in mine if one.sex in {None, sex}), None)
            raw = heights.get(application) if key == "height" else _age(born, day)
            floor = next((one for one in floors if one.sex in {None, sex}), None)
            if side is not None and raw is not None:
                young = floor is not None and raw < floor.asked
                values[application] = -inf if young else _far(side, raw)
        asked = {
            sex.value: side.asked
            for side in reversed(mine)
            for sex in ([side.sex] if side.sex else [Sex.FEMALE, Sex.MALE])
        }
        reasons = frozenset(one.reason for one in (*mine, *floors))
        yield 0, Limit(key, reasons, asked), values


def _far(side: _Side, raw: float) -> float:
    if side.key == "age_most":
        return float(slack([raw], maximum=side.asked)[0])
    return float(slack([raw], minimum=side.asked)[0])


def _age(born: date | None, day: date | None) -> float | None:
    return None if born is None or day is None else float(age_on(born, day))


def _sides(call_id: int) -> Iterable[_Side]:
    rows = db.session.scalars(
        select(CallRequirement)
        .where(
            CallRequirement.call_id == call_id,
            CallRequirement.kind.in_((RequirementKind.AGE, RequirementKind.HEIGHT)),
        )
        .order_by(CallRequirement.position)
    )
    for row in rows:
        names = (
            (
                ("height", row.minimum),
                ("", None),
            )
            if row.kind is RequirementKind.HEIGHT
            else (
                ("age_most", row.maximum),
                ("age_least", row.minimum),
            )
        )
        for key, limit in names:
            if limit is not None:
                yield _Side(key, row.sex, float(limit), row.loss_reason)


def _heights(call_id: int) -> dict[int, float]:
    """Return the height of each applicant that no later measure corrects."""
    later = aliased(Measure)
    rows = db.session.execute(
        select(Measure.application_id, Measure.value)
        .join(Application, Application.id == Measure.application_id)
        .outerjoin(later, later.supersedes_id == Measure.id)
        .where(
            Application.call_id == call_id,
            Measure.kind == MeasureKind.HEIGHT.value,
            later.id.is_(None),
        )
        .order_by(Measure.id)
    )
    return {application: float(value) for application, value in rows}


def _marks(call_id: int) -> Iterable[tuple[int, Limit, dict[int, float]]]:
    """Yield the pass marks, with how far each final mark lies from them."""
    phases = db.session.execute(
        select(Phase.id, Phase.key, Phase.position, Phase.pass_mark).where(
            Phase.call_id == call_id, Phase.pass_mark.is_not(None)
        )
    )
    for phase_id, key, position, pass_mark in phases.all():
        asked = float(pass_mark or Decimal(0))
        values = {
            application: float(slack([float(mark)], minimum=asked)[0])
            for application, mark in final_marks(phase_id, key, call_id).items()
        }
        of = {sex.value: asked for sex in (Sex.FEMALE, Sex.MALE)}
        yield position, Limit("mark", MARK_REASONS, of), values
