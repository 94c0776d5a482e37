"""Fit the model on the records in the database, judge it, and keep it with its card."""

import hashlib
from datetime import date, datetime
from typing import Any

import numpy as np

from pncrecruit.analysis import documents, folds
from pncrecruit.analysis.backtest import BAND, HAZARD, band, band_report, report
from pncrecruit.analysis.cohorts import Cohort, cohort_figures, level
from pncrecruit.analysis.contest import harmed
from pncrecruit.analysis.hazard import MonthlyHazard
from pncrecruit.analysis.tenure_band import TenureBand
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, has_come
from pncrecruit.officers.rules import SeparationCause
from pncrecruit.retention.actions.card import GOOD_FOR, card
from pncrecruit.retention.actions.evaluation import (
    SEED,
    Evaluated,
    cost_of_blindness,
    evaluate,
)
from pncrecruit.retention.actions.proxies import proxy_audit
from pncrecruit.retention.actions.reference import (
    incidence,
    mix_of,
    reach_twenty_years,
    serving,
    spreads,
    waiting,
)
from pncrecruit.retention.features.inputs import ADVANCING, NAMES, TURNING, inputs
from pncrecruit.retention.features.monthly import first_day
from pncrecruit.retention.models import ModelVersion
from pncrecruit.retention.queries import models as queries
from pncrecruit.retention.queries.cohorts import cohorts, wholes
from pncrecruit.retention.queries.ends import CAUSES
from pncrecruit.retention.rules import ModelState


def train(
    day: date, *, minimum: int, author: Author, at: datetime, workers: int = 1
) -> ModelVersion:
    """Fit, judge and keep a version as a candidate; a second person puts it to use.

    The additive model is kept only where it holds against the tenure band; otherwise
    the band is the product, and the card says so. The dates it is judged at are shared
    among ``workers`` processes (-1: one a core). Raises NotYetCome or NobodyServes.
    """
    has_come(day, at)
    done = evaluate(day, workers=workers)
    kind, model = done.tested.product, _fit(done)
    who = cohorts(done.force.officer_id)
    figures = cohort_figures(
        done.of_the_force(),
        who,
        minimum=minimum,
        wholes=wholes(who),
        listed=bool(done.folds),
    )
    text = documents.to_text(model)
    first, counts = _window(done)
    judged = report(done.judgement) if done.judgement else {}
    serve = serving(done.force)
    after = (day - date(1970, 1, 1)).days + 1
    x = inputs(done.force.history, serve, np.full(serve.size, after))
    number = queries.next_number()
    mix = mix_of(who, serve, minimum=minimum)
    version = ModelVersion(
        number=number,
        kind=kind,
        state=ModelState.CANDIDATE,
        trained_at=at,
        trained_on=day,
        window_from=first or day,
        data_hash=_data_hash(done),
        artifact=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        metrics={
            "judgement": judged,
            "cohorts": figures,
            "level": level(done.folds),
            "why_not": done.tested.why_not,
            "tenure_band": band_report(band(done.window.careers).table()),
            "ahead": _ahead(done, who),
            "incidence": incidence(done.window.careers),
            "twenty_years": reach_twenty_years(done.force, serve),
            "proxies": proxy_audit(done, x, serve, who, minimum=minimum),
            "waiting": waiting(x, serve, who, mix, minimum=minimum),
            "reference": {
                "inputs": spreads(x),
                "mix": mix,
                "serving": int(serve.size),
                "minimum": minimum,
            },
        },
        card=card(
            kind=kind,
            window=(first, day),
            counts=counts,
            per_date=judged.get("folds", []),
            cohorts=figures,
            cost_of_blindness=cost_of_blindness(done, who),
            trained_on=day,
        ),
        gate_open=bool(kind == HAZARD and done.judgement and done.judgement.gate_open),
        expires_on=day + GOOD_FOR,
    )
    db.session.add(version)
    db.session.flush()
    record(
        "model_version.train",
        ("model_version", number),
        author=author,
        at=at,
        kind=kind,
        as_of=day,
        sha256=version.sha256,
        gate_open=version.gate_open,
    )
    return version


def _ahead(done: Evaluated, who: list[Cohort]) -> list[dict[str, Any]]:
    """Return the challengers that won by more than their noise, and whom they harm.

    One that harms a cohort is not promoted. Whoever is named here is for persons to
    look at: the model in use stays the one whose reasons add up.
    """
    if done.judgement is None:
        return []
    place = np.full(done.force.officer_id.size, -1)
    place[done.window.kept] = np.arange(done.window.kept.size)
    members = {}
    for one in who:
        inside = place[sorted(one.members)] if one.members else np.zeros(0, np.int64)
        members[one.key] = inside[inside >= 0]
    return [
        {
            "name": one.name,
            "harms": list(
                harmed(
                    done.folds,
                    one.name,
                    members,
                    len(done.window.careers),
                    random=np.random.default_rng(SEED),
                )
            ),
        }
        for one in done.judgement.challenges
        if one.ahead
    ]


def _fit(done: Evaluated) -> MonthlyHazard | TenureBand:
    """Return the model for use: the champion if it may, else the floor."""
    c = done.window.careers
    if done.tested.product == BAND:
        return band(c)
    return folds.fit(
        c,
        done.features,
        done.window.last + 1,
        names=NAMES,
        advancing=ADVANCING,
        turning=TURNING,
        random=np.random.default_rng(SEED),
    ).champion


def _window(done: Evaluated) -> tuple[date | None, dict[str, int]]:
    """Return the first day of the record, and how many left in it, by cause."""
    first = np.datetime64(int(first_day(np.array([done.window.first]))[0]), "D")
    cause = done.window.careers.cause
    left = {
        f"left_{one.value}": int((cause == CAUSES[one]).sum())
        for one in SeparationCause
    }
    day: date = first.astype(object)
    return day, {"officers": len(done.window.careers), **left}


def _data_hash(done: Evaluated) -> str:
    """Return a hash of the careers that were learned from."""
    c = done.window.careers
    content = np.column_stack([c.appointed, c.start, c.stop, c.cause]).tobytes()
    return hashlib.sha256(content).hexdigest()


def summary(version: ModelVersion) -> dict[str, Any]:
    """Return what the command says of a version."""
    return {
        "version": version.number,
        "kind": version.kind,
        "as_of": version.trained_on.isoformat(),
        "gate_open": version.gate_open,
        "sha256": version.sha256,
        "expires_on": version.expires_on.isoformat(),
        "why_not": version.metrics["why_not"],
        "judgement": version.metrics["judgement"],
        "cohorts": version.metrics["cohorts"],
    }
