"""What is sent to keep a filter of the list."""

from collections.abc import Sequence

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.recruitment.queries.intake import Office
from pncrecruit.recruitment.rules.saved import LONGEST, Shared
from pncrecruit.web.form import Form, choices_of


class SavedFilterForm(Form):
    """A name for what the list shows, and who sees it."""

    name = StringField(
        lazy_gettext("Name"), validators=[InputRequired(), Length(max=LONGEST)]
    )
    shared = RadioField(
        lazy_gettext("Who sees it"),
        choices=choices_of(Shared),
        default=Shared.OWN.value,
        validators=[InputRequired()],
    )
    office_id = SelectField(
        lazy_gettext("Office"), coerce=int, validators=[Optional()], default=0
    )

    def offer(self, offices: Sequence[Office]) -> None:
        """Offer the offices with which it may be shared; one is chosen already."""
        self.office_id.choices = options((one.id, one.name) for one in offices)
        if not offices:
            self.office_id.choices = options([(0, "–")])
            self.shared.choices = [
                one for one in choices_of(Shared) if one.value != Shared.OFFICE.value
            ]
