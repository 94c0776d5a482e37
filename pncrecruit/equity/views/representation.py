"""Who serves, beside the population: women live, peoples from the night's snapshot."""

from typing import NamedTuple

import numpy as np
from flask import render_template
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import may, require
from pncrecruit.access.policy import Permission
from pncrecruit.analysis.composition import Coverage, composition, gap
from pncrecruit.equity.figures import ALL, Shown
from pncrecruit.equity.queries import counts, snapshots
from pncrecruit.equity.rules import (
    ALL_THREE,
    ANSWERED,
    GARIFUNA,
    INDIGENOUS,
    MAYA,
    NATION,
    XINKA,
    Question,
)
from pncrecruit.equity.views.blueprint import bp, picture
from pncrecruit.equity.views.breakdowns import breakdowns
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.equity.words import (
    DASH,
    cell_text,
    coverage_text,
    group_label,
    share_of,
    share_text,
)
from pncrecruit.reference import census_people, census_sex_age, ranks
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.charts import Group, ShareBar, shares
from pncrecruit.web.figure_files import count, figures_csv, percent, span
from pncrecruit.web.filters import as_date, number, share
from pncrecruit.web.i18n import named

GROUPS = (MAYA, XINKA, GARIFUNA, INDIGENOUS, ALL_THREE)
_PICTURED = {
    MAYA: Group.MAYA,
    XINKA: Group.XINKA,
    GARIFUNA: Group.GARIFUNA,
    INDIGENOUS: Group.INDIGENOUS,
}


class Line(NamedTuple):
    """One group beside its reference: what the table shows and the chart needs."""

    key: str
    label: str
    persons: str
    share: float | None
    bounds: tuple[float, float] | None
    reference: float
    points: float | None
    missing: float | None


@bp.get("/representation")
@require(
    Permission.EQUITY_FIGURES_VIEW,
    also=(
        Permission.EQUITY_FIGURES_DOWNLOAD,
        Permission.APPLICATION_PEOPLE_COUNT,
        Permission.PROJECTION_VIEW,
        Permission.LANGUAGE_COVERAGE_VIEW,
    ),
)
@unless_unchanged
def representation() -> ResponseReturnValue:
    """Show who serves beside who lives in the country."""
    women, by_rank = _women()
    edition = snapshots.table(Question.SERVING, NATION)
    lines = _peoples(edition.table) if edition else []
    known = [line for line in (women, *lines) if line.share is not None]
    return render_template(
        "equity/representation.html",
        women=women,
        lines=lines,
        svg=picture(
            shares(
                [_bar(line) for line in known],
                reference=gettext("Census 2018"),
                x_title=gettext("Share of those who serve"),
            )
        ),
        headers=_headers(),
        rows=[_row(line) for line in (women, *lines)],
        by_rank=by_rank,
        coverage=_coverage(edition.table) if edition else "",
        made=as_date(edition.counted_on) if edition else "",
        breakdowns=breakdowns(),
        may_download=may(Permission.EQUITY_FIGURES_DOWNLOAD),
        may_plan=may(Permission.PROJECTION_VIEW),
        may_see_languages=may(Permission.LANGUAGE_COVERAGE_VIEW),
    )


@bp.get("/representation.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def representation_csv() -> ResponseReturnValue:
    """Give the same figures as a file; it cannot tell more than the page."""
    women, _ = _women()
    edition = snapshots.table(Question.SERVING, NATION)
    lines = _peoples(edition.table) if edition else []
    return figures_csv(
        "representation.csv", _headers(), [_row(line) for line in (women, *lines)]
    )


def _women() -> tuple[Line, list[tuple[str, str, str, str]]]:
    """Return the women beside the population, and each rank's women and men."""
    rows = counts.serving_by_sex()
    order = {key: rank.order for key, rank in ranks().items()}
    rows.sort(key=lambda row: order.get(row.rank_key or "", 99))
    women, men = sum(row.women for row in rows), sum(row.men for row in rows)
    census = census_sex_age()[""]
    reference = census.women / census.population
    total = women + men
    difference = gap([women], total, [reference])
    line = Line(
        "women",
        gettext("Women"),
        count(women),
        women / total if total else None,
        None,  # everybody is counted: there is nothing to estimate
        reference,
        float(difference.points[0]) if total else None,
        float(difference.persons[0]) if total else None,
    )
    table = [
        (
            named(ranks()[row.rank_key]) if row.rank_key in order else DASH,
            number(row.women),
            number(row.men),
            share(row.women / (row.women + row.men)) if row.women + row.men else DASH,
        )
        for row in rows
    ]
    return line, table


def _peoples(table: Shown) -> list[Line]:
    """Return each people beside the census, as far as coverage and protection allow."""
    census = census_people("national")[""]
    reference = {
        MAYA: census.maya,
        XINKA: census.xinka,
        GARIFUNA: census.garifuna,
        INDIGENOUS: census.indigenous,
        ALL_THREE: census.indigenous + census.garifuna,
    }
    answered = table.cells[ANSWERED, ALL].value
    return [
        _people_line(key, table, answered, reference[key] / census.population)
        for key in GROUPS
    ]


def _people_line(
    key: str, table: Shown, answered: int | None, reference: float
) -> Line:
    cell = table.cells[key, ALL]
    part = share_of(cell, answered)
    if part is None or cell.value is None or answered is None:
        return Line(
            key, group_label(key), cell_text(cell), None, None, reference, None, None
        )
    made = composition([cell.value], answered, table.total)
    if made.allows is Coverage.COUNTS:
        part = None
    difference = gap([cell.value], answered, [reference])
    told = part is not None
    bounds = (float(made.bounds.low[0]), float(made.bounds.high[0]))
    return Line(
        key,
        group_label(key),
        cell_text(cell),
        part,
        None if np.isnan(bounds).any() else bounds,
        reference,
        float(difference.points[0]) if told else None,
        float(difference.persons[0]) if told else None,
    )


def _coverage(table: Shown) -> str:
    allows = composition([], table.answered, table.total).allows
    return coverage_text(allows, table.answered, table.total)


def _bar(line: Line) -> ShareBar:
    group = Group.WOMEN if line.key == "women" else _PICTURED.get(line.key, Group.TOTAL)
    low, high = line.bounds or (None, None)
    return ShareBar(line.label, group, line.share or 0.0, low, high, line.reference)


def _headers() -> list[str]:
    return [
        gettext("Group"),
        gettext("Persons serving"),
        gettext("Share"),
        gettext("If none, or all, of the silent belonged"),
        gettext("Share in the census of 2018"),
        gettext("Gap in points"),
        gettext("Gap in persons"),
    ]


def _row(line: Line) -> list[str]:
    bounds = (
        span(percent(line.bounds[0]), percent(line.bounds[1]))
        if line.bounds and line.share is not None
        else DASH
    )
    return [
        line.label,
        line.persons,
        share_text(line.share),
        bounds,
        percent(line.reference, 2 if line.reference < 0.01 else 1),
        DASH if line.points is None else count(line.points, 1),
        DASH if line.missing is None else count(line.missing),
    ]
