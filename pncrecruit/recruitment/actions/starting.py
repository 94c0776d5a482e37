"""What a new call starts from: the requirements, phases and documents of past calls."""

from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import PhaseKind, RequirementKind
from pncrecruit.recruitment.rules import call_parts as parts
from pncrecruit.recruitment.rules.documents import DocumentDraft
from pncrecruit.recruitment.rules.starting import StartingSet
from pncrecruit.reference import (
    document_kinds,
    starting_phases,
    starting_requirements,
)


def starting_set() -> StartingSet:
    """Return the requirements, phases and documents that a new call is offered."""
    requirements = [
        parts.RequirementDraft(
            RequirementKind(one.kind),
            one.loss_reason,
            Sex(one.sex) if one.sex else None,
            one.minimum,
            one.maximum,
            one.value,
            one.name_es,
            one.name_en,
        )
        for one in starting_requirements()
    ]
    phases = [
        parts.PhaseDraft(
            one.key, PhaseKind(one.kind), one.name_es, one.name_en, days=one.days
        )
        for one in starting_phases()
    ]
    documents = [
        DocumentDraft(one.key, months=one.months)
        for one in document_kinds().values()
        if one.starting
    ]
    return StartingSet(tuple(requirements), tuple(phases), tuple(documents))
