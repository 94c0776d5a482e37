"""The projection of a group: where it will stand, and what would reach a target."""

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import may, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.analysis.projection import (
    band,
    expected,
    needed_intake,
    share,
    simulate,
)
from pncrecruit.db import now
from pncrecruit.equity.actions import scenarios as actions
from pncrecruit.equity.figures.levers import (
    FACTORS,
    HORIZON,
    PUT_IN,
    Levers,
    Start,
    as_today,
    kept_levers,
    plan_of,
    ranks_of,
    start_of,
)
from pncrecruit.equity.forms import KeepForm, LeversForm, shown
from pncrecruit.equity.queries import scenarios, snapshots
from pncrecruit.equity.rules import (
    ALL_THREE,
    GARIFUNA,
    INDIGENOUS,
    NATION,
    WOMEN,
    Question,
)
from pncrecruit.equity.views import projection_words as words
from pncrecruit.equity.views.blueprint import bp
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.errors import DomainError
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.figure_files import figures_csv
from pncrecruit.web.sessions import commit_and_say

GROUPS = (WOMEN, INDIGENOUS, GARIFUNA, ALL_THREE)
SIMULATIONS = 1000


class Course(NamedTuple):
    """The expected course of a scenario, and its band where it was simulated."""

    levers: Levers
    counts: Any  # (years + 1, groups, ranks)
    share: Any  # (years + 1,)
    low: Any
    high: Any
    needed: Any  # (factors,)


@bp.get("/projection")
@require(Permission.PROJECTION_VIEW)
@unless_unchanged
def projection() -> ResponseReturnValue:
    """Show the course of a group with its levers, and the scenarios beside it."""
    group = request.args.get("group") or WOMEN
    if group not in GROUPS:
        abort(404)
    start, counted = _start(group)
    if start is None:
        return render_template(
            "equity/projection_empty.html", group=group, options=words.options(GROUPS)
        )
    form = _form(group, start)
    levers = form.levers() if not form.errors else as_today(group, start)
    return _page(start, counted, levers, form, KeepForm(formdata=None))


@bp.get("/projection.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD, also=(Permission.PROJECTION_VIEW,))
def projection_csv() -> ResponseReturnValue:
    """Give the course of a scenario as a file."""
    group = request.args.get("group") or WOMEN
    start, counted = _start(group) if group in GROUPS else (None, date.min)
    if start is None:
        abort(404)
    form = _form(group, start)
    if form.errors:
        abort(404)
    made = _course(start, form.levers(), simulated=True)
    rows = words.course_rows(made, counted.year)
    return figures_csv(f"projection-{group}.csv", words.course_headers(), rows)


@bp.post("/projection/scenarios")
@require(Permission.PROJECTION_KEEP)
def keep_scenario() -> ResponseReturnValue:
    """Keep the levers that were moved, under a name."""
    form = KeepForm()
    group = form.group.data or ""
    start, counted = _start(group) if group in GROUPS else (None, date.min)
    if start is None:
        abort(404)
    form.ranks.choices = words.rank_choices()
    if form.validate_on_submit():
        levers = form.levers()
        kept = len(scenarios.scenarios())
        try:
            actions.keep(
                form.name.data or "", levers, kept=kept, actor=signed_in(), at=now()
            )
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The scenario was kept."))
            return redirect(url_for(".projection", **shown(levers)))
    levers = form.levers() if not _wrong(form) else as_today(group, start)
    filled = LeversForm(formdata=None, data=shown(levers), meta={"csrf": False})
    filled.ranks.choices = words.rank_choices()
    return _page(start, counted, levers, filled, form), form.status


@bp.post("/projection/scenarios/<uuid:public_id>/withdraw")
@require(Permission.PROJECTION_KEEP)
def withdraw_scenario(public_id: UUID) -> ResponseReturnValue:
    """Take a scenario out of the comparison."""
    found = scenarios.scenario(public_id) or abort(404)
    group = kept_levers(found.levers).group
    actions.withdraw(found, actor=signed_in(), at=now())
    commit_and_say(gettext("The scenario was withdrawn."))
    return redirect(url_for(".projection", group=group))


def _wrong(form: KeepForm) -> bool:
    return any(name != "name" for name in form.errors)


def _start(group: str) -> tuple[Start | None, date]:
    """Return where a group starts, and the day on which it was counted."""
    found = snapshots.raw(Question.PROJECTION, NATION)
    if found is None or not found[1]["person_years"]:
        return None, date.min
    by_rank = snapshots.table(Question.SERVING_BY_RANK, NATION)
    moved = snapshots.table(Question.MOVEMENTS, NATION)
    start = start_of(
        group,
        found[1],
        by_rank.table if by_rank else None,
        moved.table if moved else None,
    )
    return start, found[0].as_of


def _form(group: str, start: Start) -> LeversForm:
    """Return the levers as they were moved, else as they stand today."""
    moved = "entrants" in request.args
    form = LeversForm(
        formdata=request.args if moved else None,
        data=shown(as_today(group, start)),
        meta={"csrf": False},
    )
    form.ranks.choices = words.rank_choices()
    if moved:
        form.validate()
    return form


def _course(start: Start, levers: Levers, *, simulated: bool) -> Course:
    plan = plan_of(start, levers)
    counts = expected(plan).sum(-1)
    ranks = ranks_of(levers)
    low = high = np.full(HORIZON + 1, np.nan)
    if simulated:
        samples = simulate(plan, simulations=SIMULATIONS, spread=start.spread)
        low, high = band(share(samples, PUT_IN, ranks))
    # What the curve asks for: fewer or more departures than these levers say.
    until = replace(plan, entrants=plan.entrants[: levers.year])
    needed = needed_intake(until, PUT_IN, levers.target, FACTORS, ranks=ranks)
    return Course(levers, counts, share(counts, PUT_IN, ranks), low, high, needed)


def _page(
    start: Start, counted: date, levers: Levers, form: LeversForm, keep: KeepForm
) -> str:
    made, first_year = _course(start, levers, simulated=True), counted.year
    kept = [
        (one, kept_levers(one.levers))
        for one in scenarios.scenarios()
        if one.levers["group"] == levers.group
    ]
    compared = [(one, _course(start, moved, simulated=False)) for one, moved in kept]
    keep.group.data = levers.group
    return render_template(
        "equity/projection.html",
        group=levers.group,
        options=words.options(GROUPS),
        form=form,
        keep=keep,
        headline=words.headline(made, counted),
        sentences=words.sentences(made, start, first_year),
        terms=words.terms(made, first_year),
        svg=words.course_chart(made, compared, first_year),
        headers=words.course_headers(),
        rows=words.course_rows(made, first_year),
        needed_svg=words.needed_chart(made),
        needed_headers=words.needed_headers(),
        needed_rows=words.needed_rows(made),
        needed_sentence=words.needed_sentence(made, first_year),
        compared_headers=words.compared_headers(),
        compared_rows=[
            (
                one,
                words.compared_row(one.name, course, first_year),
                shown(course.levers),
            )
            for one, course in compared
        ],
        csv_url=url_for(".projection_csv", **shown(levers)),
        moved=shown(levers),
        may_keep=may(Permission.PROJECTION_KEEP),
        may_download=may(Permission.EQUITY_FIGURES_DOWNLOAD),
    )
