"""Ranks, command posts, districts and comisarías of the Policía Nacional Civil."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from .reading import rows


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank; `order` counts from 1, lowest first."""

    order: int
    key: str
    name_es: str
    name_es_feminine: str
    name_en: str
    scale_key: str
    scale_es: str


@dataclass(frozen=True, slots=True)
class CommandPost:
    """A post of command above the ranks."""

    order: int
    key: str
    name_es: str
    name_en: str


@dataclass(frozen=True, slots=True)
class District:
    """A group of comisarías."""

    key: str
    name_es: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Comisaria:
    """A police headquarters, by its number."""

    code: str
    name_es: str
    district_key: str
    department_code: str
    department_certainty: str


@dataclass(frozen=True, slots=True)
class Headquarters:
    """A unit above or beside the districts: the national one, directorates, academy."""

    code: str
    kind: str
    name_es: str
    name_en: str
    parent_code: str | None
    municipality_code: str


@cache
def ranks() -> Mapping[str, Rank]:
    """Return the nine ranks by key, lowest first."""
    return MappingProxyType(
        {
            row["rank_key"]: Rank(
                int(row["rank_order"]),
                row["rank_key"],
                row["name_es"],
                row["name_es_feminine"],
                row["name_en"],
                row["scale_key"],
                row["scale_es"],
            )
            for row in rows("ranks.csv")
        }
    )


@cache
def command_posts() -> Mapping[str, CommandPost]:
    """Return the posts of command by key, lowest first."""
    return MappingProxyType(
        {
            row["post_key"]: CommandPost(
                int(row["post_order"]), row["post_key"], row["name_es"], row["name_en"]
            )
            for row in rows("command_posts.csv")
        }
    )


@cache
def districts() -> Mapping[str, District]:
    """Return the districts by key."""
    return MappingProxyType(
        {
            row["district_key"]: District(
                row["district_key"], row["name_es"], row["name_en"]
            )
            for row in rows("districts.csv")
        }
    )


@cache
def comisarias() -> Mapping[str, Comisaria]:
    """Return the 27 comisarías by code."""
    return MappingProxyType(
        {
            row["comisaria_code"]: Comisaria(
                row["comisaria_code"],
                row["name_es"],
                row["district_key"],
                row["department_code"],
                row["department_certainty"],
            )
            for row in rows("comisarias.csv")
        }
    )


@cache
def headquarters() -> Mapping[str, Headquarters]:
    """Return the units of the headquarters by code, each after the one above it."""
    return MappingProxyType(
        {
            row["code"]: Headquarters(
                row["code"],
                row["kind"],
                row["name_es"],
                row["name_en"],
                row["parent_code"] or None,
                row["municipality_code"],
            )
            for row in rows("headquarters.csv")
        }
    )
