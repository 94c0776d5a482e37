"""The shapes of what is sent about imports."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileRequired
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from pncrecruit.imports.reading.limits import LIMITS, MB
from pncrecruit.imports.rules.mapping_faults import MappingTooLong
from pncrecruit.imports.rules.problems import FileTooLarge
from pncrecruit.web.form import Form
from pncrecruit.web.uploads import UploadField, UploadForm

MAPPING_LIMIT = 100_000  # bytes


def _too_large() -> FileTooLarge:
    return FileTooLarge(limit=LIMITS.packed // MB)


class SheetForm(UploadForm):
    """A fair spreadsheet for a call and its office."""

    file = UploadField(
        lazy_gettext("File"),
        validators=[FileRequired()],
        largest=LIMITS.packed,
        refusal=_too_large,
    )
    call = SelectField(lazy_gettext("Call and office"), validators=[InputRequired()])


class RosterForm(UploadForm):
    """A roster with the mapping that says which column is what."""

    file = UploadField(
        lazy_gettext("File"),
        validators=[FileRequired()],
        largest=LIMITS.packed,
        refusal=_too_large,
    )
    mapping = UploadField(
        lazy_gettext("Mapping (TOML)"),
        validators=[FileRequired()],
        largest=MAPPING_LIMIT,
        refusal=MappingTooLong,
    )


class UndoForm(Form):
    """Why an import is taken back."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=400)]
    )


class PressForm(Form):
    """A button that changes something."""
