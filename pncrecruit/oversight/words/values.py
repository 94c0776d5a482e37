"""How a value of an entry is written for a person: each way of telling it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext

from pncrecruit.access.actions import approvals
from pncrecruit.errors import DomainError
from pncrecruit.officers.sentences import place_name, rank_name
from pncrecruit.oversight import queries
from pncrecruit.oversight.words.records import Records, Shown
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.reference import (
    document_kinds,
    languages,
    loss_reasons,
    schooling_levels,
)
from pncrecruit.web import filters
from pncrecruit.web.i18n import Named, named
from pncrecruit.words import Choice

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
HASH_SHOWN = 12


@dataclass(frozen=True)
class Telling:
    """What a value may need to be told: the entry it stands in, names of records."""

    verb: str
    subject_kind: str
    subject_id: str
    records: Records


# A value as it lies in the trail (JSON), and the entry: its words, a line each.
Tell = Callable[[Any, Telling], Sequence[Shown]]


def text(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return what somebody typed, as it stands."""
    return [Shown(str(value))]


def plain(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return a number that is a name (an edition, a seed): no thousands apart."""
    return [Shown(str(value))]


def count(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return a number as the page writes numbers."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return [Shown(str(value))]
    digits = max(0, -int(number.normalize().as_tuple().exponent))
    whole = int(number) if not digits else number
    return [Shown(filters.number(whole, digits))]


def money(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return an amount in quetzales."""
    return [Shown(filters.quetzal(Decimal(str(value))))]


def day(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return a day, or an instant, as dd/mm/yyyy."""
    try:
        if len(str(value)) > len("2026-11-24"):
            return [Shown(filters.as_datetime(datetime.fromisoformat(value)))]
        return [Shown(filters.as_date(date.fromisoformat(value)))]
    except (TypeError, ValueError):
        return [Shown(str(value))]


def yes_no(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return whether something is so."""
    return [Shown(gettext("Yes") if value else gettext("No"))]


def fingerprint(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return the beginning of a hash; the whole of it is what the chain holds."""
    whole = str(value)
    return [Shown(whole[:HASH_SHOWN] + ("…" if len(whole) > HASH_SHOWN else ""))]


def one_of(choice: type[Choice]) -> Tell:
    """Return how a member of a closed set is told: by its label."""
    labels = {str(member.value): member.label for member in choice}

    def tell(value: Any, _telling: Telling) -> Sequence[Shown]:
        label = labels.get(str(value))
        return [Shown(gettext(label) if label else str(value))]

    return tell


def one_word(words: Mapping[str, str]) -> Tell:
    """Return how a code is told that has a word of its own here."""

    def tell(value: Any, _telling: Telling) -> Sequence[Shown]:
        known = words.get(str(value))
        return [Shown(gettext(known) if known else str(value))]

    return tell


def record(kind: str) -> Tell:
    """Return how a record is told: by its name, with its page."""

    def tell(value: Any, telling: Telling) -> Sequence[Shown]:
        return [telling.records.shown(kind, value)]

    return tell


def records(kind: str) -> Tell:
    """Return how a list of records is told."""

    def tell(value: Any, telling: Telling) -> Sequence[Shown]:
        telling.records.load([(kind, str(one)) for one in value])
        return [telling.records.shown(kind, one) for one in value]

    return tell


def each(tell_one: Tell) -> Tell:
    """Return how a list is told: each of its members, in one line."""

    def tell(value: Any, telling: Telling) -> Sequence[Shown]:
        members = value if isinstance(value, list) else [value]
        words = [one.text for member in members for one in tell_one(member, telling)]
        return [Shown(", ".join(words))] if words else []

    return tell


def about(value: Any, telling: Telling) -> Sequence[Shown]:
    """Return the record that "kind:identifier" names."""
    kind, _, identifier = str(value).partition(":")
    return [telling.records.shown(kind, identifier)]


def _by_key(known: Callable[[], Mapping[str, Named]]) -> Tell:
    def tell(value: Any, _telling: Telling) -> Sequence[Shown]:
        found = known().get(str(value))
        return [Shown(named(found) if found else str(value))]

    return tell


loss_reason = _by_key(loss_reasons)
schooling = _by_key(schooling_levels)
language = _by_key(languages)
document = _by_key(document_kinds)


def rank(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return the name of a rank."""
    return [Shown(rank_name(str(value), Sex.MALE))]


def municipality(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return a municipality with its department."""
    return [Shown(place_name(str(value)))]


def cui(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return a CUI of which the middle alone is shown."""
    return [Shown(filters.masked_cui(str(value)))]


def phone(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return a telephone number as it is dialled."""
    return [Shown(filters.phone(str(value)))]


def phase(value: Any, telling: Telling) -> Sequence[Shown]:
    """Return a phase by its number, its place or its key in the subject's call."""
    if isinstance(value, int) and telling.verb == "mark.locked":
        found = queries.phase(value)
        return [Shown(named(found) if found else str(value))]
    known = queries.phases(telling.subject_kind, telling.subject_id)
    for one in known:
        if value in (one.key, one.position):
            return [Shown(named(one))]
    return [Shown(str(value))]


def own_number(value: Any, telling: Telling) -> Sequence[Shown]:
    """Return a number of an application within the call of the subject."""
    if telling.subject_kind in ("call", "recruitment_call"):
        return [Shown(application_number(telling.subject_id, int(value)))]
    return [Shown(str(value))]


def span(value: Any, telling: Telling) -> Sequence[Shown]:
    """Return the first and the last of numbers that follow one another."""
    if not isinstance(value, list) or len(value) != 2:
        return own_number(value, telling)
    first, last = (own_number(one, telling)[0].text for one in value)
    return [Shown(gettext("%(start)s to %(end)s", start=first, end=last))]


def rule_broken(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return what the rule says that refused a deed."""
    waiting: list[type[DomainError]] = [DomainError]
    while waiting:
        error = waiting.pop()
        if error.__name__ == value:
            return [Shown(_PLACEHOLDER.sub("…", gettext(error.message)))]
        waiting += error.__subclasses__()
    return [Shown(str(value))]


def asked(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return the kind of a request for a second person."""
    labels = {handler.kind: handler.label for handler in approvals.kinds()}
    known = labels.get(str(value))
    return [Shown(gettext(known) if known else str(value))]
