"""Who was there and who left by own will, by month and comisaría."""

from typing import NamedTuple

import numpy as np

from pncrecruit.retention.features.asof import Floats, Ints


class Table(NamedTuple):
    """Counts of shape (months, clusters): who left in a month, who was there before."""

    events: Floats
    exposure: Floats


def by_month(
    left: Ints,
    of_own_will: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    cluster: Ints,
    first: Ints,
    clusters: int,
) -> Table:
    """Count those of each cluster who were there at its beginning, month by month.

    Parameters
    ----------
    left : array of shape (n,)
        Day of leaving, far away for who serves.
    of_own_will : array of bool, shape (n,)
    cluster : array of shape (n,)
        Where each served on the first day, -1 for who did not; whoever moves later is
        still counted there, for the move may be what the alert brought about.
    first : array of shape (months + 1,)
        First days of the months, and the day after the last.
    """
    months = first.size - 1
    events, exposure = np.zeros((2, months, clusters))
    here = cluster >= 0
    for month in range(months):
        present = here & (left >= first[month])
        gone = present & of_own_will & (left < first[month + 1])
        exposure[month] = np.bincount(cluster[present], minlength=clusters)
        events[month] = np.bincount(cluster[gone], minlength=clusters)
    return Table(events, exposure)
