"""Fairs without signal: numbered paper forms, and a spreadsheet with senders' ids."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, now
from pncrecruit.recruitment.actions.sheets import print_sheets
from pncrecruit.recruitment.fair_book import fair_book
from pncrecruit.recruitment.forms.deeds import SheetsForm
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import calls, fairs, intake
from pncrecruit.recruitment.queries.scope import offices_of
from pncrecruit.recruitment.rules.numbers import sheet_number
from pncrecruit.recruitment.views import paper
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.reference import schooling_levels
from pncrecruit.web.filters import page_language
from pncrecruit.web.i18n import Named, named


def _call(code: str) -> RecruitmentCall:
    scope = signed_in().scope(Permission.APPLICATION_CREATE)
    return calls.call(code, scope) or abort(404)


@bp.route("/calls/<string:code>/fairs", methods=["GET", "POST"])
@require(Permission.APPLICATION_CREATE)
def sheets(code: str) -> ResponseReturnValue:
    """Print numbered forms, and key in those that came back."""
    actor, call = signed_in(), _call(code)
    among = offices_of(actor.scope(Permission.APPLICATION_CREATE), call.id)
    form = SheetsForm()
    form.offer(intake.offices(call.id, among))
    if form.validate_on_submit():
        numbers = print_sheets(
            call, form.office_id.data, form.count.data or 1, actor=actor, at=now()
        )
        db.session.commit()
        return _pdf(call, numbers)
    page = render_template(
        "recruitment/sheets.html",
        call=call,
        form=form,
        printed=[
            (sheet_number(call.code, row.first), sheet_number(call.code, row.last), row)
            for row in fairs.printed(call.id, among)
        ],
    )
    return page, form.status


def _pdf(call: RecruitmentCall, numbers: list[int]) -> Response:
    yes_or_no = gettext("yes / no")
    blank = [
        gettext("Given names"),
        gettext("First surname"),
        gettext("Second surname"),
        gettext("CUI (13 digits)"),
        gettext("Why there is no CUI"),
        gettext("Birth date (dd/mm/yyyy)"),
        gettext("Sex, as on the DPI: woman / man"),
        gettext("Municipality and department of residence"),
        gettext("Telephone"),
        gettext("Highest schooling completed"),
        gettext("Height without shoes (cm)"),
        gettext("Languages, and how well"),
        *(f"{named(one)} ({yes_or_no})" for one in _questions(call)),
        gettext("Office, date and signature"),
    ]
    made = paper.sheets(
        title=gettext("Application form: %(call)s", call=call.name),
        language=page_language(),
        numbers=[sheet_number(call.code, number) for number in numbers],
        rows=[
            [gettext("Data"), gettext("Answer, in capital letters")],
            *([label, ""] for label in blank),
        ],
        notes=_notes(),
    )
    name = f"{call.code}-{numbers[0]}-{numbers[-1]}.pdf"
    return Response(
        made,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _notes() -> list[str]:
    """Return how the form is filled in, as it is printed below the answers."""
    levels = "; ".join(named(one) for one in schooling_levels().values())
    return [
        gettext(
            "Write what the DPI shows, in capital letters and with accents. Who has no"
            " CUI yet says why; nobody is turned away for it."
        ),
        gettext("Schooling: the highest level completed. %(levels)s.", levels=levels),
        gettext(
            "Languages: each with its level: basic, holds a conversation, fluent,"
            " mother tongue."
        ),
        gettext(
            "Who does not meet a requirement fills it in too. Do not write which people"
            " somebody belongs to, nor anything on health or family."
        ),
        gettext("The whole process is free of charge. This sheet comes in only once."),
    ]


def _questions(call: RecruitmentCall) -> list[Named]:
    return [one for one in calls.requirements(call.id) if one.name_es]


@bp.get("/calls/<string:code>/fair.xlsx")
@require(Permission.APPLICATION_CREATE)
def fair_spreadsheet(code: str) -> ResponseReturnValue:
    """Hand out a spreadsheet whose rows carry the identifiers of their sender."""
    call = _call(code)
    return Response(
        fair_book(),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{call.code}.xlsx"'},
    )
