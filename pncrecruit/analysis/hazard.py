"""MonthlyHazard: the chance of leaving next month, by cause, and within a horizon."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)

from pncrecruit.analysis.additive import AdditiveLogistic, logistic
from pncrecruit.analysis.incidence import cumulate
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.motion import Motion

HORIZONS: Final = (6, 12, 24)


class Risks(NamedTuple):
    """Cumulative incidences of shape (n_causes, n_horizons, n_rows)."""

    causes: tuple[Any, ...]
    horizons: tuple[int, ...]
    incidence: Floats


class Explanation(NamedTuple):
    """Why a monthly risk is what it is, on the scale of log-odds.

    ``base`` is that of a row in which no column says anything; ``contributions``, of
    shape (n_rows, n_columns), are added to it; ``logit``, of shape (n_rows,), is their
    sum.
    """

    base: float
    contributions: Floats
    logit: Floats


class MonthlyHazard(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    r"""Discrete-time hazards by cause, each a sum of smooth curves.

    Fitted on person-months: one row for each month in which somebody was at risk, with
    what was known on its first day, and with how it ended. From the monthly hazards
    :math:`h_k(u)` follows the risk of leaving for cause k within H months,

    .. math:: F_k(H) = \sum_{u=1}^{H} h_k(u) \prod_{v<u} \Bigl(1 - \sum_l h_l(v)\Bigr)

    with the columns that grow by themselves, such as tenure and age, moved on month by
    month. Leaving for another cause is neither staying nor leaving by own will.

    Parameters
    ----------
    names : sequence of str, optional
        Names of the columns; ``x0``, ``x1``, ... if not given.
    advancing : mapping of str to float, optional
        By how much a column grows each month: ``{"tenure_months": 1.0}``.
    turning : sequence of pairs of str, optional
        Sine and cosine of the time of the year, which turn with the months.
    n_knots, c
        Of each `AdditiveLogistic`.

    Attributes
    ----------
    classes_ : array
        The first in sorting order means "still serving" (0), the others are causes.
    hazards_ : list of AdditiveLogistic, one a cause
    names_ : tuple of str
    n_features_in_ : int

    References
    ----------
    .. [1] J. D. Singer and J. B. Willett, It's about time: using discrete-time survival
       analysis to study duration and the timing of events, Journal of Educational
       Statistics 18, 1993.
    """

    def __init__(
        self,
        names: Sequence[str] | None = None,
        advancing: Mapping[str, float] | None = None,
        turning: Sequence[tuple[str, str]] | None = None,
        n_knots: int = 5,
        c: float = 1.0,
    ) -> None:
        self.names = names
        self.advancing = advancing
        self.turning = turning
        self.n_knots = n_knots
        self.c = c

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(
        self,
        X: npt.ArrayLike,  # noqa: N803 - scikit-learn's word
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
    ) -> Self:
        """Fit one hazard for each cause.

        Parameters
        ----------
        X : array-like of shape (n_rows, n_columns)
            What was known at the start of each month; NaN where it was not.
        y : array-like of shape (n_rows,)
            0 for a month of service, otherwise the cause of leaving in it.
        sample_weight : array-like of shape (n_rows,), optional
            For sampled months, and for months that count less because they are old.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If nobody left, the names do not fit, or a moving column has no name.
        """
        x, y = validate_data(
            self, X, y, ensure_all_finite="allow-nan", dtype=np.float64
        )
        check_classification_targets(y)
        weight = _check_sample_weight(sample_weight, x, dtype=np.float64)
        self.names_ = _names(self.names, x.shape[1])
        self.classes_ = np.unique(y)
        if self.classes_.size < 2:
            raise ValueError("only one class: nobody left, and nothing can be learned")
        moving = {*(self.advancing or {}), *(j for p in self.turning or () for j in p)}
        missing = moving - set(self.names_)
        if missing:
            raise ValueError(f"no column is named {sorted(missing)}")
        self.hazards_ = [
            AdditiveLogistic(self.n_knots, self.c).fit(x, y == cause, weight)
            for cause in self.classes_[1:]
        ]
        return self

    def predict_proba(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        """Return the chances of one month, shape (n_rows, n_classes)."""
        x = self._rows(X)
        h = np.column_stack([one.predict_proba(x)[:, 1] for one in self.hazards_])
        h /= np.maximum(h.sum(1, keepdims=True), 1.0)
        return np.column_stack([1.0 - h.sum(1), h])

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:  # noqa: N803
        """Return the likeliest end of one month, shape (n_rows,)."""
        chances = self.predict_proba(X)
        likeliest: npt.NDArray[Any] = self.classes_[chances.argmax(1)]
        return likeliest

    def risks(
        self,
        X: npt.ArrayLike,  # noqa: N803
        horizons: Sequence[int] = HORIZONS,
    ) -> Risks:
        """Return the cumulative incidence of each cause within each horizon.

        Parameters
        ----------
        X : array-like of shape (n_rows, n_columns)
            What is known on the day of scoring.
        horizons : sequence of int, default=(6, 12, 24)
            In months, 1 or more.

        Returns
        -------
        Risks
            The causes' incidences add up to at most 1.
        """
        x = self._rows(X)
        motion = self.motion()
        moving = motion.columns
        fixed = [j for j in range(x.shape[1]) if j not in moving]
        standing = np.empty((len(self.hazards_), x.shape[0]))
        for row, one in zip(standing, self.hazards_, strict=True):
            row[:] = one.intercept_ + one.sums(x, fixed)

        own = x[:, moving]
        place = {column: at for at, column in enumerate(moving)}
        only = Motion(
            {place[j]: step for j, step in motion.advancing.items()},
            tuple((place[s], place[c]) for s, c in motion.turning),
        )

        def hazards(later: int) -> Floats:
            odds = standing.copy()
            moved = only.moved(own, later)
            for column, values in zip(moving, moved.T, strict=True):
                # On one day it is the same season for everybody.
                same = bool((values == values[:1]).all())
                odds += self._added(values[:1] if same else values, column)
            return logistic(odds)

        found = cumulate(hazards, horizons)
        return Risks(tuple(self.classes_[1:].tolist()), tuple(horizons), found)

    def _added(self, values: Floats, column: int) -> Floats:
        """Return what a column adds to each cause's log-odds, (n_causes, n_values)."""
        first, *others = self.hazards_
        if all(
            np.array_equal(first.knots_[column], one.knots_[column])
            and np.array_equal(first.means_[column], one.means_[column])
            and np.array_equal(first.scales_[column], one.scales_[column])
            for one in others
        ):
            # Curves of one basis, as causes fitted on the same rows have them.
            basis = first.standard(values, column)
            added: Floats = np.stack(
                [basis @ one.coef_[column] for one in self.hazards_]
            )
            return added
        return np.stack([one.curve(values, column) for one in self.hazards_])

    def motion(self) -> Motion:
        """Return how the columns move, by their positions."""
        place = {name: at for at, name in enumerate(self.names_)}
        return Motion(
            {place[name]: step for name, step in (self.advancing or {}).items()},
            tuple((place[s], place[c]) for s, c in self.turning or ()),
        )

    def risk(self, X: npt.ArrayLike, horizon: int = 12) -> Floats:  # noqa: N803
        """Return the risk of leaving by own will (the first cause), shape (n_rows,)."""
        first: Floats = self.risks(X, (horizon,)).incidence[0, 0]
        return first

    def explain(self, X: npt.ArrayLike) -> Explanation:  # noqa: N803
        """Return what each column adds to the log-odds of leaving by own will."""
        x = self._rows(X)
        hazard = self.hazards_[0]
        added = hazard.contributions(x)
        return Explanation(hazard.intercept_, added, hazard.intercept_ + added.sum(1))

    def _rows(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        check_is_fitted(self)
        x: Floats = validate_data(
            self, X, reset=False, ensure_all_finite="allow-nan", dtype=np.float64
        )
        return x


def _names(names: Sequence[str] | None, columns: int) -> tuple[str, ...]:
    if names is None:
        return tuple(f"x{j}" for j in range(columns))
    if len(names) != columns or len(set(names)) != columns:
        raise ValueError(f"{columns} columns need as many different names")
    return tuple(names)
