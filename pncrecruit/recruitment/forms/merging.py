"""What is sent about two records of one person: which stays, and why."""

from flask_babel import lazy_gettext
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.web.form import Form

STAYS = "this"


class SeparateForm(Form):
    """Why two records are two persons after all."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("The second person reads it, and it stays on record."),
        validators=[InputRequired(), Length(max=2000)],
    )


class MergeForm(SeparateForm):
    """Which of two records stays, and why they are one person."""

    stays = RadioField(
        lazy_gettext("The record that stays"), validators=[InputRequired()]
    )

    def offer(self, first: str, second: str) -> None:
        """Offer the record that the page came from, and the other."""
        self.stays.choices = options([(STAYS, first), ("other", second)])

    @property
    def first_stays(self) -> bool:
        """Whether the record that the page came from is the one to stay."""
        return bool(self.stays.data == STAYS)
