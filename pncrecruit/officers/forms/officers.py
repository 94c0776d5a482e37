"""The shapes of what is sent about officers."""

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from pncrecruit.web.form import Form


class ReadForm(Form):
    """Why somebody outside the chain of command opens a service record."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(min=5, max=400)]
    )
