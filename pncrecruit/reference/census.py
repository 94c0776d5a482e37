"""The census of 2018: peoples, linguistic communities, sex and age."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from .reading import Row, count, rows

AGE_GROUPS = (*(f"{low}-{low + 4}" for low in range(0, 100, 5)), "100+")


@dataclass(frozen=True, slots=True)
class CensusPeople:
    """The population of a place by people; what is not published there is None."""

    code: str
    name: str
    population: int
    maya: int
    garifuna: int
    xinka: int
    afrodescendant: int | None
    ladino: int | None
    foreign: int | None
    not_maya_garifuna_xinka: int

    @property
    def indigenous(self) -> int:
        """Maya and Xinka together."""
        return self.maya + self.xinka


@dataclass(frozen=True, slots=True)
class CensusSexAge:
    """The population of a place by sex, kind of area and five-year age."""

    code: str
    name: str
    population: int
    men: int
    women: int
    urban: int
    rural: int
    by_age: Mapping[str, int]


@cache
def _people() -> Mapping[str, Mapping[str, CensusPeople]]:
    levels: dict[str, dict[str, CensusPeople]] = {
        "national": {},
        "department": {},
        "municipality": {},
    }
    for row in rows("census2018_people.csv"):
        code = row["municipality_code"] or row["department_code"]
        levels[row["level"]][code] = CensusPeople(
            code,
            row["name"],
            int(row["population"]),
            int(row["maya"]),
            int(row["garifuna"]),
            int(row["xinka"]),
            count(row["afrodescendant"]),
            count(row["ladino"]),
            count(row["foreign"]),
            int(row["not_maya_garifuna_xinka"]),
        )
    return {level: MappingProxyType(places) for level, places in levels.items()}


def census_people(level: str) -> Mapping[str, CensusPeople]:
    """Return the peoples of each place by code, at one of the three levels.

    The levels are national, where the only code is "", department and municipality.
    """
    return _people()[level]


@cache
def census_sex_age() -> Mapping[str, CensusSexAge]:
    """Return sex and age by department code; the country is under ""."""
    return MappingProxyType(
        {
            row["department_code"]: _sex_age(row)
            for row in rows("census2018_population_sex_age.csv")
        }
    )


def _sex_age(row: Row) -> CensusSexAge:
    columns = (
        f"age_{group.replace('-', '_').replace('+', '_plus')}" for group in AGE_GROUPS
    )
    ages = {
        group: int(row[column])
        for group, column in zip(AGE_GROUPS, columns, strict=True)
    }
    return CensusSexAge(
        row["department_code"],
        row["name"],
        int(row["population"]),
        int(row["men"]),
        int(row["women"]),
        int(row["urban"]),
        int(row["rural"]),
        MappingProxyType(ages),
    )


def _nested(pairs: Iterable[tuple[str, str, int]]) -> Mapping[str, Mapping[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for place, community, population in pairs:
        nested.setdefault(place, {})[community] = population
    return MappingProxyType(nested)


@cache
def _communities() -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    upper = rows("census2018_linguistic_communities.csv")
    return {
        "municipality": _nested(
            (row["municipality_code"], row["community_key"], int(row["population"]))
            for row in rows("census2018_linguistic_communities_municipal.csv")
        ),
        **{
            level: _nested(
                (row["department_code"], row["community_key"], int(row["population"]))
                for row in upper
                if row["level"] == level
            )
            for level in ("national", "department")
        },
    }


def census_communities(level: str) -> Mapping[str, Mapping[str, int]]:
    """Return the Maya by place and linguistic community; levels as in census_people.

    A community that nobody named in a municipality is left out there.
    """
    return _communities()[level]
