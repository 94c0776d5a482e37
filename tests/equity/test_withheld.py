"""The projection against ten years of the demo country that it has not seen."""

from datetime import date

import numpy as np
import pytest

from pncrecruit.analysis.projection import Plan, band, simulate
from pncrecruit.demo.country import Country, country
from pncrecruit.equity.figures.flows import (
    RANKS,
    Record,
    flows,
    joined_by_year,
    stock_of,
)
from pncrecruit.equity.rules import RANK_GROUPS
from pncrecruit.reference import ranks

TODAY = date(2026, 11, 24)
FAR = 1 << 18
YEARS = 10


def day(d: date) -> int:
    return (d - date(1970, 1, 1)).days


# The record of who left begins ten years ago; these are its years.
STARTS = [day(date(2016 + i, 11, 2)) for i in range(YEARS + 1)]


def days_of(found: np.ndarray) -> np.ndarray:
    counted = found.astype("datetime64[D]").astype(np.int64)
    return np.where(np.isnat(found), FAR, counted)


def record_of(land: Country) -> Record:
    officers, risen = land.officers, land.record.rank
    groups = [
        next(i for i, keys in enumerate(RANK_GROUPS.values()) if key in keys)
        for key in ranks()
    ]
    ranked = np.full((len(officers), len(RANKS)), FAR, dtype=np.int64)
    rows = risen["officer"], np.array(groups)[risen["rank"]]
    np.minimum.at(ranked, rows, days_of(risen["start"]))
    return Record(
        land.persons.sex[officers.person] == "F",
        days_of(officers.appointed),
        days_of(officers.ended),
        officers.true_cause == "voluntary",
        ranked,
    )


@pytest.fixture(scope="module")
def lands() -> tuple[Record, Record]:
    """Return two forces under the same chances; neither knows of the other."""
    one, other = (
        record_of(country(seed, today=TODAY, officers=6_000, applicants=500))
        for seed in (7, 2026)
    )
    return one, other


def projected(seen: Record, withheld: Record) -> np.ndarray:
    """Return courses of a force from its start, by the chances of another one.

    Who entered is known, for that is decided; who left and rose is drawn.
    """
    learnt = flows(seen, STARTS)
    stock, joined = stock_of(withheld, STARTS[0]), joined_by_year(withheld, STARTS)
    leave = np.outer(learnt["leave_factor"], learnt["leave"]).clip(max=1.0)
    courses = [
        simulate(
            Plan(
                stock=stock * np.eye(2)[sex][:, np.newaxis, np.newaxis],
                leave=np.repeat(leave[:, np.newaxis, :], len(RANKS), axis=1),
                end=np.tile(learnt["end"], (len(RANKS), 1)),
                promote=np.array(learnt["promote"]),
                before=np.array(learnt["before"]),
                entrants=joined[:, sex].astype(float),
                intake=np.eye(2)[sex],
                graduate=np.ones(2),
            ),
            simulations=300,
            spread=max(learnt["spread"], 0.05),
            random_state=sex,
        )
        for sex in (0, 1)
    ]
    return courses[0] + courses[1]


def years_within(courses: np.ndarray, true: np.ndarray) -> int:
    """Count the years in which a band of 90 % holds what happened."""
    found = band(courses)
    return int(((found.low <= true) & (true <= found.high))[1:].sum())


def test_the_bands_hold_ten_years_that_were_withheld(
    lands: tuple[Record, Record],
) -> None:
    women = serving = 0
    for seen, withheld in (lands, lands[::-1]):
        courses = projected(seen, withheld)
        true = np.stack([stock_of(withheld, one).sum(-1) for one in STARTS])
        women += years_within(
            courses[:, :, 0].sum(-1) / courses.sum((2, 3)),
            true[:, 0].sum(-1) / true.sum((1, 2)),
        )
        serving += years_within(courses.sum((2, 3)), true.sum((1, 2)))
        end = courses[:, -1].sum((1, 2)).mean()
        assert end == pytest.approx(true[-1].sum(), rel=0.03)

    # Twenty years; those of one force hang together, so not each band is on its own.
    assert women >= 17
    assert serving >= 12


def test_who_leaves_in_the_year_of_joining_is_not_projected_as_staying() -> None:
    record = Record(
        woman=np.array([True, True, False, False]),
        appointed=np.array([100, 120, 130, 700]),
        left=np.array([FAR, 300, FAR, FAR]),
        own=np.array([False, True, False, False]),
        ranked=np.full((4, len(RANKS)), FAR),
    )

    assert joined_by_year(record, [0, 365, 730]).tolist() == [[1, 1], [0, 1]]
    assert flows(record, [0, 365, 730])["joined"] == 1.5
