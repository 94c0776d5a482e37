"""Boosted trees on person-months, by cause: a challenger of the champion."""

from collections.abc import Sequence
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)

from pncrecruit.analysis.bins import Bins
from pncrecruit.analysis.incidence import cumulate
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.motion import Motion

_LEAST: Final = 60  # person-months in a leaf


class BoostedHazard(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Discrete-time hazards by cause, each a sum of small trees.

    A value that is not known is taken as the middle of those that are: trees would make
    of what is missing a sign of who left, and often it is one for the wrong reasons.

    Parameters
    ----------
    motion : Motion, optional
        Which columns move by themselves.
    n_trees : int, default=120
        How many of each cause.
    learning_rate : float, default=0.05
    max_leaf_nodes : int, default=12
    random_state : int, default=0

    Attributes
    ----------
    classes_ : array
        The first means "still serving", the others are causes.
    middle_ : array of shape (n_columns,)
    bins_ : Bins
    hazards_ : list of HistGradientBoostingClassifier, one a cause
    n_features_in_ : int
    """

    def __init__(
        self,
        motion: Motion | None = None,
        n_trees: int = 120,
        learning_rate: float = 0.05,
        max_leaf_nodes: int = 12,
        random_state: int = 0,
    ) -> None:
        self.motion = motion
        self.n_trees = n_trees
        self.learning_rate = learning_rate
        self.max_leaf_nodes = max_leaf_nodes
        self.random_state = random_state

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
        """Fit the trees of each cause.

        Parameters
        ----------
        X, y, sample_weight
            As `MonthlyHazard` takes them.

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
        check_classification_targets(target)
        weight = _check_sample_weight(sample_weight, x, dtype=np.float64)
        self.classes_ = np.unique(target)
        if self.classes_.size < 2:
            raise ValueError("only one class: nobody left, and nothing can be learned")
        known = np.isfinite(x).any(0)
        self.middle_ = np.zeros(x.shape[1])
        self.middle_[known] = np.nanmedian(x[:, known], axis=0)
        x = self._filled(x)
        self.bins_ = Bins.of(x, weight)
        x = self.bins_(x)
        self.hazards_ = [
            HistGradientBoostingClassifier(
                max_iter=self.n_trees,
                learning_rate=self.learning_rate,
                max_leaf_nodes=self.max_leaf_nodes,
                min_samples_leaf=min(_LEAST, max(x.shape[0] // 20, 1)),
                l2_regularization=1.0,
                early_stopping=False,
                random_state=self.random_state,
            ).fit(x, target == cause, sample_weight=weight)
            for cause in self.classes_[1:]
        ]
        return self

    def predict_proba(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        """Return the chances of one month, shape (n_rows, n_classes)."""
        h = self._hazards(self._rows(X)).T
        h = h / np.maximum(h.sum(1, keepdims=True), 1.0)
        return np.column_stack([1.0 - h.sum(1), h])

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:  # noqa: N803
        """Return the likeliest end of one month, shape (n_rows,)."""
        chances = self.predict_proba(X)
        likeliest: npt.NDArray[Any] = self.classes_[chances.argmax(1)]
        return likeliest

    def risk(
        self,
        X: npt.ArrayLike,  # noqa: N803
        horizons: Sequence[int] = (12,),
    ) -> Floats:
        """Return the risk of the first cause, shape (n_horizons, n_rows).

        Every third month is asked, and stands for three: a tree says nothing finer.
        """
        x = self._rows(X)
        motion = self.motion or Motion()
        kept: dict[int, Floats] = {}

        def hazards(later: int) -> Floats:
            asked = later - later % 3
            if asked not in kept:
                # The middle of the three months.
                kept[asked] = self._hazards(motion.moved(x, asked + 1))
            return kept[asked]

        first: Floats = cumulate(hazards, horizons)[0]
        return first

    def _filled(self, x: Floats) -> Floats:
        filled: Floats = np.where(np.isnan(x), self.middle_, x)
        return filled

    def _hazards(self, x: Floats) -> Floats:
        x = self.bins_(self._filled(x))
        return np.stack([one.predict_proba(x)[:, 1] for one in self.hazards_])

    def _rows(self, X: npt.ArrayLike) -> Floats:  # noqa: N803
        check_is_fitted(self)
        x: Floats = validate_data(
            self, X, reset=False, ensure_all_finite="allow-nan", dtype=np.float64
        )
        return x
