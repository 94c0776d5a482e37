"""What a new call is offered to start from: phases and requirements of past calls.

A call takes a copy; what is changed here later never changes a call that exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from .reading import rows


@dataclass(frozen=True, slots=True)
class StartingPhase:
    """A phase that calls have had, in their usual order."""

    position: int
    key: str
    kind: str
    name_es: str
    name_en: str
    days: int | None


@dataclass(frozen=True, slots=True)
class StartingRequirement:
    """A requirement that calls have had; sex is F, M or none."""

    position: int
    kind: str
    sex: str | None
    minimum: Decimal | None
    maximum: Decimal | None
    value: str | None
    loss_reason: str
    name_es: str
    name_en: str


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document, and for how many months from its issue it is usually good.

    A new call is offered those that are ``starting``.
    """

    key: str
    months: int | None
    starting: bool
    name_es: str
    name_en: str


@cache
def document_kinds() -> Mapping[str, DocumentKind]:
    """Return the kinds of documents by key, in their usual order."""
    return MappingProxyType(
        {
            row["key"]: DocumentKind(
                row["key"],
                int(row["months"]) if row["months"] else None,
                row["starting"] == "yes",
                row["name_es"],
                row["name_en"],
            )
            for row in rows("document_kinds.csv")
        }
    )


@cache
def starting_phases() -> tuple[StartingPhase, ...]:
    """Return the phases reported for recent calls, in their order."""
    return tuple(
        StartingPhase(
            int(row["position"]),
            row["key"],
            row["kind"],
            row["name_es"],
            row["name_en"],
            int(row["days"]) if row["days"] else None,
        )
        for row in rows("call_phases.csv")
    )


@cache
def starting_requirements() -> tuple[StartingRequirement, ...]:
    """Return the requirements seen in calls for agents."""
    return tuple(
        StartingRequirement(
            int(row["position"]),
            row["kind"],
            row["sex"] or None,
            Decimal(row["minimum"]) if row["minimum"] else None,
            Decimal(row["maximum"]) if row["maximum"] else None,
            row["value"] or None,
            row["loss_reason"],
            row["name_es"],
            row["name_en"],
        )
        for row in rows("call_requirements.csv")
    )
