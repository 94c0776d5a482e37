"""A service record in words: one line of the timeline a fact."""

from collections.abc import Callable, Iterable, Mapping

from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.officers.queries.facts import FactRow
from pncrecruit.officers.rules import FactKind, OfficerStatus
from pncrecruit.officers.rules.dates import shown
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.persons.kinds import Sex
from pncrecruit.reference import (
    municipalities,
    ranks,
    separation_kinds,
    service_codes,
)
from pncrecruit.web.catalogue import gettext, words
from pncrecruit.web.filters import number
from pncrecruit.web.told import Told

# Discipline has pages and permissions of its own; a manager's page leaves more out.
NEVER = frozenset({FactKind.COMPLAINT, FactKind.DISCIPLINE})
NOT_FOR_MANAGERS = NEVER | {FactKind.PAY, FactKind.LEAVE, FactKind.LEAVE_REFUSED}


def kinds_for(scope: Scope) -> list[FactKind]:
    """Return the kinds of facts that a reader's page has."""
    hidden = NEVER if scope.kind is ScopeKind.ALL else NOT_FOR_MANAGERS
    return [kind for kind in FactKind if kind not in hidden]


def timeline(
    facts: Iterable[FactRow],
    units: Mapping[int, tuple[str, str]],
    sex: Sex,
    links: Callable[[FactRow], tuple[tuple[str, str], ...]],
) -> list[Told]:
    """Return a service record as lines, the latest first.

    ``links`` gives what may be done with a fact: pairs of address and label.
    """
    ordered = sorted(facts, key=lambda one: (one.valid_from, one.id), reverse=True)
    titles = {kind: gettext(kind.label) for kind in FactKind}
    return [
        Told(
            span(fact),
            titles[fact.kind],
            _text(fact, units, sex),
            "wrong" if fact.kind is FactKind.SEPARATION else "",
            links=links(fact),
        )
        for fact in ordered
    ]


def _text(fact: FactRow, units: Mapping[int, tuple[str, str]], sex: Sex) -> str:
    told = [
        _unit(fact, units),
        code_name(fact.kind, fact.code, sex),
        _amount(fact),
        fact.reason,
    ]
    details = fact.details or {}
    told += [str(details[name]) for name in ("stated_reason",) if name in details]
    if details.get("principal") is False:
        told.append(gettext("beside another posting"))
    return " · ".join(one for one in told if one)


def span(fact: FactRow | FactDraft) -> str:
    """Return when a line held, no more exact than it is known."""
    start = shown(fact.valid_from, fact.precision)
    if fact.valid_to is None or fact.valid_to <= fact.valid_from:
        return start
    end = shown(fact.valid_to, fact.precision)
    return str(gettext("%(start)s to %(end)s", start=start, end=end))


def _unit(fact: FactRow, units: Mapping[int, tuple[str, str]]) -> str:
    if fact.unit_id is None or fact.unit_id not in units:
        return ""
    code, name = units[fact.unit_id]
    return name if name == code else f"{code} {name}"


def code_name(kind: FactKind, code: str | None, sex: Sex) -> str:
    """Return the name of a code of a kind of fact; the code where it has none."""
    match kind:
        case FactKind.RANK | FactKind.PAY:
            return rank_name(code, sex)
        case FactKind.SEPARATION:
            return separation_name(code)
        case FactKind.HOME:
            return place_name(code)
    named = service_codes().get(list_of(kind), {}).get(code or "")
    if named is None:
        return code or ""
    return named.name_en if english() else named.name_es


def list_of(kind: FactKind) -> str:
    """Return whose named codes a kind of fact uses: a leave refused is a leave."""
    return FactKind.LEAVE if kind is FactKind.LEAVE_REFUSED else kind


def _amount(fact: FactRow) -> str:
    if fact.amount is None:
        return ""
    return number(fact.amount, 2 if fact.kind is FactKind.PAY else 0)


def english() -> bool:
    """Say whether the page is read in English."""
    return words().language == "en"


def rank_name(key: str | None, sex: Sex) -> str:
    """Return the name of a rank, in the form of the officer's sex."""
    rank = ranks().get(key or "")
    if rank is None:
        return key or ""
    if english():
        return rank.name_en
    return rank.name_es_feminine if sex is Sex.FEMALE else rank.name_es


def separation_name(code: str | None) -> str:
    """Return the name of a kind of separation."""
    kind = separation_kinds().get(code or "")
    if kind is None:
        return code or ""
    return kind.name_en if english() else kind.name_es


def place_name(code: str | None) -> str:
    """Return a municipality with its department."""
    place = municipalities().get(code or "")
    return f"{place.name}, {place.department.name}" if place else (code or "")


def status_kind(status: OfficerStatus) -> str:
    """Return the kind of the badge of a status."""
    return "good" if status is OfficerStatus.SERVING else ""
