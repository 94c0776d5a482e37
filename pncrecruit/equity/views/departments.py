"""Where Maya, Xinka and Garifuna officers serve, beside who lives there: two maps."""

from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import may, require
from pncrecruit.access.policy import Permission
from pncrecruit.analysis.composition import Coverage, composition
from pncrecruit.equity.figures import Shown
from pncrecruit.equity.queries import counts, snapshots
from pncrecruit.equity.rules import ALL_THREE, ANSWERED, NATION, Question
from pncrecruit.equity.views.blueprint import bp, picture
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.equity.words import DASH, cell_text, share_of, share_text
from pncrecruit.reference import (
    census_people,
    department_boundaries,
    departments,
)
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.charts import Area, areas
from pncrecruit.web.figure_files import count, figures_csv, percent
from pncrecruit.web.filters import as_date, number


class Place(NamedTuple):
    """A department: what is told of who serves there, and who lives there."""

    code: str
    name: str
    persons: str
    answered: str
    share: float | None
    census: float


@bp.get("/departments")
@require(Permission.EQUITY_FIGURES_VIEW, also=(Permission.EQUITY_FIGURES_DOWNLOAD,))
@unless_unchanged
def department_map() -> ResponseReturnValue:
    """Show the share of the three peoples by department, beside the census."""
    edition = snapshots.table(Question.SERVING_BY_DEPARTMENT, NATION)
    places = _places(edition.table) if edition else []
    told = [one for one in places if one.share is not None]
    return render_template(
        "equity/departments.html",
        headline=_headline(told),
        made=as_date(edition.counted_on) if edition else "",
        minimum=number(edition.snapshot.minimum_cell) if edition else "",
        svg=picture(areas(_areas(places))) if told else "",
        headers=_headers(),
        rows=[_row(one) for one in places],
        may_download=may(Permission.EQUITY_FIGURES_DOWNLOAD),
    )


@bp.get("/departments.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def department_map_csv() -> ResponseReturnValue:
    """Give the same figures as a file."""
    edition = snapshots.table(Question.SERVING_BY_DEPARTMENT, NATION)
    places = _places(edition.table) if edition else []
    return figures_csv("departments.csv", _headers(), [_row(one) for one in places])


def _places(table: Shown) -> list[Place]:
    census, here = census_people("department"), counts.serving_by_department()
    found = []
    for code, place in departments().items():
        cell, answered = table.cells[ALL_THREE, code], table.cells[ANSWERED, code]
        lives = census[code]
        found.append(
            Place(
                code,
                place.name,
                cell_text(cell),
                cell_text(answered),
                share_of(cell, answered.value)
                if _enough(answered.value, here.get(code, 0))
                else None,
                (lives.indigenous + lives.garifuna) / lives.population,
            )
        )
    return found


def _enough(answered: int | None, serving: int) -> bool:
    """Say whether enough of those who serve in a department answered for a share."""
    if not answered:
        return False
    # Those who answered are of the month's edition, those who serve of today.
    total = max(serving, answered)
    return composition([], answered, total).allows is Coverage.SHARES


def _headline(told: list[Place]) -> str:
    if not told:
        return gettext("Of no department a share can be told yet")
    below = sum((one.share or 0.0) < one.census for one in told)
    return gettext(
        "In %(n)s of %(all)s departments, officers are less often Maya, Xinka or"
        " Garifuna than the population",
        n=number(below),
        all=number(len(told)),
    )


def _areas(places: list[Place]) -> list[Area]:
    shapes = {one["id"]: one["geometry"] for one in department_boundaries()["features"]}
    serving, living = gettext("Who serves"), gettext("Who lives there")
    return [
        Area(name, one.name, part, share_text(part), shapes[one.code])
        for name in (serving, living)
        for one in places
        for part in (one.share if name == serving else one.census,)
    ]


def _headers() -> list[str]:
    return [
        gettext("Department"),
        gettext("Maya, Xinka and Garifuna"),
        gettext("Answered"),
        gettext("Share"),
        gettext("Census 2018"),
        gettext("Gap in points"),
    ]


def _row(one: Place) -> list[str]:
    gap = None if one.share is None else (one.share - one.census) * 100
    return [
        one.name,
        one.persons,
        one.answered,
        share_text(one.share),
        percent(one.census),
        DASH if gap is None else count(gap, 1),
    ]
