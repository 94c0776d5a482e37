"""How much of what can be known the model finds, on forces whose truth is known.

The truth is the hazard that each officer's end was drawn from, month by month; losses
are expected ones under it, so that who happened to leave makes no noise.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple
from unittest import mock

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

from benchmarks.land import told
from pncrecruit.analysis import folds
from pncrecruit.analysis.additive import AdditiveLogistic
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.person_months import Ints, month_of
from pncrecruit.demo import country as demo
from pncrecruit.demo.force import Force
from pncrecruit.demo.ledger import FIRST_MONTH
from pncrecruit.demo.records import kept_rows
from pncrecruit.demo.truth import SHARE_REASON_LOST, Exposure
from pncrecruit.retention.features.inputs import ADVANCING, NAMES, TURNING
from pncrecruit.retention.features.monthly import MonthlyInputs, window

TODAY: Final = date(2026, 11, 24)


class Shares(NamedTuple):
    """What part of a gain over the base rate the model attains.

    ``of_additive`` and ``of_any`` are parts of what the best sum of curves, and the
    better of it and the best trees, make of the same inputs when they are told every
    true hazard; ``policy`` is the part of the full truth's gain that the inputs cannot
    give, for they know no sex, no people, no complaint and no illness.
    """

    of_additive: float
    of_any: float
    policy: float


@dataclass(frozen=True, slots=True)
class Rows:
    """Officers at months after a fit: what is true, and what was said."""

    officer: Ints
    truth: Floats
    inputs: Floats
    said: Floats


def shares(
    seed: int, *, officers: int = demo.OFFICERS, dates: int = 4, trees: bool = True
) -> Shares:
    """Fit at each date of a force, and hold it against the truth of the year after."""
    rows = _rows(seed, officers, dates)
    base = _loss(rows.truth, np.full(rows.truth.size, rows.truth.mean()))
    own = base - _loss(rows.truth, rows.said)
    curves = base - _loss(rows.truth, _best_curves(rows))
    found = base - _loss(rows.truth, _best_trees(rows)) if trees else curves
    best = max(curves, found)
    full = base - _loss(rows.truth, rows.truth)
    return Shares(own / curves, own / best, 1 - best / full)


def _rows(seed: int, officers: int, dates: int) -> Rows:
    with _recorded() as (seen, kept):
        land = demo.country(seed, today=TODAY, officers=officers, applicants=100)
    record = told(land)
    view = window(
        record.history.appointed,
        record.left,
        record.cause,
        np.full(record.left.size, record.first),
        record.last,
        known=record.left,
    )
    features = MonthlyInputs(record.history, view.kept)
    # From a row of the simulation to one of the record, to one in the window.
    place = np.full(int(kept[0].max()) + 1, -1)
    place[kept[0]] = np.arange(kept[0].size)
    inside = np.full(record.left.size, -1)
    inside[view.kept] = np.arange(view.kept.size)
    start = FIRST_MONTH.astype(object)
    truths = {
        month + month_of(start.year, start.month): (rows, exposure)
        for month, rows, exposure in seen
    }
    parts = []
    for date_ in folds.fold_months(view.first, view.last, folds=4, horizon=12)[-dates:]:
        fitted = folds.fit(
            view.careers,
            features,
            date_,
            names=NAMES,
            advancing=ADVANCING,
            turning=TURNING,
            random=np.random.default_rng([seed, date_]),
        )
        for month in range(date_, date_ + 12, 3):
            rows, exposure = truths[month]
            here = np.where(
                rows < place.size, place[np.minimum(rows, place.size - 1)], -1
            )
            who = np.where(here >= 0, inside[here], -1)
            known = who >= 0
            x = features(who[known], np.full(int(known.sum()), month))
            hazard = land.truth.hazard(exposure)[known] * (1 - SHARE_REASON_LOST)
            said = fitted.champion.predict_proba(x)[:, 1]
            parts.append(Rows(who[known], hazard, x, said))
    return Rows(
        np.concatenate([one.officer for one in parts]),
        np.concatenate([one.truth for one in parts]),
        np.concatenate([one.inputs for one in parts]),
        np.concatenate([one.said for one in parts]),
    )


@contextmanager
def _recorded() -> Iterator[tuple[list[tuple[int, Ints, Exposure]], list[Ints]]]:
    """Keep what the true hazards depend on, and who of the simulation is kept."""
    seen: list[tuple[int, Ints, Exposure]] = []
    kept: list[Ints] = []
    exposure = Force.exposure

    def keep_exposure(force: Force, rows: Ints, month: int) -> Exposure:
        found = exposure(force, rows, month)
        if month >= force.start:
            seen.append((month, rows, found))
        return found

    def keep_rows(*arguments: Any) -> Ints:
        kept.append(kept_rows(*arguments))
        return kept[-1]

    with (
        mock.patch.object(Force, "exposure", keep_exposure),
        mock.patch.object(demo, "kept_rows", keep_rows),
    ):
        yield seen, kept


def _loss(truth: Floats, p: Floats) -> float:
    return float(-(truth * np.log(p) + (1 - truth) * np.log1p(-p)).mean())


def _twice(x: Floats, truth: Floats) -> tuple[Floats, Any, Floats]:
    """Return rows that leave with the weight of the truth, and stay with the rest."""
    y = np.repeat([True, False], truth.size)
    return np.vstack([x, x]), y, np.concatenate([truth, 1 - truth])


def _best_curves(rows: Rows) -> Floats:
    x, y, weight = _twice(rows.inputs, rows.truth)
    found: Floats = (
        AdditiveLogistic().fit(x, y, weight).predict_proba(rows.inputs)[:, 1]
    )
    return found


def _best_trees(rows: Rows) -> Floats:
    """Return what trees say of officers whose truth they were not told."""
    found = np.zeros(rows.truth.size)
    for told_of, asked in GroupKFold(4).split(rows.inputs, groups=rows.officer):
        x, y, weight = _twice(rows.inputs[told_of], rows.truth[told_of])
        trees = HistGradientBoostingClassifier(
            max_iter=150,
            learning_rate=0.05,
            max_leaf_nodes=10,
            min_samples_leaf=100,
            l2_regularization=1.0,
            random_state=1,
        ).fit(x, y, sample_weight=weight)
        found[asked] = trees.predict_proba(rows.inputs[asked])[:, 1]
    return found
