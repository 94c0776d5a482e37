"""Rolling folds in time: fit on what was known at a month, judge by what followed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from pncrecruit.analysis.boosted import BoostedHazard
from pncrecruit.analysis.cox import CoxHazard
from pncrecruit.analysis.hazard import HORIZONS, MonthlyHazard
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.metrics import Flags, auc
from pncrecruit.analysis.motion import Motion
from pncrecruit.analysis.person_months import (
    OTHER,
    UNKNOWN,
    VOLUNTARY,
    Careers,
    Ints,
    PersonMonths,
    expand,
    known_at,
    label,
    lag,
    recent,
    sample,
    serving_at,
)
from pncrecruit.analysis.tenure_band import TenureBand

CONTROLS: Final = 20
# Months. How fast to forget, and how little to follow a single leaver, was chosen by
# rolling validation on recorded outcomes (docs/model.md).
HALF_LIFE: Final = 36.0
# Few leave, and a curve must not follow one of them: of the champion and of Cox.
PENALTY: Final = 0.1
FEWEST_TO_SCREEN: Final = 20  # leavers, before a share among them says anything
BOOSTED, COX = "boosted_trees", "cox"


class NothingToLearnError(ValueError):
    """Nobody left by own will before the month."""


# What the inputs are for officers (positions) at months: rows of a matrix.
Features = Callable[[Ints, Ints], Floats]
Challenger = BoostedHazard | CoxHazard


class Fitted(NamedTuple):
    """The models fitted on what was known at one month.

    ``lag`` is how many of the last months were too young to learn from.
    """

    champion: MonthlyHazard
    floor: TenureBand
    challengers: Mapping[str, Challenger]
    months: int
    events: int
    lag: int


class Window(NamedTuple):
    """What followed within a further horizon, and what two models said of it."""

    horizon: int
    left: Flags
    champion: Floats
    floor: Floats


@dataclass(frozen=True, slots=True)
class Fold:
    """One date: who served, what became of them, and what each model said.

    ``officer`` are positions, ``left`` whether by own will within the horizon, both of
    shape (n_serving,), as are the risks. ``unknown`` tells who left and nobody knows
    why; ``worth`` how much AUC the champion loses without each input, and ``missing``
    how much oftener it is unknown of those who stayed than of those who left.
    """

    month: int
    officer: Ints
    left: Flags
    champion: Floats
    floor: Floats
    challengers: Mapping[str, Floats] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    unknown: Flags | None = None
    worth: Mapping[str, float] = field(default_factory=dict)
    missing: Mapping[str, float] = field(default_factory=dict)
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """What every date of a back-test has in common.

    ``last`` is the last month whose ends are nearly all recorded.
    """

    careers: Careers
    features: Features
    names: tuple[str, ...]
    advancing: Mapping[str, float]
    turning: tuple[tuple[str, str], ...]
    horizon: int
    last: int
    seed: int
    challenged: bool = True


def at_date(trial: Trial, month: int) -> Fold | str:
    """Fit and judge at one date: a pure function of its arguments.

    Returns
    -------
    Fold or str
        Why nothing could be fitted, where nothing could.
    """
    random = np.random.default_rng([trial.seed, month])
    try:
        fitted = fit(
            trial.careers,
            trial.features,
            month,
            names=trial.names,
            advancing=trial.advancing,
            turning=trial.turning,
            random=random,
            challenged=trial.challenged,
        )
    except NothingToLearnError as error:
        return str(error)
    return judge_at(
        trial.careers,
        fitted,
        trial.features,
        month,
        horizon=trial.horizon,
        last=trial.last,
    )


def training_rows(c: Careers, month: int) -> tuple[PersonMonths, int]:
    """Return the person-months that may be learned from at a month, and the lag.

    Only what was known before the month; the last months, in which some ends were not
    recorded yet, are left out, and so is nobody's unfinished window counted as staying.
    """
    behind = lag(c, month)
    rows = expand(known_at(c, month))
    settled = rows.month < month - behind
    rows = PersonMonths._make(column[settled] for column in rows)
    cause = np.where(rows.cause > VOLUNTARY, OTHER, rows.cause)
    weight = recent(rows.month, now=month, half_life=HALF_LIFE)
    return rows._replace(cause=cause, weight=weight), behind


def fit(
    c: Careers,
    features: Features,
    month: int,
    *,
    names: Sequence[str],
    advancing: Mapping[str, float],
    turning: Sequence[tuple[str, str]] = (),
    random: np.random.Generator,
    challenged: bool = False,
) -> Fitted:
    """Fit the champion and the floor on what was known at a month.

    Parameters
    ----------
    c : Careers
    features : callable
        Positions and months, each of shape (n_rows,), to (n_rows, n_inputs).
    month : int
        The first month that is the future.
    names, advancing, turning
        Of the inputs, as `MonthlyHazard` takes them.
    random : numpy Generator
    challenged : bool, default=False
        Fit the challengers too, on the same rows.

    Raises
    ------
    NothingToLearnError
        If nobody left by own will before the month.
    """
    rows, behind = training_rows(c, month)
    if not (rows.cause == VOLUNTARY).any():
        raise NothingToLearnError("nobody left by own will before this month")
    tenure = np.maximum(rows.month - c.appointed[rows.officer], 0)
    floor = TenureBand().fit(tenure, rows.cause)
    chosen = sample(rows, controls=CONTROLS, random=random)
    months, events = rows.officer.size, int((rows.cause == VOLUNTARY).sum())
    del rows, tenure  # of millions of months: what follows needs the room
    x = features(chosen.officer, chosen.month)
    champion = MonthlyHazard(
        tuple(names), dict(advancing), tuple(turning), c=PENALTY
    ).fit(x, chosen.cause, chosen.weight)
    others = _challengers(x, chosen, champion.motion()) if challenged else {}
    return Fitted(champion, floor, others, months, events, behind)


def _challengers(
    x: Floats, chosen: PersonMonths, motion: Motion
) -> dict[str, Challenger]:
    # The first that grows by a month each month is the months of service.
    clock = next((at for at, step in motion.advancing.items() if step == 1.0), 0)
    return {
        BOOSTED: BoostedHazard(motion).fit(x, chosen.cause, chosen.weight),
        COX: CoxHazard(clock, motion, c=PENALTY).fit(x, chosen.cause, chosen.weight),
    }


def fold_months(first: int, last: int, *, folds: int, horizon: int) -> list[int]:
    """Return the dates of the folds, oldest first.

    The window of the last label ends with the record; each date has at least a year of
    record before it. Windows do not overlap where the record is long enough.
    """
    room = last + 1 - horizon - (first + 12)
    if room < 0:
        return []
    step = (
        horizon if room >= (folds - 1) * horizon else max(room // max(folds - 1, 1), 1)
    )
    months = [last + 1 - horizon - i * step for i in range(folds)]
    return sorted(month for month in months if month >= first + 12)


def judge_at(
    c: Careers,
    fitted: Fitted,
    features: Features,
    month: int,
    *,
    horizon: int,
    last: int,
) -> Fold:
    """Return what the models say of those serving at a month, and what followed."""
    who = serving_at(c, month)
    x = features(who, np.full(who.size, month))
    over = [one for one in HORIZONS if month + one - 1 <= last]
    wanted = (horizon, *over)
    risks = fitted.champion.risks(x, wanted).incidence[0]
    tenure = np.maximum(month - c.appointed[who], 0)
    bands = fitted.floor.risks(tenure, wanted)[0]
    what = label(c, month, horizon, observed_to=last).cause
    windows = tuple(
        Window(
            one,
            label(c, month, one, observed_to=last).cause == VOLUNTARY,
            risks[at],
            bands[at],
        )
        for at, one in enumerate(over, 1)
    )
    left = what == VOLUNTARY
    return Fold(
        month=month,
        officer=who,
        left=left,
        champion=risks[0],
        floor=bands[0],
        challengers={
            name: one.risk(x, (horizon,))[0] for name, one in fitted.challengers.items()
        },
        windows=windows,
        unknown=what == UNKNOWN,
        worth=_worth(fitted.champion, x, left),
        missing=_missing(fitted.champion.names_, x, left),
        lag=fitted.lag,
    )


def _worth(champion: MonthlyHazard, x: Floats, left: Flags) -> dict[str, float]:
    """Return how much AUC is lost without what each input adds to the log-odds."""
    said = champion.explain(x)
    whole = auc(left, said.logit)
    return {
        name: whole - auc(left, said.logit - said.contributions[:, j])
        for j, name in enumerate(champion.names_)
    }


def _missing(names: Sequence[str], x: Floats, left: Flags) -> dict[str, float]:
    """Return by how much each input is unknown more often of those who stayed.

    What was filled in as of the extraction is there for some and not for others by
    what they did later.
    """
    if left.sum() < FEWEST_TO_SCREEN or left.all():
        return dict.fromkeys(names, 0.0)
    unknown = np.isnan(x)
    gap = unknown[~left].mean(0) - unknown[left].mean(0)
    return dict(zip(names, gap.tolist(), strict=True))
