"""Columns cut into at most 255 bins by weighted quantiles, each sorted once."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis.intervals import Floats

MOST: Final = 255


@dataclass(frozen=True, slots=True)
class Bins:
    """The edges of each column; a column of few values has none and stays as it is.

    They are those that `HistGradientBoostingClassifier` would choose from the same rows
    and weights (quantiles by the averaged inverted distribution), and trees grown on
    the numbers of the bins are the same trees. It sorts each column anew for each of
    its 254 quantiles and for each target, which takes three quarters of a fit; and
    above 200,000 rows it draws a sample, where all rows are used here.
    """

    edges: tuple[Floats | None, ...]

    @classmethod
    def of(cls, x: Floats, weight: Floats) -> Self:
        """Return the bins of rows without NaN, shape (n_rows, n_columns).

        Rows of weight 0 do not count.
        """
        counted = weight > 0
        rows, each = x[counted], weight[counted]
        return cls(tuple(_edges(column, each) for column in rows.T))

    def __call__(self, x: Floats) -> Floats:
        """Return rows with the number of its bin in place of each value."""
        found = x.copy()
        for at, edges in enumerate(self.edges):
            if edges is not None:
                found[:, at] = np.searchsorted(edges, x[:, at], side="left")
        return found


def _edges(values: Floats, weight: Floats) -> Floats | None:
    """Return the upper edges of all bins but the last; each holds a value."""
    order = np.argsort(values)
    values, distribution = values[order], weight[order].cumsum()
    starts = np.r_[0, np.flatnonzero(np.diff(values)) + 1]
    if starts.size <= MOST:
        return None
    wanted = np.linspace(0, 100, MOST + 1)[1:-1] / 100 * distribution[-1]
    last = values.size - 1
    at = np.searchsorted(distribution, wanted).clip(max=last)
    reached = distribution[at] - wanted <= np.finfo(np.float64).eps
    above = values[np.minimum(at + 1, last)]
    edges = np.unique(np.where(reached, (values[at] + above) / 2, values[at]))
    return edges[_held(edges, values[starts])]


def _held(edges: Floats, distinct: Floats) -> npt.NDArray[np.bool_]:
    """Return which edges have a value between them and the edge before."""
    upto = np.searchsorted(distinct, edges, side="right")
    held: npt.NDArray[np.bool_] = np.diff(upto, prepend=0) > 0
    return held
