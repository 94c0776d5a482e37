"""What is sent about receipts."""

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from pncrecruit.web.form import Form


class PressForm(Form):
    """A button and nothing else."""


class OpenReceiptForm(Form):
    """The number and the code on a receipt."""

    number = StringField(
        lazy_gettext("Number of the receipt"),
        validators=[InputRequired(), Length(max=60)],
    )
    code = StringField(
        lazy_gettext("Code of the receipt"),
        validators=[InputRequired(), Length(max=40)],
    )
