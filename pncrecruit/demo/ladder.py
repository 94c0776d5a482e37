"""Ranks, pay and promotions of the demo country."""

import numpy as np

from pncrecruit.reference import ranks

from .truth import PROMOTION_PENALTY_OF_WOMEN, Bools, Ints

RANKS = np.array(list(ranks()))  # lowest first; a rank is its place here, from 0
# Shares of the force in each rank, and months in rank that a promotion asks for.
PYRAMID = np.array([0.80, 0.098, 0.05, 0.024, 0.013, 0.008, 0.004, 0.0024, 0.0006])
MINIMUM_MONTHS = np.array([48, 36, 36, 36, 36, 36, 36, 36, 0])
BLOCKED_AFTER = 60  # months past the minimum
SUPERIOR = 6  # from Subcomisario up: posted to headquarters

BASE_PAY = np.array([7354, 7900, 8600, 9800, 10900, 12100, 15200, 18000, 22000])
RAISES = {2017: 0.80, 2020: 0.86, 2024: 1.0}  # of the pay after the raise of 2023


def pay(rank: Ints, year: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the monthly pay with bonuses, in quetzales."""
    level = next(
        (RAISES[start] for start in sorted(RAISES, reverse=True) if year >= start), 0.78
    )
    amounts: np.ndarray[tuple[int], np.dtype[np.float64]] = np.round(
        BASE_PAY[rank] * level
    )
    return amounts


def blocked(rank: Ints, months_in_rank: Ints) -> Bools:
    """Tell who waits for a promotion far longer than it asks for."""
    limit = MINIMUM_MONTHS[rank] + BLOCKED_AFTER
    return (months_in_rank >= limit) & (rank < len(RANKS) - 1)


def promoted(
    rng: np.random.Generator,
    rank: Ints,
    months_in_rank: Ints,
    women: Bools,
) -> Ints:
    """Return the rows of those promoted this year, by the seats that are free.

    The score that decides has a handicap for women: a planted effect.
    """
    strength = len(rank)
    risen: list[Ints] = []
    at = np.bincount(rank, minlength=len(RANKS)).astype(np.int64)
    for target in range(len(RANKS) - 1, 0, -1):
        seats = round(PYRAMID[target] * strength) - int(at[target])
        ready = np.flatnonzero(
            (rank == target - 1) & (months_in_rank >= MINIMUM_MONTHS[target - 1])
        )
        seats = min(max(seats, 0), len(ready))
        if not seats:
            continue
        score = rng.gumbel(0, 0.5, len(ready)) + months_in_rank[ready] / 120
        score = score + PROMOTION_PENALTY_OF_WOMEN * women[ready]
        risen.append(ready[np.argsort(-score)[:seats]])
        at[target - 1] -= seats
    return np.concatenate(risen) if risen else np.zeros(0, dtype=np.int64)
