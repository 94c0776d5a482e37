"""What an HR lead can move, and the plan that comes of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pncrecruit.analysis.projection import Plan, with_exits
from pncrecruit.equity.figures.flows import RANKS, people_stock
from pncrecruit.equity.figures.groups import JOINED
from pncrecruit.equity.figures.tables import Shown
from pncrecruit.equity.rules import ANSWERED, WOMEN

HORIZON = 10
# The curve of what is needed is drawn from half to one and a half times as many exits.
FACTORS = np.round(np.arange(0.5, 1.51, 0.1), 1)
PUT_IN = 0  # the group stands first, all others second


@dataclass(frozen=True, slots=True)
class Levers:
    """The levers of a scenario; shares and chances are between 0 and 1.

    ``entrants`` enter the academy each year, ``intake`` is the group's share of them,
    ``graduate`` its chance of finishing; ``exits`` and ``rising`` are how many times as
    often as today it leaves by own will and is promoted. ``target`` is the share to
    reach, ``year`` in how many years, among ``ranks`` (a group of ranks, or all).
    """

    group: str
    entrants: int
    intake: float
    graduate: float
    exits: float
    rising: float
    target: float
    year: int
    ranks: str

    def as_json(self) -> dict[str, Any]:
        """Return the levers as they are kept."""
        return asdict(self)


def kept_levers(kept: Mapping[str, Any]) -> Levers:
    """Return levers that were kept."""
    return Levers(**kept)


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of a group today: its stock beside all others, and its flows."""

    stock: Any
    leave: Any
    end: Any
    promote: Any
    before: Any
    entrants: float
    intake: float
    graduate: tuple[float, float]
    spread: float


def start_of(
    group: str,
    kept: Mapping[str, Any],
    by_rank: Shown | None = None,
    moved: Shown | None = None,
) -> Start | None:
    """Return where the projection of a group starts, from a snapshot.

    Women come from the record; a people from what is shown of it, or nothing where
    that is not enough.
    """
    stock = np.array(kept["stock"])
    factors = np.array(kept["leave_factor"])
    promote = np.array(kept["promote"])
    graduate = np.array(kept["graduate"])
    intake = float(kept["intake"][0])
    if group != WOMEN:
        if by_rank is None or moved is None or group not in by_rank.rows:
            return None
        joined, of = moved.cells[group, JOINED].value, moved.cells[ANSWERED, JOINED]
        if joined is None or not of.value:
            return None
        weights = stock.sum((1, 2)) / max(float(stock.sum()), 1.0)
        stock = people_stock(stock, by_rank, group)
        intake = joined / of.value
        factors = np.ones(2)
        # Nobody is known to rise or to finish otherwise than all do.
        promote = np.tile(weights @ promote, (2, 1))
        graduate = np.full(2, float(weights @ graduate))
    leave = np.array(kept["leave"])[np.newaxis, :] * factors[:, np.newaxis]
    finishing = intake * graduate[0] + (1 - intake) * graduate[1]
    return Start(
        stock,
        np.minimum(np.repeat(leave[:, np.newaxis, :], len(RANKS), axis=1), 1.0),
        np.tile(np.array(kept["end"]), (len(RANKS), 1)),
        promote,
        np.array(kept["before"], dtype=np.int64),
        float(kept["joined"]) / max(finishing, 0.01),
        intake,
        (float(graduate[0]), float(graduate[1])),
        max(float(kept["spread"]), 0.05),
    )


def as_today(group: str, start: Start) -> Levers:
    """Return the levers where nothing is moved; the target is half as much again."""
    counts = start.stock.sum((1, 2))
    now = float(counts[PUT_IN] / max(float(counts.sum()), 1.0))
    return Levers(
        group,
        round(start.entrants),
        round(start.intake, 4),
        round(start.graduate[0], 4),
        1.0,
        1.0,
        round(min(max(1.5 * now, 0.001), 0.9), 3),
        HORIZON,
        "",
    )


def plan_of(start: Start, levers: Levers) -> Plan:
    """Return the plan of a start with its levers moved."""
    promote = start.promote.copy()
    promote[PUT_IN] = np.minimum(promote[PUT_IN] * levers.rising, 1.0)
    plan = Plan(
        stock=start.stock,
        leave=start.leave,
        end=start.end,
        promote=promote,
        before=start.before,
        entrants=np.full(HORIZON, float(levers.entrants)),
        intake=np.array([levers.intake, 1 - levers.intake]),
        graduate=np.array([levers.graduate, start.graduate[1]]),
    )
    return with_exits(plan, PUT_IN, levers.exits)


def ranks_of(levers: Levers) -> list[int]:
    """Return the positions of the ranks that the target is about; none means all."""
    return [RANKS.index(levers.ranks)] if levers.ranks else []
