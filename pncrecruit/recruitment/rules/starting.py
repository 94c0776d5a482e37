"""What a new call starts from, and the templates that keep it."""

import unicodedata
from typing import Any, NamedTuple

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.recruitment.rules.call_parts import PhaseDraft, RequirementDraft
from pncrecruit.recruitment.rules.call_payload import (
    of_documents,
    of_phases,
    of_requirements,
    to_documents,
    to_phases,
    to_requirements,
)
from pncrecruit.recruitment.rules.documents import DocumentDraft
from pncrecruit.recruitment.rules.scheme import Scheme, of_scheme, to_scheme
from pncrecruit.words import N_

LONGEST_NAME = 80
# What a new call may start from beside a template.
USUAL, NOTHING = "usual", "nothing"


class StartingSet(NamedTuple):
    """What a new call may start from; without anything it starts empty."""

    requirements: tuple[RequirementDraft, ...] = ()
    phases: tuple[PhaseDraft, ...] = ()
    documents: tuple[DocumentDraft, ...] = ()
    scheme: Scheme | None = None


class TemplateNameNeeded(DomainError):
    message = N_("Give the template a name of at most 80 letters.")
    field = "name"


class TemplateEmpty(DomainError):
    message = N_("A call without requirements and phases is no template.")


class TemplateSame(Conflict):
    message = N_("The template %(name)s says the same already.")
    field = "name"


def check_template(name: str, start: StartingSet) -> None:
    """Check what is to be kept as a template."""
    if not name or len(name) > LONGEST_NAME:
        raise TemplateNameNeeded
    if not start.requirements and not start.phases:
        raise TemplateEmpty


def template_key(name: str) -> str:
    """Return a name as templates are told apart: case and spaces do not matter."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def of_start(start: StartingSet) -> dict[str, Any]:
    """Return what a call starts from as JSON; the seed of a lot is each call's own."""
    return {
        "requirements": of_requirements(start.requirements),
        "phases": of_phases(start.phases),
        "documents": of_documents(start.documents),
        "scheme": of_scheme(start.scheme) | {"seed": ""} if start.scheme else None,
    }


def to_start(payload: dict[str, Any]) -> StartingSet:
    """Return what a call starts from that was written as JSON."""
    return StartingSet(
        to_requirements(payload["requirements"]),
        to_phases(payload["phases"]),
        to_documents(payload["documents"]),
        to_scheme(payload["scheme"]) if payload["scheme"] else None,
    )
