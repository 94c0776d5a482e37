"""Natural cubic splines: smooth inside the data, straight lines outside."""

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis.intervals import Floats


def knots(x: npt.ArrayLike, weight: npt.ArrayLike, *, count: int) -> Floats:
    """Return knots at evenly spread quantiles of the known values.

    Parameters
    ----------
    x : array-like of shape (n,)
        Values; NaN means not known.
    weight : array-like of shape (n,)
        How much each counts; a value of weight 0 is as good as absent.
    count : int
        How many knots are wanted; fewer come back where values repeat.

    Returns
    -------
    array of shape (n_knots,)
        Rising. With fewer than three the column is taken as a straight line. Where many
        rows have one value, that value is a knot and the others lie among the rest.
    """
    values = np.asarray(x, dtype=np.float64)
    each = np.asarray(weight, dtype=np.float64)
    known = np.isfinite(values) & (each > 0)
    values, each = values[known], each[known]
    if not values.size:
        return np.zeros(0)
    distinct, place = np.unique(values, return_inverse=True)
    heavy = np.bincount(place, each).astype(np.float64)
    found = _quantiles(distinct, heavy, count)
    if found.size < count <= distinct.size:
        # Most have one value, such as no request that waits: the others are spread out
        # by themselves, or all that they say would be a straight line.
        common = int(heavy.argmax())
        rest = np.delete(distinct, common)
        others = _quantiles(rest, np.delete(heavy, common), count - 1)
        found = np.union1d(others, distinct[common])
    return found


def _quantiles(distinct: Floats, weight: Floats, count: int) -> Floats:
    share = np.cumsum(weight) / weight.sum()
    # The outer knots leave a twentieth on each side: tails are straight lines.
    wanted = np.linspace(0.05, 0.95, count)
    at = np.minimum(np.searchsorted(share, wanted - 1e-12), distinct.size - 1)
    return np.unique(distinct[at])


def basis(x: npt.ArrayLike, at: npt.ArrayLike) -> Floats:
    r"""Return the natural cubic spline basis without its constant.

    .. math:: N_1 = x, \quad N_{k+1} = d_k(x) - d_{K-1}(x), \quad
              d_k(x) = \frac{(x - \xi_k)_+^3 - (x - \xi_K)_+^3}{\xi_K - \xi_k}

    Parameters
    ----------
    x : array-like of shape (n,)
        NaN gives a row of NaN.
    at : array-like of shape (n_knots,)
        Rising knots.

    Returns
    -------
    array of shape (n, n_columns)
        ``n_knots - 1`` columns; one, the value itself, with fewer than three knots.
        Values are moved and scaled so that the outer knots lie at 0 and 1.

    References
    ----------
    .. [1] T. Hastie, R. Tibshirani and J. Friedman, The Elements of Statistical
       Learning, 2nd edition, 2009, section 5.2.1.
    """
    values = np.asarray(x, dtype=np.float64)
    k = np.asarray(at, dtype=np.float64)
    if k.size < 3:
        return values[:, np.newaxis]
    z = (values - k[0]) / (k[-1] - k[0])
    u = (k - k[0]) / (k[-1] - k[0])
    above = np.maximum(z[:, np.newaxis] - u, 0.0)
    cubes = above * above * above  # ten times as fast as a power
    d = (cubes[:, :-1] - cubes[:, -1:]) / (1.0 - u[:-1])
    return np.column_stack([z, d[:, :-1] - d[:, -1:]])
