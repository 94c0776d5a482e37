"""The requirement simulator: who would have passed had something else been asked."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import may, require
from pncrecruit.access.policy import Permission
from pncrecruit.analysis.composition import Coverage
from pncrecruit.analysis.requirement import Bounds, Passing, onward
from pncrecruit.equity.figures import SEXES, Shown
from pncrecruit.equity.figures.limits import STEPS, passed
from pncrecruit.equity.queries import counts, snapshots
from pncrecruit.equity.queries.counts import CallRow
from pncrecruit.equity.rules import (
    ALL_THREE,
    ANSWERED,
    EVERYBODY,
    GARIFUNA,
    INDIGENOUS,
    LEAST_FOR_A_RATE,
    OTHER,
    Question,
    phase_of,
)
from pncrecruit.equity.views.blueprint import bp
from pncrecruit.equity.views.stays import line_label
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.equity.words import DASH, coverage_text
from pncrecruit.web.figure_files import Figure, count, figures_csv, percent, span
from pncrecruit.web.filters import as_date, number
from pncrecruit.web.i18n import named
from pncrecruit.words import N_

# Of these it is known of everybody whether they belong.
_ASKED_OF_ALL = (EVERYBODY, *SEXES)
_LINES = (*_ASKED_OF_ALL, INDIGENOUS, GARIFUNA, ALL_THREE, OTHER, ANSWERED)
_NAMES = {
    "height": N_("Height"),
    "age_most": N_("Highest age"),
    "age_least": N_("Lowest age"),
    "mark": N_("Mark"),
}
_UNITS = {
    "height": N_("%(n)s cm"),
    "age_most": N_("%(n)s years"),
    "age_least": N_("%(n)s years"),
    "mark": N_("%(n)s marks"),
}
# Of a maximum, less slack is a higher limit.
_MAXIMA = frozenset({"age_most"})


class Measured(NamedTuple):
    """A requirement of a call of which figures are told."""

    key: str  # position of the phase, and of the limit in it
    name: str
    shown: Shown

    def limit(self, step: int, group: str = "") -> str:
        """Return the requirement at a step in words: a sex's own, or of both."""
        kind, asked = self.shown.notes["limit"], self.shown.notes["asked"]
        sign = -1 if kind in _MAXIMA else 1
        said = {
            sex: gettext(_UNITS[kind], n=number(asked[sex] + sign * step))
            for sex in SEXES
            if sex in asked
        }
        if group in said:
            return said[group]
        women, men = (said.get(sex, DASH) for sex in SEXES)
        if women == men:
            return women
        return gettext("%(women)s for women and %(men)s for men", women=women, men=men)


class Outcome(NamedTuple):
    """What another requirement would have done to a group."""

    group: str
    now: Passing
    then: Passing
    measured: Passing
    further: Bounds


@bp.get("/requirements")
@require(Permission.EQUITY_FIGURES_VIEW, also=(Permission.EQUITY_FIGURES_FILTER,))
@unless_unchanged
def requirements() -> ResponseReturnValue:
    """Show who would have met another requirement, group by group."""
    calls = counts.calls()
    call = _chosen(calls)
    if call is None:
        return render_template("equity/funnel_empty.html")
    told = _told(call)
    if not told:
        return render_template("equity/requirements_empty.html", call=call, calls=calls)
    one, at = _asked(told)
    found = _outcomes(one.shown, at)
    steps = one.shown.notes["steps"]
    return render_template(
        "equity/requirements.html",
        calls=calls,
        call=call,
        measures=[(other.key, other.name) for other in told],
        measure=one,
        steps=[(str(step), _step_label(one, step)) for step in steps],
        at=str(at),
        headline=_headline(one, at, found),
        sentences=[_sentence(one, at, outcome) for outcome in found],
        headers=_headers(),
        limit=one.limit(at),
        held=one.limit(0),
        rows=[_row(outcome, one.shown) for outcome in found],
        coverage=_coverage(one.shown, found),
        made=as_date_of(one.shown),
        may_download=may(Permission.EQUITY_FIGURES_DOWNLOAD),
    )


@bp.get("/requirements.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def requirements_csv() -> ResponseReturnValue:
    """Give the same figures as a file."""
    call = _chosen(counts.calls()) or abort(404)
    one, at = _asked(_told(call) or abort(404))
    rows = [_row(outcome, one.shown) for outcome in _outcomes(one.shown, at)]
    return figures_csv(f"requirement-{call.code}.csv", _file_headers(one, at), rows)


def _chosen(calls: list[CallRow]) -> CallRow | None:
    """Return the call asked for, else the newest closed one; 404 for none such."""
    code = request.args.get("call")
    if not code:
        told = snapshots.tables(Question.FUNNEL)
        closed = [call for call in calls if f"call:{call.code}" in told]
        return next(iter(closed or calls), None)
    return next((call for call in calls if call.code == code), None) or abort(404)


def _told(call: CallRow) -> list[Measured]:
    """Return the requirements of a call of which figures are told."""
    phases = counts.phases(call.id)
    places = {
        phase_of(phase_of(f"call:{call.code}", phase.position), i): (phase, i)
        for phase in phases
        for i in range(len(STEPS))
    }
    tables = snapshots.tables(Question.LIMITS, places)
    return [
        Measured(
            f"{phase.position}.{i}",
            gettext(
                "%(phase)s: %(measure)s",
                phase=named(phase),
                measure=_measure_name(tables[parent]).lower(),
            ),
            tables[parent],
        )
        for parent, (phase, i) in places.items()
        if parent in tables
    ]


def _measure_name(shown: Shown) -> str:
    kind = shown.notes["limit"]
    return gettext(_NAMES[kind])


def _asked(told: list[Measured]) -> tuple[Measured, int]:
    """Return the requirement and the step asked for; 404 for what is not a step.

    The steps are fixed: who could choose any would learn of one person by two of them.
    Those of another measure fall back on the first.
    """
    key = request.args.get("measure") or told[0].key
    one = next((other for other in told if other.key == key), None) or abort(404)
    steps: list[int] = one.shown.notes["steps"]
    at = request.args.get("at", str(steps[1]))
    if at not in {str(step) for all_ in STEPS.values() for step in all_}:
        abort(404)
    return one, int(at) if int(at) in steps else steps[1]


def _outcomes(shown: Shown, at: int) -> list[Outcome]:
    found = []
    for row in _LINES:
        now, then = passed(shown, row, 0), passed(shown, row, at)
        if now is not None and then is not None:
            further = onward(now[0], then[0])
            found.append(Outcome(row, now[0], then[0], now[1], further))
    return found


def _step_label(one: Measured, step: int) -> str:
    if not step:
        return gettext("As it was: %(limit)s", limit=one.limit(0))
    return one.limit(step)


def _headline(one: Measured, at: int, found: list[Outcome]) -> str:
    everybody = next((other for other in found if other.group == EVERYBODY), None)
    if everybody is None:
        return gettext("There is not enough data to say who would have passed")
    return gettext(
        "With %(limit)s, %(then)s of %(measured)s would have met the requirement;"
        " %(now)s did",
        limit=one.limit(at),
        then=_range(everybody.then),
        measured=_range(everybody.measured),
        now=_range(everybody.now),
    )


def _sentence(one: Measured, at: int, outcome: Outcome) -> str:
    facts = {
        "group": line_label(outcome.group),
        "measured": _range(outcome.measured),
        "now": _range(outcome.now),
        "then": _range(outcome.then),
        "limit": one.limit(at, outcome.group),
        "low": number(outcome.further.low),
        "high": number(outcome.further.high),
    }
    if at == 0:
        return gettext(
            "%(group)s: of %(measured)s measured %(now)s met what was asked.", **facts
        )
    if at > 0:
        return gettext(
            "%(group)s: of %(measured)s measured %(now)s met what was asked; with"
            " %(limit)s it would be %(then)s. At the end there could be up to"
            " %(fewer)s fewer.",
            **facts,
            fewer=number(-outcome.further.low),
        )
    return gettext(
        "%(group)s: of %(measured)s measured %(now)s met what was asked; with %(limit)s"
        " it would be %(then)s. Up to %(high)s more could have come to the end, or none"
        " at all: they never took the later phases.",
        **facts,
    )


def _range(one: Passing) -> Figure:
    if one.low == one.high:
        return count(one.low)
    return span(count(one.low), count(one.high))


def _headers() -> list[str]:
    return [
        gettext("Group"),
        gettext("Measured"),
        gettext("Met it"),
        gettext("Would have met it"),
        gettext("Share of those measured"),
        gettext("More or fewer at the end, at most"),
    ]


def _file_headers(one: Measured, at: int) -> list[str]:
    """Return the heads of the file, which stands without the page around it."""
    return [
        gettext("Group"),
        gettext("Measured"),
        gettext("Met what was asked: %(limit)s", limit=one.limit(0)),
        gettext("Would have met: %(limit)s", limit=one.limit(at)),
        gettext("Share of those measured"),
        gettext("More or fewer at the end, at most"),
    ]


def _row(outcome: Outcome, shown: Shown) -> list[str]:
    exact = {outcome.then.low, outcome.then.high}, {*outcome.measured}
    told = all(len(ends) == 1 for ends in exact)
    enough = (
        told
        and outcome.measured.low >= LEAST_FOR_A_RATE
        and (outcome.group in _ASKED_OF_ALL or _shares(shown))
    )
    rate = percent(outcome.then.low / outcome.measured.low) if enough else DASH
    return [
        line_label(outcome.group),
        _range(outcome.measured),
        _range(outcome.now),
        _range(outcome.then),
        rate,
        span(count(outcome.further.low), count(outcome.further.high)),
    ]


def _shares(shown: Shown) -> bool:
    """Say whether so many answered that shares of peoples may be told."""
    return snapshots.coverage(shown) is Coverage.SHARES


def _coverage(shown: Shown, found: Sequence[Outcome]) -> str:
    """Say what the answers allow; nothing where no people has a line."""
    if all(outcome.group in _ASKED_OF_ALL for outcome in found):
        return ""
    allows = Coverage.SHARES if _shares(shown) else Coverage.COUNTS
    return coverage_text(allows, shown.answered, shown.total)


def as_date_of(shown: Shown) -> str:
    """Return the day of which a table is."""
    return as_date(snapshots.day_of(shown))
