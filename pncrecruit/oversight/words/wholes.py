"""Values that are a whole of their own: rules of a call, a request, a scenario."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext

from pncrecruit.access.actions import approvals
from pncrecruit.equity.rules import GROUP_LABELS, RANK_LABELS, WOMEN
from pncrecruit.oversight import queries
from pncrecruit.oversight.words import values
from pncrecruit.oversight.words.records import Shown
from pncrecruit.oversight.words.values import Telling
from pncrecruit.recruitment.actions.call_requests import (
    lines_of,
    phase_line,
    spoken,
    spoken_document,
)
from pncrecruit.recruitment.actions.schemes import spoken as spoken_scheme
from pncrecruit.recruitment.actions.templates import spoken as spoken_start
from pncrecruit.recruitment.queries import intake
from pncrecruit.recruitment.queries.calls import by_code
from pncrecruit.recruitment.rules.call_payload import (
    to_documents,
    to_phases,
    to_requirements,
    to_rules,
)
from pncrecruit.recruitment.rules.scheme import to_scheme
from pncrecruit.recruitment.rules.starting import to_start
from pncrecruit.web import filters
from pncrecruit.words import N_

LEVERS: Final[Mapping[str, str]] = {
    "group": N_("Group"),
    "entrants": N_("Entrants to the academy a year"),
    "intake": N_("Share of the group at intake"),
    "graduate": N_("Of them finish the academy"),
    "exits": N_("Leave by own will, times as often as today"),
    "rising": N_("Are promoted, times as often as today"),
    "target": N_("Target: share to reach"),
    "year": N_("In how many years"),
    "ranks": N_("Among"),
}
_SHARES: Final = frozenset({"intake", "graduate", "target"})
_GROUPS: Final = {WOMEN: N_("Women"), **GROUP_LABELS, **RANK_LABELS}


def rules(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return the rules of a call as they were published."""
    return [
        Shown(f"{gettext(line.label)}: {line.new}")
        for line in lines_of(to_rules(value))
    ]


def start(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return the rules that were kept as a template."""
    return [
        Shown(f"{gettext(label)}: {line}")
        for label, lines in spoken_start(to_start(value))
        for line in lines
    ]


def requirements(value: Any, telling: Telling) -> Sequence[Shown]:
    """Return requirements, each in a sentence."""
    call = by_code(telling.subject_id)
    if call is None:
        return []
    return [Shown(spoken(one, call.age_on)) for one in to_requirements(value)]


def phases(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return phases in their order."""
    return [Shown(phase_line(at, one)) for at, one in enumerate(to_phases(value), 1)]


def documents(value: Any, _telling: Telling) -> Sequence[Shown]:
    """Return the documents that a call asks for."""
    return [Shown(spoken_document(one)) for one in to_documents(value)]


def scheme(value: Any, telling: Telling) -> Sequence[Shown]:
    """Return a rule of marking and selection."""
    call = by_code(telling.subject_id)
    if call is None:
        return []
    return [
        Shown(f"{gettext(label)}: {said}")
        for label, said in spoken_scheme(intake.phases(call.id), to_scheme(value))
    ]


def levers(value: Any, telling: Telling) -> Sequence[Shown]:
    """Return the levers of a scenario."""
    lines = []
    for name, label in LEVERS.items():
        given = value.get(name)
        if name in _SHARES:
            said = filters.share(given)
        elif name in ("group", "ranks"):
            said = gettext(_GROUPS[given]) if given in _GROUPS else gettext("All")
        else:
            said = values.count(given, telling)[0].text
        lines.append(Shown(f"{gettext(label)}: {said}"))
    return lines


def request(value: Any, telling: Telling) -> Sequence[Shown]:
    """Return what a second person was shown: the lines of the request's own page."""
    found = queries.approvals(queries.uuids([telling.subject_id]))
    if not found or found[0].payload != value:
        return [Shown(gettext("The request is not in the database any more."))]
    lines = approvals.handler_of(found[0].kind).describe(found[0])
    return [Shown(_line(line)) for line in lines]


def _line(line: approvals.Line) -> str:
    label = gettext(line.label)
    if line.old and line.old != line.new:
        return gettext(
            "%(label)s: %(new)s (before: %(old)s)",
            label=label,
            new=line.new or "–",
            old=line.old,
        )
    return f"{label}: {line.new or line.old or '–'}"
