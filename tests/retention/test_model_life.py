"""The life of a version: kept with what it is held against, watched, and refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from pncrecruit.analysis.hazard import MonthlyHazard
from pncrecruit.db import db
from pncrecruit.officers.actions.facts import record_fact
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.retention.actions.loading import load
from pncrecruit.retention.actions.reference import serving
from pncrecruit.retention.actions.scoring import said
from pncrecruit.retention.actions.watch import watch
from pncrecruit.retention.card.card import answers, as_text, evidence, facts_of
from pncrecruit.retention.card.parts import Facts
from pncrecruit.retention.features.inputs import NAMES, inputs
from pncrecruit.retention.models import ModelVersion
from pncrecruit.retention.queries.careers import force, last_extraction
from pncrecruit.retention.rules.versions import VersionChanged
from tests.conftest import Filling
from tests.factories import make_actor, make_country, make_officer
from tests.retention.test_alerts import LEAD_ROLE

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_version_is_watched_explains_itself_and_is_refused_if_changed(
    filled: Filling,
) -> None:
    day = last_extraction()
    assert day is not None
    version = db.session.scalars(select(ModelVersion)).one()
    found = force(day)
    who = serving(found)
    after = (day - date(1970, 1, 1)).days + 1
    x = inputs(found.history, who, np.full(who.size, after))
    model = load(version)

    # Base and contributions are the log-odds of every officer.
    risks, base, added = said(model, x)
    assert isinstance(model, MonthlyHazard)
    hazard = model.hazards_[0].predict_proba(x)[:, 1]
    logit = np.log(hazard / (1 - hazard))
    assert np.abs(base + added.sum(1) - logit).max() < 1e-9
    assert (np.diff(risks, axis=0) >= -1e-12).all()

    # The force that it was fitted on has not moved away from itself.
    quiet = watch(version, model, found, who=who, x=x)
    assert quiet is not None
    assert quiet.alarms == 0
    db.session.expunge(quiet)

    # Everybody twice as far from home: the input is named.
    far = x.copy()
    far[:, NAMES.index("distance_km")] += 150
    moved = watch(version, model, found, who=who, x=far)
    assert moved is not None
    assert [one["key"] for one in moved.findings["inputs"] if one["alarm"]] == [
        "distance_km"
    ]
    db.session.expunge(moved)

    metrics = version.metrics
    assert {"incidence", "proxies", "reference", "ahead"} <= metrics.keys()
    first = metrics["incidence"][0]
    assert 0 <= first["voluntary"][1] <= first["voluntary"][0] <= first["voluntary"][2]

    kept = version.artifact
    version.artifact = kept.replace("0", "1", 1)
    with pytest.raises(VersionChanged):
        load(version)
    version.artifact = kept

    check_card(filled.application, version)


def check_card(app: Flask, version: ModelVersion) -> None:
    """Read the card in both languages: nothing is left out, and nothing is English."""
    facts = facts_of(version, made_up=True, today=date(2026, 11, 24))
    alarmed = replace(
        facts,
        watched_on=date(2026, 11, 24),
        watched={
            "inputs": [
                {"key": "distance_km", "psi": 0.4, "missing": [0, 0], "alarm": True}
            ],
            "level": {
                "months": 5,
                "observed": 60,
                "expected": 20.0,
                "alarm": "higher",
                "since": 24_320,
            },
            "mix": [{"key": "women", "before": 0.1, "now": 0.2, "alarm": True}],
        },
    )
    with app.test_request_context(), force_locale("en"):
        english = as_text(alarmed)
        parts = {one.key: one for one in (*answers(alarmed), *evidence(alarmed))}
    with app.test_request_context(), force_locale("es_GT"):
        spanish = as_text(alarmed)
    assert list(parts) == [
        "purpose", "goodness", "unknowns", "owner", "dates", "calibration",
        "challengers", "band", "endings", "cohorts", "proxies", "drift", "record",
        "inputs",
    ]  # fmt: skip
    horizons = {row[1] for row in parts["calibration"].grids[0].rows}
    assert horizons == {"6", "12", "24"}
    tried = [row[0] for row in parts["challengers"].grids[0].rows]
    assert tried == ["The model (additive hazards)", "Boosted trees", "Cox regression"]
    assert all(" to " in row[1] for row in parts["challengers"].grids[0].rows)
    assert len(parts["drift"].warnings) == 3
    assert all("What to do" in one for one in parts["drift"].warnings)
    assert "made up" in english
    assert "inventada" in spanish
    check_cold(app, facts)
    # A sentence that is the same in both languages was not translated.
    same = set(english.splitlines()) & set(spanish.splitlines())
    assert not [one for one in same if one and not one.startswith("|")]


def check_cold(app: Flask, facts: Facts) -> None:
    """Read the card of a force that is too young to be judged."""
    table = [
        {"low": 0, "high": 12, "months": 240.0, "events": 3.0, "yearly": 0.14,
         "yearly_interval": [0.03, 0.35]},
        {"low": 12, "high": None, "months": 0.0, "events": 0.0, "yearly": None,
         "yearly_interval": [0.0, 1.0]},
    ]  # fmt: skip
    groups = [
        {key: value for key, value in one.items() if key != "errors"}
        for one in facts.metrics["cohorts"]
    ]
    cold = replace(
        facts,
        kind="tenure_band",
        gate_open=False,
        metrics={
            **facts.metrics,
            "judgement": {},
            "cohorts": groups,
            "tenure_band": table,
            "why_not": "the record is shorter than four years",
        },
    )
    with app.test_request_context(), force_locale("es_GT"):
        parts = {one.key: one for one in (*answers(cold), *evidence(cold))}
    assert "Todavía no se sabe" in parts["goodness"].text[0]
    # No rate is lent to a band in which nobody was seen.
    assert [row[-1] for row in parts["band"].grids[0].rows] == [
        "14.0\N{NO-BREAK SPACE}% (3.0 a 35.0\N{NO-BREAK SPACE}%)",
        "no se conoce",
    ]
    assert "tabla por años de servicio" in parts["cohorts"].text[0]
    assert len(parts["cohorts"].grids) == 1
    assert not {"dates", "calibration", "challengers", "proxies"} & parts.keys()


def test_a_separation_is_known_from_the_day_it_is_recorded(app: Flask) -> None:
    units = make_country()
    officer = make_officer(next(iter(units.values())))
    day = date(2026, 3, 1)
    draft = FactDraft(FactKind.SEPARATION, day, day, code="resignation")
    late = replace(draft, known_on=day + timedelta(days=120))
    record_fact(officer, late, actor=make_actor(LEAD_ROLE), at=AT)
    db.session.flush()

    before, after = force(day + timedelta(days=60)), force(day + timedelta(days=200))

    assert before.cause.tolist() == [0]
    assert after.cause.tolist() == [1]
    assert int((after.known - after.left)[0]) == 120
