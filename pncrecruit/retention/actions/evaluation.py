"""The folds of a record in the database: what both models said, and what followed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from pncrecruit.analysis import folds
from pncrecruit.analysis.backtest import Tested, backtest, years
from pncrecruit.analysis.cohorts import Cohort
from pncrecruit.analysis.contest import Judgement
from pncrecruit.analysis.folds import Fold, Trial
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.per_date import metrics
from pncrecruit.analysis.person_months import Ints
from pncrecruit.errors import DomainError
from pncrecruit.retention.features.inputs import ADVANCING, NAMES, TURNING
from pncrecruit.retention.features.monthly import MonthlyInputs, Window, window
from pncrecruit.retention.queries.careers import Force, force
from pncrecruit.words import N_

SEED: Final = 20_241_124
FOLDS, HORIZON = 4, 12
_AUDITED: Final = ("women", "indigenous", "garifuna")


class NobodyServes(DomainError):
    message = N_("There are no service records to learn from.")


@dataclass(frozen=True)
class Evaluated:
    """A force, its window, and what a back-test of it found."""

    force: Force
    window: Window
    features: MonthlyInputs
    tested: Tested

    @property
    def folds(self) -> tuple[Fold, ...]:
        """The dates that could be judged; officers by position in the window."""
        return self.tested.folds

    @property
    def judgement(self) -> Judgement | None:
        """What the dates say together, if there is one."""
        return self.tested.judgement

    def of_the_force(self) -> list[Fold]:
        """Return the folds with officers by their position in the force.

        Where no date could be judged, the whole years of the record instead, with what
        the table by years of service gives for them.
        """
        seen = self.window
        found = self.folds or years(
            seen.careers, first=seen.first, last=self.tested.settled
        )
        return [replace(fold, officer=seen.kept[fold.officer]) for fold in found]


def evaluate(
    day: date,
    *,
    count: int = FOLDS,
    horizon: int = HORIZON,
    workers: int = 1,
    cluster: str = "",
) -> Evaluated:
    """Fit and judge at each date of the record, as of a day.

    Raises NobodyServes if there is no service record. A record too short for a fold, or
    without anybody who left by own will, has no judgement, and says why.
    """
    found = force(day)
    if not found.officer_id.size:
        raise NobodyServes
    seen = window(
        found.appointed,
        found.left,
        found.cause,
        found.observed_from,
        (day - date(1970, 1, 1)).days,
        known=found.known,
    )
    if not seen.kept.size:
        raise NobodyServes
    features = MonthlyInputs(found.history, seen.kept)
    tested = backtest(
        _trial(seen, features, horizon),
        first=seen.first,
        count=count,
        workers=workers,
        cluster=cluster,
    )
    return Evaluated(found, seen, features, tested)


def trial_of(done: Evaluated) -> Trial:
    """Return what all dates had in common: for whoever adds a model to them."""
    return _trial(done.window, done.features, done.tested.horizon)


def _trial(seen: Window, features: MonthlyInputs, horizon: int) -> Trial:
    return Trial(
        careers=seen.careers,
        features=features,
        names=NAMES,
        advancing=ADVANCING,
        turning=TURNING,
        horizon=horizon,
        last=seen.last,
        seed=SEED,
    )


def cost_of_blindness(done: Evaluated, cohorts: list[Cohort]) -> float | None:
    """Return how much lower the log-loss would be with sex and people as inputs.

    For the card alone, at the last date: they are never inputs of a model that is kept.
    None where it cannot be computed.
    """
    if not done.folds:
        return None
    last = done.folds[-1]
    marks = {one.key: one.members for one in cohorts if one.key in _AUDITED}
    members = np.zeros((done.force.officer_id.size, len(marks)))
    for column, who in enumerate(marks.values()):
        members[sorted(who), column] = 1.0
    random = np.random.default_rng(SEED)

    def seeing(officer: Ints, month: Ints) -> Floats:
        own = done.features(officer, month)
        return np.column_stack([own, members[done.window.kept[officer]]])

    fitted = folds.fit(
        done.window.careers,
        seeing,
        last.month,
        names=(*NAMES, *marks),
        advancing=ADVANCING,
        turning=TURNING,
        random=random,
    )
    with_them = folds.judge_at(
        done.window.careers,
        fitted,
        seeing,
        last.month,
        horizon=HORIZON,
        last=done.tested.settled,
    )
    return metrics(last).log_loss - metrics(with_them).log_loss
