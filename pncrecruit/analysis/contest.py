"""Who holds, who is promoted, and whether alerts may be raised: over the last dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis.folds import Fold
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.metrics import losses, on_list
from pncrecruit.analysis.per_date import FoldMetrics, metrics

LEAK: Final = 0.04
TELLING: Final = 0.2
WORSE_AT_MOST: Final = 0.0005
LAST_DATES: Final = 4
DATES_WON: Final = 3
DRAWS: Final = 1000
LEAVERS_TO_HARM: Final = 10.0


class Challenge(NamedTuple):
    """One challenger against the champion, over the last dates.

    ``gain`` is the champion's mean log-loss minus the challenger's, ``over_floor`` the
    floor's minus the challenger's; ``won`` on how many of ``dates`` the challenger beat
    the champion. ``ahead`` tells that it won on enough of them, by more than its noise.
    """

    name: str
    gain: float
    gain_interval: tuple[float, float]
    over_floor: float
    over_floor_interval: tuple[float, float]
    auc: float
    won: int
    dates: int
    ahead: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the dates together say, with intervals by resampling officers.

    Every date has its metrics; holding, the gate and promotion go by the last four.
    ``gain`` is the mean log-loss of the floor minus the champion's; ``lift`` how many
    leavers the champion's list holds for one on the floor's; ``worth`` how much AUC the
    champion loses without each input. A leak is suspected where the AUC is more than
    .04 above the floor's (``suspects`` are the inputs that lift it most), or where it
    is telling that an input is unknown: far more, or far less, often of who stayed.
    """

    folds: tuple[FoldMetrics, ...]
    dates: int
    gain: float
    gain_interval: tuple[float, float]
    lift: float
    lift_interval: tuple[float, float]
    holds: bool
    gate_open: bool
    leak_suspected: bool
    ahead: float
    suspects: tuple[str, ...]
    telling: tuple[str, ...]
    worth: Mapping[str, float]
    challenges: tuple[Challenge, ...]


def judge(
    folds: Sequence[Fold],
    n_officers: int,
    *,
    random: np.random.Generator,
    draws: int = DRAWS,
    person: npt.ArrayLike | None = None,
) -> Judgement:
    """Say whether the champion holds, may raise alerts, and who is ahead of it.

    Persons are resampled whole, with all their dates, 1,000 times: the same person is
    at several dates, and rows are not independent.

    Parameters
    ----------
    folds : sequence of Fold
        Oldest first.
    n_officers : int
    random : numpy Generator
    draws : int, default=1000
    person : array-like of shape (n_officers,), optional
        Whose career each is, where one person may have several.

    Raises
    ------
    ValueError
        If there is no fold.
    """
    if not folds:
        raise ValueError("the record is too short for a fold")
    each = tuple(metrics(fold) for fold in folds)
    last, shown = folds[-LAST_DATES:], each[-LAST_DATES:]
    names = sorted(last[-1].challengers)
    columns = _columns(last, n_officers, names)
    if person is not None:
        columns = _by_person(columns, np.asarray(person))
    columns = columns[columns[:, 1] > 0]
    sums, total = resampled(columns, random, draws), columns.sum(0)
    gains = sums[:, 0] / sums[:, 1]
    # Half a leaver on each side keeps the ratio finite where a list holds none.
    lifts = (sums[:, 2] + 0.5) / (sums[:, 3] + 0.5)
    gain_ends, lift_ends = _ends(gains), _ends(lifts)
    holds = -gain_ends[0] < WORSE_AT_MOST
    ahead = _mean([one.auc - one.floor_auc for one in shown])
    worth = {
        name: _mean([fold.worth[name] for fold in last]) for name in last[-1].worth
    }
    telling = tuple(
        name
        for name in last[-1].missing
        if abs(_mean([fold.missing[name] for fold in last])) > TELLING
    )
    leak = bool(ahead > LEAK)
    return Judgement(
        folds=each,
        dates=len(last),
        gain=float(total[0] / total[1]),
        gain_interval=gain_ends,
        lift=float((total[2] + 0.5) / (total[3] + 0.5)),
        lift_interval=lift_ends,
        holds=bool(holds),
        gate_open=bool(holds and lift_ends[0] > 1.0),
        leak_suspected=bool(leak or telling),
        ahead=ahead,
        suspects=_suspects(worth) if leak else (),
        telling=telling,
        worth=worth,
        challenges=tuple(
            _challenge(name, shown, sums[:, [4 + k, 0, 1]], total[[4 + k, 0, 1]])
            for k, name in enumerate(names)
        ),
    )


def harmed(
    folds: Sequence[Fold],
    name: str,
    cohorts: Mapping[str, npt.ArrayLike],
    n_officers: int,
    *,
    random: np.random.Generator,
    draws: int = DRAWS,
) -> tuple[str, ...]:
    """Return the cohorts that a challenger makes worse beyond a simultaneous bound.

    Cohorts with ten expected leavers or more over the last dates are looked at; the
    95 % bound is shared out between them (Bonferroni).

    Parameters
    ----------
    folds : sequence of Fold
    name : str
        Of the challenger.
    cohorts : mapping of key to positions of officers
    n_officers : int
    random : numpy Generator
    draws : int, default=1000
    """
    last = folds[-LAST_DATES:]
    lost, expected = np.zeros(n_officers), np.zeros(n_officers)
    for fold in last:
        more = losses(fold.left, fold.challengers[name])
        np.add.at(lost, fold.officer, more - losses(fold.left, fold.champion))
        np.add.at(expected, fold.officer, fold.champion)
    large = {
        key: np.asarray(members, dtype=np.int64)
        for key, members in cohorts.items()
        if expected[np.asarray(members, dtype=np.int64)].sum() >= LEAVERS_TO_HARM
    }
    worse = []
    for key, members in large.items():
        sums = resampled(lost[members][:, None], random, draws)[:, 0]
        if np.quantile(sums, 0.05 / len(large)) > 0:
            worse.append(key)
    return tuple(worse)


def resampled(columns: Floats, random: np.random.Generator, draws: int) -> Floats:
    """Return column sums over rows drawn with replacement, shape (draws, n)."""
    n = columns.shape[0]
    sums = np.empty((draws, columns.shape[1]))
    for i in range(draws):
        sums[i] = columns.T @ np.bincount(random.integers(0, n, n), minlength=n)
    return sums


def _columns(folds: Sequence[Fold], n: int, names: Sequence[str]) -> Floats:
    """Return for each officer: gain, dates, hits of both lists, challengers' gains."""
    columns = np.zeros((n, 4 + len(names)))
    for fold in folds:
        own = losses(fold.left, fold.champion)
        added = [
            losses(fold.left, fold.floor) - own,
            np.ones(own.size),
            on_list(fold.champion) * fold.left,
            on_list(fold.floor) * fold.left,
            *(own - losses(fold.left, fold.challengers[name]) for name in names),
        ]
        np.add.at(columns, fold.officer, np.column_stack(added))
    return columns


def _by_person(columns: Floats, person: npt.NDArray[np.int64]) -> Floats:
    _, at = np.unique(person, return_inverse=True)
    sums = np.zeros((int(at.max(initial=-1)) + 1, columns.shape[1]))
    np.add.at(sums, at, columns)
    return sums


def _challenge(
    name: str, shown: Sequence[FoldMetrics], sums: Floats, total: Floats
) -> Challenge:
    """Return one verdict, from draws and total of: its gain, the champion's, dates."""
    gains = sums[:, 0] / sums[:, 2]
    won = sum(one.challengers[name].log_loss < one.log_loss for one in shown)
    ends = _ends(gains)
    enough = len(shown) == LAST_DATES and won >= DATES_WON
    return Challenge(
        name=name,
        gain=float(total[0] / total[2]),
        gain_interval=ends,
        over_floor=float((total[0] + total[1]) / total[2]),
        over_floor_interval=_ends(gains + sums[:, 1] / sums[:, 2]),
        auc=_mean([one.challengers[name].auc for one in shown]),
        won=won,
        dates=len(shown),
        ahead=bool(enough and ends[0] > 0),
    )


def _suspects(worth: Mapping[str, float]) -> tuple[str, ...]:
    """Return the inputs that lift the AUC most: what a review looks at first."""
    ordered = sorted(worth, key=lambda name: -worth[name])
    return tuple(name for name in ordered[:3] if worth[name] > LEAK / 4)


def _ends(values: Floats) -> tuple[float, float]:
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))


def _mean(values: Sequence[float]) -> float:
    known = [one for one in values if np.isfinite(one)]
    return float(np.mean(known)) if known else 0.0
