"""Peoples, languages and Mayan linguistic communities, as the census names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from .reading import count, rows


@dataclass(frozen=True, slots=True)
class People:
    """A people of the census question on self-identification."""

    key: str
    ine_code: int
    name_es: str
    name_en: str
    in_indigenous_total: bool


@dataclass(frozen=True, slots=True)
class Language:
    """A national language: 22 Mayan ones, Xinka, Garifuna and Spanish."""

    key: str
    iso639_3: str | None
    name_es: str
    name_en: str
    other_spellings: tuple[str, ...]
    people_key: str | None
    ine_mother_tongue_code: int | None


@dataclass(frozen=True, slots=True)
class LinguisticCommunity:
    """One of the 22 Mayan linguistic communities; its key is that of its language."""

    key: str
    ine_code: int
    name_es: str


@cache
def peoples() -> Mapping[str, People]:
    """Return the peoples by key, in the order of the census."""
    return MappingProxyType(
        {
            row["people_key"]: People(
                row["people_key"],
                int(row["ine_code"]),
                row["name_es"],
                row["name_en"],
                row["in_indigenous_total"] == "true",
            )
            for row in rows("peoples.csv")
        }
    )


@cache
def languages() -> Mapping[str, Language]:
    """Return the 25 national languages by key, in the order of the census."""
    return MappingProxyType(
        {
            row["language_key"]: Language(
                row["language_key"],
                row["iso639_3"] or None,
                row["name_es"],
                "Spanish" if row["language_key"] == "espanol" else row["name_es"],
                tuple(filter(None, row["other_spellings"].split("; "))),
                row["people_key"] or None,
                count(row["ine_mother_tongue_code"]),
            )
            for row in rows("languages.csv")
        }
    )


@cache
def linguistic_communities() -> Mapping[str, LinguisticCommunity]:
    """Return the Mayan linguistic communities by key, in the order of the census."""
    return MappingProxyType(
        {
            row["community_key"]: LinguisticCommunity(
                row["community_key"], int(row["ine_code"]), row["community_name"]
            )
            for row in rows("census2018_linguistic_communities.csv")
            if row["level"] == "national"
        }
    )
