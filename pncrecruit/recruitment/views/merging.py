"""Two records that are one person: found, compared, led together, taken apart."""

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import refused_by_rule, require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.actions.merge_requests import (
    Pair,
    Shown,
    ask_to_merge,
    ask_to_separate,
    pair,
)
from pncrecruit.recruitment.actions.merging import check_separable, planned
from pncrecruit.recruitment.forms.merging import MergeForm, SeparateForm
from pncrecruit.recruitment.queries import merging
from pncrecruit.recruitment.queries.detail import ApplicationRow
from pncrecruit.recruitment.rules.conflicts import InConflict
from pncrecruit.recruitment.rules.merging import first_stays
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views.application import in_sight
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.said import said
from pncrecruit.web.sessions import commit_and_say

PERMISSION = Permission.APPLICATION_MERGE


@bp.get("/applications/<uuid:public_id>/same-person")
@require(PERMISSION)
def same_person(public_id: UUID) -> ResponseReturnValue:
    """Show who else on record may be this person, surest first."""
    found = in_sight(public_id, PERMISSION)
    person = db.session.get_one(Person, found.person_id)
    alike = merging.alike(person)
    people = merging.people([one.person.id for one in alike])
    return render_template(
        "recruitment/same_person.html",
        application=found,
        number=_number(found),
        pairs=[
            (match.likeness.value, pair(person, people[match.person.id]))
            for match in alike
        ],
        merges=merging.merges_of(person.id),
    )


@bp.route(
    "/applications/<uuid:public_id>/same-person/<uuid:other>", methods=["GET", "POST"]
)
@require(PERMISSION)
def merge_persons(public_id: UUID, other: UUID) -> ResponseReturnValue:
    """Ask a second person to lead two records together."""
    actor = signed_in()
    found = in_sight(public_id, PERMISSION)
    person = db.session.get_one(Person, found.person_id)
    second = merging.person_of(other)
    if second is None or second.id == person.id or merging.is_absorbed(second.id):
        abort(404)
    both = pair(person, second)
    form = MergeForm(data={"stays": "this" if _first_stays(both) else "other"})
    form.offer(_called(both.kept), _called(both.absorbed))
    if form.validate_on_submit():
        kept, absorbed = (person, second) if form.first_stays else (second, person)
        try:
            asked = ask_to_merge(
                kept,
                absorbed,
                _number(found),
                reason=form.reason.data or "",
                actor=actor,
                at=now(),
            )
        except InConflict as error:
            refused_by_rule(error, PERMISSION)
            raise
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("A second person was asked."))
            address = url_for("access.approval", approval_id=asked.public_id)
            return redirect(address, code=303)
    page = render_template(
        "recruitment/merge.html",
        application=found,
        number=_number(found),
        pair=both,
        form=form,
        stands_in_the_way=_stands_in_the_way(both),
    )
    return page, form.status


@bp.route("/merges/<uuid:merge_id>", methods=["GET", "POST"])
@require(PERMISSION)
def merged(merge_id: UUID) -> ResponseReturnValue:
    """Show what was led together, and ask a second person to take it apart."""
    actor = signed_in()
    row = merging.merge(merge_id) or abort(404)
    made = row.merge
    kept = db.session.get_one(Person, made.kept_id)
    absorbed = db.session.get_one(Person, made.absorbed_id)
    told = merging.numbers(made.moved["applications"])
    closed = merging.closed_by(made.id)
    names = merging.numbers([one for both in closed for one in both])
    numbers = [application_number(code, number) for _, code, number in told.values()]
    now_of = pair(kept, absorbed)
    called = next(iter([*numbers, *now_of.kept.numbers]), kept.full_name)
    form = SeparateForm()
    if form.validate_on_submit():
        try:
            asked = ask_to_separate(
                made, called, reason=form.reason.data or "", actor=actor, at=now()
            )
        except InConflict as error:
            refused_by_rule(error, PERMISSION)
            raise
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("A second person was asked."))
            address = url_for("access.approval", approval_id=asked.public_id)
            return redirect(address, code=303)
    page = render_template(
        "recruitment/merged.html",
        row=row,
        merge=made,
        pair=now_of,
        numbers=numbers,
        closed=[
            (application_number(*names[one][1:]), application_number(*names[other][1:]))
            for one, other in closed
        ],
        first=now_of.kept.applications[0] if now_of.kept.applications else None,
        stands_in_the_way=_why_not(row),
        form=form,
    )
    return page, form.status


def _why_not(row: merging.MergeRow) -> str:
    try:
        check_separable(row.merge)
    except DomainError as error:
        return said(error)
    return ""


def _number(found: ApplicationRow) -> str:
    return application_number(found.call_code, found.number)


def _called(shown: Shown) -> str:
    """Return what a record of two is called by: its name and numbers."""
    numbers = ", ".join(shown.numbers)
    if numbers:
        return f"{shown.person.full_name} ({numbers})"
    if shown.officer:
        record = gettext("Service record")
        told = f"{record} {shown.nip or ''}".strip()
        return f"{shown.person.full_name} ({told})"
    return shown.person.full_name


def _first_stays(both: Pair) -> bool:
    people = [one.person for one in both[:2]]
    applied = merging.applied([one.id for one in people])
    officers = merging.officers([one.id for one in people])
    sides = [merging.side(one, applied[one.id], officers.get(one.id)) for one in people]
    return first_stays(*sides)


def _stands_in_the_way(both: Pair) -> str:
    """Say why neither record can be led into the other, if so."""
    one, other = both.kept.person, both.absorbed.person
    try:
        planned(one, other)
    except DomainError as error:
        try:
            planned(other, one)
        except DomainError:
            return said(error)
    return ""
