"""What the impact of a call is counted from: by sex and department, live."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import func, select

from pncrecruit.db import db
from pncrecruit.equity.figures.impact import Stratum, Tally
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.models import FunnelCount, Phase
from pncrecruit.recruitment.rules import Result

LOST = (Result.FAILED, Result.NOT_MET, Result.NO_SHOW, Result.WITHDREW)
ENDED = (Result.PASSED, *LOST)


class PhaseOf(NamedTuple):
    """A phase of one of several calls; the same phase has the same key in each."""

    call_id: int
    position: int
    key: str
    name_es: str
    name_en: str


def phases_of(calls: Iterable[int]) -> list[PhaseOf]:
    """Return the phases of calls, in the order of each."""
    rows = db.session.execute(
        select(Phase.call_id, Phase.position, Phase.key, Phase.name_es, Phase.name_en)
        .where(Phase.call_id.in_(list(calls)))
        .order_by(Phase.call_id, Phase.position)
    )
    return [PhaseOf(*row) for row in rows]


def women_beside_men(
    calls: Iterable[int],
) -> Mapping[tuple[int, int], tuple[Stratum, ...]]:
    """Return women and men by department, for each call and position.

    Only those whose phase has ended are in it. Not meeting a requirement, not
    attending and withdrawing are losses too.
    """
    rows = db.session.execute(
        select(
            FunnelCount.call_id,
            FunnelCount.position,
            FunnelCount.department,
            FunnelCount.sex,
            FunnelCount.result,
            func.sum(FunnelCount.persons),
        )
        .where(
            FunnelCount.call_id.in_(list(calls)),
            FunnelCount.result.in_([result.value for result in ENDED]),
        )
        .group_by(
            FunnelCount.call_id,
            FunnelCount.position,
            FunnelCount.department,
            FunnelCount.sex,
            FunnelCount.result,
        )
    )
    counted: dict[tuple[int, int, str], dict[Sex, list[int]]] = defaultdict(
        lambda: {Sex.FEMALE: [0, 0], Sex.MALE: [0, 0]}
    )
    for call_id, position, department, sex, result, persons in rows:
        tally = counted[call_id, position, department][sex]
        tally[1] += int(persons)
        if result == Result.PASSED.value:
            tally[0] += int(persons)
    strata: dict[tuple[int, int], list[Stratum]] = defaultdict(list)
    for (call_id, position, _), sexes in sorted(counted.items()):
        strata[call_id, position].append(
            Stratum(Tally(*sexes[Sex.FEMALE]), Tally(*sexes[Sex.MALE]))
        )
    return {key: tuple(found) for key, found in strata.items()}


class Loss(NamedTuple):
    """How many women and men were lost in a phase."""

    key: str
    women: int
    men: int


def losses(calls: Iterable[int]) -> list[Loss]:
    """Return how many women and men were lost in each phase.

    By the way they left they are not counted: a way is a family of reasons, and the
    protected reasons of women and men would follow from it.
    """
    rows = db.session.execute(
        select(
            Phase.key,
            func.sum(FunnelCount.persons).filter(FunnelCount.sex == Sex.FEMALE),
            func.sum(FunnelCount.persons).filter(FunnelCount.sex == Sex.MALE),
        )
        .join(
            Phase,
            (Phase.call_id == FunnelCount.call_id)
            & (Phase.position == FunnelCount.position),
        )
        .where(
            FunnelCount.call_id.in_(list(calls)),
            FunnelCount.result.in_([result.value for result in LOST]),
        )
        .group_by(Phase.key)
    )
    return [Loss(key, int(women or 0), int(men or 0)) for key, women, men in rows]
