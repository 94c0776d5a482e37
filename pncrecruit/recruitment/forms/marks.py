"""What is sent about marks: a change that is asked for, and a button."""

from decimal import Decimal

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.web.form import Form, NumberField


class PressForm(Form):
    """A button and nothing else."""


class MarkChangeForm(Form):
    """Another value for a locked mark, and why."""

    evaluator_id = SelectField(
        lazy_gettext("Whose mark"), coerce=int, validators=[InputRequired()]
    )
    value = NumberField(lazy_gettext("New mark"), validators=[InputRequired()])
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("The second person reads it, and it stays on record."),
        validators=[InputRequired(), Length(max=2000)],
    )

    def offer(self, evaluators: list[tuple[int, str]]) -> None:
        """Offer whose mark it may be; nobody's if there is none yet."""
        self.evaluator_id.choices = options(
            evaluators or [(0, gettext("Nobody in particular"))]
        )

    @property
    def number(self) -> Decimal:
        """The value that was typed."""
        return Decimal(self.value.data or 0)
