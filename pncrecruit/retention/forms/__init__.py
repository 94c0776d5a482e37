"""What is sent about an alert or a score."""

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from pncrecruit.retention.rules import AnswerKind
from pncrecruit.retention.rules.catalogue import Action
from pncrecruit.web.form import DayField, Form, VersionedForm, choices_of


class AnswerForm(Form):
    """An action with a date, or a reasoned "no action"."""

    kind = RadioField(
        lazy_gettext("Answer"),
        choices=choices_of(AnswerKind),
        default=AnswerKind.ACTION.value,
        validators=[InputRequired()],
    )
    action = SelectField(
        lazy_gettext("Action"), choices=choices_of(Action), validators=[Optional()]
    )
    due_on = DayField(lazy_gettext("Until"), validators=[Optional()])
    reason = TextAreaField(
        lazy_gettext("Reason or note"), validators=[Length(max=2000)]
    )


class CloseForm(VersionedForm):
    """Why an alert is closed."""

    reason = TextAreaField(
        lazy_gettext("Why it is closed"), validators=[InputRequired(), Length(max=2000)]
    )


class DoneForm(VersionedForm):
    """When an action was done."""

    done_on = DayField(lazy_gettext("Done on"), validators=[InputRequired()])


class PurposeForm(Form):
    """Why a named score or a case is read."""

    reason = TextAreaField(
        lazy_gettext("Why you need to read it"),
        validators=[InputRequired(), Length(min=5, max=500)],
    )


class ActivateForm(Form):
    """Why a model version should be used."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=2000)]
    )
