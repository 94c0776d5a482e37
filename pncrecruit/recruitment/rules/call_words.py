"""The rules of a call as sentences, for those who read and approve them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import RequirementKind
from pncrecruit.recruitment.rules.call_parts import RequirementDraft
from pncrecruit.words import N_

EVERYONE = N_("everyone")
WHO = {None: EVERYONE, Sex.FEMALE: N_("women"), Sex.MALE: N_("men")}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A msgid and the facts that fill it; ``words`` are those to be translated too."""

    message: str
    facts: Mapping[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset({"who"})


_AGE = {
    (True, True): N_("Age from %(low)s to %(high)s years on %(day)s (%(who)s)"),
    (True, False): N_("Age of %(low)s years or more on %(day)s (%(who)s)"),
    (False, True): N_("Age of at most %(high)s years on %(day)s (%(who)s)"),
}
_HEIGHT = {
    (True, True): N_("Height from %(low)s to %(high)s m (%(who)s)"),
    (True, False): N_("Height of %(low)s m or more (%(who)s)"),
    (False, True): N_("Height of at most %(high)s m (%(who)s)"),
}


def requirement_sentence(
    one: RequirementDraft, age_on: date, levels: Mapping[str, str], *, english: bool
) -> Sentence:
    """Return a requirement as a sentence; ``levels`` names the levels of schooling."""
    who = WHO.get(one.sex, EVERYONE)
    given = (one.minimum is not None, one.maximum is not None)
    if one.kind is RequirementKind.AGE:
        facts = {
            "low": f"{one.minimum:.0f}" if one.minimum is not None else "",
            "high": f"{one.maximum:.0f}" if one.maximum is not None else "",
            "day": f"{age_on:%d/%m/%Y}",
            "who": who,
        }
        return Sentence(_AGE[given], facts)
    if one.kind is RequirementKind.HEIGHT:
        facts = {
            "low": f"{one.minimum / 100:.2f}" if one.minimum is not None else "",
            "high": f"{one.maximum / 100:.2f}" if one.maximum is not None else "",
            "who": who,
        }
        return Sentence(_HEIGHT[given], facts)
    if one.kind is RequirementKind.SCHOOLING:
        level = levels.get(one.value or "", one.value or "")
        return Sentence(
            N_("Schooling: %(level)s, or more (%(who)s)"), {"level": level, "who": who}
        )
    text = one.name_en if english else one.name_es
    return Sentence(N_("%(text)s (%(who)s)"), {"text": text, "who": who})
