"""The folds of a record in the database: what both models said, and what followed."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from pncrecruit.analysis import folds
from pncrecruit.analysis.folds import Fold, Judgement
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.person_months import Ints
from pncrecruit.errors import DomainError
from pncrecruit.retention.features.audit import Cohort
from pncrecruit.retention.features.inputs import ADVANCING, NAMES
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
    """A force, its window, the folds, and what they say, if there is a fold."""

    force: Force
    window: Window
    features: MonthlyInputs
    folds: tuple[Fold, ...]
    judgement: Judgement | None
    why_not: str = ""


def evaluate(day: date, *, count: int = FOLDS, horizon: int = HORIZON) -> Evaluated:
    """Fit and judge at each date of the record, as of a day.

    Raises NobodyServes if there is no service record. A record too short for a fold, or
    without anybody who left by own will, has no judgement, and says why.
    """
    found = force(day)
    if not found.officer_id.size:
        raise NobodyServes
    after = (day - date(1970, 1, 1)).days
    seen = window(found.appointed, found.left, found.cause, found.observed_from, after)
    if not seen.kept.size:
        raise NobodyServes
    features = MonthlyInputs(found.history, seen.kept)
    random = np.random.default_rng(SEED)
    made: list[Fold] = []
    why_not = ""
    for month in folds.fold_months(seen.first, seen.last, folds=count, horizon=horizon):
        try:
            fitted = folds.fit(
                seen.careers,
                features,
                month,
                names=NAMES,
                advancing=ADVANCING,
                random=random,
            )
        except ValueError as error:
            why_not = str(error)
            continue
        made.append(
            folds.judge_at(
                seen.careers, fitted, features, month, horizon=horizon, last=seen.last
            )
        )
    judged = folds.judge(made, len(seen.careers), random=random) if made else None
    if judged is None and not why_not:
        why_not = "the record is too short for a fold"
    return Evaluated(found, seen, features, tuple(made), judged, why_not)


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
        random=random,
    )
    with_them = folds.judge_at(
        done.window.careers,
        fitted,
        seeing,
        last.month,
        horizon=HORIZON,
        last=done.window.last,
    )
    return folds.metrics(last).log_loss - folds.metrics(with_them).log_loss
