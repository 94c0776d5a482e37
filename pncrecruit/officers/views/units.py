"""The pages of units: the tree of any day, one unit, and what is asked for it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries.approvals import waiting_on
from pncrecruit.db import local_day, now
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.officers.actions import facilities as facility_actions
from pncrecruit.officers.actions import unit_requests
from pncrecruit.officers.actions import units as actions
from pncrecruit.officers.forms.units import (
    CloseForm,
    FacilityForm,
    MoveForm,
    NewUnitForm,
    UnitForm,
)
from pncrecruit.officers.models import Unit
from pncrecruit.officers.queries import unit_records as records
from pncrecruit.officers.queries import units as queries
from pncrecruit.officers.rules import UnitKind
from pncrecruit.officers.rules.units import CONTAINERS, SITES, matches
from pncrecruit.officers.views.blueprint import bp
from pncrecruit.reference import municipalities
from pncrecruit.web.form import Difference
from pncrecruit.web.sessions import commit_and_say


class Strength(NamedTuple):
    """Who serves in a unit and below it, of one rank."""

    rank_es: str | None
    rank_en: str | None
    women: int
    men: int
    persons: int


@bp.get("/units")
@require(Permission.UNIT_LIST)
def units() -> ResponseReturnValue:
    """Show the tree: today's with its people, or that of another day."""
    actor = signed_in()
    today = local_day(now())
    text, asked = request.args.get("q", "").strip(), request.args.get("on", "").strip()
    day = _day(asked)
    whole = bool(text) or "all" in request.args
    if day is None or day == today:
        rows = [row for row in queries.tree() if whole or row.kind not in SITES]
        past = []
    else:
        past = [row for row in queries.as_of(day) if whole or row.kind not in SITES]
        rows = []
    return render_template(
        "officers/units.html",
        rows=[row for row in rows if matches(text, row.code, row.name)],
        past=[row for row in past if matches(text, row.code, row.name)],
        whole=whole,
        text=text,
        on=asked,
        wrong_day=bool(asked) and day is None,
        day=day or today,
        today=today,
        places=municipalities(),
        waiting=waiting_on("unit", now()) if actor.may(Permission.UNIT_CREATE) else [],
        may_create=actor.may(Permission.UNIT_CREATE),
    )


def _day(text: str) -> date | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no hour
        except ValueError:
            continue
    return None


@bp.route("/units/new", methods=["GET", "POST"])
@require(Permission.UNIT_CREATE)
def new_unit() -> ResponseReturnValue:
    """Ask for a new unit; a second HR lead decides."""
    form = NewUnitForm()
    form.offer(queries.options(CONTAINERS))
    if not form.is_submitted():
        form.parent.data = request.args.get("below", "")
        form.since.data = local_day(now())
    if form.validate_on_submit():
        try:
            unit_requests.ask_to_open(
                form.draft,
                actor=signed_in(),
                at=now(),
                reason=form.reason.data or "",
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _asked(url_for(".units"))
    page = render_template("officers/unit_new.html", form=form)
    return page, form.status


@bp.get("/units/<string:code>")
@require(Permission.UNIT_READ)
def unit(code: str) -> ResponseReturnValue:
    """Show one unit: where it lies, who serves there, what it offers, its history."""
    actor, found = signed_in(), _unit(code)
    below = [row for row in queries.tree(with_closed=True) if row.parent_id == found.id]
    path = queries.path(found.id)
    may_edit = actor.may(Permission.UNIT_UPDATE)
    return render_template(
        "officers/unit.html",
        unit=found,
        path=path[:-1],
        below=below,
        strength=_strength(records.headcount(found.id)),
        here=queries.serving_in(found.id),
        history=records.history(found.id),
        facilities=records.facilities(found.id),
        places=municipalities(),
        waiting=waiting_on("unit", now(), code) if may_edit else [],
        may_edit=may_edit and found.closed_on is None,
        may_hold=found.kind in CONTAINERS,
        may_list=actor.may(Permission.OFFICER_LIST),
    )


def _strength(counts: Sequence[records.Headcount]) -> list[Strength]:
    """Set women and men of a rank side by side; a last row has the total."""
    rows: dict[tuple[str | None, str | None], dict[str, int]] = {}
    for count in counts:
        row = rows.setdefault((count.rank_es, count.rank_en), {})
        row[count.sex.value] = count.persons
    return [
        Strength(*rank, row.get("F", 0), row.get("M", 0), sum(row.values()))
        for rank, row in rows.items()
    ]


@bp.route("/units/<string:code>/edit", methods=["GET", "POST"])
@require(Permission.UNIT_UPDATE)
def edit_unit(code: str) -> ResponseReturnValue:
    """Change a unit's name, place, establishment or budget of cases."""
    found = _unit(code)
    form = UnitForm(obj=None if request.method == "POST" else found)
    form.offer()
    if not form.is_submitted():
        form.since.data = local_day(now())
    differences: list[Difference] = []
    if form.validate_on_submit():
        try:
            actions.update(
                found,
                form.facts,
                version=form.base_version,
                since=form.since.data or local_day(now()),
                author=signed_in().author,
                at=now(),
            )
        except Conflict as error:
            form.refuse(error)
            differences = _unit_differences(found, form)
            form.version.data = str(found.version)
        except DomainError as error:
            form.refuse(error)
        else:
            return _saved(found.code)
    page = render_template(
        "officers/unit_edit.html", unit=found, form=form, differences=differences
    )
    return page, form.status


def _unit_differences(found: Unit, form: UnitForm) -> list[Difference]:
    """Set what is saved beside what was typed."""
    facts = form.facts
    return [
        (gettext("Name"), found.name, facts.name),
        (
            gettext("Municipality"),
            _place(found.municipality),
            _place(facts.municipality),
        ),
        (gettext("Establishment"), found.establishment, facts.establishment),
        (gettext("Cases a month"), found.alert_budget, facts.alert_budget),
    ]


def _place(code: str | None) -> str:
    found = municipalities().get(code or "")
    return found.name if found else ""


@bp.route("/units/<string:code>/facilities", methods=["GET", "POST"])
@require(Permission.UNIT_UPDATE)
def unit_facilities(code: str) -> ResponseReturnValue:
    """Say what a site offers since a day."""
    found = _unit(code)
    form = FacilityForm()
    rows = records.facilities(found.id)
    if not form.is_submitted():
        form.since.data = local_day(now())
        form.version.data = str(found.version)
        if rows:
            form.show(rows[0])
    if form.validate_on_submit():
        try:
            facility_actions.record_facility(
                found,
                form.facts,
                version=form.base_version,
                since=form.since.data or local_day(now()),
                author=signed_in().author,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
            form.version.data = str(found.version)
        else:
            return _saved(found.code)
    page = render_template(
        "officers/unit_facilities.html", unit=found, form=form, facilities=rows
    )
    return page, form.status


@bp.route("/units/<string:code>/move", methods=["GET", "POST"])
@require(Permission.UNIT_MOVE)
def move_unit(code: str) -> ResponseReturnValue:
    """Ask that a unit lie elsewhere; a second HR lead decides."""
    found = _unit(code)
    form = MoveForm()
    form.offer(queries.options(CONTAINERS))
    if not form.is_submitted():
        form.kind.data, form.since.data = found.kind.value, local_day(now())
    if form.validate_on_submit():
        parent = queries.by_code(form.parent.data or "") or abort(422)
        try:
            unit_requests.ask_to_move(
                found,
                parent,
                UnitKind(form.kind.data),
                since=form.since.data or local_day(now()),
                actor=signed_in(),
                at=now(),
                reason=form.reason.data or "",
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _asked(url_for(".unit", code=code))
    page = render_template(
        "officers/unit_move.html",
        unit=found,
        path=queries.path(found.id)[:-1],
        form=form,
    )
    return page, form.status


@bp.route("/units/<string:code>/close", methods=["GET", "POST"])
@require(Permission.UNIT_CLOSE)
def close_unit(code: str) -> ResponseReturnValue:
    """Ask that a unit be closed; a second HR lead decides."""
    found = _unit(code)
    form = CloseForm()
    if not form.is_submitted():
        form.since.data = local_day(now())
    if form.validate_on_submit():
        try:
            unit_requests.ask_to_close(
                found,
                on=form.since.data or local_day(now()),
                actor=signed_in(),
                at=now(),
                reason=form.reason.data or "",
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _asked(url_for(".unit", code=code))
    page = render_template(
        "officers/unit_close.html",
        unit=found,
        form=form,
        officers=queries.serving_in(found.id),
        units_below=queries.open_units_below(found.id),
    )
    return page, form.status


def _unit(code: str) -> Unit:
    return queries.by_code(code) or abort(404)


def _asked(address: str) -> ResponseReturnValue:
    commit_and_say(gettext("Asked: a second HR lead decides within 72 hours."))
    return redirect(address, code=303)


def _saved(code: str) -> ResponseReturnValue:
    commit_and_say(gettext("Saved."))
    return redirect(url_for(".unit", code=code), code=303)
