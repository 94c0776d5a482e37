"""Coded words: reasons of loss, kinds of separation, schooling, the glossary."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from .reading import rows


@dataclass(frozen=True, slots=True)
class LossReason:
    """Why an applicant did not go on; no phase kinds means any phase.

    The family is requirement, result, absence or withdrawal. ``phase`` is the key of
    the standard phase that alone it belongs to, where several are of one kind.
    """

    code: str
    family: str
    phase_kinds: frozenset[str]
    phase: str
    name_es: str
    name_en: str


@dataclass(frozen=True, slots=True)
class SeparationKind:
    """A kind of leaving the force, and the cause it counts as.

    The cause is voluntary, retirement, involuntary, death or unknown.
    """

    code: str
    cause: str
    name_es: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ServiceCode:
    """A code of a kind of fact in a service record: leave, training, ..."""

    kind: str
    code: str
    name_es: str
    name_en: str


@dataclass(frozen=True, slots=True, order=True)
class Schooling:
    """A level of schooling; levels compare by their position."""

    position: int
    code: str
    name_es: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the institution and the identifiers that code uses for it."""

    area: str
    term_es: str
    term_en: str
    identifiers: tuple[str, ...]
    note: str


@cache
def loss_reasons() -> Mapping[str, LossReason]:
    """Return the reasons of loss by code."""
    return MappingProxyType(
        {
            row["code"]: LossReason(
                row["code"],
                row["family"],
                frozenset(row["phase_kinds"].split()),
                row["phase"],
                row["name_es"],
                row["name_en"],
            )
            for row in rows("loss_reasons.csv")
        }
    )


@cache
def separation_kinds() -> Mapping[str, SeparationKind]:
    """Return the kinds of separation by code."""
    return MappingProxyType(
        {
            row["code"]: SeparationKind(
                row["code"], row["cause"], row["name_es"], row["name_en"]
            )
            for row in rows("separation_kinds.csv")
        }
    )


@cache
def service_codes() -> Mapping[str, Mapping[str, ServiceCode]]:
    """Return the named codes of service records by kind of fact, then by code.

    A source may bring codes of its own, which have no name here.
    """
    found: dict[str, dict[str, ServiceCode]] = {}
    for row in rows("service_codes.csv"):
        of_kind = found.setdefault(row["kind"], {})
        of_kind[row["code"]] = ServiceCode(
            row["kind"], row["code"], row["name_es"], row["name_en"]
        )
    return MappingProxyType(found)


@cache
def schooling_levels() -> Mapping[str, Schooling]:
    """Return the levels of schooling by code, lowest first."""
    return MappingProxyType(
        {
            row["code"]: Schooling(
                int(row["position"]), row["code"], row["name_es"], row["name_en"]
            )
            for row in rows("schooling.csv")
        }
    )


@cache
def glossary() -> tuple[Term, ...]:
    """Return the glossary in its own order."""
    return tuple(
        Term(
            row["area"],
            row["term_es"],
            row["term_en"],
            tuple(row["identifier"].split(" / ")),
            row["note"],
        )
        for row in rows("glossary.csv")
    )
