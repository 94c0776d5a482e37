"""The shapes of what is sent about imports."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from pncrecruit.web.form import Form


class SheetForm(Form):
    """A fair spreadsheet for a call and its office."""

    file = FileField(lazy_gettext("File"), validators=[FileRequired()])
    call = SelectField(lazy_gettext("Call and office"), validators=[InputRequired()])


class RosterForm(Form):
    """A roster with the mapping that says which column is what."""

    file = FileField(lazy_gettext("File"), validators=[FileRequired()])
    mapping = FileField(lazy_gettext("Mapping (TOML)"), validators=[FileRequired()])


class UndoForm(Form):
    """Why an import is taken back."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=400)]
    )


class PressForm(Form):
    """A button that changes something."""
