"""How a model's list and its errors fall on cohorts, with simultaneous intervals."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from scipy.special import expit

from pncrecruit.analysis.disclosure import Cell, Sum
from pncrecruit.analysis.folds import Fold
from pncrecruit.analysis.intervals import Floats, clopper_pearson, normal_quantile
from pncrecruit.analysis.metrics import clipped, listed
from pncrecruit.analysis.person_months import Ints

LEVEL: Final = 0.95
LEAVERS_TO_JUDGE: Final = 10

# What is counted of a cohort: who left, who was on the list, and both together.
ALL, LEFT, STAYED = "all", "left", "stayed"
LISTED, UNLISTED = "listed", "unlisted"
CAUGHT, MISSED, FALSE, SPARED = "caught", "missed", "false", "spared"
SIDES: Final = (
    ALL, LEFT, STAYED, LISTED, UNLISTED, CAUGHT, MISSED, FALSE, SPARED,
)  # fmt: skip
_SUMS: Final = (
    (ALL, (LEFT, STAYED)),
    (ALL, (LISTED, UNLISTED)),
    (LEFT, (CAUGHT, MISSED)),
    (STAYED, (FALSE, SPARED)),
    (LISTED, (CAUGHT, FALSE)),
    (UNLISTED, (MISSED, SPARED)),
)
# Each rate: of what, and of how many.
RATES: Final = {
    "alerted": (LISTED, ALL),
    "found": (CAUGHT, LEFT),
    "false_alarms": (FALSE, STAYED),
    "precision": (CAUGHT, LISTED),
}


class Rows(NamedTuple):
    """Officers at dates: who, what was said, what followed; each of shape (n_rows,)."""

    officer: Ints
    risk: Floats
    sides: Mapping[str, Floats]


def rows_of(folds: Sequence[Fold]) -> Rows:
    """Return the rows of all dates, with what is counted of each."""
    if not folds:
        nothing = np.zeros(0)
        return Rows(np.zeros(0, np.int64), nothing, dict.fromkeys(SIDES, nothing))
    left = np.concatenate([fold.left for fold in folds]).astype(np.float64)
    on = np.concatenate([listed(fold.champion) for fold in folds]).astype(np.float64)
    return Rows(
        np.concatenate([fold.officer for fold in folds]),
        np.concatenate([fold.champion for fold in folds]),
        {
            ALL: np.ones(left.size),
            LEFT: left,
            STAYED: 1 - left,
            LISTED: on,
            UNLISTED: 1 - on,
            CAUGHT: on * left,
            MISSED: (1 - on) * left,
            FALSE: on * (1 - left),
            SPARED: (1 - on) * (1 - left),
        },
    )


def ties(key: str) -> list[Sum]:
    """Return how the counts of one cohort add up."""
    return [
        Sum((key, whole), ((key, one), (key, other))) for whole, (one, other) in _SUMS
    ]


def error_figures(
    rows: Rows,
    members: Mapping[str, Ints],
    cells: Mapping[Hashable, Cell],
    *,
    level_of_all: float,
) -> dict[str, dict[str, Any]]:
    """Return the rates of each cohort and its calibration, as JSON.

    A figure is given where all that it is made of is shown, and what is said of leavers
    from ten leavers on. The intervals of one kind of figure hold together, for all
    cohorts at once, with 95 % (Bonferroni).

    Parameters
    ----------
    rows : Rows
    members : mapping of cohort to places in ``rows``
    cells : mapping of (cohort, side) to Cell
        As they are shown.
    level_of_all : float
        Observed over expected of everybody; calibration is that at this level.

    Returns
    -------
    dict
        For each cohort: ``alerted``, the share that is on the list; ``found``, that of
        leavers who were; ``false_alarms``, that of stayers who were; ``precision``, the
        share of the list that left; ``intercept`` and ``slope`` of the outcome on the
        predicted log-odds (0 and 1 where what is said of the cohort is as right as
        what is said of all). Each as (value, low, high), or None.
    """
    found: dict[str, dict[str, Any]] = {
        key: dict.fromkeys((*RATES, "intercept", "slope")) for key in members
    }
    for name, (part, whole) in RATES.items():
        told = [
            key
            for key in members
            if _told(cells[key, part])
            and _told(cells[key, whole])
            and (whole != LEFT or _enough(cells[key, LEFT]))
        ]
        for key in told:
            at = members[key]
            found[key][name] = _rate(
                rows.officer[at],
                rows.sides[part][at],
                rows.sides[whole][at],
                level=_shared(len(told)),
            )
    told = [key for key in members if _enough(cells[key, LEFT])]
    width = normal_quantile(_shared(len(told)))
    for key in told:
        at = members[key]
        odds = _log_odds(clipped(rows.risk[at] * level_of_all))
        left = rows.sides[LEFT][at]
        for name, own in (("intercept", False), ("slope", True)):
            found[key][name] = _calibration(
                rows.officer[at], odds, left, slope=own, width=width
            )
    return found


def _shared(count: int) -> float:
    return 1 - (1 - LEVEL) / max(count, 1)


def _told(cell: Cell) -> bool:
    return bool(cell.value)


def _enough(cell: Cell) -> bool:
    return cell.value is not None and cell.value >= LEAVERS_TO_JUDGE


def _rate(officer: Ints, part: Floats, whole: Floats, *, level: float) -> list[float]:
    r"""Return a share with its interval; one officer counts at several dates.

    The exact interval of :math:`n / d` persons, where d is how many times wider the
    variance is because the same officers come back.

    References
    ----------
    .. [1] E. L. Korn and B. I. Graubard, Confidence intervals for proportions with
       small expected number of positive counts estimated from survey data, Survey
       Methodology 24, 1998.
    """
    _, who = np.unique(officer[whole > 0], return_inverse=True)
    own = np.bincount(who, part[whole > 0])
    times = np.bincount(who).astype(np.float64)
    n = times.sum()
    share = float(own.sum() / n)
    # Where all are alike nothing tells how alike the dates of one officer are.
    effect = float((times**2).sum() / n)
    if 0 < share < 1:
        spread = float(((own - share * times) ** 2).sum()) / n**2
        effect = max(1.0, spread / (share * (1 - share) / n))
    worth = n / effect
    ends = clopper_pearson(share * worth, worth, level=level)
    return [share, float(ends.low), float(ends.high)]


def _calibration(
    officer: Ints, odds: Floats, left: Floats, *, slope: bool, width: float
) -> list[float] | None:
    """Return intercept at slope 1, or the slope, with its interval over officers."""
    if slope and np.ptp(odds) < 1e-6:
        return None
    design = np.column_stack([np.ones_like(odds), odds])
    beta = np.array([0.0, 1.0])
    free = np.array([True, slope])
    bread = np.eye(int(free.sum()))
    for _ in range(50):
        mean = expit(design @ beta)
        weight = np.maximum(mean * (1 - mean), 1e-12)
        x = design[:, free]
        bread = np.linalg.inv(x.T @ (x * weight[:, None]))
        step = bread @ (x.T @ (left - mean))
        beta[free] += step
        if np.abs(step).max() < 1e-10:
            break
    _, who = np.unique(officer, return_inverse=True)
    scores = design[:, free] * (left - expit(design @ beta))[:, None]
    sums = np.column_stack([np.bincount(who, column) for column in scores.T])
    cover = bread @ (sums.T @ sums) @ bread
    value, error = float(beta[free][-1]), float(np.sqrt(cover[-1, -1]))
    return [value, value - width * error, value + width * error]


def _log_odds(p: Floats) -> Floats:
    odds: Floats = np.log(p / (1 - p))
    return odds
