"""Cox's model on sampled person-months, by cause: a challenger of the champion."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.base import BaseEstimator
from sklearn.utils.validation import (
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)

from pncrecruit.analysis.incidence import cumulate
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.motion import Motion
from pncrecruit.analysis.splines import basis, knots

_SMOOTH: Final = 6  # months of the clock on each side that a baseline hazard is over


class CoxHazard(BaseEstimator):  # type: ignore[misc]
    r"""Proportional hazards on months of service, one model a cause, with a ridge.

    .. math:: h_k(t \mid x) = h_{0k}(t) \, e^{x^\top \beta_k}

    Person-months carry delayed entry and inputs that change with time: those at risk
    with somebody who left after t months are the rows whose clock shows t. Ties are
    Breslow's, weights those of the sampled months; the baseline is Breslow's over a
    year around t. Each input other than the clock is a natural cubic spline.

    Parameters
    ----------
    clock : int, default=0
        The column whose whole months are the time scale.
    motion : Motion, optional
        Which columns, the clock among them, move by themselves.
    n_knots : int, default=5
    c : float, default=1.0
        Inverse strength of the penalty, as in `AdditiveLogistic`.

    Attributes
    ----------
    classes_ : array
        The first means "still serving", the others are causes.
    coef_ : array of shape (n_causes, n_basis_columns)
    times_ : array of shape (n_times,)
        Clock readings for which a baseline is known.
    baseline_ : array of shape (n_causes, n_times)
        Monthly hazard of a row in which every spline is at its mean.
    n_features_in_ : int

    References
    ----------
    .. [1] D. R. Cox, Regression models and life-tables, Journal of the Royal
       Statistical Society B 34, 1972.
    .. [2] N. Breslow, Covariance analysis of censored survival data, Biometrics 30,
       1974.
    """

    def __init__(
        self,
        clock: int = 0,
        motion: Motion | None = None,
        n_knots: int = 5,
        c: float = 1.0,
    ) -> None:
        self.clock = clock
        self.motion = motion
        self.n_knots = n_knots
        self.c = c

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        return tags

    def fit(
        self,
        X: npt.ArrayLike,  # noqa: N803 - scikit-learn's word
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
    ) -> Self:
        """Fit one model for each cause.

        Parameters
        ----------
        X : array-like of shape (n_rows, n_columns)
            What was known at the start of each month; NaN where it was not.
        y : array-like of shape (n_rows,)
            0 for a month of service, otherwise the cause of leaving in it.
        sample_weight : array-like of shape (n_rows,), optional

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If nobody left.
        """
        x, target = validate_data(
            self, X, y, ensure_all_finite="allow-nan", dtype=np.float64
        )
        weight = _check_sample_weight(sample_weight, x, dtype=np.float64)
        self.classes_, cause = np.unique(target, return_inverse=True)
        if self.classes_.size < 2:
            raise ValueError("only one class: nobody left, and nothing can be learned")
        self.times_, at = np.unique(self._months(x), return_inverse=True)
        self._learn_columns(x, weight)
        z = self._columns(x)
        causes = range(1, self.classes_.size)
        self.coef_ = np.stack([self._slopes(z, at, weight, cause == k) for k in causes])
        self.baseline_ = np.stack(
            [
                self._baseline(z @ beta, at, weight, cause == k)
                for k, beta in zip(causes, self.coef_, strict=True)
            ]
        )
        return self

    def hazards(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        """Return the hazards of one month, shape (n_causes, n_rows)."""
        return self._hazards(self._rows(X))

    def risk(
        self,
        X: npt.ArrayLike,  # noqa: N803
        horizons: Sequence[int] = (12,),
    ) -> Floats:
        """Return the risk of the first cause, shape (n_horizons, n_rows)."""
        x = self._rows(X)
        motion = self.motion or Motion({self.clock: 1.0})
        found = cumulate(lambda later: self._hazards(motion.moved(x, later)), horizons)
        first: Floats = found[0]
        return first

    def _rows(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        check_is_fitted(self)
        x: Floats = validate_data(
            self, X, reset=False, ensure_all_finite="allow-nan", dtype=np.float64
        )
        return x

    def _hazards(self, x: Floats) -> Floats:
        relative = np.exp(self._columns(x) @ self.coef_.T).T
        months = self._months(x)
        place = np.searchsorted(self.times_, months).clip(max=self.times_.size - 1)
        hazard: Floats = np.minimum(self.baseline_[:, place] * relative, 1.0)
        return hazard

    def _months(self, x: Floats) -> Floats:
        months: Floats = np.floor(np.nan_to_num(x[:, self.clock]))
        return months

    def _learn_columns(self, x: Floats, weight: Floats) -> None:
        self.knots_ = [
            knots(x[:, j], weight, count=self.n_knots) for j in self._others(x)
        ]
        means, scales = [], []
        for raw in self._curves(x):
            known = np.isfinite(raw)
            each = np.where(known, weight[:, None], 0.0)
            total = np.maximum(each.sum(0), 1e-300)
            filled = np.where(known, raw, 0.0)
            mean = (each * filled).sum(0) / total
            spread = np.sqrt((each * (filled - mean) ** 2).sum(0) / total)
            means.append(mean)
            scales.append(np.where(spread > 1e-12, spread, np.inf))
        self.mean_, self.scale_ = np.concatenate(means), np.concatenate(scales)

    def _others(self, x: Floats) -> list[int]:
        return [j for j in range(x.shape[1]) if j != self.clock % x.shape[1]]

    def _curves(self, x: Floats) -> Iterator[Floats]:
        """Give the basis of each input by itself: of all at once there are copies."""
        if not self.knots_:
            yield np.zeros((x.shape[0], 1))
        for j, at in zip(self._others(x), self.knots_, strict=True):
            yield basis(x[:, j], at)

    def _columns(self, x: Floats) -> Floats:
        z = np.empty((x.shape[0], self.mean_.size))
        end = 0
        for raw in self._curves(x):
            start, end = end, end + raw.shape[1]
            scaled = (raw - self.mean_[start:end]) / self.scale_[start:end]
            z[:, start:end] = np.nan_to_num(scaled)
        return z

    def _slopes(
        self, z: Floats, at: npt.NDArray[np.intp], weight: Floats, left: Floats
    ) -> Floats:
        """Return what maximises the penalised partial likelihood."""
        gone = weight * left
        leavers = np.bincount(at, gone, minlength=self.times_.size)
        pull = z.T @ gone

        def loss(beta: Floats) -> tuple[float, Floats]:
            odds = z @ beta
            top = odds.max(initial=0.0)
            share = weight * np.exp(odds - top)
            at_risk = np.maximum(
                np.bincount(at, share, minlength=self.times_.size), 1e-300
            )
            value = leavers @ (np.log(at_risk) + top) - gone @ odds
            slope = z.T @ (share * (leavers / at_risk)[at]) - pull
            return value + beta @ beta / (2 * self.c), slope + beta / self.c

        found = minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B")
        return np.asarray(found.x, dtype=np.float64)

    def _baseline(
        self, odds: Floats, at: npt.NDArray[np.intp], weight: Floats, left: Floats
    ) -> Floats:
        """Return Breslow's hazard over a year around each month of the clock."""
        risk = np.bincount(at, weight * np.exp(odds), minlength=self.times_.size)
        gone = np.bincount(at, weight * left, minlength=self.times_.size)
        low = np.searchsorted(self.times_, self.times_ - _SMOOTH)
        high = np.searchsorted(self.times_, self.times_ + _SMOOTH, side="right")
        above, below = (
            np.concatenate(([0.0], np.cumsum(part))) for part in (gone, risk)
        )
        rate: Floats = (above[high] - above[low]) / np.maximum(
            below[high] - below[low], 1e-300
        )
        return rate
