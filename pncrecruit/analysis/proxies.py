"""How well inputs predict what must not be an input, and which of them does it most."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from pncrecruit.analysis.additive import AdditiveLogistic
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.metrics import Flags, auc

FEWEST: Final = 30  # on either side; an AUC of fewer says nothing
DRAWS: Final = 200


class Proxies(NamedTuple):
    """How well all inputs together, and the strongest alone, tell a group apart.

    AUC .5 is no better than chance; ``interval`` is that of all together.
    """

    auc: float
    interval: tuple[float, float]
    strongest: str
    strongest_auc: float


def proxies(
    x: Floats, names: Sequence[str], member: Flags, *, random: np.random.Generator
) -> Proxies | None:
    """Return how well the inputs tell the members of a group apart.

    Parameters
    ----------
    x : array of shape (n_persons, n_inputs)
        NaN where not known.
    names : sequence of str
    member : array of shape (n_persons,)
        Of those whose group is known.
    random : numpy Generator

    Returns
    -------
    Proxies or None
        None with fewer than 30 persons on either side. Each person's score comes from a
        model that has not seen that person; the interval resamples persons.
    """
    if min(member.sum(), (~member).sum()) < FEWEST:
        return None
    parts = StratifiedKFold(5, shuffle=True, random_state=int(random.integers(2**31)))
    score = cross_val_predict(
        AdditiveLogistic(), x, member, cv=parts, method="decision_function"
    )
    draws = []
    for _ in range(DRAWS):
        who = random.integers(0, member.size, member.size)
        draws.append(auc(member[who], score[who]))
    low, high = np.nanquantile(draws, [0.025, 0.975])
    alone = {
        name: _alone(column, member) for name, column in zip(names, x.T, strict=True)
    }
    strongest = max(alone, key=lambda name: alone[name])
    return Proxies(
        auc(member, score), (float(low), float(high)), strongest, alone[strongest]
    )


def _alone(column: Floats, member: Flags) -> float:
    """Return the AUC of one input, whichever way it points; of who has a value."""
    known = np.isfinite(column)
    if min((member & known).sum(), (~member & known).sum()) < FEWEST:
        return 0.5
    one = auc(member[known], column[known])
    return max(one, 1 - one)
