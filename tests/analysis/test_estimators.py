"""The estimators against scikit-learn's own checks."""

from collections.abc import Callable
from typing import Any

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from pncrecruit.analysis.additive import AdditiveLogistic
from pncrecruit.analysis.boosted import BoostedHazard
from pncrecruit.analysis.cox import CoxHazard
from pncrecruit.analysis.hazard import MonthlyHazard


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
@parametrize_with_checks(
    [AdditiveLogistic(), MonthlyHazard(), BoostedHazard(n_trees=15), CoxHazard()]
)
def test_keeps_scikit_learns_conventions(
    estimator: Any, check: Callable[[Any], None]
) -> None:
    check(estimator)
