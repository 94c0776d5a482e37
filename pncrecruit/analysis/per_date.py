"""The metrics of one date: losses, order, calibration at each horizon."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from pncrecruit.analysis.folds import Fold
from pncrecruit.analysis.metrics import Quality, quality


class WindowMetrics(NamedTuple):
    """How well one horizon is calibrated at one date."""

    horizon: int
    leavers: int
    expected: float
    log_loss: float
    floor_log_loss: float
    slope: float
    intercept: float
    ece: float
    observed_over_expected: float


class FoldMetrics(NamedTuple):
    """How good the models were at one date; NaN where nobody left.

    ``highest_ratio`` is observed over expected if all who left for an unknown reason
    had left by own will; ``lag`` how many months before the date were not learned from.
    """

    month: int
    serving: int
    leavers: int
    log_loss: float
    floor_log_loss: float
    brier: float
    floor_brier: float
    auc: float
    floor_auc: float
    average_precision: float
    precision_listed: float
    floor_precision_listed: float
    slope: float
    intercept: float
    ece: float
    observed_over_expected: float
    highest_ratio: float
    unknown: int
    lag: int
    challengers: Mapping[str, Quality]
    windows: tuple[WindowMetrics, ...]


def metrics(fold: Fold) -> FoldMetrics:
    """Return how good the models were at one date."""
    own, floor = quality(fold.left, fold.champion), quality(fold.left, fold.floor)
    unknown = 0 if fold.unknown is None else int(fold.unknown.sum())
    expected = float(fold.champion.sum())
    return FoldMetrics(
        month=fold.month,
        serving=int(fold.left.size),
        leavers=int(fold.left.sum()),
        log_loss=own.log_loss,
        floor_log_loss=floor.log_loss,
        brier=own.brier,
        floor_brier=floor.brier,
        auc=own.auc,
        floor_auc=floor.auc,
        average_precision=own.average_precision,
        precision_listed=own.precision_listed,
        floor_precision_listed=floor.precision_listed,
        slope=own.slope,
        intercept=own.intercept,
        ece=own.ece,
        observed_over_expected=own.observed_over_expected,
        highest_ratio=(
            (float(fold.left.sum()) + unknown) / expected if expected else np.nan
        ),
        unknown=unknown,
        lag=fold.lag,
        challengers={
            name: quality(fold.left, risk) for name, risk in fold.challengers.items()
        },
        windows=_windows(fold),
    )


def _windows(fold: Fold) -> tuple[WindowMetrics, ...]:
    found = []
    for one in fold.windows:
        own, floor = quality(one.left, one.champion), quality(one.left, one.floor)
        found.append(
            WindowMetrics(
                one.horizon,
                int(one.left.sum()),
                float(one.champion.sum()),
                own.log_loss,
                floor.log_loss,
                own.slope,
                own.intercept,
                own.ece,
                own.observed_over_expected,
            )
        )
    return tuple(found)
