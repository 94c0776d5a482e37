"""From monthly hazards to the risk within a horizon, with competing causes."""

from collections.abc import Callable, Sequence

import numpy as np

from pncrecruit.analysis.intervals import Floats


def cumulate(hazards: Callable[[int], Floats], horizons: Sequence[int]) -> Floats:
    """Add up monthly hazards to cumulative incidences.

    Parameters
    ----------
    hazards : callable
        Given 0, 1, 2, ... months from now: the hazards of that month, an array of shape
        (n_causes, n_rows). Where their sum is above 1 they are scaled down to 1.
    horizons : sequence of int
        In months, each 1 or more.

    Returns
    -------
    array of shape (n_causes, n_horizons, n_rows)

    Raises
    ------
    ValueError
        If a horizon is under 1.
    """
    if not horizons or min(horizons) < 1:
        raise ValueError("a horizon has at least one month")
    h = hazards(0)
    stays = np.ones(h.shape[1])
    left = np.zeros_like(h)
    found = np.empty((h.shape[0], len(horizons), h.shape[1]))
    for month in range(1, max(horizons) + 1):
        h = h / np.maximum(h.sum(0), 1.0)
        left = left + stays * h
        stays = stays * (1.0 - h.sum(0))
        for place, horizon in enumerate(horizons):
            if horizon == month:
                found[:, place] = left
        if month < max(horizons):
            h = hazards(month)
    return found
