"""Correcting what was typed wrong at the counter, and the CUI held to the DPI."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import now
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.persons import queries as persons
from pncrecruit.persons.kinds import CuiState
from pncrecruit.persons.queries import PersonRow
from pncrecruit.persons.rules import check_cui
from pncrecruit.recruitment.actions.correcting import Refused, correct
from pncrecruit.recruitment.actions.correcting import alike as likeness
from pncrecruit.recruitment.actions.examining import in_sight
from pncrecruit.recruitment.forms.correcting import CorrectionForm
from pncrecruit.recruitment.queries import correcting, detail, moves
from pncrecruit.recruitment.queries.correcting import Judged
from pncrecruit.recruitment.queries.detail import ApplicationRow
from pncrecruit.recruitment.rules.correction import AlikeRecorded
from pncrecruit.recruitment.views import alike, words
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.sight import free
from pncrecruit.web.filters import as_date
from pncrecruit.web.sessions import commit_and_say

DOUBTFUL = (CuiState.REVIEW, CuiState.OVERRIDDEN)


@bp.route("/applications/<uuid:public_id>/correct", methods=["GET", "POST"])
@require(Permission.APPLICATION_UPDATE, also=(Permission.APPLICATION_CONTACT_READ,))
def correction(public_id: UUID) -> ResponseReturnValue:
    """Correct names, CUI, birth date, sex, schooling and height."""
    actor = signed_in()
    scope = actor.scope(Permission.APPLICATION_UPDATE)
    one = moves.moving(public_id, scope) or abort(404)
    found = detail.application(public_id, scope) or abort(404)
    free(found, Permission.APPLICATION_UPDATE)
    judged = correcting.application(found.id)
    form = CorrectionForm(data=_held(found, judged))
    conflict: list[alike.Row] = []
    resembling: list[tuple[UUID, list[alike.Row]]] = []
    hidden = False
    if form.validate_on_submit():
        try:
            correct(
                one,
                form.correction,
                version=form.base_application_version,
                person_version=form.base_version,
                client_id=form.key,
                actor=actor,
                at=now(),
            )
        except Refused as refused:
            for fault in refused.faults:
                form.refuse(fault)
        except AlikeRecorded as error:
            form.refuse(error)
            people, hidden = in_sight(_alike(found, form), scope)
            resembling = alike.pairs(
                form,
                people,
                municipality=found.person_municipality,
                phone=found.phone or "",
            )
        except DomainError as error:
            form.refuse(error)
            if isinstance(error, Conflict) and not error.field:
                conflict = _both(form, found, judged)
                form.version.data = str(found.person_version)
                form.application_version.data = str(found.version)
        else:
            commit_and_say(gettext("The correction was saved."))
            return redirect(url_for(".application", public_id=public_id), code=303)
    page = render_template(
        "recruitment/correct.html",
        form=form,
        application=found,
        conflict=conflict,
        resembling=resembling,
        hidden=hidden,
        doubtful=found.cui_state in DOUBTFUL,
    )
    return page, form.status


def _alike(found: ApplicationRow, form: CorrectionForm) -> list[PersonRow]:
    person = persons.person(found.person_id)
    return likeness(person, form.correction) if person else []


def _held(found: ApplicationRow, judged: Judged) -> dict[str, Any]:
    return {
        "version": found.person_version,
        "application_version": found.version,
        "given_names": found.given_names,
        "first_surname": found.first_surname,
        "second_surname": found.second_surname,
        "married_surname": found.married_surname,
        "cui": words.cui(found.cui) if found.cui else "",
        "cui_reason": found.cui_reason,
        "birth_date": found.birth_date,
        "sex": found.sex.value,
        "schooling": found.schooling or "",
        # Without an exponent: 160 normalized alone is written 1.6E+2.
        "height_cm": judged.height_cm and Decimal(f"{judged.height_cm.normalize():f}"),
    }


def _both(
    form: CorrectionForm, found: ApplicationRow, judged: Judged
) -> list[tuple[str, str, str]]:
    """Return what was typed beside what is saved now, field by field."""
    typed = form.correction
    return [
        (gettext("Given names"), typed.given_names, found.given_names),
        (gettext("First surname"), typed.first_surname, found.first_surname),
        (gettext("Second surname"), typed.second_surname, found.second_surname),
        (gettext("Married surname"), typed.married_surname, found.married_surname),
        (
            gettext("CUI"),
            words.cui(check_cui(typed.cui).digits),
            words.cui(found.cui),
        ),
        (gettext("Birth date"), as_date(typed.birth_date), as_date(found.birth_date)),
        (
            gettext("Sex, as on the DPI"),
            gettext(typed.sex.label),
            gettext(found.sex.label),
        ),
        (
            gettext("Highest schooling completed"),
            words.schooling(typed.schooling),
            words.schooling(found.schooling),
        ),
        (
            gettext("Height without shoes (cm)"),
            f"{typed.height_cm:f}" if typed.height_cm else "–",
            f"{judged.height_cm.normalize():f}" if judged.height_cm else "–",
        ),
    ]
