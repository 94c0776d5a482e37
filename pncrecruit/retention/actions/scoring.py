"""Score the serving force with the version in use, once a day, with reasons."""

from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import insert

from pncrecruit.analysis.hazard import MonthlyHazard
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.person_months import Ints
from pncrecruit.analysis.tenure_band import TenureBand
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, has_come
from pncrecruit.errors import DomainError
from pncrecruit.retention.actions.loading import load
from pncrecruit.retention.actions.reference import serving
from pncrecruit.retention.actions.watch import watch
from pncrecruit.retention.features.inputs import NAMES, inputs
from pncrecruit.retention.models import ModelVersion, Score
from pncrecruit.retention.queries import models as queries
from pncrecruit.retention.queries.careers import Force, force
from pncrecruit.words import N_

HORIZONS = (6, 12, 24)


class NoModelInUse(DomainError):
    message = N_("No version of the model is in use. Train one and have it approved.")


def score_force(day: date, *, author: Author, at: datetime) -> int:
    """Score every serving officer as of a day; returns how many were scored.

    A second run for the day changes nothing. Raises NotYetCome, NoModelInUse, or what
    `load` raises where the version in use is not what was approved.
    """
    has_come(day, at)
    version = queries.active()
    if version is None:
        raise NoModelInUse
    if queries.is_scored(day):
        return 0
    found = force(day)
    who = serving(found)
    after = (day - date(1970, 1, 1)).days + 1
    x = inputs(found.history, who, np.full(who.size, after))
    kept = load(version)
    rows = _scores(version, kept, found, who=who, x=x)
    seen = watch(version, kept, found, who=who, x=x) if rows else None
    for at_row in range(0, len(rows), 2_000):
        db.session.execute(insert(Score), rows[at_row : at_row + 2_000])
    record(
        "model_version.score",
        ("model_version", version.number),
        author=author,
        at=at,
        as_of=day,
        scored=len(rows),
        alarms=seen.alarms if seen else 0,
    )
    return len(rows)


def _scores(
    version: ModelVersion,
    model: MonthlyHazard | TenureBand,
    found: Force,
    *,
    who: Ints,
    x: Floats,
) -> list[dict[str, Any]]:
    if not who.size:
        return []
    risks, base, added = said(model, x)
    usual = _usual(x)
    return [
        {
            "officer_id": int(found.officer_id[officer]),
            "model_id": version.id,
            "scored_on": found.day,
            "within_6": float(risks[0, i]),
            "within_12": float(risks[1, i]),
            "within_24": float(risks[2, i]),
            "log_odds": float(base + added[i].sum()),
            "contributions": [
                [name, _known(x[i, j]), usual[j], float(added[i, j])]
                for j, name in enumerate(NAMES)
            ],
        }
        for i, officer in enumerate(who.tolist())
    ]


def said(model: MonthlyHazard | TenureBand, x: Floats) -> tuple[Floats, float, Floats]:
    """Return what a model says of rows of inputs.

    Returns
    -------
    risks : array of shape (3, n_rows)
        Of leaving by own will within 6, 12 and 24 months.
    base : float
    added : array of shape (n_rows, n_inputs)
        The base and a row's contributions add up to its log-odds of one month.
    """
    if isinstance(model, MonthlyHazard):
        explained = model.explain(x)
        incidence = model.risks(x, HORIZONS).incidence[0]
        return incidence, explained.base, explained.contributions
    tenure = x[:, NAMES.index("tenure_months")]
    months = model.months_.sum()
    overall = model.events_[0].sum() / months if months else 0.0
    base = _logit(np.array([overall]))[0]
    added = np.zeros_like(x)
    band: Floats = np.asarray(model.risks(tenure, (1,)))[0, 0]
    added[:, NAMES.index("tenure_months")] = _logit(band) - base
    risks: Floats = np.asarray(model.risks(tenure, HORIZONS))[0]
    return risks, float(base), added


def _logit(p: Floats) -> Floats:
    inside = np.clip(p, 1e-9, 1 - 1e-9)
    odds: Floats = np.log(inside / (1 - inside))
    return odds


def _known(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)


def _usual(x: Floats) -> list[float | None]:
    """Return the median of each input among those who serve, None where not known."""
    return [
        None if np.isnan(column).all() else round(float(np.nanmedian(column)), 4)
        for column in x.T
    ]
