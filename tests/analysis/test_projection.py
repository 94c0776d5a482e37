"""The projection against closed forms, and its bands against what they promise."""

import time
from dataclasses import replace

import numpy as np
import pytest

from pncrecruit.analysis.projection import (
    Plan,
    band,
    expected,
    needed_intake,
    share,
    simulate,
    with_exits,
    with_intake,
)

YEARS = 10


def plan(
    *, hazard: float = 0.08, entering: float = 300.0, graduate: float = 1.0
) -> Plan:
    """Return one rank and two groups who leave at one rate, however long they serve."""
    return Plan(
        stock=np.array([[[400.0, 200.0, 0.0]], [[3000.0, 400.0, 0.0]]]),
        leave=np.full((2, 1, 3), hazard),
        end=np.zeros((1, 3)),
        promote=np.zeros((2, 1)),
        before=np.zeros(1, dtype=np.int64),
        entrants=np.full(YEARS, entering),
        intake=np.array([0.35, 0.65]),
        graduate=np.array([graduate, 0.9]),
    )


def force() -> Plan:
    """Return two groups, three ranks and 31 years of service: the size of the pages."""
    service = np.arange(31)
    stock = np.zeros((2, 3, 31))
    stock[0, 0, :20], stock[1, 0, :20] = 45, 200
    stock[0, 1, 5:25], stock[1, 1, 5:25] = 3, 40
    stock[0, 2, 10:], stock[1, 2, 10:] = 1, 12
    leave = np.broadcast_to(0.05 * np.exp(-service / 12), (2, 3, 31)).copy()
    return Plan(
        stock=stock,
        leave=leave,
        end=np.broadcast_to(np.where(service >= 20, 0.2, 0.01), (3, 31)).copy(),
        promote=np.array([[0.01, 0.02, 0.0], [0.02, 0.03, 0.0]]),
        before=np.array([4, 8, 0]),
        entrants=np.full(YEARS, 380.0),
        intake=np.array([0.3, 0.7]),
        graduate=np.array([0.9, 0.92]),
    )


def test_with_one_rate_of_leaving_the_course_is_the_geometric_one() -> None:
    # N_t = N_0 q^t + H (1 - q^t) / (1 - q), with q the chance of staying a year.
    found = expected(plan()).sum((2, 3))

    q, t = 0.92, np.arange(YEARS + 1)
    for group, start, new in ((0, 600, 105), (1, 3400, 300 * 0.65 * 0.9)):
        assert found[:, group] == pytest.approx(
            start * q**t + new * (1 - q**t) / (1 - q), rel=1e-12
        )


def test_who_stays_is_spread_as_the_binomial_says() -> None:
    # Nobody enters, no two years differ: N_t is binomial (N_0, q^t).
    quiet = plan(entering=0.0)
    samples = simulate(quiet, simulations=4000, spread=0.0, random_state=1)

    left = 0.92**YEARS
    final = samples[:, -1, 1, 0]
    assert final.mean() == pytest.approx(3400 * left, rel=0.005)
    assert final.var() == pytest.approx(3400 * left * (1 - left), rel=0.1)


def test_the_middle_of_the_simulations_is_the_expected_course() -> None:
    one = force()
    samples = simulate(one, random_state=2)

    assert samples.mean(0) == pytest.approx(expected(one).sum(-1), rel=0.03, abs=1.5)


def test_nobody_is_lost_or_made_by_a_promotion() -> None:
    still = replace(
        force(),
        leave=np.zeros((2, 3, 31)),
        end=np.zeros((3, 31)),
        entrants=np.zeros(YEARS),
    )

    found = expected(still)

    assert found.sum((2, 3)) == pytest.approx(
        np.broadcast_to(still.stock.sum((1, 2)), (YEARS + 1, 2))
    )
    assert (np.diff(found[:, 1, 2].sum(-1)) > 0).all()
    # After one year only those with four years of service and more may have risen.
    assert found[1, 1, 1].sum() - found[0, 1, 1].sum() == pytest.approx(
        0.02 * 200 * 16 - 0.03 * 40 * 17
    )


def test_bands_hold_as_many_courses_as_they_say() -> None:
    one = force()
    low, high = band(share(simulate(one, random_state=3), 0), level=0.9)
    others = share(simulate(one, random_state=4), 0)

    inside = ((others >= low) & (others <= high))[:, 1:].mean(0)

    assert (abs(inside - 0.9) < 0.05).all()


def test_the_needed_intake_reaches_the_target() -> None:
    one = force()
    factors = np.array([0.5, 1.0, 1.5])

    needed = needed_intake(one, 0, 0.25, factors)

    assert (np.diff(needed) > 0).all()
    for factor, part in zip(factors, needed, strict=True):
        there = with_intake(with_exits(one, 0, float(factor)), 0, float(part))
        reached = share(expected(there).sum(-1), 0)[-1]
        assert reached == pytest.approx(0.25, abs=1e-9)


def test_a_target_among_officers_is_reached_by_no_intake_within_ten_years() -> None:
    # Who enters today is an officer in twelve years at the soonest.
    assert np.isnan(needed_intake(force(), 0, 0.5, [1.0], ranks=[2])).all()
    assert needed_intake(force(), 0, 0.01, [1.0]) == pytest.approx([0.0])


def test_a_thousand_courses_of_ten_years_take_less_than_two_seconds() -> None:
    started = time.process_time()

    simulate(force(), simulations=1000, random_state=5)

    assert time.process_time() - started < 2.0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"intake": np.array([0.5, 0.6])}, "add up"),
        ({"graduate": np.array([1.2, 0.9])}, "between 0 and 1"),
        ({"promote": np.full((2, 3), 0.1)}, "highest"),
        ({"entrants": np.full(YEARS, -1.0)}, "fewer than none"),
        ({"before": np.zeros(2, dtype=np.int64)}, "shapes"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(force(), **change)  # type: ignore[arg-type]
