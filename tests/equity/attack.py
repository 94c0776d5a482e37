"""The attacker of the tests: bounds of every cell from everything that is shown."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from scipy.optimize import linprog

from pncrecruit.analysis.disclosure import Cell, Protection, Sum

HIDDEN = (Protection.SMALL, Protection.COMPANION)


def attacked(
    shown: Mapping[Hashable, Cell],
    sums: Sequence[Sum],
    *,
    of: Sequence[Protection] = HIDDEN,
) -> dict[Hashable, tuple[float, float]]:
    """Find the least and the most that each hidden cell of some kinds can hold."""
    keys = list(shown)
    place = {key: i for i, key in enumerate(keys)}
    matrix = np.zeros((len(sums), len(keys)))
    for row, one in enumerate(sums):
        matrix[row, place[one.total]] -= 1
        for part in one.parts:
            matrix[row, place[part]] += 1
    limits = [(shown[key].low, shown[key].high) for key in keys]
    found = {}
    for key in keys:
        if shown[key].protection not in of:
            continue
        goal = np.zeros(len(keys))
        ends = []
        for sign in (1, -1):
            goal[place[key]] = sign
            end = linprog(goal, A_eq=matrix, b_eq=np.zeros(len(sums)), bounds=limits)
            ends.append(-sign * np.inf if end.x is None else float(end.x[place[key]]))
        found[key] = (ends[0], ends[1])
    return found


def exposed(
    shown: Mapping[Hashable, Cell], sums: Sequence[Sum], *, minimum: int
) -> list[Hashable]:
    """Return the small cells that cannot be everything from 0 to k-1 any more."""
    found = attacked(shown, sums)
    small = [key for key in found if shown[key].protection is Protection.SMALL]
    assert small, "nothing small is shown: the attack would prove nothing"
    return [
        key
        for key in small
        if found[key][0] > 1e-6 or found[key][1] < minimum - 1 - 1e-6
    ]
