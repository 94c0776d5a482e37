"""What a force will look like: stock and flow by group, rank and years of service.

Each year some leave, some are promoted, all grow a year older in service, and those
who graduate come in below. The expected course is exact; its spread is found by
simulation, person by person in law, but with whole cells drawn at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pncrecruit.analysis.intervals import Floats, Interval

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """A force and what will happen to it in each year; probabilities are of a year.

    Attributes
    ----------
    stock : array of shape (n_groups, n_ranks, n_years_of_service)
        Persons at the start. The last year of service holds all who have more.
    leave : array of the same shape
        Chance of leaving by own will.
    end : array of shape (n_ranks, n_years_of_service)
        Chance of any other end among those who did not leave: retirement, dismissal,
        death.
    promote : array of shape (n_groups, n_ranks)
        Chance of being in the next rank a year later, for those who stay; 0 in the
        highest rank.
    before : array of shape (n_ranks,)
        Years of service needed for the promotion out of a rank.
    entrants : array of shape (n_years,)
        Who enters the academy in each year to come.
    intake : array of shape (n_groups,)
        Share of each group among them; sums to 1.
    graduate : array of shape (n_groups,)
        Chance of finishing the academy.
    """

    stock: Floats
    leave: Floats
    end: Floats
    promote: Floats
    before: Ints
    entrants: Floats
    intake: Floats
    graduate: Floats

    def __post_init__(self) -> None:
        """Refuse what cannot be: shapes that differ, chances outside 0 to 1."""
        groups, ranks, years = self.stock.shape
        shapes = (
            (self.leave, (groups, ranks, years)),
            (self.end, (ranks, years)),
            (self.promote, (groups, ranks)),
            (self.before, (ranks,)),
            (self.intake, (groups,)),
            (self.graduate, (groups,)),
        )
        if any(one.shape != shape for one, shape in shapes):
            raise ValueError("the shapes do not fit those of the stock")
        chances = (self.leave, self.end, self.promote, self.intake, self.graduate)
        if any((one < 0).any() or (one > 1).any() for one in chances):
            raise ValueError("a chance lies between 0 and 1")
        if (self.stock < 0).any() or (self.entrants < 0).any():
            raise ValueError("nobody is fewer than none")
        if abs(float(self.intake.sum()) - 1) > 1e-9:
            raise ValueError("the shares of an intake add up to 1")
        if self.promote[:, -1].any():
            raise ValueError("nobody is promoted out of the highest rank")

    @property
    def years(self) -> int:
        """How many years are looked ahead."""
        return int(self.entrants.size)


def expected(plan: Plan) -> Floats:
    r"""Return the expected force, year by year.

    .. math:: N_{g,r,t+1} = \sum (1-h)(1-e)\,[(1-p)\,N_{g,r,t} + p\,N_{g,r-1,t}]

    Returns
    -------
    array of shape (n_years + 1, n_groups, n_ranks, n_years_of_service)
        Persons; the first is the stock.
    """
    stay = (1 - plan.leave) * (1 - plan.end)
    rise = _rise(plan)
    found = [plan.stock.astype(np.float64)]
    for entering in plan.entrants:
        stays = found[-1] * stay
        rising = stays * rise
        found.append(
            _older(stays - rising, rising, entering * plan.intake * plan.graduate)
        )
    return np.stack(found)


def simulate(
    plan: Plan,
    *,
    simulations: int = 1000,
    spread: float = 0.1,
    random_state: int | np.random.Generator = 0,
) -> Floats:
    """Return possible courses of the force: who leaves, rises, graduates is drawn.

    Parameters
    ----------
    plan : Plan
    simulations : int, default=1000
    spread : float, default=0.1
        Standard deviation of the logarithm by which all leave more or less in a year
        than foreseen: no two years are alike.
    random_state : int or Generator

    Returns
    -------
    array of shape (simulations, n_years + 1, n_groups, n_ranks)
        Whole persons; the first year is the stock, rounded.
    """
    draw = np.random.default_rng(random_state)
    start = np.rint(plan.stock).astype(np.int64)
    now = np.broadcast_to(start, (simulations, *start.shape)).copy()
    rise = _rise(plan)
    found = [now.sum(-1)]
    for entering in plan.entrants:
        factor = np.exp(draw.normal(0.0, spread, (simulations, 1, 1, 1)))
        factor /= np.exp(spread**2 / 2)
        gone = np.minimum(plan.leave * factor, 1.0)
        stays = draw.binomial(now, (1 - gone) * (1 - plan.end))
        rising = draw.binomial(stays, rise) if rise.any() else np.zeros_like(stays)
        began = draw.multinomial(round(float(entering)), plan.intake, simulations)
        now = _older(stays - rising, rising, draw.binomial(began, plan.graduate))
        found.append(now.sum(-1))
    return np.stack(found, axis=1).astype(np.float64)


def _rise(plan: Plan) -> Floats:
    """Return the chance of promotion by group, rank and years of service."""
    service = np.arange(plan.stock.shape[2])
    ready = service[np.newaxis, :] >= plan.before[:, np.newaxis]
    return np.asarray(plan.promote[:, :, np.newaxis] * ready, dtype=np.float64)


def _older(stays: Any, rising: Any, new: Any) -> Any:
    """Move those who rise one rank up and all one year on; the new begin below.

    Arrays end in (n_groups, n_ranks, n_years_of_service), those who enter in n_groups.
    """
    up = stays.copy()
    up[..., 1:, :] += rising[..., :-1, :]
    older = np.zeros_like(up)
    older[..., 1:] = up[..., :-1]
    older[..., -1] += up[..., -1]
    older[..., 0, 0] += new
    return older


def share(counts: Floats, group: int, ranks: Sequence[int] = ()) -> Floats:
    """Return the share of a group among those of some ranks, or of all.

    Parameters
    ----------
    counts : array of shape (..., n_groups, n_ranks)
    group : int
    ranks : sequence of int, optional
        Positions; none means all ranks.

    Returns
    -------
    array of shape (...)
        NaN where there is nobody.
    """
    chosen = counts[..., list(ranks)] if ranks else counts
    of = chosen.sum(-1)
    total = of.sum(-1)
    mine = of[..., group]
    part: Floats = np.divide(
        mine, total, out=np.full(total.shape, np.nan), where=total > 0
    )
    return part


def band(samples: Floats, *, level: float = 0.9) -> Interval:
    """Return the middle part of simulated courses, along their first axis."""
    tail = (1 - level) / 2
    low, high = np.nanquantile(samples, (tail, 1 - tail), axis=0)
    return Interval(low, high)


def with_exits(plan: Plan, group: int, factor: float) -> Plan:
    """Return the plan in which a group leaves by own will so many times as often."""
    if factor < 0:
        raise ValueError("a factor is 0 or more")
    leave = plan.leave.copy()
    leave[group] = np.minimum(leave[group] * factor, 1.0)
    return replace(plan, leave=leave)


def with_intake(plan: Plan, group: int, part: float) -> Plan:
    """Return the plan in which a group is a part of each intake.

    The other groups share the rest as they did; equally if none of them entered.
    """
    if not 0 <= part <= 1:
        raise ValueError("a share lies between 0 and 1")
    rest = plan.intake.copy()
    rest[group] = 0.0
    if not rest.sum():
        rest = (np.arange(rest.size) != group).astype(np.float64)
    intake = rest / rest.sum() * (1 - part)
    intake[group] = part
    return replace(plan, intake=intake)


def needed_intake(
    plan: Plan,
    group: int,
    target: float,
    factors: npt.ArrayLike,
    *,
    ranks: Sequence[int] = (),
) -> Floats:
    r"""Return which share of the intakes reaches a target, for each rate of leaving.

    The expected number of a group and of all are linear in the share *s* at intake,
    :math:`a + sb` of :math:`A + sB`, so that

    .. math:: s = \frac{\tau A - a}{b - \tau B}

    Parameters
    ----------
    plan : Plan
    group : int
    target : float
        The share of the group at the end of the plan, between 0 and 1.
    factors : array-like of shape (n_factors,)
        How many times as often as now the group leaves by own will.
    ranks : sequence of int, optional
        Among which ranks the share is meant; none means all.

    Returns
    -------
    array of shape (n_factors,)
        Between 0 and 1; 0 where the target is reached with nobody of the group
        entering, NaN where not even intakes of the group alone would reach it.
    """
    if not 0 < target < 1:
        raise ValueError("a target lies between 0 and 1")
    found = []
    for factor in np.atleast_1d(np.asarray(factors, dtype=np.float64)):
        leaving = with_exits(plan, group, float(factor))
        ends = [
            expected(with_intake(leaving, group, part))[-1].sum(-1)
            for part in (0.0, 1.0)
        ]
        chosen = [end[:, list(ranks)] if ranks else end for end in ends]
        a, b = (float(end[group].sum()) for end in chosen)
        whole, more = (float(end.sum()) for end in chosen)
        slope = (b - a) - target * (more - whole)
        need = (target * whole - a) / slope if slope > 0 else np.nan
        found.append(np.nan if need > 1 else max(need, 0.0))
    return np.array(found)
