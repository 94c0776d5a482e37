"""A logistic regression that is a sum of one smooth curve a column."""

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import (
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)

from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.splines import basis, knots


def logistic(odds: Floats) -> Floats:
    """Return probabilities from log-odds, whatever their size."""
    p: Floats = expit(odds)
    return p


class AdditiveLogistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    r"""Two classes, told apart by a sum of natural cubic splines.

    .. math:: \log\frac{p}{1-p} = \beta_0 + \sum_j f_j(x_j)

    Each curve has mean 0 over the rows it was fitted on, so that its value for a row is
    what that column adds to the log-odds of an average row: the explanation is the
    model itself. A value that is not known (NaN) adds nothing.

    Parameters
    ----------
    n_knots : int, default=5
        Knots of each curve, at quantiles; columns with few values get a straight line.
    c : float, default=1.0
        Inverse strength of the penalty on the standardised basis, as in scikit-learn.

    Attributes
    ----------
    classes_ : array of shape (2,)
    knots_ : list of arrays, one a column
    means_, scales_ : lists of arrays, one a column
        Mean and standard deviation of each basis column.
    coef_ : list of arrays, one a column
        Of the standardised basis.
    intercept_ : float
        Log-odds of a row in which every curve is 0.
    n_features_in_ : int

    References
    ----------
    .. [1] T. Hastie and R. Tibshirani, Generalized Additive Models, 1990.
    """

    def __init__(self, n_knots: int = 5, c: float = 1.0) -> None:
        self.n_knots = n_knots
        self.c = c

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        return tags

    def fit(
        self,
        X: npt.ArrayLike,  # noqa: N803 - scikit-learn's word
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
    ) -> Self:
        """Fit the curves.

        Parameters
        ----------
        X : array-like of shape (n_rows, n_columns)
            NaN where a value is not known.
        y : array-like of shape (n_rows,)
            Two classes; the second in sorting order is the one whose odds are given.
        sample_weight : array-like of shape (n_rows,), optional
            How much each row counts; 0 is as good as absent.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If there are not exactly two classes, or a value is infinite.
        """
        x, target = validate_data(
            self, X, y, ensure_all_finite="allow-nan", dtype=np.float64
        )
        check_classification_targets(target)
        weight = _check_sample_weight(sample_weight, x, dtype=np.float64)
        self.classes_ = np.unique(target)
        if type_of_target(target) == "multiclass":
            raise ValueError(
                "Only binary classification is supported. The type of the target is "
                f"{type_of_target(target)}."
            )
        if self.classes_.size < 2 or np.unique(target[weight > 0]).size < 2:
            raise ValueError("there is only 1 class that weighs something, not two")
        columns = self._learn_scales(x, weight)
        model = LogisticRegression(
            C=self.c, solver="newton-cholesky", tol=1e-8, max_iter=200
        ).fit(columns, target == self.classes_[1], sample_weight=weight)
        ends = np.cumsum([m.size for m in self.means_])[:-1]
        self.coef_ = np.split(model.coef_[0], ends)
        self.intercept_ = float(model.intercept_[0])
        return self

    def _learn_scales(self, x: Floats, weight: Floats) -> Floats:
        """Set knots, means and scales, and return the standardised basis."""
        self.knots_ = [knots(col, weight, count=self.n_knots) for col in x.T]
        self.means_, self.scales_ = [], []
        widths = [at.size - 1 if at.size > 2 else 1 for at in self.knots_]
        # Filled in place, one curve after the other: a stack of them would be a copy of
        # what is by far the largest array of a fit.
        columns = np.empty((x.shape[0], sum(widths)))
        end = 0
        for j, (values, at) in enumerate(zip(x.T, self.knots_, strict=True)):
            raw = basis(values, at)
            known = np.isfinite(values)
            each = weight[known] / max(weight[known].sum(), 1e-300)
            mean = each @ raw[known]
            scale = np.sqrt(each @ (raw[known] - mean) ** 2)
            # A constant column, or one without a known value, gets a curve of 0.
            self.means_.append(mean)
            self.scales_.append(np.where(scale > 1e-12, scale, np.inf))
            start, end = end, end + widths[j]
            columns[:, start:end] = self.standard(values, j)
        return columns

    def standard(self, values: Floats, column: int) -> Floats:
        """Return the standardised basis of one column, shape (n_values, n_basis)."""
        raw = basis(values, self.knots_[column])
        z = (raw - self.means_[column]) / self.scales_[column]
        return np.where(np.isfinite(values)[:, np.newaxis], z, 0.0)

    def curve(self, values: npt.ArrayLike, column: int) -> Floats:
        """Return what one column adds to the log-odds, for each of its values."""
        known = np.asarray(values, dtype=np.float64)
        added: Floats = self.standard(known, column) @ self.coef_[column]
        return added

    def sums(self, x: Floats, columns: list[int]) -> Floats:
        """Return what some columns together add to the log-odds, shape (n_rows,)."""
        added = np.zeros(x.shape[0])
        for j in columns:
            added += self.curve(x[:, j], j)
        return added

    def contributions(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        """Return what each column adds to each row's log-odds.

        Returns
        -------
        array of shape (n_rows, n_columns)
            ``intercept_`` plus the sum of a row is its `decision_function`, to the
            last bits.
        """
        x = self._rows(X)
        return np.column_stack([self.curve(col, j) for j, col in enumerate(x.T)])

    def decision_function(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        """Return the log-odds of the second class, shape (n_rows,)."""
        odds: Floats = self.contributions(X).sum(1) + self.intercept_
        return odds

    def predict_proba(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        """Return the probability of each class, shape (n_rows, 2)."""
        p = logistic(self.decision_function(X))
        return np.column_stack([1.0 - p, p])

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:  # noqa: N803
        """Return the likelier class of each row, shape (n_rows,)."""
        likelier = (self.decision_function(X) > 0).astype(int)
        chosen: npt.NDArray[Any] = self.classes_[likelier]
        return chosen

    def _rows(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        check_is_fitted(self)
        x: Floats = validate_data(
            self, X, reset=False, ensure_all_finite="allow-nan", dtype=np.float64
        )
        return x
