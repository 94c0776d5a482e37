"""What is sent about an appointment act."""

from flask_babel import lazy_gettext
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.recruitment.forms.applicant import options
from pncrecruit.recruitment.queries.graduates import PostingUnit
from pncrecruit.web.form import DayField, Form


class AppointmentForm(Form):
    """The act: its number, its days, who signed it, where they are posted first."""

    number = StringField(
        lazy_gettext("Number of the act"), validators=[InputRequired(), Length(max=40)]
    )
    signed_on = DayField(lazy_gettext("Signed on"), validators=[InputRequired()])
    effective_on = DayField(lazy_gettext("In force from"), validators=[InputRequired()])
    signed_by = StringField(
        lazy_gettext("Signed by"), validators=[InputRequired(), Length(max=80)]
    )
    legal_basis = TextAreaField(
        lazy_gettext("Legal basis"), validators=[Optional(), Length(max=500)]
    )
    unit_id = SelectField(
        lazy_gettext("First posting"),
        # Nothing is chosen until somebody chooses it.
        coerce=lambda value: int(value) if value else None,
        validators=[InputRequired()],
    )

    def offer(self, units: list[PostingUnit]) -> None:
        """Offer the units that are open."""
        self._units = {one.id: f"{one.name} ({one.code})" for one in units}
        self.unit_id.choices = options([("", ""), *self._units.items()])

    @property
    def unit_name(self) -> str:
        """The unit that was chosen, in words."""
        return self._units.get(self.unit_id.data, "")
