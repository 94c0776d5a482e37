"""What a person may say of who they are, and where an answer came from."""

from collections.abc import Sequence
from dataclasses import dataclass

from pncrecruit.errors import DomainError
from pncrecruit.reference import linguistic_communities, peoples
from pncrecruit.words import N_, Choice

# Which wording of the question was read: a new wording gets a new version.
WORDING = "2026-11"
MAYA = "maya"
OWN_WORDS_LENGTH = 80


class AnswerState(Choice):
    """Three things that are never mixed: no question, a refusal, an answer."""

    NOT_ASKED = "not_asked", N_("Not asked")
    DECLINED = "declined", N_("Prefers not to say")
    ANSWERED = "answered", N_("Answered")


class AnswerSource(Choice):
    """Who gave the answer, and how."""

    OWN_ANSWER = "own_answer", N_("Own answer")
    SEALED_SHEET = "sealed_sheet", N_("Sealed sheet")
    OWN_CORRECTION = "own_correction", N_("Own later correction")
    THIRD_PARTY = "third_party", N_("Third party, not confirmed")
    SYNTHETIC = "synthetic", N_("Synthetic")


class Purpose(Choice):
    """What answers may be read for; nothing else reads them."""

    FIGURES = "figures", N_("Protected figures")
    MODEL_AUDIT = "model_audit", N_("Fairness of a model")


class NothingSaid(DomainError):
    message = N_(
        "Choose at least one people or write it in own words; or press the button for"
        " not answering."
    )
    field = "peoples"


class PeopleUnknown(DomainError):
    message = N_("Choose from the list, each people once.")
    field = "peoples"


class MainPeopleNeeded(DomainError):
    message = N_("Several peoples were chosen. Which one first of all?")
    field = "main_people"


class CommunityUnknown(DomainError):
    message = N_("Choose the linguistic community from the list.")
    field = "community"


class CommunityWithoutMaya(DomainError):
    message = N_("The linguistic community goes with the answer Maya.")
    field = "community"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says of themselves: peoples in order, the main one first."""

    peoples: tuple[str, ...]
    main_people: str | None
    linguistic_community: str | None = None
    own_words: str = ""


def answer(
    chosen: Sequence[str],
    *,
    main: str | None = None,
    community: str | None = None,
    own_words: str = "",
) -> Answer:
    """Return an answer that can be kept.

    The main people is asked for only when several were chosen. Raises NothingSaid,
    PeopleUnknown, MainPeopleNeeded, CommunityUnknown or CommunityWithoutMaya.
    """
    words = " ".join(own_words.split())[:OWN_WORDS_LENGTH]
    if not chosen and not words:
        raise NothingSaid
    if len(set(chosen)) < len(chosen) or not set(chosen) <= peoples().keys():
        raise PeopleUnknown
    if community:
        if community not in linguistic_communities():
            raise CommunityUnknown
        if MAYA not in chosen:
            raise CommunityWithoutMaya
    if len(chosen) > 1:
        if main not in chosen:
            raise MainPeopleNeeded
        ordered = tuple(sorted(chosen, key=lambda people: people != main))
        return Answer(ordered, main, community or None, words)
    return Answer(
        tuple(chosen), chosen[0] if chosen else None, community or None, words
    )
