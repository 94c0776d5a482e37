"""Watch a version at each scoring: inputs, level, cohorts. It advises, and no more."""

from typing import Any

import numpy as np

from pncrecruit.analysis.drift import chart, mix, moved
from pncrecruit.analysis.hazard import MonthlyHazard
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.person_months import (
    VOLUNTARY,
    Ints,
    label,
    lag,
    serving_at,
)
from pncrecruit.analysis.tenure_band import TenureBand
from pncrecruit.db import db
from pncrecruit.retention.actions.reference import WATCHED, mix_of, spread_of
from pncrecruit.retention.features.inputs import NAMES
from pncrecruit.retention.features.monthly import MonthlyInputs, window
from pncrecruit.retention.features.monthly import month as month_of_day
from pncrecruit.retention.models import ModelVersion, ModelWatch
from pncrecruit.retention.queries.careers import Force
from pncrecruit.retention.queries.cohorts import cohorts
from pncrecruit.retention.queries.ends import days_since


def watch(
    version: ModelVersion,
    model: MonthlyHazard | TenureBand,
    found: Force,
    *,
    who: Ints,
    x: Floats,
) -> ModelWatch | None:
    """Hold the force that is scored against that which a version was fitted on.

    Nothing is corrected and nothing is fitted anew: an alarm tells persons what to do.
    None for a version that was kept before there was anything to hold it against.
    """
    reference = version.metrics.get("reference")
    if not reference:
        return None
    inputs = _inputs(reference["inputs"], x)
    level = _level(version, model, found)
    cohort_mix = _mix(reference, found, who)
    alarms = (
        sum(one["alarm"] for one in inputs)
        + (level["alarm"] is not None)
        + sum(one["alarm"] for one in cohort_mix)
    )
    row = ModelWatch(
        model_id=version.id,
        watched_on=found.day,
        alarms=alarms,
        findings={"inputs": inputs, "level": level, "mix": cohort_mix},
    )
    db.session.add(row)
    return row


def _inputs(kept: dict[str, Any], x: Floats) -> list[dict[str, Any]]:
    rows = []
    for name, column in zip(NAMES, x.T, strict=True):
        if name not in WATCHED or name not in kept:
            continue
        seen = moved(spread_of(kept[name]), column)
        rows.append(
            {
                "key": name,
                "psi": round(seen.psi, 3),
                "missing": [round(seen.missing_before, 3), round(seen.missing_now, 3)],
                "alarm": seen.alarm,
            }
        )
    return rows


def _level(
    version: ModelVersion, model: MonthlyHazard | TenureBand, found: Force
) -> dict[str, Any]:
    """Return leavers and expected leavers of each month since the version was fitted.

    Months too young for their ends are left out.
    """
    seen = window(
        found.appointed,
        found.left,
        found.cause,
        found.observed_from,
        days_since(found.day),
        known=found.known,
    )
    c = seen.careers
    features = MonthlyInputs(found.history, seen.kept)
    after = int(month_of_day(np.array([days_since(version.trained_on) + 1]))[0])
    settled = seen.last - lag(c, seen.last + 1)
    observed, expected = [], []
    for month in range(after, settled + 1):
        who = serving_at(c, month)
        x = features(who, np.full(who.size, month))
        happened = label(c, month, 1, observed_to=settled).cause
        observed.append(int((happened == VOLUNTARY).sum()))
        expected.append(float(_next_month(model, x).sum()))
    watched = chart(observed, expected)
    alarm = None
    if watched.alarm is not None:
        alarm = "higher" if watched.higher else "lower"
    return {
        "months": len(observed),
        "observed": sum(observed),
        "expected": round(sum(expected), 1),
        "alarm": alarm,
        "since": None if watched.alarm is None else after + watched.alarm,
    }


def _next_month(model: MonthlyHazard | TenureBand, x: Floats) -> Floats:
    if isinstance(model, MonthlyHazard):
        return model.risk(x, 1)
    return model.risk(x[:, NAMES.index("tenure_months")], 1)


def _mix(reference: dict[str, Any], found: Force, who: Ints) -> list[dict[str, Any]]:
    now = mix_of(cohorts(found.officer_id), who, minimum=reference["minimum"])
    totals = (int(reference["serving"]), int(who.size))
    return [
        {"key": key, "before": round(p, 4), "now": round(q, 4), "alarm": alarm}
        for key, (p, q, alarm) in mix(reference["mix"], now, totals).items()
    ]
