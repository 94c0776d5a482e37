"""What a timer sends: whose test, what is measured, and what was read."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.recruitment.rules.timing import WITHIN
from pncrecruit.web.form import Form, NumberField


class ReadingForm(Form):
    """One reading of a physical test."""

    number = StringField(
        lazy_gettext("Number of the application"),
        validators=[InputRequired(), Length(max=60)],
    )
    kind = SelectField(lazy_gettext("Measure"), validators=[InputRequired()])
    value = NumberField(lazy_gettext("Your reading"), validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what two timers measure, in the language of the page."""
        super().__init__(*args, **kwargs)
        self.kind.choices = options((one.value, gettext(one.label)) for one in WITHIN)

    @property
    def reading(self) -> Decimal:
        """The value that was typed."""
        return Decimal(self.value.data or 0)
