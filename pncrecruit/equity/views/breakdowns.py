"""Who serves by group of ranks, by sex and by department: tables of the snapshot."""

from collections.abc import Callable
from typing import NamedTuple

from flask import abort
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import require
from pncrecruit.access.policy import Permission
from pncrecruit.analysis.disclosure import Protection
from pncrecruit.equity.figures import ALL, Shown
from pncrecruit.equity.queries import snapshots
from pncrecruit.equity.queries.snapshots import SnapshotRow
from pncrecruit.equity.rules import (
    ALL_THREE,
    ANSWERED,
    GARIFUNA,
    INDIGENOUS,
    MAYA,
    NATION,
    OTHER,
    RANK_LABELS,
    XINKA,
    Question,
)
from pncrecruit.equity.views.blueprint import bp
from pncrecruit.equity.words import cell_text, group_label, share_of, share_text
from pncrecruit.reference import census_people, departments
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.figure_files import figures_csv, percent
from pncrecruit.web.filters import as_date, number

_ORDER = (MAYA, XINKA, INDIGENOUS, GARIFUNA, ALL_THREE, OTHER, ANSWERED)


class Breakdown(NamedTuple):
    """A table of the snapshot, with its sentence and how it was made."""

    name: str
    title: str
    caption: str
    sentence: str
    headers: list[str]
    rows: list[list[str]]
    made: dict[str, str]


@bp.get("/representation/<string:name>.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def breakdown_csv(name: str) -> ResponseReturnValue:
    """Give one of the tables as a file."""
    made = _MADE.get(name) or abort(404)
    table = made() or abort(404)
    return figures_csv(f"representation-{name}.csv", table.headers, table.rows)


def breakdowns() -> list[Breakdown]:
    """Return the tables that the newest snapshot has."""
    found = (made() for made in _MADE.values())
    return [table for table in found if table]


def _by_rank() -> Breakdown | None:
    edition = snapshots.table(Question.SERVING_BY_RANK, NATION)
    if edition is None:
        return None
    table = edition.table
    groups = [key for key in table.columns if key != ALL]
    return Breakdown(
        "rank",
        gettext("Peoples by group of ranks"),
        gettext("Who serves by people and group of ranks"),
        _rank_sentence(table, groups),
        [
            gettext("Group"),
            *(gettext(RANK_LABELS[key]) for key in groups),
            gettext("All ranks"),
        ],
        [
            [group_label(row), *(cell_text(table.cells[row, c]) for c in table.columns)]
            for row in _ORDER
            if row in table.rows
        ],
        _made_of(
            as_date(edition.counted_on),
            gettext(
                "Ranks are joined in three groups and the peoples in few, for among the"
                " highest ranks there are so few that a single rank would name them."
            ),
        ),
    )


def _rank_sentence(table: Shown, groups: list[str]) -> str:
    cells = table.cells
    if cells[ANSWERED, ALL].protection is Protection.WITHHELD:
        return gettext(
            "By rank nothing can be shown yet without exposing a person: too few have"
            " answered."
        )
    parts = [
        share_of(cells[ALL_THREE, key], cells[ANSWERED, key].value)
        for key in (groups[0], groups[-1])
    ]
    if None in parts:
        return gettext("A range stands for a cell that could name a person.")
    return gettext(
        "Maya, Xinka and Garifuna together are %(low)s of agents and %(high)s of"
        " officers, of those who answered.",
        low=share_text(parts[0]),
        high=share_text(parts[1]),
    )


def _by_sex() -> Breakdown | None:
    edition = snapshots.table(Question.SERVING, NATION)
    if edition is None:
        return None
    cells = edition.table.cells
    rows = [
        [
            group_label(row),
            *(cell_text(cells[row, column]) for column in ("F", "M", ALL)),
            share_text(share_of(cells[row, "F"], cells[row, ALL].value)),
        ]
        for row in _ORDER
    ]
    women = share_of(cells[INDIGENOUS, "F"], cells[INDIGENOUS, ALL].value)
    return Breakdown(
        "sex",
        gettext("Women and men of each people"),
        gettext("Who serves by people and sex"),
        gettext(
            "%(n)s Indigenous women serve: %(part)s of the Indigenous officers.",
            n=cell_text(cells[INDIGENOUS, "F"]),
            part=share_text(women),
        ),
        [
            gettext("Group"),
            gettext("Women"),
            gettext("Men"),
            gettext("All"),
            gettext("Share of women"),
        ],
        rows,
        _made_of(
            as_date(edition.counted_on),
            gettext(
                "The census does not give peoples by sex: there is no reference for"
                " Indigenous women, and none is worked out."
            ),
        ),
    )


def _by_department() -> Breakdown | None:
    edition = snapshots.table(Question.SERVING_BY_DEPARTMENT, NATION)
    if edition is None:
        return None
    cells, census = edition.table.cells, census_people("department")
    rows = [
        [
            place.name,
            *(cell_text(cells[key, code]) for key in (MAYA, XINKA, GARIFUNA, ANSWERED)),
            percent(census[code].maya / census[code].population),
            percent(census[code].xinka / census[code].population),
            percent(census[code].garifuna / census[code].population, 2),
        ]
        for code, place in departments().items()
    ]
    return Breakdown(
        "department",
        gettext("By department of service"),
        gettext("Peoples by department of service"),
        gettext(
            "Counts of those who answered; a range stands for a cell that could name a"
            " person."
        ),
        [
            gettext("Department"),
            gettext("Maya"),
            gettext("Xinka"),
            gettext("Garifuna"),
            gettext("Answered"),
            gettext("Maya, census"),
            gettext("Xinka, census"),
            gettext("Garifuna, census"),
        ],
        rows,
        _made_of(as_date(edition.counted_on), _minimum_rule(edition.snapshot)),
    )


def _minimum_rule(snapshot: SnapshotRow) -> str:
    return gettext(
        "Cells of fewer than %(k)s persons, and what they could be worked out from, are"
        " shown as ranges.",
        k=number(snapshot.minimum_cell),
    )


def _made_of(day: str, rule: str) -> dict[str, str]:
    return {
        "definition": gettext(
            "Sworn officers who serve, by their own answer; the main people where"
            " several were given."
        ),
        "numerator": gettext("Serving officers of the group"),
        "denominator": gettext(
            "Those who answered; “not asked” and “prefers not to say” are never in it."
        ),
        "rule": rule,
        "source": gettext("Service records and self-identification; census of 2018."),
        "date": day,
    }


_MADE: dict[str, Callable[[], Breakdown | None]] = {
    "rank": _by_rank,
    "sex": _by_sex,
    "department": _by_department,
}
