"""A whole back-test: every date fitted and judged, and what the product then is."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis import contest, folds
from pncrecruit.analysis.contest import Judgement
from pncrecruit.analysis.folds import Fold, Trial
from pncrecruit.analysis.parallel import each
from pncrecruit.analysis.person_months import (
    OTHER,
    VOLUNTARY,
    Careers,
    Ints,
    expand,
    label,
    lag,
    serving_at,
)
from pncrecruit.analysis.tenure_band import BandRow, TenureBand

SEED: Final = 20261124
HAZARD, BAND = "monthly_hazard", "tenure_band"
# Under four years of clean separations the floor is the product.
FEWEST_MONTHS: Final = 48
FEWEST_LEAVERS: Final = 20
YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Tested:
    """What a back-test found: the dates, what they say, and what the product is.

    ``judgement`` is None where no date could be judged; ``why_not`` then says why, and
    why the band is the product where it is.
    """

    folds: tuple[Fold, ...]
    judgement: Judgement | None
    product: str
    why_not: str
    settled: int
    horizon: int


def backtest(
    trial: Trial,
    *,
    first: int,
    count: int = 5,
    person: npt.ArrayLike | None = None,
    workers: int = 1,
    cluster: str = "",
) -> Tested:
    """Fit and judge at each date of a record.

    Parameters
    ----------
    trial : Trial
        ``last`` is the last month of the record; the months that are too young to be
        judged, because some ends are not recorded yet, are taken off here.
    first : int
        First month of the record.
    count : int, default=5
        Dates wanted.
    person : array-like of shape (n_officers,), optional
        Whose career each is, where one person may have several.
    workers, cluster
        As `parallel.each` takes them. The figures are the same whoever works.
    """
    c = trial.careers
    settled = trial.last - lag(c, trial.last + 1)
    own = replace(trial, last=settled)
    months = folds.fold_months(first, settled, folds=count, horizon=trial.horizon)
    done = each(_Date(own), months, workers=workers, cluster=cluster)
    found = tuple(one for one in done if isinstance(one, Fold))
    reasons = [one for one in done if isinstance(one, str)]
    random = np.random.default_rng(trial.seed)
    judged = (
        contest.judge(found, len(c), random=random, person=person) if found else None
    )
    leavers = int((c.cause == VOLUNTARY).sum())
    product, why_not = _product(judged, settled - first + 1, leavers)
    if judged is None:
        why_not = reasons[-1] if reasons else "the record is too short for a fold"
    return Tested(found, judged, product, why_not, settled, trial.horizon)


@dataclass(frozen=True, slots=True)
class _Date:
    """One date of a trial, as a function that a worker can be sent."""

    trial: Trial

    def __call__(self, month: int) -> Fold | str:
        return folds.at_date(self.trial, month)


def _product(judged: Judgement | None, months: int, leavers: int) -> tuple[str, str]:
    """Return what is used, and why it is the tenure band where it is."""
    if months < FEWEST_MONTHS:
        return BAND, "the record is shorter than four years"
    if leavers < FEWEST_LEAVERS:
        return BAND, f"fewer than {FEWEST_LEAVERS} left by own will"
    if judged is None:
        return BAND, "no date could be judged"
    if not judged.holds:
        return BAND, "the model does not hold against the tenure band"
    return HAZARD, ""


def band(c: Careers) -> TenureBand:
    """Return the tenure band of a whole record, empty or not."""
    rows = expand(c)
    tenure: Ints = np.maximum(rows.month - c.appointed[rows.officer], 0)
    return TenureBand().fit(tenure, np.where(rows.cause > VOLUNTARY, OTHER, rows.cause))


def years(c: Careers, *, first: int, last: int) -> tuple[Fold, ...]:
    """Return the whole years of a record, newest last, with what its own table gives.

    For a record too short to be judged: groups can still be held against the rates by
    years of service of all. The table has seen these very years, so that nothing
    follows from them about how good it is.

    Parameters
    ----------
    c : Careers
    first, last : int
        Months that the record covers; a part of a year at its beginning is left out.
    """
    table = band(c)
    found = []
    for month in range(last + 1 - YEAR, first - 1, -YEAR):
        who = serving_at(c, month)
        risk = table.risk(month - c.appointed[who], YEAR)
        cause = label(c, month, YEAR, observed_to=last).cause
        found.append(Fold(month, who, cause == VOLUNTARY, risk, risk))
    return tuple(reversed(found))


def report(judgement: Judgement) -> dict[str, Any]:
    """Return a judgement as a mapping that JSON can hold: what is not known is null."""
    fields = type(judgement).__dataclass_fields__
    found: dict[str, Any] = plain({key: getattr(judgement, key) for key in fields})
    return found


def band_report(rows: Sequence[BandRow]) -> list[dict[str, Any]]:
    """Return the table of the tenure band as JSON can hold it."""
    return [plain(row) for row in rows]


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: plain(one) for key, one in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


if __name__ == "__main__":
    from pncrecruit.analysis.flat import main

    sys.exit(main())
