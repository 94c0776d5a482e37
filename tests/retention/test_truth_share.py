"""How much of the truth the model finds on simulated forces."""

from collections.abc import Callable

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from benchmarks.truth import shares


@pytest.mark.scaled
def test_the_model_finds_nine_tenths_of_what_its_inputs_can_tell(
    count: Callable[[int, int], int],
) -> None:
    forces = count(1, 3)
    full = forces > 1

    with threadpool_limits(1):
        found = [
            shares(2026 + seed, dates=4 if full else 1, trees=full)
            for seed in range(forces)
        ]

    of_additive, of_any, policy = np.mean(found, axis=0)
    # A single date of a single force is uncertain by some points.
    assert of_additive > (0.9 if full else 0.8)
    assert of_any > (0.9 if full else 0.8)
    # Blind by policy, and it costs something: sex, peoples and complaints do matter.
    assert 0.02 < policy < 0.35
