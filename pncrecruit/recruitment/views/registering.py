"""Registering an applicant: the form, the comparison, the answers once more."""

from typing import Any
from uuid import uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.errors import DomainError
from pncrecruit.persons.rules import check_cui, grouped_cui
from pncrecruit.recruitment.actions.applications import register
from pncrecruit.recruitment.actions.examining import Examination, examine
from pncrecruit.recruitment.forms.applicant import ApplicantForm, applicant_form
from pncrecruit.recruitment.models import FormSheet, RecruitmentCall
from pncrecruit.recruitment.queries import calls, intake
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.rules import CallState, WayIn
from pncrecruit.recruitment.rules.draft import CallNotOpen, rated
from pncrecruit.recruitment.rules.fair import NotASheet, SheetKeyedIn
from pncrecruit.recruitment.rules.numbers import application_number, parse_number
from pncrecruit.recruitment.views import alike, words
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.web.drafts import draft_sent
from pncrecruit.web.said import said

DRAFT = "applicant-new"


@bp.route("/calls/<string:code>/applicants/new", methods=["GET", "POST"])
@require(Permission.APPLICATION_CREATE)
def new_applicant(code: str) -> ResponseReturnValue:
    """Ask, compare, show the answers, and save: each step is one press of a key."""
    actor = signed_in()
    scope = actor.scope(Permission.APPLICATION_CREATE)
    call = calls.call(code, scope) or abort(404)
    if call.state is not CallState.OPEN:
        raise CallNotOpen
    try:
        sheet = _sheet(call)
    except (NotASheet, SheetKeyedIn) as error:
        flash(said(error), "danger")
        return redirect(url_for(".sheets", code=call.code), code=303)
    form = _form(call, actor, sheet)
    step = request.form.get("step", "check")
    if request.method == "GET" or step == "edit":
        return _page(form, call, sheet)
    shaped = form.validate_on_submit()
    draft = form.draft(
        WayIn.FAIR if sheet else WayIn.COUNTER, sheet.number if sheet else None
    )
    found = examine(draft, call=call, scope=scope, at=now())
    # What the form finds and what the rules find are told at once, each at its field.
    form.refuse_further(found.errors)
    if not shaped or found.errors:
        return _page(form, call, sheet)
    if found.undecided:
        return _compare(form, call, found)
    if step != "save":
        return _check(form, call, found)
    try:
        made = register(
            draft, call=call, office_id=form.office_id.data or 0, actor=actor, at=now()
        )
    except DomainError as error:
        form.refuse(error)
        return _page(form, call, sheet)
    db.session.commit()
    draft_sent(DRAFT)
    asks = actor.may(Permission.APPLICATION_PEOPLE_CAPTURE)
    endpoint = ".self_identification" if asks else ".receipt"
    return redirect(url_for(endpoint, public_id=made.public_id), code=303)


def _sheet(call: RecruitmentCall) -> FormSheet | None:
    """Return the paper form that is being keyed in, if there is one."""
    text = request.values.get("sheet", "").strip()
    if not text:
        return None
    read = parse_number(text)
    if read is None or not read.sheet or read.call_code != call.code.upper():
        raise NotASheet
    found = intake.sheet(call.id, read.number) or abort(404)
    # Told before anything is typed; the same form sent twice is one application anyway.
    if request.method == "GET" and found.application_id is not None:
        number = intake.number_of(found.application_id)
        raise SheetKeyedIn(number=application_number(call.code, number))
    return found


def _form(
    call: RecruitmentCall, actor: Actor, sheet: FormSheet | None
) -> ApplicantForm:
    among = offices_of(actor.scope(Permission.APPLICATION_CREATE), call.id)
    offices = intake.offices(call.id, among)
    if not offices:
        abort(404)
    data: dict[str, Any] = {}
    if request.method == "GET":
        data["client_id"] = str(sheet.client_id if sheet else uuid4())
        if sheet:
            data["office_id"] = sheet.office_id
            data["sheet"] = request.args.get("sheet")
        elif len(offices) == 1:
            data["office_id"] = offices[0].id
    return applicant_form(calls.requirements(call.id), offices, **data)


def _page(
    form: ApplicantForm, call: RecruitmentCall, sheet: FormSheet | None
) -> ResponseReturnValue:
    if request.form.get("step") == "edit":
        # What changes may resemble somebody else: the comparison is made again.
        form.same_as.data = form.distinct.data = ""
    page = render_template(
        "recruitment/applicant_new.html",
        form=form,
        call=call,
        sheet=form.sheet.data if sheet else "",
        draft=DRAFT,
    )
    return page, form.status if request.form.get("step") != "edit" else 200


def _kept(form: ApplicantForm, *without: str) -> list[tuple[str, str]]:
    """Return what was typed, to be carried to the next step."""
    names = {field.name for field in form} - {"csrf_token", *without}
    return [
        (name, value)
        for name, values in request.form.lists()
        if name in names
        for value in values
        if value
    ]


def _compare(
    form: ApplicantForm, call: RecruitmentCall, found: Examination
) -> ResponseReturnValue:
    page = render_template(
        "recruitment/applicant_compare.html",
        form=form,
        call=call,
        pairs=alike.pairs(
            form,
            found.alike,
            municipality=form.residence_municipality.data,
            phone=form.phone.data or "",
        ),
        hidden=found.hidden,
        kept=_kept(form, "same_as", "distinct"),
    )
    return page, 200


def _check(
    form: ApplicantForm, call: RecruitmentCall, found: Examination
) -> ResponseReturnValue:
    number = check_cui(form.cui.data or "").digits
    rows = [
        (
            gettext("Name"),
            " ".join(
                filter(
                    None,
                    (
                        form.given_names.data,
                        form.first_surname.data,
                        form.second_surname.data,
                        form.married_surname.data,
                    ),
                )
            ),
        ),
        (gettext("CUI"), grouped_cui(number) if number else gettext("No CUI yet")),
        (gettext("Birth date"), f"{form.birth_date.data:%d/%m/%Y}"),
        (gettext("Sex, as on the DPI"), _chosen(form.sex)),
        (
            gettext("Municipality of residence"),
            words.municipality(form.residence_municipality.data),
        ),
        (gettext("Telephone"), form.phone.data or "–"),
        (
            gettext("Highest schooling completed"),
            words.schooling(form.schooling.data),
        ),
        (
            gettext("Height without shoes (cm)"),
            "–" if form.height_cm.data is None else f"{form.height_cm.data:f}",
        ),
        (
            gettext("Languages"),
            ", ".join(
                f"{words.language(key)} ({gettext(level.label).lower()})"
                for key, level, _ in rated(form.spoken)
            )
            or "–",
        ),
    ]
    if form.cui_reason.data:
        rows.insert(2, (form.cui_reason.label.text, form.cui_reason.data))
    rows += [(field.label.text, _chosen(field)) for field in form.asked]
    page = render_template(
        "recruitment/applicant_check.html",
        form=form,
        call=call,
        rows=rows,
        unmet=[
            (words.reason(one.loss_reason), words.raw(one.raw_value))
            for one in found.unmet
        ],
        kept=_kept(form),
    )
    return page, 200


def _chosen(field: Any) -> str:
    """Return the label of the option that was chosen."""
    return next(
        (
            str(label)
            for value, label, *_ in field.iter_choices()
            if value == field.data
        ),
        "–",
    )
