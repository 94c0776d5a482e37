"""The page of a people too small for rates: counts, ranges, and what is to be done."""

from typing import NamedTuple

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import may, require
from pncrecruit.access.policy import Permission
from pncrecruit.analysis.composition import Coverage, gap
from pncrecruit.equity.figures import ALL, Shown
from pncrecruit.equity.figures.pooled import PooledPhase, pooled_phases
from pncrecruit.equity.figures.tables import phases_told
from pncrecruit.equity.queries import counts, selection, snapshots
from pncrecruit.equity.rules import (
    ANSWERED,
    COHORTS,
    GARIFUNA,
    NATION,
    SMALL_SHARE,
    XINKA,
    Question,
)
from pncrecruit.equity.views import groups_words as words
from pncrecruit.equity.views.blueprint import bp
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.equity.words import (
    DASH,
    cell_text,
    coverage_text,
    group_label,
    share_of,
)
from pncrecruit.reference import census_people
from pncrecruit.web.figure_files import figures_csv
from pncrecruit.web.filters import as_date
from pncrecruit.web.i18n import named


class Standing(NamedTuple):
    """How many serve, beside the census."""

    serving: str
    persons: int | None
    share: float | None
    reference: float
    parity: float | None  # persons at the census's share of those who answered
    missing: float | None
    coverage: str
    made: str


@bp.get("/small-groups")
@require(Permission.EQUITY_FIGURES_VIEW, also=(Permission.EQUITY_FIGURES_FILTER,))
@unless_unchanged
def small_groups() -> ResponseReturnValue:
    """Show what can be said of a people as small as the Garifuna."""
    key = _chosen()
    standing = _standing(key)
    moved = snapshots.table(Question.MOVEMENTS, NATION)
    process = snapshots.table(Question.PROCESS, NATION)
    phases = _phases(key)
    return render_template(
        "equity/small_groups.html",
        key=key,
        label=group_label(key),
        options=[(one, group_label(one)) for one in small()],
        standing=standing,
        headline=words.headline(key, standing),
        calls_headers=words.calls_headers(),
        calls_rows=[words.calls_row(one, name) for one, name in phases],
        moved_headers=words.moved_headers(),
        moved_rows=words.moved_rows(key, moved.table) if moved else [],
        moved_window=words.window_text(moved.table) if moved else "",
        process_headers=words.process_headers(),
        process_rows=words.process_rows(key, process.table) if process else [],
        process_sentence=words.process_sentence(key, process.table) if process else "",
        unknown=words.unknown(
            standing.persons,
            moved.table.notes if moved else {},
            [one for one, _ in phases],
            len(snapshots.tables(Question.FUNNEL)),
        ),
        may_download=may(Permission.EQUITY_FIGURES_DOWNLOAD),
    )


@bp.get("/small-groups/<string:name>.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def small_groups_csv(name: str) -> ResponseReturnValue:
    """Give a table of the page as a file."""
    key = _chosen()
    if name == "calls":
        headers = words.calls_headers()
        rows = [words.calls_row(one, label) for one, label in _phases(key)]
    elif name == "movements":
        edition = snapshots.table(Question.MOVEMENTS, NATION) or abort(404)
        headers, rows = words.moved_headers(), words.moved_rows(key, edition.table)
    elif name == "process":
        edition = snapshots.table(Question.PROCESS, NATION) or abort(404)
        headers, rows = words.process_headers(), words.process_rows(key, edition.table)
    else:
        abort(404)
    return figures_csv(f"{key}-{name}.csv", headers, rows)


def small() -> list[str]:
    """Return the peoples that are small in the census, the smallest first."""
    census = census_people("national")[""]
    people = {GARIFUNA: census.garifuna, XINKA: census.xinka}
    return sorted(
        (
            key
            for key, persons in people.items()
            if key in COHORTS and persons < SMALL_SHARE * census.population
        ),
        key=lambda key: people[key],
    )


def _chosen() -> str:
    key = request.args.get("group") or small()[0]
    return key if key in small() else abort(404)


def _standing(key: str) -> Standing:
    """Return who serves of a people, beside the census's share."""
    census = census_people("national")[""]
    reference = {GARIFUNA: census.garifuna, XINKA: census.xinka}[key]
    part = reference / census.population
    edition = snapshots.table(Question.SERVING, NATION)
    if edition is None:
        return Standing(DASH, None, None, part, None, None, "", "")
    table = edition.table
    cell, answered = table.cells[key, ALL], table.cells[ANSWERED, ALL].value
    allows = snapshots.coverage(table)
    told = None if allows is Coverage.COUNTS else share_of(cell, answered)
    missing = None
    if cell.value is not None and answered and told is not None:
        missing = float(gap([cell.value], answered, [part]).persons[0])
    return Standing(
        cell_text(cell),
        cell.value,
        told,
        part,
        part * answered if answered else None,
        missing,
        coverage_text(allows, table.answered, table.total),
        as_date(edition.counted_on),
    )


def _phases(key: str) -> list[tuple[PooledPhase, str]]:
    """Return each phase over all calls whose funnel is shown, with its name."""
    kept = snapshots.tables(Question.FUNNEL)
    calls = {call.id: kept.get(f"call:{call.code}") for call in counts.calls()}
    places: dict[str, list[tuple[int, Shown]]] = {}
    names: dict[str, str] = {}
    for phase in selection.phases_of(calls):
        table = calls[phase.call_id]
        if table is None or phase.position >= phases_told(table):
            continue
        names[phase.key] = named(phase)
        places.setdefault(phase.key, []).append((phase.position, table))
    made = pooled_phases(key, list(places.items()))
    return [(one, names[one.key]) for one in made]
