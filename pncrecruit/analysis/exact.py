"""Tests of two-by-two tables: exact, stratified, and corrected for many of them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, gammaln

from pncrecruit.analysis.intervals import LEVEL, Floats, normal_quantile

# Two outcomes count as equally likely when they differ by less than rounding does.
_SAME = 1.0 + 1e-7


class Stratified(NamedTuple):
    """A Cochran-Mantel-Haenszel test: NaN where no stratum says anything."""

    statistic: float
    p_value: float
    odds_ratio: float
    strata: int
    odds_low: float = np.nan
    odds_high: float = np.nan


def strata_of(tables: npt.ArrayLike) -> Floats:
    """Return 2x2 tables as one array of shape (n, 2, 2); ValueError if they are not."""
    t = np.asarray(tables, dtype=np.float64)
    if t.ndim == 2:
        t = t[np.newaxis]
    if t.ndim != 3 or t.shape[1:] != (2, 2):
        raise ValueError(f"expected 2x2 tables, got the shape {t.shape}")
    if (t < 0).any() or (t != np.floor(t)).any():
        raise ValueError("the cells of a table are counts of persons")
    return t


def exact_conditional(tables: npt.ArrayLike) -> float:
    """Return the two-sided exact p-value of no association, given all margins.

    Parameters
    ----------
    tables : array-like of shape (2, 2) or (n_strata, 2, 2)
        Rows are groups, columns are outcomes, cells are persons. With one table this
        is Fisher's exact test; with several, the exact conditional test over strata.

    Returns
    -------
    float
        The probability of all outcomes that are no likelier than the one seen;
        1 where the margins leave only one outcome.

    References
    ----------
    .. [1] R. A. Fisher, The Design of Experiments, 1935 (the lady tasting tea).
    .. [2] A. Agresti, Categorical Data Analysis, 2nd edition, 2002, section 6.3.
    """
    t = strata_of(tables)
    law, first = np.ones(1), 0
    for (a, b), (c, d) in t:
        low, pmf = _hypergeometric(a + b, c + d, a + c)
        law, first = np.convolve(law, pmf), first + low
    seen = law[int(t[:, 0, 0].sum()) - first]
    return float(min(1.0, law[law <= seen * _SAME].sum() / law.sum()))


def _hypergeometric(row: float, other_row: float, column: float) -> tuple[int, Floats]:
    """Return the least value of the first cell, and the law from there upwards."""
    low, high = int(max(0.0, column - other_row)), int(min(row, column))
    x = np.arange(low, high + 1, dtype=np.float64)
    log = -(
        gammaln(x + 1)
        + gammaln(row - x + 1)
        + gammaln(column - x + 1)
        + gammaln(other_row - column + x + 1)
    )
    pmf = np.exp(log - log.max())
    return low, pmf / pmf.sum()


def cochran_mantel_haenszel(
    tables: npt.ArrayLike, *, correction: bool = False, level: float = LEVEL
) -> Stratified:
    """Test whether two groups fare alike within strata, such as calls or regions.

    Parameters
    ----------
    tables : array-like of shape (n_strata, 2, 2)
        Rows are groups, columns are outcomes (the first is the one of interest).
    correction : bool, default=False
        Take half a person off the deviation; more cautious.
    level : float, default=0.95
        Level of the interval of the odds ratio.

    Returns
    -------
    Stratified
        Chi-squared statistic of one degree of freedom, its p-value, the common odds
        ratio of Mantel and Haenszel (inf or NaN where it has no denominator) with its
        interval by Robins, Breslow and Greenland (NaN with it), and how many strata
        count. A stratum with one group or one outcome only says nothing.

    References
    ----------
    .. [1] N. Mantel and W. Haenszel, Statistical aspects of the analysis of data from
       retrospective studies of disease, Journal of the National Cancer Institute 22,
       1959.
    .. [2] J. Robins, N. Breslow and S. Greenland, Estimators of the Mantel-Haenszel
       variance consistent in both sparse data and large-strata limiting models,
       Biometrics 42, 1986.
    """
    t = strata_of(tables)
    t = t[t.sum((1, 2)) > 1]
    n = t.sum((1, 2))
    rows, columns = t.sum(2), t.sum(1)
    variance = rows.prod(1) * columns.prod(1) / (n**2 * (n - 1))
    telling = int((variance > 0).sum())
    if not telling:
        return Stratified(np.nan, np.nan, np.nan, 0)
    off = abs(float((t[:, 0, 0] - rows[:, 0] * columns[:, 0] / n).sum()))
    off = max(0.0, off - 0.5) if correction else off
    statistic = off**2 / float(variance.sum())
    above = float((t[:, 0, 0] * t[:, 1, 1] / n).sum())
    below = float((t[:, 0, 1] * t[:, 1, 0] / n).sum())
    odds = above / below if below else (np.inf if above else np.nan)
    low, high = _odds_interval(t, odds, level)
    return Stratified(statistic, float(chdtrc(1, statistic)), odds, telling, low, high)


def _odds_interval(t: Floats, odds: float, level: float) -> tuple[float, float]:
    if not 0 < odds < np.inf:
        return np.nan, np.nan
    n = t.sum((1, 2))
    agree, differ = (t[:, 0, 0] + t[:, 1, 1]) / n, (t[:, 0, 1] + t[:, 1, 0]) / n
    above, below = t[:, 0, 0] * t[:, 1, 1] / n, t[:, 0, 1] * t[:, 1, 0] / n
    up, down = above.sum(), below.sum()
    variance = (
        (agree * above).sum() / (2 * up**2)
        + (agree * below + differ * above).sum() / (2 * up * down)
        + (differ * below).sum() / (2 * down**2)
    )
    half = normal_quantile(level) * float(np.sqrt(variance))
    return float(odds * np.exp(-half)), float(odds * np.exp(half))


def holm(p_values: npt.ArrayLike) -> Floats:
    """Return p-values adjusted for all comparisons listed beforehand, by Holm's rule.

    NaN stays NaN and does not count as a comparison. Shape (n,), between 0 and 1.

    References
    ----------
    .. [1] S. Holm, A simple sequentially rejective multiple test procedure,
       Scandinavian Journal of Statistics 6, 1979.
    """
    p = np.atleast_1d(np.asarray(p_values, dtype=np.float64))
    adjusted = p.copy()
    order = np.argsort(p)[: np.isfinite(p).sum()]
    steps = p[order] * np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def false_discovery(p_values: npt.ArrayLike) -> Floats:
    """Return p-values adjusted for exploring, by Benjamini's and Hochberg's rule.

    Among the comparisons under 0.05 at most one in twenty is then expected to be
    chance. NaN stays NaN and does not count. Shape (n,), between 0 and 1.

    References
    ----------
    .. [1] Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal
       of the Royal Statistical Society B 57, 1995.
    """
    p = np.atleast_1d(np.asarray(p_values, dtype=np.float64))
    adjusted = p.copy()
    order = np.argsort(p)[: np.isfinite(p).sum()][::-1]
    steps = p[order] * order.size / np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.minimum.accumulate(steps), 1.0)
    return adjusted
