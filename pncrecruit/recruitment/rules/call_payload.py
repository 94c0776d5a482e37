"""A call's rules as the JSON that a second person approves, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import PhaseKind, RequirementKind
from pncrecruit.recruitment.rules.call_parts import PhaseDraft, RequirementDraft
from pncrecruit.recruitment.rules.calls import CallDraft, Change, Rules
from pncrecruit.recruitment.rules.documents import DocumentDraft


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _text(value: date | Decimal | None) -> str | None:
    """Write a day or a number one way only: 18.00 and 18 are the same limit."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if value else None


def of_rules(rules: Rules) -> dict[str, Any]:
    """Return the rules of a call as JSON."""
    call = rules.call
    return {
        "code": call.code,
        "name": call.name,
        "seats": call.seats,
        "opens_on": _text(call.opens_on),
        "closes_on": _text(call.closes_on),
        "age_on": _text(call.age_on),
        "course_starts_on": _text(call.course_starts_on),
        "legal_basis": call.legal_basis,
        "requirements": of_requirements(rules.requirements),
        "phases": of_phases(rules.phases),
        "documents": of_documents(rules.documents),
    }


def of_requirements(
    requirements: Sequence[RequirementDraft],
) -> list[dict[str, Any]]:
    """Return requirements as JSON."""
    return [
        {
            "kind": one.kind.value,
            "sex": one.sex.value if one.sex else None,
            "minimum": _text(one.minimum),
            "maximum": _text(one.maximum),
            "value": one.value,
            "loss_reason": one.loss_reason,
            "name_es": one.name_es,
            "name_en": one.name_en,
        }
        for one in requirements
    ]


def of_phases(phases: Sequence[PhaseDraft]) -> list[dict[str, Any]]:
    """Return phases as JSON."""
    return [
        {
            "key": one.key,
            "kind": one.kind.value,
            "name_es": one.name_es,
            "name_en": one.name_en,
            "pass_mark": _text(one.pass_mark),
            "mark_unit": one.mark_unit,
            "days": one.days,
        }
        for one in phases
    ]


def of_documents(documents: Sequence[DocumentDraft]) -> list[dict[str, Any]]:
    """Return the documents that a call asks for as JSON."""
    return [asdict(one) for one in documents]


def to_rules(payload: dict[str, Any]) -> Rules:
    """Return the rules of a call that were written as JSON."""
    return Rules(
        CallDraft(
            payload["code"],
            payload["name"],
            payload["seats"],
            date.fromisoformat(payload["opens_on"]),
            date.fromisoformat(payload["closes_on"]),
            date.fromisoformat(payload["age_on"]),
            _day(payload["course_starts_on"]),
            payload["legal_basis"],
        ),
        to_requirements(payload["requirements"]),
        to_phases(payload["phases"]),
        to_documents(payload.get("documents", ())),
    )


def to_requirements(
    payload: Sequence[Mapping[str, Any]],
) -> tuple[RequirementDraft, ...]:
    """Return requirements that were written as JSON."""
    return tuple(
        RequirementDraft(
            RequirementKind(one["kind"]),
            one["loss_reason"],
            Sex(one["sex"]) if one["sex"] else None,
            _decimal(one["minimum"]),
            _decimal(one["maximum"]),
            one["value"],
            one["name_es"],
            one["name_en"],
        )
        for one in payload
    )


def to_phases(payload: Sequence[Mapping[str, Any]]) -> tuple[PhaseDraft, ...]:
    """Return phases that were written as JSON."""
    return tuple(
        PhaseDraft(
            one["key"],
            PhaseKind(one["kind"]),
            one["name_es"],
            one["name_en"],
            _decimal(one["pass_mark"]),
            one["mark_unit"],
            one["days"],
        )
        for one in payload
    )


def to_documents(payload: Sequence[Mapping[str, Any]]) -> tuple[DocumentDraft, ...]:
    """Return documents that were written as JSON."""
    return tuple(DocumentDraft(**one) for one in payload)


def of_change(change: Change) -> dict[str, Any]:
    """Return a change of a published call as JSON."""
    return {
        "seats": change.seats,
        "closes_on": _text(change.closes_on),
        "course_starts_on": _text(change.course_starts_on),
    }


def to_change(payload: dict[str, Any]) -> Change:
    """Return the change of a published call that was written as JSON."""
    return Change(
        payload["seats"],
        date.fromisoformat(payload["closes_on"]),
        _day(payload["course_starts_on"]),
    )
