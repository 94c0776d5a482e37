"""What a rule said, in the reader's words."""

from datetime import date, datetime

from pncrecruit.db import local_day
from pncrecruit.errors import DomainError
from pncrecruit.web.catalogue import gettext
from pncrecruit.words import Choice


def said(error: DomainError) -> str:
    """Return the sentence of a refusal, its facts worded as the pages word them."""
    sentence: str = gettext(error.message)
    if not error.facts:
        return sentence
    return sentence % {name: _worded(fact) for name, fact in error.facts.items()}


def _worded(fact: object) -> object:
    if isinstance(fact, Choice):
        return gettext(fact.label)
    if isinstance(fact, datetime):
        fact = local_day(fact)
    if isinstance(fact, date):
        return f"{fact:%d/%m/%Y}"
    return fact
