"""The true hazard of the synthetic force, and the numbers of its people."""

from datetime import date

import numpy as np
import pytest

from pncrecruit.demo import truth as true
from pncrecruit.demo.country import country
from pncrecruit.demo.population import cuis


def test_with_a_flat_hazard_distance_makes_no_difference() -> None:
    flat = country(
        3, today=date(2026, 11, 24), officers=6_000, applicants=600, flat_hazard=True
    )
    counts = flat.counts
    here = counts["key"] == "distance"
    rates = counts["ends"][here] / counts["months"][here]

    assert flat.truth.flat
    assert rates[2] / rates[0] == pytest.approx(1.0, abs=0.2)
    assert [effect.key for effect in flat.truth.effects] == ["season"]


def test_the_true_hazard_is_the_documented_log_odds() -> None:
    one = np.ones(1, dtype=np.int64)
    seen = true.Exposure(
        tenure=100 * one,
        distance_km=np.full(1, 200.0),
        blocked=one == 1,
        lacking=one,
        no_womens_quarters=one == 0,
        harassment=one == 0,
        unanswered=one == 1,
        rest_cancelled=7 * one,
        leave_refused=one,
        garifuna=one == 0,
        month=3,
    )
    known = true.truth()

    hazard = known.hazard(seen)[0]

    logit = known.level + 2 * known.coefficient("distance")
    logit += known.coefficient("blocked") + known.coefficient("conditions")
    logit += known.coefficient("unanswered") + 4 * known.coefficient("rest_cancelled")
    assert np.log(hazard / (1 - hazard)) == pytest.approx(logit)


def test_cuis_spill_over_within_the_department_and_then_run_out() -> None:
    rng = np.random.default_rng(1)

    many = cuis(rng, np.full(20_000, "0201"))

    assert len(np.unique(many)) == 20_000
    assert {cui[9:11] for cui in many} == {"02"}
    with pytest.raises(ValueError, match="can be born"):
        cuis(rng, np.full(80_000, "0201"))
