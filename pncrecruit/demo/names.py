"""Given names and surnames that are common in each region, put together by chance.

A surname follows the municipality where somebody was born, not what they say of
themselves: whoever tries to read a people from a surname is wrong here as in life.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from pncrecruit.reference import census_communities, census_people

Names = npt.NDArray[np.str_]


@cache
def lists() -> Mapping[str, tuple[str, ...]]:
    """Return names by list, the commonest first; Mayan lists by language."""
    file = files(__package__) / "data" / "names.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {row["list"]: tuple(row["names"].split()) for row in rows}


def _pick(rng: np.random.Generator, words: tuple[str, ...], n: int) -> Names:
    """Pick words, the commonest first in the list, by 1 / (place + 8)."""
    weights = 1 / (np.arange(len(words)) + 8)
    chosen: Names = np.array(words)[
        rng.choice(len(words), n, p=weights / weights.sum())
    ]
    return chosen


def given_names(
    rng: np.random.Generator, women: npt.NDArray[np.bool_]
) -> tuple[Names, Names]:
    """Return first and second given names; the second may be empty."""
    n = len(women)
    first = np.where(
        women, _pick(rng, lists()["women"], n), _pick(rng, lists()["men"], n)
    )
    second = np.where(
        women,
        _pick(rng, lists()["second_women"], n),
        _pick(rng, lists()["second_men"], n),
    )
    return first, np.where(rng.random(n) < 0.78, second, "")


def surnames(
    rng: np.random.Generator, born_in: Names, coast: npt.NDArray[np.bool_]
) -> Names:
    """Return surnames common in the municipality of birth.

    `coast` marks those whose surname comes from the Garifuna towns of Izabal.
    """
    chosen = _pick(rng, lists()["ladino"], len(born_in))
    people, communities = (
        census_people("municipality"),
        census_communities("municipality"),
    )
    order = np.argsort(born_in, kind="stable")
    codes, starts = np.unique(born_in[order], return_index=True)
    for code, rows in zip(codes, np.split(order, starts[1:]), strict=True):
        place = people[str(code)]
        mayan = rows[rng.random(len(rows)) < 0.75 * place.maya / place.population]
        spoken = communities.get(str(code), {})
        known = [key for key in spoken if key in lists()]
        if not known or not len(mayan):
            continue
        weights = np.array([spoken[key] for key in known], dtype=np.float64)
        which = rng.choice(len(known), len(mayan), p=weights / weights.sum())
        for number, key in enumerate(known):
            here = mayan[which == number]
            chosen[here] = _pick(rng, lists()[key], len(here))
    chosen[coast] = _pick(rng, lists()["garifuna"], int(coast.sum()))
    return chosen
