"""What changes on an application besides its phases: contact, languages, office."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, now
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.persons import actions as person_actions
from pncrecruit.persons import queries as persons
from pncrecruit.recruitment.actions.applications import SOURCE
from pncrecruit.recruitment.actions.offices import hand_over
from pncrecruit.recruitment.forms.applicant import LANGUAGE_ROWS
from pncrecruit.recruitment.forms.deeds import (
    ContactForm,
    HandOverForm,
    LanguagesEditForm,
)
from pncrecruit.recruitment.queries import detail, intake, moves
from pncrecruit.recruitment.queries.detail import ApplicationRow
from pncrecruit.recruitment.queries.scope import reaches
from pncrecruit.recruitment.rules.draft import rated, wrong_languages
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views import words
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.sight import free
from pncrecruit.web.sessions import commit_and_say


def _in_sight(public_id: UUID, permission: Permission) -> ApplicationRow:
    found = detail.application(public_id, signed_in().scope(permission))
    return free(found or abort(404), permission)


def _back(public_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".application", public_id=public_id), code=303)


@bp.route("/applications/<uuid:public_id>/contact", methods=["GET", "POST"])
@require(Permission.APPLICATION_CONTACT_UPDATE)
def contact(public_id: UUID) -> ResponseReturnValue:
    """Change how an applicant is reached; two who save at once see both versions."""
    found = _in_sight(public_id, Permission.APPLICATION_CONTACT_UPDATE)
    form = ContactForm(
        data={
            "version": found.person_version,
            "phone": found.phone,
            "email": found.email,
            "residence_municipality": found.person_municipality,
        }
    )
    conflict: list[tuple[str, str, str]] = []
    if form.validate_on_submit():
        person = persons.person(found.person_id) or abort(404)
        try:
            person_actions.set_contact(
                person,
                phone=form.phone.data or "",
                email=form.email.data or "",
                residence_municipality=form.residence_municipality.data,
                version=form.base_version,
                author=signed_in().author,
                at=now(),
            )
        except Conflict as error:
            form.refuse(error)
            conflict = _both(form, found)
            form.version.data = str(found.person_version)
        except DomainError as error:
            form.refuse(error)
        else:
            commit_and_say(gettext("The contact was saved."))
            return _back(public_id)
    page = render_template(
        "recruitment/contact.html", form=form, application=found, conflict=conflict
    )
    return page, form.status


def _both(form: ContactForm, found: ApplicationRow) -> list[tuple[str, str, str]]:
    return [
        (gettext("Telephone"), form.phone.data or "", found.phone or ""),
        (gettext("E-mail"), form.email.data or "", found.email or ""),
        (
            gettext("Municipality of residence"),
            words.municipality(form.residence_municipality.data),
            words.municipality(found.person_municipality),
        ),
    ]


@bp.route("/applications/<uuid:public_id>/languages", methods=["GET", "POST"])
@require(Permission.APPLICATION_LANGUAGE_UPDATE)
def languages(public_id: UUID) -> ResponseReturnValue:
    """Change the languages that an applicant speaks."""
    found = _in_sight(public_id, Permission.APPLICATION_LANGUAGE_UPDATE)
    held = persons.languages(found.person_id)[:LANGUAGE_ROWS]
    data = {f"language_{at}": one.language_key for at, one in enumerate(held)}
    data |= {f"level_{at}": one.level.value for at, one in enumerate(held)}
    form = LanguagesEditForm(data=data)
    if form.validate_on_submit() and not form.refuse_all(wrong_languages(form.spoken)):
        spoken = rated(form.spoken)
        person_actions.set_languages({found.person_id: spoken}, source=SOURCE, at=now())
        record(
            "application.languages_changed",
            ("application", found.public_id),
            author=signed_in().author,
            at=now(),
            languages=sorted(key for key, *_ in spoken),
        )
        commit_and_say(gettext("The languages were saved."))
        return _back(public_id)
    page = render_template("recruitment/languages.html", form=form, application=found)
    return page, form.status


@bp.route("/applications/<uuid:public_id>/office", methods=["GET", "POST"])
@require(Permission.APPLICATION_UPDATE)
def office(public_id: UUID) -> ResponseReturnValue:
    """Hand an application over to another office of the call."""
    actor = signed_in()
    scope = actor.scope(Permission.APPLICATION_UPDATE)
    one = moves.moving(public_id, scope) or abort(404)
    found = _in_sight(public_id, Permission.APPLICATION_UPDATE)
    form = HandOverForm(data={"version": one.version})
    form.offer(
        [other for other in intake.offices(one.call_id) if other.id != one.office_id]
    )
    if form.validate_on_submit():
        try:
            hand_over(
                one,
                form.office_id.data,
                reason=form.reason.data or "",
                version=form.base_version,
                actor=actor,
                at=now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            db.session.commit()
            number = application_number(found.call_code, found.number)
            flash(gettext("%(number)s was handed over.", number=number), "success")
            if reaches(scope, one.call_id, form.office_id.data):
                return _back(public_id)
            listing = url_for(".applicants", code=found.call_code)
            return redirect(listing, code=303)
    page = render_template("recruitment/office.html", form=form, application=found)
    return page, form.status
