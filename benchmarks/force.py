"""Times of the model on a large force: the demo's, laid side by side."""

import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np

from benchmarks.land import side_by_side, told
from pncrecruit.analysis import folds
from pncrecruit.analysis.cohorts import Cohort, cohort_figures
from pncrecruit.analysis.hazard import HORIZONS
from pncrecruit.analysis.person_months import Careers, Ints
from pncrecruit.demo import country as demo
from pncrecruit.retention.features.inputs import (
    ADVANCING,
    NAMES,
    TURNING,
    History,
    inputs,
)
from pncrecruit.retention.features.monthly import MonthlyInputs, window
from pncrecruit.retention.queries.ends import SERVING

TODAY: Final = date(2026, 11, 24)
DATES: Final = 4
COHORTS: Final = 30
# CPU seconds of the parts of scoring once, as the brief measured them: inputs at one
# date, scores, reasons; a run from records to scores may take three times their sum.
PARTS: Final = 0.04 + 0.15 + 0.06


class Part(NamedTuple):
    """What a step took, and what it may take."""

    name: str
    seconds: float
    limit: str
    holds: bool


class Large(NamedTuple):
    """A force and its careers in months."""

    history: History
    careers: Careers
    features: MonthlyInputs
    last: int


def measured(wanted: int) -> list[Part]:
    """Return the times of a force of so many who serve."""
    large, serve, after = _force(wanted)
    random = np.random.default_rng(1)
    fit, fitting = _timed(
        lambda: folds.fit(
            large.careers,
            large.features,
            large.last + 1,
            names=NAMES,
            advancing=ADVANCING,
            turning=TURNING,
            random=random,
            challenged=True,
        )
    )
    day = np.full(serve.size, after)

    def score() -> Any:
        x = inputs(large.history, serve, day)
        return fit.champion.risks(x, HORIZONS), fit.champion.explain(x)

    large.history.timelines  # noqa: B018 - sorted once, when the records are read
    (_, explained), scoring = _timed(score)
    gap = np.abs(
        explained.base + explained.contributions.sum(1) - explained.logit
    ).max()
    at = [
        folds.judge_at(
            large.careers,
            fit,
            large.features,
            large.last - 12 * back - 11,
            horizon=12,
            last=large.last,
        )
        for back in range(DATES)
    ]
    cohorts = [
        Cohort(str(one), frozenset(np.flatnonzero(group == one).tolist()))
        for group in [random.integers(0, COHORTS, len(large.careers))]
        for one in range(COHORTS)
    ]
    _, auditing = _timed(lambda: cohort_figures(at, cohorts, minimum=5))
    unit = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9
    months = int((large.careers.stop - large.careers.start + 1).sum())
    return [
        Part(
            f"records to scores with reasons, {serve.size:,} serving (base and reasons"
            f" add up to {gap:.0e})",
            scoring,
            f"{3 * PARTS:.2f} s",
            scoring <= 3 * PARTS,
        ),
        Part(
            f"refit with both challengers, {months:,} person-months",
            fitting,
            "180 s",
            fitting < 180,
        ),
        Part(
            f"cohort audit, {COHORTS} cohorts at {DATES} dates",
            auditing,
            "60 s",
            auditing < 60,
        ),
        Part("most memory of all that, GB", memory, "1.5 GB", memory < 1.5),
    ]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.process_time()
    done = work()
    return done, time.process_time() - started


def _force(wanted: int) -> tuple[Large, Ints, int]:
    """Return the force, who serves in it, and the day after its last."""
    one = told(demo.country(2026, today=TODAY, applicants=100))
    serving = int((one.cause == SERVING).sum())
    one = side_by_side(one, -(-wanted // serving))
    seen = window(
        one.history.appointed,
        one.left,
        one.cause,
        np.full(one.left.size, one.first),
        one.last,
        known=one.left,
    )
    large = Large(
        one.history, seen.careers, MonthlyInputs(one.history, seen.kept), seen.last
    )
    return large, np.flatnonzero(one.cause == SERVING)[:wanted], one.last + 1
