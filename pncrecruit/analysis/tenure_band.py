"""The floor: how often people of the same tenure left. A cold start has no more."""

from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis import intervals
from pncrecruit.analysis.incidence import cumulate
from pncrecruit.analysis.intervals import Floats

# In months of service. The last band has no end.
EDGES: Final = (0, 12, 24, 36, 60, 84, 120, 180, 240, 300, 360)


class BandRow(NamedTuple):
    """One band of the table: from ``low`` up to, not including, ``high`` months.

    ``rate`` is the observed rate a month and ``yearly`` the chance of leaving within
    twelve months at that rate, with their exact intervals; NaN, and (0, inf) or (0, 1),
    where nobody was at risk: then it is not known, and no other rate stands in for it.
    """

    low: int
    high: int | None
    months: float
    events: float
    rate: float
    rate_interval: tuple[float, float]
    yearly: float
    yearly_interval: tuple[float, float]


@dataclass
class TenureBand:
    r"""Monthly rates by band of tenure, drawn towards the rate of all.

    .. math:: h_b = \frac{d_b + a \bar h}{n_b + a}

    with d leavers in n person-months of the band, and :math:`a` person-months' worth of
    the rate of all, so many that they hold ``prior_events`` leavers.

    Parameters
    ----------
    edges : tuple of int
        Lower ends of the bands in months of service, rising from 0.
    prior_events : float, default=2.0
        Strength of the pull towards the rate of all.

    Attributes
    ----------
    months_ : array of shape (n_bands,)
        Person-months at risk.
    events_ : array of shape (n_causes, n_bands)
    causes_ : tuple of int
    hazards_ : array of shape (n_causes, n_bands)
        Monthly hazards; 0 if nobody left for the cause at all.
    """

    edges: tuple[int, ...] = EDGES
    prior_events: float = 2.0

    def __post_init__(self) -> None:
        self.months_: Floats
        self.events_: Floats
        self.hazards_: Floats
        self.causes_: tuple[int, ...]

    def fit(
        self,
        tenure: npt.ArrayLike,
        cause: npt.ArrayLike,
        weight: npt.ArrayLike | None = None,
        *,
        causes: tuple[int, ...] = (1, 2),
    ) -> Self:
        """Count person-months and leavers by band.

        Parameters
        ----------
        tenure : array-like of shape (n_rows,)
            Months of service at the start of each person-month, 0 or more.
        cause : array-like of shape (n_rows,)
            0 for a month of service, otherwise the cause of leaving in it.
        weight : array-like of shape (n_rows,), optional
        causes : tuple of int, default=(1, 2)
            Codes counted; the first is leaving by own will.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If a tenure is negative or not known, or the edges do not rise from 0.
        """
        band = self._band(tenure)
        code = np.asarray(cause, dtype=np.int64)
        each = np.ones(band.size) if weight is None else np.asarray(weight, np.float64)
        size = len(self.edges)
        self.causes_ = causes
        self.months_ = np.bincount(band, each, minlength=size).astype(np.float64)
        self.events_ = np.stack(
            [
                np.bincount(band[code == one], each[code == one], minlength=size)
                for one in causes
            ]
        ).astype(np.float64)
        events, months = self.events_.sum(1, keepdims=True), self.months_.sum()
        overall = events / months if months else np.zeros_like(events)
        prior = np.divide(
            self.prior_events, overall, out=np.ones_like(overall), where=overall > 0
        )
        self.hazards_ = (self.events_ + prior * overall) / (self.months_ + prior)
        return self

    def risks(self, tenure: npt.ArrayLike, horizons: tuple[int, ...]) -> Floats:
        """Return cumulative incidences of shape (n_causes, n_horizons, n_rows)."""
        now = np.asarray(tenure, dtype=np.float64)
        return cumulate(
            lambda later: self.hazards_[:, self._band(now + later)], horizons
        )

    def risk(self, tenure: npt.ArrayLike, horizon: int = 12) -> Floats:
        """Return the risk of leaving by own will within a horizon, shape (n_rows,)."""
        first: Floats = self.risks(tenure, (horizon,))[0, 0]
        return first

    def table(self, *, level: float = intervals.LEVEL) -> tuple[BandRow, ...]:
        """Return the observed rate of leaving by own will of each band."""
        d, n = self.events_[0], self.months_
        ends = intervals.poisson(d, n, level=level)
        highs = (*self.edges[1:], None)
        return tuple(
            _row((low, high), float(events), float(months), (least, most))
            for low, high, events, months, least, most in zip(
                self.edges, highs, d, n, ends.low, ends.high, strict=True
            )
        )

    def _band(self, tenure: npt.ArrayLike) -> npt.NDArray[np.intp]:
        months = np.asarray(tenure, dtype=np.float64)
        if self.edges[:1] != (0,) or (np.diff(self.edges) <= 0).any():
            raise ValueError("the edges of the bands must rise from 0")
        if not (months >= 0).all():
            raise ValueError("a tenure is known and 0 or more")
        return np.searchsorted(self.edges, months, side="right") - 1


def _row(
    band: tuple[int, int | None],
    events: float,
    months: float,
    ends: tuple[float, float],
) -> BandRow:
    rate = events / months if months else np.nan
    bounds = (float(ends[0]), float(ends[1]))
    yearly = (_within_a_year(bounds[0]), _within_a_year(bounds[1]))
    return BandRow(*band, months, events, rate, bounds, _within_a_year(rate), yearly)


def _within_a_year(rate: float) -> float:
    return float(1.0 - np.exp(-12.0 * rate))
