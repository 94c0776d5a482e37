"""Synthetic persons: where they come from, what they say of themselves, their CUI."""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from pncrecruit.reference import (
    census_communities,
    census_people,
    municipalities,
)

from .names import given_names, surnames
from .truth import GARIFUNA_SHARE, Bools, Ints

Texts = npt.NDArray[np.str_]
Days = npt.NDArray[np.datetime64]

# Who applies: the census, weighed by what was reported of the calls (Jutiapa, Alta
# Verapaz and San Marcos send most), and by how near the police is as an employer.
PULL = {
    "01": 0.45, "02": 1.4, "06": 1.9, "09": 0.8, "10": 1.2, "12": 1.5, "13": 0.9,
    "14": 0.8, "15": 1.4, "16": 1.5, "18": 1.2, "19": 1.4, "20": 1.6, "21": 1.9,
    "22": 3.2,
}  # fmt: skip
GARIFUNA_TOWNS = {"1802": 0.45, "1801": 0.35, "0101": 0.2}
SERIALS = np.arange(99_990_000, 100_000_000)  # serials 9999 0000 to 9999 9999
WEIGHTS = np.arange(2, 10)

ANSWERS = ("answered", "declined", "not_asked")


@dataclass(frozen=True, slots=True)
class Persons:
    """Persons, one place in each array; "" where there is nothing.

    `people`, `second_people` and `community` are what somebody would answer; only where
    `answer` is "answered" may they be written anywhere.
    """

    given_names: Texts
    first_surname: Texts
    second_surname: Texts
    married_surname: Texts
    sex: Texts  # F or M
    born: Days
    origin: Texts  # municipality of birth
    residence: Texts
    cui: Texts
    phone: Texts
    people: Texts
    second_people: Texts
    community: Texts
    answer: Texts
    sealed: Bools  # answered on a sealed sheet, not in person
    oversampled: Bools  # Garifuna beyond their share in the census

    def __len__(self) -> int:
        return len(self.sex)

    def take(self, rows: Ints | Bools) -> Self:
        """Return the persons of these rows, in this order."""
        chosen: dict[str, Any] = {
            field.name: getattr(self, field.name)[rows] for field in fields(self)
        }
        return type(self)(**chosen)

    def followed_by(self, others: "Persons") -> "Persons":
        """Return these persons and then the others."""
        joined: dict[str, Any] = {
            field.name: np.concatenate(
                [getattr(self, field.name), getattr(others, field.name)]
            )
            for field in fields(self)
        }
        return Persons(**joined)


@dataclass(frozen=True, slots=True)
class Skills:
    """Languages spoken, one line a person and language; a skill, not an identity."""

    person: Ints
    language: Texts
    level: Texts  # basic, conversation, fluent, mother_tongue
    reads_and_writes: Bools


def persons(
    rng: np.random.Generator,
    women: Bools,
    born: Days,
    *,
    answers: tuple[float, float, float],
    sealed: float,
) -> Persons:
    """Make persons of given sex and birth date.

    Peoples follow the census of the municipality of birth, but for Garifuna, who are
    oversampled and marked so. `answers` are the chances of answering, declining and not
    having been asked.
    """
    n = len(women)
    codes = np.array(list(municipalities()))
    weights = np.array(
        [one.population * PULL.get(code[:2], 1.0) for code, one in _census()]
    )
    origin = codes[rng.choice(len(codes), n, p=weights / weights.sum())]
    coast = rng.random(n) < GARIFUNA_SHARE
    towns = list(GARIFUNA_TOWNS)
    chances = list(GARIFUNA_TOWNS.values())
    origin[coast] = rng.choice(towns, int(coast.sum()), p=chances)
    people = _peoples(rng, origin)
    people[coast] = "garifuna"
    given, second_given = given_names(rng, women)
    first, second, married = (surnames(rng, origin, coast) for _ in range(3))
    return Persons(
        given_names=_joined(given, second_given),
        first_surname=first,
        second_surname=np.where(rng.random(n) < 0.97, second, ""),
        married_surname=np.where(women & (rng.random(n) < 0.07), married, ""),
        sex=np.where(women, "F", "M"),
        born=born,
        origin=origin,
        residence=_residence(rng, origin),
        cui=np.full(n, "", dtype="<U13"),
        phone=_phones(rng, n),
        people=people,
        second_people=_second(rng, people),
        community=_communities(rng, origin, people),
        answer=rng.choice(ANSWERS, n, p=answers),
        sealed=rng.random(n) < sealed,
        oversampled=coast,
    )


def _census() -> list[tuple[str, Any]]:
    return sorted(census_people("municipality").items())


def _joined(first: Texts, second: Texts) -> Texts:
    joined: Texts = np.strings.rstrip(
        np.strings.add(np.strings.add(first, " "), second)
    )
    return joined


def _peoples(rng: np.random.Generator, origin: Texts) -> Texts:
    """Draw a people from the census of each municipality."""
    keys = np.array(
        ["maya", "garifuna", "xinka", "afrodescendant", "foreign", "ladino"]
    )
    country = census_people("national")[""]
    rest = country.not_maya_garifuna_xinka
    small = ((country.afrodescendant or 0) / rest, (country.foreign or 0) / rest)
    table = np.array(
        [
            (
                one.maya,
                one.garifuna,
                one.xinka,
                one.not_maya_garifuna_xinka * small[0],
                one.not_maya_garifuna_xinka * small[1],
                one.not_maya_garifuna_xinka * (1 - sum(small)),
            )
            for _, one in _census()
        ]
    )
    steps = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)
    known = np.array([code for code, _ in _census()])
    place = np.searchsorted(known, origin)
    drawn = rng.random(len(origin))[:, None] > steps[place][:, :-1]
    chosen: Texts = keys[drawn.sum(axis=1)]
    return chosen


def _second(rng: np.random.Generator, people: Texts) -> Texts:
    """Return the second people of the few who name two."""
    other = np.where(people == "ladino", "maya", "ladino")
    other = np.where(people == "garifuna", "afrodescendant", other)
    often = np.where(people == "garifuna", 0.15, 0.015)
    return np.where(rng.random(len(people)) < often, other, "")


def _communities(rng: np.random.Generator, origin: Texts, people: Texts) -> Texts:
    """Draw the linguistic community of the Maya from that of their municipality."""
    chosen = np.full(len(origin), "", dtype="<U16")
    maya = np.flatnonzero(people == "maya")
    maya = maya[np.argsort(origin[maya], kind="stable")]
    codes, starts = np.unique(origin[maya], return_index=True)
    for code, rows in zip(codes, np.split(maya, starts[1:]), strict=True):
        spoken = census_communities("municipality").get(str(code))
        if spoken is None:
            continue
        weights = np.array(list(spoken.values()), dtype=np.float64)
        drawn = rng.choice(len(weights), len(rows), p=weights / weights.sum())
        chosen[rows] = np.array(list(spoken))[drawn]
    return np.where(rng.random(len(origin)) < 0.97, chosen, "")


def _residence(rng: np.random.Generator, origin: Texts) -> Texts:
    """Return where people live: mostly where they were born, some in the capital."""
    codes = np.array(list(municipalities()))
    departments = codes.astype("<U2")
    moved = rng.random(len(origin))
    residence = origin.copy()
    near = np.flatnonzero(moved < 0.12)
    low = np.searchsorted(departments, origin[near].astype("<U2"), side="left")
    high = np.searchsorted(departments, origin[near].astype("<U2"), side="right")
    residence[near] = codes[low + (rng.random(len(near)) * (high - low)).astype(int)]
    capital = moved > 0.95
    residence[capital] = rng.choice(["0101", "0108", "0115"], int(capital.sum()))
    return residence


def _phones(rng: np.random.Generator, n: int) -> Texts:
    """Return telephone numbers in one small block, repeated when it is used up."""
    numbers = rng.integers(0, 100_000, n)
    return np.strings.add("+502300", np.strings.zfill(numbers.astype("<U5"), 5))


def cuis(rng: np.random.Generator, origin: Texts) -> Texts:
    """Return a CUI for each, valid by rule, no two alike, with a serial from 9999.

    Serials with remainder 10 are skipped. When those of a municipality are used up, the
    birth was registered in another one of the department.
    """
    digits = SERIALS[:, None] // 10 ** np.arange(7, -1, -1) % 10
    remainder = digits @ WEIGHTS % 11
    heads = np.array(
        [f"{s}{r}" for s, r in zip(SERIALS, remainder, strict=True) if r < 10]
    )
    department = origin.astype("<U2")
    result = np.full(len(origin), "", dtype="<U13")
    for code in np.unique(department):
        rows = np.flatnonzero(department == code)
        places = np.array([one for one in municipalities() if one[:2] == code])
        result[rows] = _department_cuis(rng, origin[rows], places, heads)
    return result


def _department_cuis(
    rng: np.random.Generator, origin: Texts, places: Texts, heads: Texts
) -> Texts:
    if len(origin) > len(places) * len(heads):
        raise ValueError(f"no more than {len(places) * len(heads)} persons can be born")
    place = np.searchsorted(places, origin)
    counts = np.bincount(place, minlength=len(places))
    for full in np.flatnonzero(counts > len(heads)):
        spare = np.flatnonzero(place == full)[len(heads) :]
        for target in np.argsort(counts):
            room = max(len(heads) - int(counts[target]), 0)
            moving, spare = spare[:room], spare[room:]
            place[moving] = target
        counts = np.bincount(place, minlength=len(places))
    result = np.full(len(origin), "", dtype="<U13")
    for number, code in enumerate(places):
        rows = np.flatnonzero(place == number)
        serials = rng.permutation(len(heads))[: len(rows)]
        result[rows] = np.strings.add(heads[serials], code)
    return result


def skills(rng: np.random.Generator, who: Persons) -> Skills:
    """Return the languages of each person; most Maya speak that of their community."""
    n = len(who)
    everyone = np.arange(n)
    own = np.where(who.people == "garifuna", "garifuna", who.community)
    own = np.where(who.people == "xinka", "xinka", own)
    chance = np.select(
        [who.people == "maya", who.people == "garifuna", who.people == "xinka"],
        [0.68, 0.6, 0.03],
        0.0,
    )
    native = (rng.random(n) < chance) & (own != "")
    neighbours = _communities(rng, who.origin, np.full(n, "maya"))
    learnt = ~native & (rng.random(n) < 0.06) & (neighbours != "")
    learnt &= _maya_share(who.origin) > 0.3
    spanish = np.where(native & (rng.random(n) < 0.7), "fluent", "mother_tongue")
    mother = native & (rng.random(n) < 0.85)
    rows = (everyone, everyone[native], everyone[learnt])
    return Skills(
        person=np.concatenate(rows),
        language=np.concatenate(
            [np.full(n, "espanol"), own[native], neighbours[learnt]]
        ),
        level=np.concatenate(
            [
                spanish,
                np.where(mother, "mother_tongue", "fluent")[native],
                rng.choice(["basic", "conversation"], int(learnt.sum())),
            ]
        ),
        reads_and_writes=np.concatenate(
            [
                np.ones(n, dtype=bool),
                rng.random(int(native.sum())) < 0.35,
                np.zeros(int(learnt.sum()), dtype=bool),
            ]
        ),
    )


def _maya_share(origin: Texts) -> npt.NDArray[np.float64]:
    known = np.array([code for code, _ in _census()])
    share = np.array([one.maya / one.population for _, one in _census()])
    chosen: npt.NDArray[np.float64] = share[np.searchsorted(known, origin)]
    return chosen
