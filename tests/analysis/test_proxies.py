"""Proxies: an input that tells a group apart is found, and named."""

import numpy as np
import pytest

from pncrecruit.analysis.metrics import auc
from pncrecruit.analysis.proxies import proxies

NAMES = ("distance", "tenure", "noise")


def rows(strength: float, n: int = 1_500) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(6)
    member = random.random(n) < 0.3
    x = random.normal(size=(n, 3))
    x[:, 0] += strength * member
    x[: n // 10, 0] = np.nan
    return x, member


def test_a_planted_proxy_is_named_and_measured() -> None:
    x, member = rows(1.5)

    found = proxies(x, NAMES, member, random=np.random.default_rng(1))

    assert found is not None
    assert found.strongest == "distance"
    # Two normals 1.5 apart: .856 where the input is known.
    assert 0.8 < found.auc < 0.88
    assert found.interval[0] < found.auc < found.interval[1]


def test_inputs_that_say_nothing_of_a_group_are_no_proxies() -> None:
    x, member = rows(0.0)

    found = proxies(x, NAMES, member, random=np.random.default_rng(1))

    assert found is not None
    assert found.interval[0] < 0.5 + 0.02


def test_few_persons_get_no_figure() -> None:
    x, member = rows(1.5, 60)
    member[:] = False
    member[:29] = True

    assert proxies(x, NAMES, member, random=np.random.default_rng(1)) is None


def test_an_auc_is_the_share_of_pairs_in_order_and_half_of_those_level() -> None:
    random = np.random.default_rng(3)
    left = random.random(80) < 0.3
    score = random.integers(0, 9, 80) / 8
    ahead = score[left][:, None] - score[~left][None, :]

    expected = ((ahead > 0) + (ahead == 0) / 2).mean()
    assert auc(left, score) == pytest.approx(expected, abs=1e-12)
    assert np.isnan(auc(np.ones(3, dtype=bool), np.arange(3.0)))
