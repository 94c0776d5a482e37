"""What is sent about the selection list: a reason, the answer to an offer."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.recruitment.rules import PhaseKind, Result
from pncrecruit.recruitment.rules.offers import Answer
from pncrecruit.recruitment.rules.standing import reasons
from pncrecruit.web.form import Form
from pncrecruit.web.i18n import named


class PublishForm(Form):
    """Ask that an edition be published."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[Optional(), Length(max=2000)]
    )


class AnswerForm(Form):
    """What became of an offer."""

    answer = RadioField(lazy_gettext("Answer"), validators=[InputRequired()])
    reason_code = SelectField(
        lazy_gettext("Reason"),
        description=lazy_gettext("Only if they gave one when they declined."),
        validators=[Optional()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the answers and the reasons in the language of the page."""
        super().__init__(*args, **kwargs)
        self.answer.choices = options((one.value, gettext(one.label)) for one in Answer)
        known = reasons(Result.WITHDREW, PhaseKind.SELECTION)
        self.reason_code.choices = options(
            [("", ""), *((one.code, named(one)) for one in known)]
        )
