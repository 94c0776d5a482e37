"""The model's peers that the product does not ship, on the champion's rows."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier
from sksurv.ensemble import GradientBoostingSurvivalAnalysis, RandomSurvivalForest
from sksurv.util import Surv

from pncrecruit.analysis import folds
from pncrecruit.analysis.folds import Fold, Trial
from pncrecruit.analysis.incidence import cumulate
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.motion import Motion
from pncrecruit.analysis.person_months import (
    VOLUNTARY,
    known_at,
    sample,
    serving_at,
)

LANDMARKS: Final = (12, 24, 36)  # months before a date, where the record reaches back


def with_peers(trial: Trial, fold: Fold) -> Fold:
    """Return a fold with what its peers say too."""
    who = fold.officer
    x = trial.features(who, np.full(who.size, fold.month))
    said = {
        name: peer(trial, fold.month, x)
        for name, peer in (
            ("explainable_boosting", explainable_boosting),
            ("random_survival_forest", random_forest),
            ("boosted_survival", boosted_survival),
        )
    }
    return replace(fold, challengers={**fold.challengers, **said})


def explainable_boosting(trial: Trial, month: int, x: Floats) -> Floats:
    """Return the 12-month risks of an explainable boosting machine, cause by cause."""
    rows, _ = folds.training_rows(trial.careers, month)
    random = np.random.default_rng([trial.seed, month])
    chosen = sample(rows, controls=folds.CONTROLS, random=random)
    seen = trial.features(chosen.officer, chosen.month)
    middle = _middle(seen)
    machines = [
        ExplainableBoostingClassifier(
            interactions=0, outer_bags=4, n_jobs=1, random_state=1
        ).fit(_filled(seen, middle), chosen.cause == cause, sample_weight=chosen.weight)
        for cause in np.unique(chosen.cause)[1:]
    ]
    motion = _motion(trial)

    def hazards(later: int) -> Floats:
        moved = motion.moved(_filled(x, middle), later)
        return np.stack([one.predict_proba(moved)[:, 1] for one in machines])

    risk: Floats = cumulate(hazards, (trial.horizon,))[0, 0]
    return risk


def random_forest(trial: Trial, month: int, x: Floats) -> Floats:
    """Return the risks of a random survival forest on landmarks before the date."""
    forest = RandomSurvivalForest(
        n_estimators=60, min_samples_leaf=60, max_samples=0.5, n_jobs=1, random_state=1
    )
    return _by_landmarks(forest, trial, month, x)


def boosted_survival(trial: Trial, month: int, x: Floats) -> Floats:
    """Return the risks of trees boosted on Cox's partial likelihood."""
    boosted = GradientBoostingSurvivalAnalysis(
        n_estimators=40, learning_rate=0.1, max_depth=3, subsample=0.5, random_state=1
    )
    return _by_landmarks(boosted, trial, month, x)


def _by_landmarks(model: Any, trial: Trial, month: int, x: Floats) -> Floats:
    """Fit on who served 12, 24 and 36 months before, and what followed until the date.

    Leaving otherwise ends the observation, as these methods have it.
    """
    known = known_at(trial.careers, month)
    inputs, times, events = [], [], []
    first = int(known.start.min())
    for back in LANDMARKS:
        at = month - back
        if at < first:
            continue
        who = serving_at(known, at)
        until = np.minimum(known.stop[who] + 1, at + 12)
        inputs.append(trial.features(who, np.full(who.size, at)))
        times.append(until - at)
        events.append((known.cause[who] == VOLUNTARY) & (known.stop[who] < at + 12))
    seen = np.concatenate(inputs)
    middle = _middle(seen)
    model.fit(
        _filled(seen, middle),
        Surv.from_arrays(np.concatenate(events), np.concatenate(times)),
    )
    last = min(trial.horizon, 12)
    curves = model.predict_survival_function(_filled(x, middle), return_array=True)
    place = int(np.searchsorted(model.unique_times_, last, side="right")) - 1
    risk: Floats = 1 - curves[:, place]
    return risk


def _motion(trial: Trial) -> Motion:
    place = {name: at for at, name in enumerate(trial.names)}
    return Motion(
        {place[name]: step for name, step in trial.advancing.items()},
        tuple((place[s], place[c]) for s, c in trial.turning),
    )


def _middle(x: Floats) -> Floats:
    found = np.zeros(x.shape[1])
    known = np.isfinite(x).any(0)
    found[known] = np.nanmedian(x[:, known], axis=0)
    return found


def _filled(x: Floats, middle: Floats) -> Floats:
    return np.where(np.isnan(x), middle, x)
