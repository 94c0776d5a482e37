"""The metrics of one date: losses, order, calibration at each horizon."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from pncrecruit.analysis.folds import Fold
from pncrecruit.analysis.intervals import Floats, normal_quantile
from pncrecruit.analysis.metrics import Flags, Quality, losses, quality


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


class Gain(NamedTuple):
    """By how much the log-loss of the floor is higher at one date, with 95 %."""

    gain: float
    low: float
    high: float


class FoldMetrics(NamedTuple):
    """How good the models were at one date; NaN where nobody left.

    ``highest_ratio`` is observed over expected if all who left for an unknown reason
    had left by own will; ``lag`` how many months before the date were not learned from;
    ``gain`` is the champion's over the floor, ``gains`` are the challengers'.
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
    gain: Gain
    gains: Mapping[str, Gain]
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
        gain=_gain(fold.left, fold.floor, fold.champion),
        gains={
            name: _gain(fold.left, fold.floor, risk)
            for name, risk in fold.challengers.items()
        },
        windows=_windows(fold),
    )


def _gain(left: Flags, floor: Floats, risk: Floats) -> Gain:
    """Return a gain over the floor; at one date each officer is one row."""
    each = losses(left, floor) - losses(left, risk)
    middle = float(each.mean()) if each.size else 0.0
    error = float(each.std() / max(each.size, 1) ** 0.5) if each.size else 0.0
    half = normal_quantile(0.95) * error
    return Gain(middle, middle - half, middle + half)


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
