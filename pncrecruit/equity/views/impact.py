"""Adverse impact: at which phase who is lost, and whether it is more than chance."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import may, require
from pncrecruit.access.policy import Permission
from pncrecruit.analysis.selection import Verdict
from pncrecruit.equity.figures.impact import Impact, Pair, impacts, people_pair
from pncrecruit.equity.figures.tables import phases_told
from pncrecruit.equity.queries import counts, selection, snapshots
from pncrecruit.equity.queries.counts import CallRow
from pncrecruit.equity.rules import (
    ALL_THREE,
    GARIFUNA,
    INDIGENOUS,
    WOMEN,
    Question,
)
from pncrecruit.equity.views import impact_words as words
from pncrecruit.equity.views.blueprint import bp, picture
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.equity.words import group_label
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.charts import DotInterval, Group, dots
from pncrecruit.web.figure_files import count, figures_csv
from pncrecruit.web.filters import as_date, number
from pncrecruit.web.i18n import named

ALL_CALLS = "all"
# The comparisons are listed beforehand: these groups, in every phase of the call.
PEOPLES = (INDIGENOUS, GARIFUNA, ALL_THREE)
_DRAWN = {
    WOMEN: Group.WOMEN,
    INDIGENOUS: Group.INDIGENOUS,
    GARIFUNA: Group.GARIFUNA,
    ALL_THREE: Group.TOTAL,
}


class Chosen(NamedTuple):
    """The calls and the phase that a page is about."""

    calls: list[CallRow]
    code: str
    name: str
    phase: str  # the key of a phase, or nothing for all
    phases: dict[str, str]  # key to name


class Section(NamedTuple):
    """One group of the page: its sentences, its picture and its table."""

    key: str
    title: str
    sentences: list[str]
    svg: str
    rows: list[list[str]]
    hidden: int


@bp.get("/impact")
@require(Permission.EQUITY_FIGURES_VIEW, also=(Permission.EQUITY_FIGURES_FILTER,))
@unless_unchanged
def impact() -> ResponseReturnValue:
    """Show each phase's comparisons, together and within calls and departments."""
    calls = counts.calls()
    if not calls:
        return render_template("equity/funnel_empty.html")
    chosen = _chosen(calls)
    everything = _found(chosen)
    found = _of_phase(everything, chosen)
    snapshot = snapshots.newest()
    return render_template(
        "equity/impact.html",
        calls=calls,
        chosen=chosen,
        all_calls=ALL_CALLS,
        headline=_headline(found),
        sections=[_section(group, found) for group in (WOMEN, *PEOPLES)],
        within=[line for line in map(words.within, found) if line],
        headers=words.headers(),
        within_headers=words.within_headers(),
        within_rows=[words.within_row(one) for one in found if one.stratified],
        losses_headers=_loss_headers(),
        losses_rows=_losses(chosen),
        comparisons=sum(not math.isnan(one.p_value) for one in everything),
        made=as_date(snapshot.as_of) if snapshot else "",
        may_download=may(Permission.EQUITY_FIGURES_DOWNLOAD),
    )


@bp.get("/impact.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def impact_csv() -> ResponseReturnValue:
    """Give the comparisons as a file."""
    chosen = _chosen(counts.calls())
    rows = [words.row(one) for one in _of_phase(_found(chosen), chosen)]
    return figures_csv(f"impact-{chosen.code}.csv", words.headers(), rows)


@bp.get("/impact-strata.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def impact_strata_csv() -> ResponseReturnValue:
    """Give the comparisons within calls and departments as a file."""
    chosen = _chosen(counts.calls())
    found = _of_phase(_found(chosen), chosen)
    rows = [words.within_row(one) for one in found if one.stratified]
    name = f"impact-strata-{chosen.code}.csv"
    return figures_csv(name, words.within_headers(), rows)


@bp.get("/impact-losses.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def impact_losses_csv() -> ResponseReturnValue:
    """Give how many were lost in each phase as a file."""
    chosen = _chosen(counts.calls())
    name = f"impact-losses-{chosen.code}.csv"
    return figures_csv(name, _loss_headers(), _losses(chosen))


def _chosen(calls: list[CallRow]) -> Chosen:
    """Return what is asked for, else the newest call; 404 for what is not there."""
    code = request.args.get("call") or (calls[0].code if calls else abort(404))
    if code == ALL_CALLS:
        of, name = calls, gettext("All calls together")
    else:
        of = [call for call in calls if call.code == code] or abort(404)
        name = of[0].name
    phases = {
        one.key: named(one) for one in selection.phases_of(call.id for call in of)
    }
    phase = request.args.get("phase") or ""
    if phase and phase not in phases:
        abort(404)
    return Chosen(of, code, name, phase, phases)


def _found(chosen: Chosen) -> list[Impact]:
    """Return every comparison of the calls, corrected over them all."""
    places: dict[str, list[selection.PhaseOf]] = defaultdict(list)
    for one in selection.phases_of(call.id for call in chosen.calls):
        places[one.key].append(one)
    counted = selection.women_beside_men(call.id for call in chosen.calls)
    kept = snapshots.tables(Question.FUNNEL)
    tables = {
        call.id: kept[f"call:{call.code}"]
        for call in chosen.calls
        if f"call:{call.code}" in kept
    }
    pairs = []
    for key, of in places.items():
        strata = tuple(
            one
            for place in of
            for one in counted.get((place.call_id, place.position), ())
        )
        name = chosen.phases[key]
        pairs.append(Pair(WOMEN, key, name, strata))
        shown = [
            (place.position, tables[place.call_id])
            for place in of
            if place.call_id in tables
            and place.position < phases_told(tables[place.call_id])
        ]
        pairs += [people_pair(group, key, name, shown) for group in PEOPLES]
    reached = {pair.phase for pair in pairs if pair.mine.ended}
    return impacts([pair for pair in pairs if pair.phase in reached])


def _of_phase(found: list[Impact], chosen: Chosen) -> list[Impact]:
    """Return the comparisons of the phase that was asked for, or all."""
    return [one for one in found if chosen.phase in {"", one.pair.phase}]


def _headline(found: Sequence[Impact]) -> str:
    """Say the largest loss that is more than chance."""
    if not found:
        return gettext("No phase has been decided yet.")
    lower = [one for one in found if one.verdict is Verdict.LOWER]
    if not lower:
        return gettext("No loss can be seen that is more than chance")
    worst = max(lower, key=lambda one: one.short)
    return gettext(
        "%(phase)s: %(group)s are %(n)s persons short of what was to be expected",
        phase=worst.pair.name,
        group=words.said_of(worst),
        n=number(worst.short),
    )


def _section(group: str, everything: Sequence[Impact]) -> Section:
    """Return what is said, drawn and listed of a group; what is not told is counted."""
    found = [one for one in everything if one.pair.group == group]
    told = [one for one in found if not math.isnan(one.p_value)]
    drawn = [
        DotInterval(
            one.pair.name, _DRAWN[group], one.ratio, one.ratio_low, one.ratio_high
        )
        for one in told
        if math.isfinite(one.ratio)
        and one.ratio_low > 0
        and math.isfinite(one.ratio_high)
    ]
    svg = (
        picture(
            dots(
                drawn,
                x_title=gettext("Rate of the group over the rate of the others"),
                marks=((1.0, gettext("alike")),),
                logarithmic=True,
            )
        )
        if drawn
        else ""
    )
    return Section(
        group,
        gettext("Women beside men")
        if group == WOMEN
        else gettext(
            "%(group)s beside all others who answered", group=group_label(group)
        ),
        [words.sentence(one) for one in told],
        svg,
        [words.row(one) for one in told],
        len(found) - len(told),
    )


def _loss_headers() -> list[str]:
    return [
        gettext("Phase"),
        gettext("Women"),
        gettext("Men"),
    ]


def _losses(chosen: Chosen) -> list[list[str]]:
    """Return how many women and men were lost, phase by phase."""
    order = list(chosen.phases)
    found = sorted(
        selection.losses(call.id for call in chosen.calls),
        key=lambda one: order.index(one.key),
    )
    return [
        [
            chosen.phases[one.key],
            count(one.women),
            count(one.men),
        ]
        for one in found
        if chosen.phase in {"", one.key}
    ]
