"""Who only reads says why first, and that is kept: one place for such pages."""

from typing import NamedTuple

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.recruitment.forms.deeds import ReasonForm

REASON = "reason"


class Why(NamedTuple):
    """The page that asks why, or what was answered; neither where nobody is asked."""

    page: ResponseReturnValue | None = None
    reason: str | None = None


def ask_why(title: str, permission: Permission) -> Why:
    """Ask why a record is read, of those who must say so; the caller records it.

    Those who need not say why send no form to such a page.
    """
    if REASON not in signed_in().conditions(permission):
        if request.method == "POST":
            abort(405)
        return Why()
    form = ReasonForm()
    if form.validate_on_submit():
        return Why(reason=form.reason.data)
    page = render_template("recruitment/reading_reason.html", form=form, title=title)
    return Why((page, form.status))
