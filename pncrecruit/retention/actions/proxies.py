"""The audit of proxies: what the inputs give away, and what dropping one costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pncrecruit.analysis import folds
from pncrecruit.analysis.cohorts import Cohort
from pncrecruit.analysis.contest import resampled
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.metrics import losses
from pncrecruit.analysis.person_months import Ints
from pncrecruit.analysis.proxies import proxies
from pncrecruit.retention.actions.evaluation import HORIZON, SEED, Evaluated
from pncrecruit.retention.features.inputs import ADVANCING, NAMES, TURNING

# Who is told apart from whom: a cohort, and those whose answer is known.
_PEOPLES: Final = ("maya", "xinka", "garifuna", "other")
_AGAINST: Final = {
    "women": ("women", "men"),
    "indigenous": _PEOPLES,
    "garifuna": _PEOPLES,
}


@dataclass(frozen=True)
class Without:
    """The inputs with one of them unknown for everybody."""

    features: folds.Features
    column: int

    def __call__(self, officer: Ints, month: Ints) -> Floats:
        """Return the inputs, shape (n_rows, n_inputs)."""
        x = self.features(officer, month)
        x[:, self.column] = np.nan
        return x


def proxy_audit(
    done: Evaluated, x: Floats, who: Ints, cohorts: Sequence[Cohort], *, minimum: int
) -> list[dict[str, Any]]:
    """Return how well the inputs tell cohorts apart, and what the strongest is worth.

    Nothing is said of a cohort of fewer than thirty, or under the smallest cell.

    Parameters
    ----------
    done : Evaluated
    x : array of shape (n_serving, n_inputs)
        The inputs of those who serve.
    who : array of shape (n_serving,)
        Their positions in the force.
    cohorts : sequence of Cohort
    minimum : int
        k.
    """
    by_key = {one.key: one.members for one in cohorts}
    random = np.random.default_rng(SEED)
    costs: dict[str, dict[str, Any] | None] = {}
    made = []
    for key, against in _AGAINST.items():
        if key not in by_key:
            continue
        known = frozenset().union(*(by_key.get(one, frozenset()) for one in against))
        asked = np.isin(who, np.array(sorted(known), dtype=np.int64))
        member = np.isin(who, np.array(sorted(by_key[key]), dtype=np.int64))[asked]
        if min(member.sum(), (~member).sum()) < minimum:
            continue
        said = proxies(x[asked], NAMES, member, random=random)
        if said is None:
            continue
        if said.strongest not in costs:
            costs[said.strongest] = cost_of_dropping(done, said.strongest)
        made.append(
            {
                "key": key,
                "auc": round(said.auc, 3),
                "interval": [round(one, 3) for one in said.interval],
                "strongest": said.strongest,
                "strongest_auc": round(said.strongest_auc, 3),
                "cost": costs[said.strongest],
            }
        )
    return made


def cost_of_dropping(done: Evaluated, name: str) -> dict[str, Any] | None:
    """Return by how much the log-loss rises without an input, at the last date.

    With its 95 % interval, by resampling officers; None where no date was judged.
    """
    if not done.folds:
        return None
    last = done.folds[-1]
    features = Without(done.features, NAMES.index(name))
    fitted = folds.fit(
        done.window.careers,
        features,
        last.month,
        names=NAMES,
        advancing=ADVANCING,
        turning=TURNING,
        random=np.random.default_rng([SEED, last.month]),
    )
    blind = folds.judge_at(
        done.window.careers,
        fitted,
        features,
        last.month,
        horizon=HORIZON,
        last=done.tested.settled,
    )
    more = losses(last.left, blind.champion) - losses(last.left, last.champion)
    draws = resampled(more[:, None], np.random.default_rng(SEED), 500)[:, 0] / more.size
    low, high = np.quantile(draws, [0.025, 0.975])
    return {
        "log_loss": round(float(more.mean()), 6),
        "interval": [round(float(low), 6), round(float(high), 6)],
    }
