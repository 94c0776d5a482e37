"""What the auditor sends: a filter of the trail, a reason."""

from flask_babel import lazy_gettext
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from pncrecruit.web.form import Form


class ReasonForm(Form):
    """Why something is read or taken away."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(min=5, max=500)]
    )


class VerifyForm(Form):
    """A button: check the chain now."""


class LookupForm(Form):
    """Which record's history to show."""

    kind = StringField(lazy_gettext("Kind of record"), validators=[InputRequired()])
    identifier = StringField(lazy_gettext("Identifier"), validators=[InputRequired()])
