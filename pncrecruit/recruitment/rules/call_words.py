"""The rules of a call as sentences, for those who read and approve them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import RequirementKind
from pncrecruit.recruitment.rules.call_parts import RequirementDraft
from pncrecruit.recruitment.rules.documents import DocumentDraft
from pncrecruit.reference import DocumentKind
from pncrecruit.words import N_

WHO = {Sex.FEMALE: N_("women"), Sex.MALE: N_("men")}
NARROWED = N_("%(sentence)s (%(who)s)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A msgid with its facts; ``who`` is a msgid where it holds for some only."""

    message: str
    facts: Mapping[str, str]
    who: str | None = None


_AGE = {
    (True, True): N_("Age from %(low)s to %(high)s years"),
    (True, False): N_("Age of %(low)s years or more"),
    (False, True): N_("Age of at most %(high)s years"),
}
_AGE_ON = {
    (True, True): N_("Age from %(low)s to %(high)s years on %(day)s"),
    (True, False): N_("Age of %(low)s years or more on %(day)s"),
    (False, True): N_("Age of at most %(high)s years on %(day)s"),
}
_HEIGHT = {
    (True, True): N_("Height from %(low)s to %(high)s m"),
    (True, False): N_("Height of %(low)s m or more"),
    (False, True): N_("Height of at most %(high)s m"),
}


def requirement_sentence(
    one: RequirementDraft,
    age_on: date | None,
    levels: Mapping[str, str],
    *,
    english: bool,
) -> Sentence:
    """Return a requirement as a sentence; ``levels`` names the levels of schooling.

    Without ``age_on`` it is of no call yet.
    """
    who = WHO.get(one.sex) if one.sex else None
    given = (one.minimum is not None, one.maximum is not None)
    if one.kind is RequirementKind.AGE:
        facts = {
            "low": f"{one.minimum:.0f}" if one.minimum is not None else "",
            "high": f"{one.maximum:.0f}" if one.maximum is not None else "",
            "day": f"{age_on:%d/%m/%Y}" if age_on else "",
        }
        return Sentence((_AGE_ON if age_on else _AGE)[given], facts, who)
    if one.kind is RequirementKind.HEIGHT:
        facts = {
            "low": f"{one.minimum / 100:.2f}" if one.minimum is not None else "",
            "high": f"{one.maximum / 100:.2f}" if one.maximum is not None else "",
        }
        return Sentence(_HEIGHT[given], facts, who)
    if one.kind is RequirementKind.SCHOOLING:
        level = levels.get(one.value or "", one.value or "")
        return Sentence(N_("Schooling: %(level)s, or more"), {"level": level}, who)
    text = one.name_en if english else one.name_es
    return Sentence("%(text)s", {"text": text}, who)


def document_sentence(
    one: DocumentDraft, kinds: Mapping[str, DocumentKind], *, english: bool
) -> Sentence:
    """Return a document that a call asks for as a sentence."""
    kind = kinds.get(one.kind)
    name = (kind.name_en if english else kind.name_es) if kind else one.kind
    facts = {"name": name, "months": str(one.months or "")}
    if one.months and one.required:
        return Sentence(N_("%(name)s, issued at most %(months)s months ago"), facts)
    if one.months:
        return Sentence(
            N_("%(name)s, if there is one, issued at most %(months)s months ago"), facts
        )
    if one.required:
        return Sentence("%(name)s", facts)
    return Sentence(N_("%(name)s, if there is one"), facts)
