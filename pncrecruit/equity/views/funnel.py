"""The funnel of a call: at which phase each group is lost, and whether it is chance."""

import math
from typing import NamedTuple

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import may, require
from pncrecruit.access.policy import Permission
from pncrecruit.analysis.disclosure import Cell
from pncrecruit.analysis.selection import Verdict, compare
from pncrecruit.equity.figures import Shown
from pncrecruit.equity.figures.impact import Impact, Pair, Stratum, Tally, impacts
from pncrecruit.equity.figures.tables import phases_told
from pncrecruit.equity.queries import counts, snapshots
from pncrecruit.equity.queries.counts import CallRow, PhaseRow
from pncrecruit.equity.queries.selection import LOST
from pncrecruit.equity.rules import (
    ANSWERED,
    GARIFUNA,
    INDIGENOUS,
    MAYA,
    OTHER,
    WOMEN,
    XINKA,
    Question,
    least_for_a_reason,
)
from pncrecruit.equity.views.blueprint import bp, picture
from pncrecruit.equity.views.impact_words import between, p_text
from pncrecruit.equity.views.stays import phase_figures
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.equity.words import DASH, cell_text, coverage_text, group_label
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import Result
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.charts import FunnelBar, Group
from pncrecruit.web.charts import funnel as funnel_chart
from pncrecruit.web.figure_files import count, figures_csv, percent
from pncrecruit.web.filters import as_date, number, share
from pncrecruit.web.i18n import named

SEXES = (Sex.FEMALE, Sex.MALE)


class PhaseFigures(NamedTuple):
    """One phase: who reached it, who went on, and what the comparison says."""

    name: str
    reached: tuple[int, int]  # women, men
    passed: tuple[int, int]
    lost: tuple[int, int]
    sentence: str
    row: list[str]

    @property
    def begun(self) -> bool:
        """Whether anybody has come to the phase."""
        return sum(self.reached) > 0


@bp.get("/funnel")
@require(Permission.EQUITY_FIGURES_VIEW, also=(Permission.EQUITY_FIGURES_FILTER,))
@unless_unchanged
def funnel() -> ResponseReturnValue:
    """Show the funnel of one call by sex, and by people as protected."""
    calls = counts.calls()
    call = _chosen(calls)
    if call is None:
        return render_template("equity/funnel_empty.html")
    phases = counts.phases(call.id)
    figures = _by_sex(call, phases)
    return render_template(
        "equity/funnel.html",
        calls=calls,
        call=call,
        figures=figures,
        headline=_headline(figures),
        svg=picture(
            funnel_chart(_bars(figures), x_title=gettext("Of those who began"))
        ),
        headers=_headers(),
        rows=[one.row for one in figures],
        peoples=_by_people(call, phases),
        over=phase_figures(call, phases),
        may_download=may(Permission.EQUITY_FIGURES_DOWNLOAD),
    )


@bp.get("/funnel.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def funnel_csv() -> ResponseReturnValue:
    """Give the same figures as a file."""
    call = _chosen(counts.calls()) or abort(404)
    figures = _by_sex(call, counts.phases(call.id))
    return figures_csv(
        f"funnel-{call.code}.csv", _headers(), [one.row for one in figures]
    )


@bp.get("/funnel/<any(losses, stays):name>.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def funnel_phases_csv(name: str) -> ResponseReturnValue:
    """Give the reasons of loss, or the time in each phase, as a file."""
    call = _chosen(counts.calls()) or abort(404)
    found = phase_figures(call, counts.phases(call.id))
    told = found.losses if name == "losses" else found.stays
    return figures_csv(f"{name}-{call.code}.csv", told.headers, told.rows)


def _chosen(calls: list[CallRow]) -> CallRow | None:
    """Return the call asked for, else the newest; 404 for one that is not there."""
    code = request.args.get("call")
    if not code:
        return calls[0] if calls else None
    return next((call for call in calls if call.code == code), None) or abort(404)


def _by_sex(call: CallRow, phases: list[PhaseRow]) -> list[PhaseFigures]:
    """Return each phase's figures, women beside men, corrected over the phases."""
    kept = counts.funnel_by_sex(call.id)
    reached, lost, pairs = [], [], []
    for phase in phases:
        place = phase.position
        reached.append([kept.get((place, "", sex), 0) for sex in SEXES])
        passed = [kept.get((place, Result.PASSED.value, sex), 0) for sex in SEXES]
        gone = [
            sum(kept.get((place, one.value, sex), 0) for one in LOST) for sex in SEXES
        ]
        lost.append(gone)
        # Only those whose phase has ended: who waits has neither passed nor failed.
        mine, others = (Tally(a, a + b) for a, b in zip(passed, gone, strict=True))
        pairs.append(Pair(WOMEN, str(place), named(phase), (Stratum(mine, others),)))
    return [
        PhaseFigures(
            one.pair.name,
            (came[0], came[1]),
            (one.pair.mine.passed, one.pair.others.passed),
            (gone[0], gone[1]),
            _sentence(one),
            _row(one, came, gone),
        )
        for one, came, gone in zip(impacts(pairs), reached, lost, strict=True)
    ]


def _sentence(one: Impact) -> str:
    """Say in words what the phase did to women, and whether it is more than chance."""
    if math.isnan(one.p_value):
        return gettext(
            "%(phase)s: there is not enough data to compare.", phase=one.pair.name
        )
    told = gettext(
        "%(phase)s: %(passed)s of %(ended)s women passed (%(rate)s; interval %(low)s to"
        " %(high)s); of men %(other)s.",
        phase=one.pair.name,
        passed=number(one.pair.mine.passed),
        ended=number(one.pair.mine.ended),
        rate=share(one.rate),
        low=share(one.rate_low),
        high=share(one.rate_high),
        other=share(one.other_rate),
    )
    if one.verdict is Verdict.LOWER:
        return gettext(
            "%(told)s The difference is about %(n)s women, and is not likely to be"
            " chance.",
            told=told,
            n=number(abs(one.short)),
        )
    if one.verdict is Verdict.HIGHER:
        return gettext(
            "%(told)s Women passed more often; it is not likely to be chance.",
            told=told,
        )
    if one.verdict is Verdict.NOT_ENOUGH:
        return gettext("%(told)s That is not enough data to tell.", told=told)
    return gettext("%(told)s No difference can be seen.", told=told)


def _headline(figures: list[PhaseFigures]) -> str:
    """Say the share of women among those who began and those who came furthest."""
    if not figures or not sum(figures[0].reached):
        return gettext("Nobody has applied yet.")
    first = figures[0].reached
    last = next((one for one in reversed(figures) if sum(one.reached)), figures[0])
    return gettext(
        "%(first)s of applicants are women; %(last)s of those who reach %(phase)s.",
        first=share(first[0] / sum(first)),
        last=share(last.reached[0] / sum(last.reached)),
        phase=last.name.lower(),
    )


def _bars(figures: list[PhaseFigures]) -> list[FunnelBar]:
    groups = ((Group.WOMEN, gettext("Women")), (Group.MEN, gettext("Men")))
    # A phase that nobody has come to yet has lost nobody: it is not drawn.
    reached = [one for one in figures if one.begun]
    lost = [(0, 0), *(one.lost for one in reached)]
    return [
        FunnelBar(group, label, one.name, one.reached[index], before[index])
        for index, (group, label) in enumerate(groups)
        for one, before in zip(reached, lost, strict=False)
    ]


def _headers() -> list[str]:
    return [
        gettext("Phase"),
        gettext("Women who reached it"),
        gettext("Men who reached it"),
        gettext("Women lost"),
        gettext("Men lost"),
        gettext("Women who passed, of those decided"),
        gettext("Men who passed, of those decided"),
        gettext("Ratio of the rates"),
        gettext("Interval of the ratio"),
        gettext("Women short of expected"),
        gettext("p, adjusted"),
    ]


def _row(one: Impact, reached: list[int], lost: list[int]) -> list[str]:
    if not sum(reached):
        return [one.pair.name, *(gettext("not reached yet"),) * 2, *(DASH,) * 8]
    row = [one.pair.name, *map(count, reached), *map(count, lost)]
    if math.isnan(one.p_value):
        return [*row, *(DASH,) * 6]
    return [
        *row,
        percent(one.rate),
        percent(one.other_rate),
        DASH if math.isnan(one.ratio) else count(one.ratio, 2),
        between(one.ratio_low, one.ratio_high),
        count(one.short),
        p_text(one.adjusted),
    ]


class PeopleFunnel(NamedTuple):
    """The funnel by people as the snapshot shows it."""

    headers: list[str]
    rows: list[list[str]]
    coverage: str
    made: str
    sentences: list[str]
    least_for_a_reason: int


def _by_people(call: CallRow, phases: list[PhaseRow]) -> PeopleFunnel | None:
    """Return the protected funnel by people, and what can be said of each."""
    edition = snapshots.table(Question.FUNNEL, f"call:{call.code}")
    if edition is None or edition.table.notes.get("phases") != len(phases):
        return None
    table = edition.table
    keys = (MAYA, XINKA, INDIGENOUS, GARIFUNA, OTHER, ANSWERED)
    names = [*map(named, phases), gettext("Passed every phase")]
    told = phases_told(table)
    rows = [
        [name, *_reached_by([table.cells[key, f"reached:{i}"] for key in keys])]
        for i, name in enumerate(names[: told + 1])
    ]
    ahead = [gettext("told when it is over"), *(DASH,) * (len(keys) - 1)]
    rows += [[name, *ahead] for name in names[told + 1 :]]
    allows = snapshots.coverage(table)
    return PeopleFunnel(
        [gettext("Reached"), *(group_label(key) for key in keys)],
        rows,
        coverage_text(allows, table.answered, table.total),
        as_date(edition.counted_on),
        _people_sentences(edition.table, phases),
        least_for_a_reason(edition.snapshot.minimum_cell),
    )


def _reached_by(cells: list[Cell]) -> list[str]:
    """Return who reached a phase; the last of the cells is all who answered."""
    if cells[-1].value == 0:
        return [gettext("not reached yet"), *(DASH,) * (len(cells) - 1)]
    return [cell_text(cell) for cell in cells]


def _people_sentences(table: Shown, phases: list[PhaseRow]) -> list[str]:
    """Compare each cohort with all others who answered, where both sides are shown."""
    said = []
    for key in (INDIGENOUS, GARIFUNA):
        for i, phase in enumerate(phases[: phases_told(table)]):
            names = (f"reached:{i + 1}", f"lost:{i}")
            mine = [table.cells[key, name].value for name in names]
            everybody = [table.cells[ANSWERED, name].value for name in names]
            if None in mine or None in everybody:
                continue
            passed, lost = (value or 0 for value in mine)
            all_passed, all_lost = (value or 0 for value in everybody)
            ended = (passed + lost, all_passed + all_lost - passed - lost)
            if not all(ended):
                continue
            found = compare((passed, all_passed - passed), ended, reference=1)
            if found.verdicts[0] is Verdict.LOWER:
                said.append(
                    gettext(
                        "%(phase)s: of %(group)s %(rate)s passed, of all others who"
                        " answered %(other)s. The difference is about %(n)s people, and"
                        " is not likely to be chance.",
                        phase=named(phase),
                        group=group_label(key),
                        rate=share(found.rates[0]),
                        other=share(found.rates[1]),
                        n=number(abs(float(found.short[0]))),
                    )
                )
    return said
